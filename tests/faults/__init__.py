"""Faults on real sockets: what Amazon, the line and the database can do to a sync."""
