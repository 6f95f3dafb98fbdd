"""The invented shop: what is sold, when, at what price. Pure functions of seed and date."""
