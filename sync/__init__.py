"""Amazon to PostgreSQL: clients, sources (one file for each stream), runner and store."""
