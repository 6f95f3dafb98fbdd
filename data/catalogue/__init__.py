"""The rows of the catalogue, by subject; data/metrics.py puts them together."""
