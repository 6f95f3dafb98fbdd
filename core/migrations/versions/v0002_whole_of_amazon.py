"""Money, returns, traffic, advertising, the age of stock; quarantine and the health of streams.

Runs before a deploy.
"""

from alembic import op

from core.migrations import run_file

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables, then close them."""
    run_file(op.get_bind(), "0002_tables.sql")
    run_file(op.get_bind(), "0002_rights.sql")
