"""One file per page: guard, filters, load, draw."""
