"""CEREBRO's part of PostgreSQL: its own role and schema, made when the first command needs them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from cerebro.errors import RepositoryError
from cerebro.migrations import NEWEST
from core.bootstrap import ensure_roles, reach_database
from core.database import Role, engine_for, transaction, translated_errors


@contextmanager
def brain() -> Iterator[Connection]:
    """Open a transaction on CEREBRO's tables."""
    with transaction(Role.CEREBRO) as connection:
        yield connection


def prepare() -> None:
    """Make role, schema and tables where they are missing or older. Cheap when all is there."""
    if _version() == NEWEST:
        return
    # Alembic takes longer to import than most commands take to run.
    from cerebro.migrations import upgrade

    reach_database()
    with translated_errors(), engine_for(Role.OWNER).begin() as connection:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(727110, 5)")
        ensure_roles(connection, Role.CEREBRO)
        connection.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS cerebro")
        upgrade(connection)
        connection.exec_driver_sql("GRANT SELECT ON cerebro.schema_version TO cerebro")


def require() -> None:
    """Say what to do when the tables are not there; whoever only reads makes none."""
    if _version() != NEWEST:
        raise RepositoryError(
            "No repository was ever analysed with this version. Do it: python -m cerebro run"
        )


def _version() -> str | None:
    try:
        with engine_for(Role.CEREBRO).begin() as connection:
            found = connection.scalar(text("SELECT version_num FROM cerebro.schema_version"))
            return str(found)
    except DBAPIError:
        # No role, no schema or no table yet. Whatever else is wrong meets the owner next.
        return None


def copy(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    schema: str = "cerebro",
) -> None:
    """Write rows with COPY, the fastest way in. Values are text, numbers, bytes, None or bool."""
    text_rows = io.StringIO("".join(_line(row) for row in rows))
    cursor = connection.connection.cursor()
    cursor.copy_expert(f"COPY {schema}.{table} ({', '.join(columns)}) FROM STDIN", text_rows)
    cursor.close()


def _line(row: Sequence[Any]) -> str:
    return "\t".join([_field(value) for value in row]) + "\n"


def _field(value: Any) -> str:
    if value is None:
        return r"\N"
    if value.__class__ is str:
        # PostgreSQL holds no NUL.
        return (
            value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
            .replace("\r", "\\r").replace("\0", "")
        )  # fmt: skip
    if value.__class__ is bytes:
        return f"\\\\x{value.hex()}"
    return str(value)


def rows(connection: Connection, statement: str, **values: Any) -> list[Any]:
    """Run a query and return its rows as plain tuples; parameters are `%(name)s`."""
    cursor = connection.connection.cursor()
    cursor.execute(statement, values)
    found: list[Any] = list(cursor.fetchall()) if cursor.description else []
    cursor.close()
    return found
