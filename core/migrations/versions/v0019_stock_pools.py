"""A pan-European stock counts once, however many marketplaces sell from it.

Runs before a deploy.
"""

from alembic import op

from core.migrations import run_file

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Add the table of the SKUs that several marketplaces sell out of one stock."""
    run_file(op.get_bind(), "0019_stock_pools.sql")
