"""What people have said that Ask should understand, until and after it is accepted.

Runs before a deploy.
"""

from alembic import op

from core.migrations import run_file

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Make the table, its row-level security and the rights of `web`."""
    run_file(op.get_bind(), "0022_corrections.sql")
