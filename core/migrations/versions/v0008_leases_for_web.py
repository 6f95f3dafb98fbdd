"""The pages see until when a lease holds.

Runs before a deploy.
"""

from alembic import op

from core.migrations import run_file

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Let the pages look."""
    run_file(op.get_bind(), "0008_leases_for_web.sql")
