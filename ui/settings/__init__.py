"""The cards of the page Settings: what a shop enters itself."""
