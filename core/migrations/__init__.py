"""The numbered, forward-only changes of the schema, and how they are applied."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

_FOLDER = Path(__file__).resolve().parent


def alembic_config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration; the connection decides which database it works on."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection) -> None:
    """Bring the schema up to date within the connection's transaction.

    Two processes that do it at once wait for each other.
    """
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(727110, 1)")
    command.upgrade(alembic_config(connection), "head")


def run_file(connection: Connection, name: str) -> None:
    """Run one SQL file of the migrations, whole and as it is written.

    The driver's own cursor is used: percent signs and colons in a file are not parameters.
    """
    cursor = connection.connection.cursor()
    cursor.execute((_FOLDER / "sql" / name).read_text(encoding="utf-8"))
    cursor.close()
