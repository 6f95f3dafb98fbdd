"""What the language model has used on a day for an account.

Runs before a deploy.
"""

from alembic import op

from core.migrations import run_file

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Make the table, its row-level security and the rights of `web`."""
    run_file(op.get_bind(), "0018_model_usage.sql")
