"""`python -m sync`: see `python -m sync --help`."""

from core.cli import run_command
from sync.cli import main

if __name__ == "__main__":
    run_command(main)
