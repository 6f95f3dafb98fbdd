"""Scores: plain functions from facts and history to figures. Every formula is open."""
