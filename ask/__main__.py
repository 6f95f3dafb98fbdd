"""`python -m ask "question"`: the answer, what was understood, and where it comes from."""

from __future__ import annotations

from ask.cli import main
from core.cli import run_command

if __name__ == "__main__":
    run_command(main)
