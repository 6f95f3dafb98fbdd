"""Tables as CSV files that a spreadsheet opens as they are, and runs nothing in them."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd

# A spreadsheet takes a cell that starts with one of these as a formula (OWASP, CSV
# injection), also in the wide forms that East Asian keyboards write.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(value: str) -> str:
    """Return text that no spreadsheet takes for a formula: an apostrophe goes before it."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def csv_of(frame: pd.DataFrame) -> bytes:
    """Write a frame as CSV in UTF-8 with a mark, as spreadsheets expect it.

    Numbers stay numbers, exact decimals keep their digits, days are written as 2026-11-20,
    unknown values are empty, and text is made harmless.
    """
    return csv_of_rows(
        [str(name) for name in frame.columns],
        zip(*(frame[name].tolist() for name in frame.columns), strict=True),
    )


def csv_of_rows(columns: list[str], rows: Iterable[tuple[Any, ...]]) -> bytes:
    """Write rows as CSV, like `csv_of`."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([harmless(name) for name in columns])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, pd.Timestamp | datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | int | float):
        return value
    return harmless(str(value))
