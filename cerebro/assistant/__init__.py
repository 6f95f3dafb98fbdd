"""A chat for maintainers: commands in words, or a model that chooses one; writing asks first."""
