"""The queue through which people ask the sync for work.

Runs before a deploy.
"""

from alembic import op

from core.migrations import run_file

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables and close them."""
    run_file(op.get_bind(), "0003_requests.sql")
