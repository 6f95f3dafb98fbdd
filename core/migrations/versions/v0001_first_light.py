"""The first tables, their row-level security and the rights of the roles.

Runs before a deploy.
"""

from alembic import op

from core.migrations import run_file

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables, then close them."""
    run_file(op.get_bind(), "0001_tables.sql")
    run_file(op.get_bind(), "0001_roles_and_rights.sql")
