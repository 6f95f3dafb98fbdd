"""The conversations that people have with Ask.

Runs before a deploy.
"""

from alembic import op

from core.migrations import run_file

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Make the table, its row-level security and the rights of `web`."""
    run_file(op.get_bind(), "0020_conversations.sql")
