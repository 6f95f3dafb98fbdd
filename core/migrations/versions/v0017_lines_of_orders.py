"""The lines of orders, as people read them, without what the orders tell.

Runs before a deploy.
"""

from alembic import op

from core.migrations import run_file

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make the view anew."""
    run_file(op.get_bind(), "0017_lines_of_orders.sql")
