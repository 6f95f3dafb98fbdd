"""`python -m cerebro …`: analyse a repository, judge a change, say what to read first."""

from __future__ import annotations

from cerebro.cli import main
from core.cli import run_command

if __name__ == "__main__":
    run_command(main)
