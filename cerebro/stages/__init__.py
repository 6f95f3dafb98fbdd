"""The stages of a run: each a function of one shape that reads and fills the run's state."""
