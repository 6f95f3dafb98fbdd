"""Phrases of time: which days `last month` or `since January` mean on a given day."""
