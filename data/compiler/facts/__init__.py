"""The facts: one file for each kind, which writes the parts that give its measures."""
