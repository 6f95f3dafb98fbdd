"""What longer checks say of a commit, and issues that are filled by themselves.

Runs before a deploy.
"""

from alembic import op

from cerebro.migrations import run_file

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables of checks and dependencies, and tell where an issue comes from."""
    run_file(op.get_bind(), "0003_checks.sql")
