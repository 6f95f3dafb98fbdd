"""When the catalog was last asked about a listing's product.

Runs before a deploy.
"""

from alembic import op

from core.migrations import run_file

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; every product counts as never asked about."""
    run_file(op.get_bind(), "0005_catalog_asked.sql")
