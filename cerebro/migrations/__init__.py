"""The changes of CEREBRO's own schema: a chain of its own, beside that of the product.

CEREBRO looks after any repository and may have a database of its own, so its tables come with its
first command and not with the product's start.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

_FOLDER = Path(__file__).resolve().parent
# The SQL files and tables of the migrations.
SQL = _FOLDER / "sql"
# The newest number of the chain; a test holds it.
NEWEST = "0006"


def upgrade(connection: Connection) -> None:
    """Bring CEREBRO's schema up to date within the connection's transaction."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def run_file(connection: Connection, name: str) -> None:
    """Run one SQL file of the migrations, whole and as it is written."""
    cursor = connection.connection.cursor()
    cursor.execute((SQL / name).read_text(encoding="utf-8"))
    cursor.close()
