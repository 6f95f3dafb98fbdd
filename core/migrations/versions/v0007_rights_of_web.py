"""The pages may change fewer things of people and accounts.

Runs before a deploy.
"""

from alembic import op

from core.migrations import run_file

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Take away what the pages never used."""
    run_file(op.get_bind(), "0007_rights_of_web.sql")
