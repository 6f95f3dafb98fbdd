"""Explanations of a file: a summary, the cause, steps, and evidence that can be checked."""
