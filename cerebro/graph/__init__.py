"""Which module imports which, and what of it breaks a contract or goes in a circle."""
