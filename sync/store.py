"""Rows into tables: COPY into a temporary table, then an upsert that leaves equal rows alone.

COPY does not work into tables under row-level security, and an update that changes
nothing would still cost a new row version: so rows are compared first. ON CONFLICT would
lock each row even where its WHERE then leaves it alone, so equal rows are kept out by a
join before. The columns that say where a row came from do not take part in the comparison.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import psycopg2
from sqlalchemy import ARRAY, Connection, Table, text
from sqlalchemy.exc import DBAPIError

from core.schema import PROVENANCE

Row = Sequence[Any]

# From so many rows on the planner is told how large a twin is: it guesses too small.
_WORTH_ANALYZING = 1000
# Rows written before they are sent: some 60 kB.
_ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Stamp:
    """Where rows came from. `is_replay`: they were set aside then, and may be out of date."""

    account_id: int
    source: str
    run_id: int
    fetched_at: datetime
    report_id: str | None = None
    is_replay: bool = False

    def values(self) -> dict[str, Any]:
        return {
            "account_id": self.account_id,
            "source": self.source,
            "run_id": self.run_id,
            "fetched_at": self.fetched_at,
            "report_id": self.report_id,
        }


def copy_in(
    connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Row]
) -> str:
    """Copy rows into a temporary twin of a table; return the twin's name.

    The twin has the named columns only and goes away with the transaction.
    """
    twin = f"incoming_{table.name}"
    names = ", ".join(columns)
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE {twin} ON COMMIT DROP AS"
        f" SELECT {names} FROM {table.fullname} WITH NO DATA"
    )
    required = [name for name in columns if not table.c[name].nullable]
    options = f", FORCE_NOT_NULL ({', '.join(required)})" if required else ""
    statement = f"COPY {twin} ({names}) FROM STDIN (FORMAT csv, NULL ''{options})"
    cursor = connection.connection.cursor()
    try:
        cursor.copy_expert(statement, _Csv(rows, _array_places(table, columns)))
        is_large = cursor.rowcount >= _WORTH_ANALYZING
    except psycopg2.Error as error:
        # The driver was called directly, so its error is put into SQLAlchemy's form here.
        raise DBAPIError.instance(statement, None, error, psycopg2.Error) from error
    finally:
        cursor.close()
    if is_large:
        connection.exec_driver_sql(f"ANALYZE {twin}")
    return twin


def _array_places(table: Table, columns: Sequence[str]) -> list[int]:
    """Return the places of the columns that hold arrays; to look at each value is slow."""
    return [at for at, name in enumerate(columns) if isinstance(table.c[name].type, ARRAY)]


class _Csv:
    """Rows as a file of CSV, written as it is read: the server takes in one part meanwhile.

    None is nothing, lists at `arrays` become PostgreSQL's array text.
    """

    def __init__(self, rows: Iterable[Row], arrays: Sequence[int]) -> None:
        self._rows = (_with_arrays(row, arrays) for row in rows) if arrays else iter(rows)

    def read(self, _size: int) -> str:
        """Return the next rows, more than `_size` at will; nothing at the end."""
        part = io.StringIO()
        csv.writer(part, lineterminator="\n").writerows(islice(self._rows, _ROWS_AT_ONCE))
        return part.getvalue()


def _with_arrays(row: Row, arrays: Sequence[int]) -> list[Any]:
    values = list(row)
    for at in arrays:
        if values[at] is not None:
            values[at] = _array(values[at])
    return values


def _array(values: Iterable[Any]) -> str:
    quoted = ('"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values)
    return "{" + ",".join(quoted) + "}"


def upsert_sql(
    table: Table, columns: Sequence[str], twin: str, *, only_if: str = "", returning: str = ""
) -> str:
    """Write the INSERT … ON CONFLICT of a twin into its table.

    `only_if` is one more condition for an update, over `stored` and `excluded`.
    Rows go in by the order of their key, so that two writers never wait for each
    other in a circle.
    """
    keys = [column.name for column in table.primary_key]
    stamps = [name for name in PROVENANCE if name in table.c]
    targets = ["account_id", *columns, *stamps]
    values = [":account_id", *(f"i.{name}" for name in columns), *(f":{name}" for name in stamps)]
    plain = [name for name in columns if name not in keys]
    same = " AND ".join(f"known.{name} = i.{name}" for name in keys if name != "account_id")
    action, is_news = "DO NOTHING", "known.account_id IS NULL"
    if plain:
        sets = ", ".join(f"{name} = excluded.{name}" for name in [*plain, *stamps])
        action = f"DO UPDATE SET {sets} WHERE ({_news('stored', 'excluded', plain, stamps)})"
        action += f" AND ({only_if})" if only_if else ""
        is_news += f" OR {_news('known', 'i', plain, stamps)}"
    order = ", ".join(f"i.{name}" for name in keys if name != "account_id")
    return (
        f"INSERT INTO {table.fullname} AS stored ({', '.join(targets)})"
        f" SELECT {', '.join(values)} FROM {twin} AS i"
        f" LEFT JOIN {table.fullname} AS known ON known.account_id = :account_id AND {same}"
        f" WHERE {is_news} ORDER BY {order}"
        f" ON CONFLICT ({', '.join(keys)}) {action}"
        + (f" RETURNING stored.{returning}" if returning else "")
    )


def _news(old: str, new: str, columns: Sequence[str], stamps: Sequence[str]) -> str:
    """Write the condition under which a row is news: it differs, or takes an import over.

    What a person has brought in by hand gives way to what Amazon's API says, even where it
    says the same: from then on the row is the API's.
    """
    left = ", ".join(f"{old}.{name}" for name in columns)
    right = ", ".join(f"{new}.{name}" for name in columns)
    differs = f"({left}) IS DISTINCT FROM ({right})"
    if "source" not in stamps:
        return differs
    is_ours = "cast(:source AS text) LIKE 'import %'"
    return f"{differs} OR ({old}.source LIKE 'import %' AND NOT {is_ours})"


def upsert(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Sequence[Row],
    stamp: Stamp,
    *,
    only_if: str = "",
    **values: Any,
) -> int:
    """Bring rows into a table; return how many were new or have changed.

    What is read again out of the quarantine never takes the place of what was fetched since.
    """
    if not rows:
        return 0
    if stamp.is_replay and "fetched_at" in table.c:
        is_older = "stored.fetched_at <= excluded.fetched_at"
        only_if = f"({only_if}) AND {is_older}" if only_if else is_older
    twin = copy_in(connection, table, columns, rows)
    statement = text(upsert_sql(table, columns, twin, only_if=only_if))
    written = connection.execute(statement, {**stamp.values(), **values}).rowcount
    connection.exec_driver_sql(f"DROP TABLE {twin}")
    return int(written)


def add_missing(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row], stamp: Stamp
) -> int:
    """Add the rows whose keys are not there yet; the others stay as they are."""
    if not rows:
        return 0
    return upsert(connection, table, columns, rows, stamp, only_if="false")


def fetched_since(
    connection: Connection, table: Table, column: str, names: Sequence[str], stamp: Stamp
) -> set[str]:
    """Return those whose rows were fetched after what is read again out of the quarantine.

    For what is written as a whole: parts of something old must not replace those of today.
    """
    if not stamp.is_replay or not names:
        return set()
    found = connection.scalars(
        text(
            f"SELECT {column} FROM {table.fullname} WHERE account_id = :account_id"
            f" AND {column} = ANY(cast(:names AS text[])) AND fetched_at > :fetched_at"
        ),
        {**stamp.values(), "names": list(names)},
    )
    return set(found)
