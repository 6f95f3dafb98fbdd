"""The test server's superuser: for what only the machine's own administrator can do."""

from __future__ import annotations

from typing import Any

import psycopg2

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
