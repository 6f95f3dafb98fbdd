"""What the language model has used on a day for an account.

Runs before a deploy.
"""

from alembic import op

from core.migrations import run_file

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make the table, its row-level security and the rights of `web`."""
    run_file(op.get_bind(), "0017_model_usage.sql")
