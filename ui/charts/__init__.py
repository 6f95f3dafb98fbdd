"""Figures: pure functions from plain values or frames to plotly dicts. No plotly needed."""
