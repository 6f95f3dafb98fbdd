"""Checks that take longer than a run: types, dead code, dependencies, measured speed."""
