"""Amazon's estimate of excess stock has a column of its own.

Runs before a deploy.
"""

from alembic import op

from core.migrations import run_file

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the column, and move into it what was kept beside the others."""
    run_file(op.get_bind(), "0016_excess_stock.sql")
