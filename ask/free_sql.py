"""Free SQL on the server: one statement, one account, read only, and never a word of the server.

Each statement has a connection of its own as the role `ask` and goes through the extended
protocol, which takes one statement or none. Whatever it did is rolled back, and the connection is
closed: nothing of it reaches the next one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg
from psycopg import sql as pg
from psycopg.conninfo import make_conninfo

from ask.guard import Checked, check
from ask.plan import check_plan
from core.ask_rights import REACHES_FURTHER
from core.database import Role, address_of
from core.errors import DatabaseUnavailable, QueryError

ROW_CAP = 5_000
# What the rows of an answer may hold: ten thousand characters a row at the cap of rows.
MOST_BYTES = 50_000_000
SECONDS = 10
_LOOK_AGAIN_SECONDS = 60
# Until when a server is known to let the role only read, by its address.
_closed_until: dict[str, float] = {}
_UNKNOWN = "The database did not accept the statement."
# What a person (or a model) is told, by SQLSTATE or its class: never the server's own words, which
# may hold values of rows.
_SENTENCES = {
    "22012": "The statement divides by zero. Put NULLIF(…, 0) around the divisor.",
    "21000": "A subquery in the place of one value returned several rows.",
    "42601": "The statement cannot be read as SQL of PostgreSQL.",
    "42702": "A column is named that several parts of FROM have. Write it as view.column.",
    "42703": "The statement names a column that does not exist.",
    "42803": "A column has to stand in GROUP BY or inside an aggregate.",
    "42804": "Two values do not have the same type.",
    "42846": "A value cannot be turned into that type.",
    "42883": "There is no such function or operator for values of these types.",
    "42P01": "The statement names a view that does not exist.",
    "42P10": "A column of ORDER BY or GROUP BY does not exist.",
    "42501": "The statement needs a right that questions do not have.",
    "25006": "Only SELECT is allowed: nothing can be changed here.",
    "53200": "The statement needs too much memory.",
    "53300": "Too many questions are being answered just now. Try again in a moment.",
    "53400": "The statement needs too much room on the disk. Ask about fewer days.",
    "54001": "The statement is too deeply nested.",
    "55P03": "The database is busy. Try again in a moment.",
    "57014": f"The statement takes longer than {SECONDS} seconds. Ask about fewer days.",
    "22": "A value does not fit where it is used, such as a text read as a number or a day.",
    "42": "The statement is not right for PostgreSQL.",
    "54": "The statement is too large.",
}
# Codes that tell of the server, not of the statement.
_BUSY = frozenset({"53300", "55P03"})
_STILL_OPEN = (
    "Free SQL is off: this database server lets the role ask do more than read. "
    "`python -m sync doctor` says what to do."
)


class NotNow(QueryError):
    """Free SQL cannot be run just now, whatever the statement: another statement does not help."""


@dataclass(frozen=True)
class Result:
    """The rows of a statement; `cut_at` is how many are shown where there were more."""

    columns: list[str]
    rows: list[tuple[Any, ...]]
    sql: str
    cut_at: int | None = None


def run_guarded(
    account_id: int, sql: str, row_cap: int = ROW_CAP, most_seconds: float | None = None
) -> Result:
    """Check a statement, then run it for one account, for no longer than is allowed.

    Raises QueryError with a fixed sentence when it is refused, costs too much or fails.
    """
    checked = check(sql)
    with _asking(account_id, most_seconds) as cursor:
        _check_server(cursor)
        check_plan(cursor, _capped(checked, row_cap))
        rows = _rows(cursor, _capped(checked, row_cap))
        return _result(cursor, rows, checked.sql, row_cap)


def run_on_role_alone(account_id: int, sql: str, row_cap: int = ROW_CAP) -> Result:
    """Run a statement with no guard before it: what the role itself allows. For tests only."""
    try:
        sent = sql.encode()
    except UnicodeEncodeError:
        raise QueryError(_SENTENCES["42601"]) from None
    with _asking(account_id) as cursor:
        cursor.execute(sent, prepare=True)
        rows = cursor.fetchmany(row_cap + 1) if cursor.description is not None else []
        return _result(cursor, rows, sql, row_cap)


def _check_server(cursor: psycopg.Cursor[Any]) -> None:
    """Refuse where the role may do more than read; a look holds for a minute."""
    if time.monotonic() < _closed_until.get(cursor.connection.info.dsn, 0):
        return
    if cursor.execute(REACHES_FURTHER.encode()).fetchone() != (0,):
        raise NotNow(_STILL_OPEN)
    _closed_until[cursor.connection.info.dsn] = time.monotonic() + _LOOK_AGAIN_SECONDS


def _capped(checked: Checked, row_cap: int) -> bytes:
    """One row more than is shown, so that it is known whether there were more."""
    return f"SELECT * FROM ({checked.sql}) AS answer LIMIT {row_cap + 1}".encode()


def _rows(cursor: psycopg.Cursor[Any], sql: bytes) -> list[tuple[Any, ...]]:
    """Return the rows, read one by one: a few of them could fill this machine's memory."""
    rows: list[tuple[Any, ...]] = []
    size = 0
    for row in cursor.stream(sql):
        size += sum(_size(value) for value in row)
        if size > MOST_BYTES:
            raise QueryError("The answer is too large. Ask for fewer rows, or for shorter values.")
        rows.append(row)
    if not rows:
        # Row by row the server names no columns where there is no row.
        cursor.execute(b"SELECT * FROM (" + sql + b") AS nothing LIMIT 0", prepare=True)
    return rows


def _size(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Decimal):
        return 16 + abs(value.adjusted())
    return len(repr(value)) if isinstance(value, list | dict) else 16


def _result(
    cursor: psycopg.Cursor[Any], rows: list[tuple[Any, ...]], sql: str, row_cap: int
) -> Result:
    columns = [one.name for one in cursor.description or ()]
    return Result(columns, rows[:row_cap], sql, row_cap if len(rows) > row_cap else None)


@contextmanager
def _asking(account_id: int, most_seconds: float | None = None) -> Iterator[psycopg.Cursor[Any]]:
    """A transaction that reads one account, on a connection of its own; it is rolled back."""
    try:
        connection = psycopg.connect(_address(), connect_timeout=10, autocommit=True)
    except psycopg.OperationalError as error:
        raise _no_connection(error) from None
    try:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            # `set_config` is taken from this role: the account is set by a statement of its own.
            cursor.execute(
                pg.SQL("SET LOCAL app.account_id = {}").format(pg.Literal(str(int(account_id))))
            )
            # A statement that a person is kept waiting for has a second at the least.
            seconds = min(SECONDS, max(1.0, most_seconds if most_seconds is not None else SECONDS))
            cursor.execute(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
            cursor.execute("SET LOCAL search_path = report")
            # The guard reads a backslash in a text as itself; a server may be told otherwise.
            cursor.execute("SET LOCAL standard_conforming_strings = on")
            yield cursor
    except psycopg.Error as error:
        kind = NotNow if error.sqlstate in _BUSY else QueryError
        raise kind(sentence_of(error)) from None
    finally:
        connection.close()


def sentence_of(error: psycopg.Error) -> str:
    """Say what was wrong in fixed words."""
    code = error.sqlstate or ""
    return _SENTENCES.get(code) or _SENTENCES.get(code[:2]) or _UNKNOWN


def _no_connection(error: psycopg.OperationalError) -> QueryError | DatabaseUnavailable:
    # A role at its limit of connections is refused at the login, without a code.
    if error.sqlstate == "53300" or "too many connections" in str(error):
        return NotNow(_SENTENCES["53300"])
    return DatabaseUnavailable(
        "The database does not answer. Check that it runs and that DATABASE_URL is right."
    )


def _address() -> str:
    url = address_of(Role.ASK)
    parts = {"user": url.username, "password": url.password, "host": url.host}
    parts |= {"port": str(url.port) if url.port else None, "dbname": url.database}
    parts |= {name: str(value) for name, value in url.query.items()}
    given = {key: value for key, value in parts.items() if value is not None}
    return make_conninfo(**given, application_name="seller-monitor ask")
