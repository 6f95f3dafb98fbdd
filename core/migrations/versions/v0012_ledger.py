"""Amazon's inventory ledger, and stock by day of before the first sync.

Runs before a deploy.
"""

from alembic import op

from core.migrations import run_file

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the table, and let what the ledger does not tell be unknown."""
    run_file(op.get_bind(), "0012_ledger.sql")
