"""Amazon's flat files: tab separated, never quoted, columns by name, in the seller's language.

Columns come and go without notice: what is unknown is there to be kept, what is missing is
empty. Titles hold bare quotation marks, so nothing is a quotation.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import IO

from core.errors import DataError
from core.marketplaces import Marketplace
from sync.clients.documents import Document
from sync.imports.headers import Layout, Words, find_layout
from sync.personal import is_personal, json_without_person

_CHUNK = 256 * 1024
# How Amazon writes that there is nothing to say.
_NOTHING = frozenset({"", "-", "--", "N/A", "n/a", "null"})
_POINT = re.compile(r"[+-]?\d+(\.\d+)?")
# Some files of Europe write a decimal comma. Three digits after it would be open to doubt.
_COMMA = re.compile(r"[+-]?\d+,\d{1,2}")


def number_of(text: str) -> Decimal:
    """Read a number exactly. Raises ValueError when it is none, or could be two."""
    if _POINT.fullmatch(text):
        return Decimal(text)
    if _COMMA.fullmatch(text):
        return Decimal(text.replace(",", "."))
    raise ValueError(f"{text!r} is not a number")


class FlatRow:
    """One line of a file, read by the names of its fields."""

    def __init__(self, header: Sequence[str], cells: Sequence[str], layout: Layout) -> None:
        self._header = header
        self._cells = cells
        self._layout = layout

    def text(self, name: str) -> str | None:
        """Return a field's text; None when the file says nothing about it."""
        cell = self._layout.cell(self._cells, name).strip()
        return None if cell in _NOTHING else cell

    def required(self, name: str) -> str:
        """Return a field's text. Raises ValueError when there is none."""
        found = self.text(name)
        if found is None:
            raise ValueError(f"it has no {name.replace('_', ' ')}")
        return found

    def number(self, name: str) -> Decimal | None:
        """Return a field's number; None when the file says nothing about it."""
        found = self.text(name)
        return None if found is None else number_of(found)

    def count(self, name: str) -> int:
        """Return a field's whole number; 0 when the file says nothing about it."""
        found = self.number(name) or Decimal(0)
        if found != found.to_integral_value():
            raise ValueError(f"{found} is not a whole number")
        return int(found)

    def others(self) -> dict[str, str]:
        """Return what stands in columns that no field is read from, without empty ones."""
        known = set(self._layout.places.values())
        return {
            name: cell.strip()
            for place, (name, cell) in enumerate(zip(self._header, self._cells, strict=True))
            if place not in known and cell.strip() not in _NOTHING and not is_personal(name)
        }

    def raw(self) -> str:
        """Return the line as JSON without personal fields, to be read again later."""
        return json_without_person(dict(zip(self._header, self._cells, strict=True)))


class FlatFile:
    """A file as rows. `words` are the names of the columns, `required` those it must have."""

    def __init__(
        self, document: Document, place: Marketplace, words: Words, required: Sequence[str]
    ) -> None:
        """Find out the letters and the columns of a document.

        Raises DataError when its letters cannot be read, or a column is missing.
        """
        self.charset = charset_of(document, place)
        document.content.seek(0)
        self._content = document.content
        self._header = self._cells_of(next(iter(self._content), b""))
        self._layout = layout_of(self._header, words, required)

    def _cells_of(self, line: bytes) -> list[str]:
        text = line.decode(self.charset).removeprefix("\ufeff").rstrip("\r\n")
        return text.split("\t")

    def rows(self) -> Iterator[tuple[FlatRow, str | None]]:
        """Yield each line, with what is wrong with it as a line; empty lines are left out."""
        width = len(self._header)
        for line in self._content:
            cells = self._cells_of(line)
            if not any(cell.strip() for cell in cells):
                continue
            trouble = None
            if len(cells) != width:
                # A tab or a line break inside a cell: whatever stands behind it has moved.
                trouble = f"it has {len(cells)} cells, the header has {width}"
                cells = (cells + [""] * width)[:width]
            yield FlatRow(self._header, cells, self._layout), trouble


def layout_of(header: Sequence[str], words: Words, required: Sequence[str]) -> Layout:
    """Find the columns. Raises DataError when one that is needed is missing."""
    layout = find_layout(header, words, required)
    if layout is None:
        missing = [name for name in required if find_layout(header, words, (name,)) is None]
        raise DataError(f"The report has no column for: {', '.join(missing)}.")
    return layout


def row_of(raw: str, words: Words, required: Sequence[str]) -> FlatRow:
    """Return a line that was set aside. Raises DataError when it is none."""
    cells: Mapping[str, str] = json.loads(raw)
    header = list(cells)
    return FlatRow(header, list(cells.values()), layout_of(header, words, required))


def charset_of(document: Document, place: Marketplace) -> str:
    """Return the character set of a text document, having read all of it.

    The rule is decode_text's: what the store names; else UTF-8 when it is that; else
    Windows-31J in Japan and Windows-1252 elsewhere. Raises DataError when nothing fits.
    """
    fallback = "cp932" if place.country_code == "JP" else "cp1252"
    tries = [document.charset] if document.charset else ["utf-8", fallback]
    for charset in tries:
        if _fits(document.content, charset):
            return charset
    raise DataError(f"A report document is not in the character set {tries[-1]}. Set aside.")


def _fits(content: IO[bytes], charset: str) -> bool:
    content.seek(0)
    try:
        decoder = codecs.getincrementaldecoder(charset)()
        while chunk := content.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except (UnicodeDecodeError, LookupError):
        return False
    return True
