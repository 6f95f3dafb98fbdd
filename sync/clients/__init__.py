"""Thin clients of Amazon's services. The only place of the sync that speaks HTTP."""
