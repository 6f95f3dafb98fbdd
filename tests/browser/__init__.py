"""Tests in a real browser, and the command that takes the pictures for the docs."""
