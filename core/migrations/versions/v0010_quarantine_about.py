"""Which span of time a line that was set aside is about.

Runs before a deploy.
"""

from alembic import op

from core.migrations import run_file

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the columns; what waits already is about no time that is known."""
    run_file(op.get_bind(), "0010_quarantine_about.sql")
