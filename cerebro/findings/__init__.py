"""Findings over time: which is new, which is the same as before, and which is mended."""
