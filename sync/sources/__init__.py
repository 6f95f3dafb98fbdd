"""The streams, one file each; sync/registry.py lists them."""
