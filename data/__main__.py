"""`python -m data query '<MetricQuery as JSON>'`: the numbers of the screen, as JSON."""

from __future__ import annotations

from core.cli import run_command
from data.cli import main

if __name__ == "__main__":
    run_command(main)
