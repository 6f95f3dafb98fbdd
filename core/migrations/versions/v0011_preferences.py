"""What a person has chosen about the pages themselves.

Runs before a deploy.
"""

from alembic import op

from core.migrations import run_file

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table."""
    run_file(op.get_bind(), "0011_preferences.sql")
