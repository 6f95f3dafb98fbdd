"""Amazon's flat files: tab separated, never quoted, columns by name, in the seller's language.

Columns come and go without notice: what is unknown is there to be kept, what is missing is
empty. Titles hold bare quotation marks, so nothing is a quotation. A line that makes no sense
is set aside, and the others are read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, pairwise

from core.errors import DataError
from core.marketplaces import Marketplace
from sync.clients.documents import Document
from sync.imports.headers import Layout, Words, find_layout
from sync.imports.reading import Line, tabbed_lines
from sync.personal import cause_of, is_personal

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

    def __init__(
        self, header: Line, line: Line, layout: Layout, *, is_beside_broken: bool = False
    ) -> None:
        self._header = header
        self._layout = layout
        self._is_beside_broken = is_beside_broken
        self.line = line

    def check_width(self) -> None:
        """Raise DataError when the line has more cells than the header, or fewer.

        A tab inside a title has moved whatever stands behind it; a line break has cut it off.
        """
        cells, width = len(self.line.cells), len(self._header.cells)
        if cells != width:
            raise DataError(f"it has {cells} cells, the header has {width}")

    def cell(self, name: str) -> str:
        """Return a field's text as it stands there; empty when the file does not have it."""
        return self._layout.cell(self.line.cells, name)

    def text(self, name: str) -> str | None:
        """Return a field's text; None when the file says nothing about it."""
        cell = self.cell(name)
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
            name: cell
            for place, (name, cell) in enumerate(
                zip(self._header.cells, self.line.cells, strict=True)
            )
            if place not in known and cell not in _NOTHING and not is_personal(name)
        }

    def raw(self) -> str:
        """Return what may be kept of a line that is set aside: the fields we know, as JSON.

        Whatever else stands there may be a buyer's own words, in any language. Where cells have
        moved, nobody knows what stands where: then only how long they are is kept. A line break
        and a tab inside of titles may move them and leave a line of the right width, with the
        other half of the title on the line beside it.
        """
        cells = self.line.cells
        if self._is_beside_broken or len(cells) != len(self._header.cells):
            return json.dumps({"line": self.line.number, "lengths": [len(one) for one in cells]})
        known = {name: self.cell(name) for name in self._layout.places}
        return json.dumps(known, ensure_ascii=False, sort_keys=True)


class FlatFile:
    """A file as rows. `words` are the names of the columns, `required` those it must have."""

    def __init__(
        self, document: Document, place: Marketplace, words: Words, required: Sequence[str]
    ) -> None:
        """Find out the letters and the columns of a document.

        Raises DataError when its letters cannot be read, or a column is missing.
        """
        self.charset = document.charset(place.country_code)
        self._lines = tabbed_lines(document.lines(self.charset))
        self._header = next(self._lines, Line(1, ()))
        self.layout = layout_of(self._header.cells, words, required)

    def rows(self) -> Iterator[FlatRow]:
        """Yield each line below the header, once; empty lines are left out."""
        end, was_whole = Line(0, self._header.cells), True
        for line, after in pairwise(chain(self._lines, [end])):
            is_beside_broken = not (was_whole and self._fits(after))
            yield FlatRow(self._header, line, self.layout, is_beside_broken=is_beside_broken)
            was_whole = self._fits(line)

    def _fits(self, line: Line) -> bool:
        return len(line.cells) == len(self._header.cells)

    def each(
        self,
        report_type: str,
        take: Callable[[FlatRow], None],
        refuse: Callable[[str, FlatRow], None],
    ) -> bool:
        """Give each line to `take`; return whether every one of them made sense.

        One for which it raises DataError or ValueError goes to `refuse`, with a sentence.
        """
        is_whole = True
        for row in self.rows():
            try:
                row.check_width()
                take(row)
            except (DataError, ValueError) as error:
                is_whole = False
                why = cause_of(error).removeprefix("ValueError: ")
                refuse(f"Line {row.line.number} of {report_type} cannot be read: {why}.", row)
        return is_whole


def layout_of(header: Sequence[str], words: Words, required: Sequence[str]) -> Layout:
    """Find the columns. Raises DataError when one that is needed is missing."""
    layout = find_layout(header, words, required)
    if layout is None:
        missing = [name for name in required if find_layout(header, words, (name,)) is None]
        raise DataError(f"The report has no column for: {', '.join(missing)}.")
    return layout
