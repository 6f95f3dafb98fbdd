"""The graph of imports is kept, by the imports and contracts that it was made from.

Runs before a deploy.
"""

from alembic import op

from cerebro.migrations import run_file

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of graphs, which holds what the one of contract checks held."""
    run_file(op.get_bind(), "0002_graphs.sql")
