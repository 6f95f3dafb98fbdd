"""The simulator's own books, added up by themselves: what the figures of the demo must be.

Nothing of data/ and nothing of the database is used here: movements come from the ledgers of
simulator/, what a person has entered from core/demo_costs.py, and the sums are plain.
"""
