"""Tables as Excel workbooks: numbers and days as such, text as text and nothing that runs."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import xlsxwriter

from data.exports import harmless

# Excel's own limits: https://support.microsoft.com (Excel specifications and limits).
MOST_ROWS, MOST_CHARACTERS = 1_048_575, 32_767
# Excel keeps 15 digits of a number; an amount with more is written as text, so that none is lost.
_EXACT_DIGITS = 15
_LONGEST_NAME = 31
_WIDEST = 60
# Halves of surrogate pairs and the two signs that XML 1.0 leaves out.
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")
_DAY_FORMAT, _TIME_FORMAT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"


def xlsx_of(frame: pd.DataFrame, name: str = "Table", notes: Sequence[str] = ()) -> bytes:
    """Write a frame as a workbook with one sheet called `name`.

    The headings are frozen and filterable. `notes` stand on a second sheet, such as the
    filters and how fresh the data is. Text is never taken for a formula or a link
    (xlsxwriter's strings_to_formulas and strings_to_urls are off), and what looks like one has
    the mark "quote prefix", so that it stays text when somebody edits its cell. Raises
    ValueError when there are more rows than a sheet can hold.
    """
    if len(frame) > MOST_ROWS:
        raise ValueError(f"A sheet holds {MOST_ROWS:,} rows at the most. Choose a shorter period.")
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": _DAY_FORMAT,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        heading = book.add_format({"bold": True, "bottom": 1})
        time_format = book.add_format({"num_format": _TIME_FORMAT})
        as_text = book.add_format({"quote_prefix": True})
        sheet = book.add_worksheet(_sheet_name(name))
        sheet.freeze_panes(1, 0)
        for index, column in enumerate(frame.columns):
            values = [_cell(value) for value in frame[column].tolist()]
            sheet.write_string(0, index, _text(str(column)), heading)
            for row, value in enumerate(values, 1):
                _write(sheet, row, index, value, (time_format, as_text))
            sheet.set_column(index, index, _width(str(column), values))
        if len(frame.columns):
            sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
        if notes:
            about = book.add_worksheet("About")
            for row, note in enumerate(notes):
                about.write_string(row, 0, _text(note))
    return stream.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any, formats: tuple[Any, Any]) -> None:
    time_format, as_text = formats
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value, time_format)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, value, as_text if harmless(value) != value else None)


def _cell(value: Any) -> Any:
    """Return what a cell holds: None for unknown, a number, a day, a moment, or text."""
    if value is None or value is pd.NaT:
        return None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, datetime):
        moment = value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
        is_day = (moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0)
        return moment.date() if is_day and moment.tzinfo is None else moment
    if isinstance(value, bool | int | date):
        return value
    return _text(str(value))


def _text(value: str) -> str:
    """Return text as XML can hold it; what has no character is shown as the sign for that."""
    return _NO_CHARACTER.sub("\ufffd", value)[:MOST_CHARACTERS]


def _number(value: Decimal) -> float | str | None:
    if not value.is_finite():
        return None
    is_exact = len(value.normalize().as_tuple().digits) <= _EXACT_DIGITS
    return float(value) if is_exact else format(value, "f")


def _sheet_name(name: str) -> str:
    """Return a name that Excel takes: at most 31 characters, none of []:*?/\\ and no quote ends."""
    # Excel counts a sign beyond the first 65,536 twice; a name can do without them.
    clean = "".join(
        sign if sign.isprintable() and sign not in "[]:*?/\\" and ord(sign) < 0x10000 else " "
        for sign in name
    )
    return clean[:_LONGEST_NAME].strip().strip("'") or "Table"


def _width(heading: str, values: Sequence[Any]) -> float:
    longest = max((len(str(value)) for value in values[:500] if value is not None), default=0)
    return min(max(len(heading), longest) + 2, _WIDEST)
