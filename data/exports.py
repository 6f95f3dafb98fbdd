"""Tables as CSV files that a spreadsheet opens as they are, and runs nothing in them."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd

# A spreadsheet takes a cell that starts with one of these as a formula (OWASP, CSV
# injection), also in the wide forms that East Asian keyboards write.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Spreadsheets of countries that write 2,5 split our commas not, but semicolons and what else a
# person chooses: there a new cell begins in the middle of a text. Quotes do not hold it together,
# as they are ours around commas. After a comma a bare number is let be ("20,- €"): who splits at
# commas reads it as one, and no more of the line joins it.
_LATER_FORMULA = re.compile(
    r"""(?P<before>[;\t|\r\n](?:"*(?=[=+\-@＝＋－＠])|["\x20\xa0]+(?=[=@＝＠]))
          |,"*(?=[=+\-@＝＋－＠])(?![+\-][\d.,%€$£\x20]*$))""",
    re.VERBOSE,
)


def harmless(value: str) -> str:
    """Return text that no spreadsheet takes for a formula, whatever it takes for a cell's end.

    An apostrophe goes before a text that begins like a formula, and before what would be one
    in a cell that a semicolon, a tab, a bar, a comma or a new line inside the text begins.
    """
    later = _LATER_FORMULA.sub(r"\g<before>'", value)
    return f"'{later}" if value.startswith(_FORMULA) else later


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
