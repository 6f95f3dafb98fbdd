"""What an order was before its status changed.

Runs before a deploy.
"""

from alembic import op

from core.migrations import run_file

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the table."""
    run_file(op.get_bind(), "0013_order_statuses.sql")
