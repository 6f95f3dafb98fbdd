"""Commands for whoever runs the installation: install, up, down, migrate, people."""
