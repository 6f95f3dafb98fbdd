"""CEREBRO: collects facts of a repository, scores, gates and explains them, and keeps history."""
