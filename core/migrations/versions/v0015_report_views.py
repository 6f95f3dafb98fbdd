"""The views of the schema `report`, for people and Ask.

Runs before a deploy.
"""

from alembic import op

from core.migrations import run_file

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the views, and let the roles `ask` and `web` read them."""
    run_file(op.get_bind(), "0015_report_views.sql")
