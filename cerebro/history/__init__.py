"""The history of a repository: commits, who made them, which files they touched."""
