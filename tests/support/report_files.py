"""Report files as sellers download them: one table of facts in many dresses."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook

Cell = str | int | Decimal | date | None


@dataclass(frozen=True)
class Dress:
    """How a country's files look: column names, days, decimals, the sign of money."""

    language: str
    day: str
    groups: str
    mark: str
    money: str = "{}"
    decimals: int = 2

    def write(self, cell: Cell, *, is_money: bool) -> str:
        """Write a fact as this country does."""
        if cell is None:
            return ""
        if isinstance(cell, date):
            return cell.strftime(self.day)
        if isinstance(cell, str):
            return cell
        if not is_money:
            return f"{cell:,}".replace(",", self.groups)
        whole, _, cents = f"{cell:,.{self.decimals}f}".partition(".")
        text = whole.replace(",", self.groups) + (self.mark + cents if cents else "")
        return self.money.format(text)


US = Dress("en", "%b %d, %Y", ",", ".", "${}")
GB = Dress("en", "%d/%m/%Y", ",", ".", "£{}")
DE = Dress("de", "%d.%m.%Y", ".", ",", "{} €")
ES = Dress("es", "%d/%m/%Y", ".", ",", "{} €")
IT = Dress("it", "%d/%m/%Y", ".", ",", "{} €")
JP = Dress("ja", "%Y/%m/%d", ",", ".", "￥{}", decimals=0)
PLAIN = Dress("en", "%Y-%m-%d", "", ".")


def table(dress: Dress, header: Sequence[str], money: Sequence[bool],
          rows: Sequence[Sequence[Cell]]) -> list[list[str]]:  # fmt: skip
    """Return the lines of a file; `money` says which columns are amounts."""
    return [list(header)] + [
        [dress.write(cell, is_money=is_money) for cell, is_money in zip(row, money, strict=True)]
        for row in rows
    ]


def quoted(cell: str, separator: str) -> str:
    """Write a cell as spreadsheets do."""
    if separator == "\t" or not any(sign in cell for sign in (separator, '"', "\n")):
        return cell
    return '"' + cell.replace('"', '""') + '"'


def text_file(
    lines: Sequence[Sequence[str]], separator: str = ",", charset: str = "utf-8", end: str = "\r\n"
) -> bytes:
    """Return the bytes of a text file."""
    body = end.join(separator.join(quoted(cell, separator) for cell in line) for line in lines)
    return (body + end).encode(charset)


def workbook(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """Return a workbook with numbers as numbers and days as days."""

    def typed(cell: Cell) -> Any:
        if isinstance(cell, Decimal):
            return float(cell)
        return datetime(cell.year, cell.month, cell.day) if isinstance(cell, date) else cell

    book = Workbook()
    book.active.append(list(header))
    for row in rows:
        book.active.append([typed(cell) for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


Make = Callable[[Dress, Sequence[str], Sequence[bool], Sequence[Sequence[Cell]]], bytes]


def made(separator: str = ",", charset: str = "utf-8", end: str = "\r\n") -> Make:
    """Return a maker of text files."""

    def make(dress: Dress, header: Sequence[str], money: Sequence[bool],
             rows: Sequence[Sequence[Cell]]) -> bytes:  # fmt: skip
        return text_file(table(dress, header, money, rows), separator, charset, end)

    return make


def as_workbook(
    _dress: Dress, header: Sequence[str], _money: Sequence[bool], rows: Sequence[Sequence[Cell]]
) -> bytes:
    """Make a workbook with typed cells."""
    return workbook(header, rows)


def as_text_workbook(
    dress: Dress, header: Sequence[str], money: Sequence[bool], rows: Sequence[Sequence[Cell]]
) -> bytes:
    """Make a workbook whose cells are all text, as some tools save them."""
    lines = table(dress, header, money, rows)
    return workbook(lines[0], lines[1:])
