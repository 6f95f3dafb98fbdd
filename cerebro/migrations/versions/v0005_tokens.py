"""What an explanation by a model has used.

Runs before a deploy.
"""

from alembic import op

from cerebro.migrations import run_file

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Count tokens beside the cost."""
    run_file(op.get_bind(), "0005_tokens.sql")
