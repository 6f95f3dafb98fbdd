"""Amazon's operations, one file for each API."""
