"""The tables of CEREBRO and the rights of its role.

Runs before a deploy.
"""

from alembic import op

from cerebro.migrations import run_file

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables, then give them to the role."""
    run_file(op.get_bind(), "0001_brain.sql")
