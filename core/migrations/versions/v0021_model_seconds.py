"""How long the language model has worked on a day for an account.

Runs before a deploy.
"""

from alembic import op

from core.migrations import run_file

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Add the seconds beside tokens and cost."""
    run_file(op.get_bind(), "0021_model_seconds.sql")
