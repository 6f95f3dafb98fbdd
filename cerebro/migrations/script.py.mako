"""${message}

Runs before a deploy.
"""

from alembic import op
from core.migrations import run_file

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Apply this change."""
    run_file(op.get_bind(), "${up_revision}.sql")
