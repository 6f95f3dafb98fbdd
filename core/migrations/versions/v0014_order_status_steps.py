"""Two changes of an order's status at the same instant are both kept.

Runs before a deploy.
"""

from alembic import op

from core.migrations import run_file

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the place among changes of one instant to the key."""
    run_file(op.get_bind(), "0014_order_status_steps.sql")
