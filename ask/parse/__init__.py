"""From a question in everyday words to a metric query: see docs/developers.md, "Ask"."""
