"""Orders that Amazon says have changed, until they are fetched.

Runs before a deploy.
"""

from alembic import op

from core.migrations import run_file

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table and close it."""
    run_file(op.get_bind(), "0006_order_notices.sql")
