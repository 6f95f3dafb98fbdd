"""What people enter themselves (costs, expenses, taxes, targets, settings); daily sums of money.

Runs before a deploy.
"""

from alembic import op

from core.migrations import run_file

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables, then close them."""
    run_file(op.get_bind(), "0004_tables.sql")
    run_file(op.get_bind(), "0004_rights.sql")
