"""What to look at first, kept with the run, and when a backtest was made.

Runs before a deploy.
"""

from alembic import op

from cerebro.migrations import run_file

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the table of notes and the time of backtests."""
    run_file(op.get_bind(), "0006_notes.sql")
