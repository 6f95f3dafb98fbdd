"""Does the rank find next year's fixes? Asked of a repository's own history."""
