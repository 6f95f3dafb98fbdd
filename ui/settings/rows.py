"""What was typed into a table of entries: what is to be saved, or why a row cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pandas as pd

from core.errors import QueryError
from data.entries import Entry, read_entry
from ui.formats import is_missing

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Changes:
    """What saving a table would do: entries to write, and keys of rows that are gone."""

    written: list[Entry]
    gone: list[dict[str, Any]]

    @property
    def is_empty(self) -> bool:
        """Whether the table is as it was."""
        return not self.written and not self.gone


def find_changes(
    kind: type[Entry],
    before: pd.DataFrame,
    after: pd.DataFrame,
    complete: Callable[[dict[str, Any]], dict[str, Any]] = dict,
) -> Changes:
    """Compare a table with what was typed into it; the columns are the fields of `kind`.

    `complete` adds what the table does not show. Rows without anything in them are left out.
    Raises QueryError with the number of the row that cannot be saved, and why.
    """
    known = {_key(kind, complete(row)): row for row in _rows(before)}
    written: list[Entry] = []
    seen = set()
    for number, row in enumerate(_rows(after), 1):
        if not any(value not in (None, "") for value in row.values()):
            continue
        try:
            entry = read_entry(kind, complete(_without_blanks(row)))
        except QueryError as error:
            raise QueryError(f"Row {number}: {error.sentence}") from None
        key = _key(kind, entry.model_dump())
        if None not in key and key in seen:
            raise QueryError(f"Row {number} names the same thing as a row above it.")
        seen.add(key)
        old = known.get(key)
        if old is None or read_entry(kind, complete(_without_blanks(old))) != entry:
            written.append(entry)
    gone = [dict(zip(kind.KEY, key, strict=True)) for key in known if key not in seen]
    return Changes(written, gone)


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _plain(value: Any) -> Any:
    """Return a cell as entries take it: None for nothing, days as days, exact numbers."""
    if is_missing(value):
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, float):
        return Decimal(str(value))
    return value.strip() if isinstance(value, str) else value


def _without_blanks(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def _key(kind: type[Entry], row: Row) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in kind.KEY)


def table_of(kind: type[Entry], frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return entries as a table to type into: exact numbers as floats, days as days."""
    table = frame[list(columns)].copy()
    for name in columns:
        kinds = set(_types_of(kind.model_fields[name].annotation))
        if kinds & {Decimal, int}:
            table[name] = pd.to_numeric(table[name], errors="coerce").astype("float64")
        elif date in kinds:
            table[name] = pd.to_datetime(table[name]).dt.date.astype(object)
        else:
            table[name] = table[name].astype(object).where(table[name].notna(), None)
    return table


def _types_of(annotation: Any) -> Iterator[Any]:
    """Yield the plain types of a field: `Annotated[str, …] | None` is str and NoneType."""
    if get_origin(annotation) is Annotated:
        yield from _types_of(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType):
        for one in get_args(annotation):
            yield from _types_of(one)
    else:
        yield annotation
