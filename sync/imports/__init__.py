"""Files that a person downloads from Seller Central by hand, for shops without API access."""
