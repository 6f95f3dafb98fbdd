"""How many orders each run has brought.

Runs before a deploy.
"""

from alembic import op

from core.migrations import run_file

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the column; runs so far count as having brought none."""
    run_file(op.get_bind(), "0009_orders_of_runs.sql")
