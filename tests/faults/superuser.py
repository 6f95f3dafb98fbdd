"""The test server's superuser: for what only the machine's own administrator can do."""

from __future__ import annotations

from threading import Lock
from typing import Any

import psycopg2
from sqlalchemy import Connection

from core.database import DATABASE_NAME, embedded_server
from core.embedded_postgres import SUPERUSER


def superuser_session() -> Any:
    """Open a session of the superuser in the product's database."""
    socket_folder = str(embedded_server().socket_folder)
    return psycopg2.connect(host=socket_folder, user=SUPERUSER, dbname=DATABASE_NAME)


def as_superuser(statement: str) -> None:
    """Run one statement outside of any transaction."""
    session = superuser_session()
    try:
        session.autocommit = True
        with session.cursor() as cursor:
            cursor.execute(statement)
    finally:
        session.close()


_GRANTING = Lock()


def raise_in(connection: Connection, code: str) -> None:
    """Let the server raise an error with this code in a session of the sync.

    The product takes the right to run blocks of code from everybody (core/ask_rights.py).
    """
    with _GRANTING:
        if not connection.exec_driver_sql(
            "SELECT has_language_privilege('plpgsql', 'USAGE')"
        ).scalar_one():
            as_superuser("GRANT USAGE ON LANGUAGE plpgsql TO sync")
    # A session learns of new rights when it looks into a table.
    connection.exec_driver_sql("SELECT 1 FROM pg_language")
    connection.exec_driver_sql(
        f"DO $$ BEGIN RAISE EXCEPTION 'on purpose' USING ERRCODE = '{code}'; END $$"
    )
