"""The shape of a kind of file: one file of code each, with its words, `read` and `save`."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from core.errors import DataError
from core.marketplaces import Marketplace
from core.report_files import REPORT_FILES
from sync.flat_files import FlatRow
from sync.imports.counts import Counts
from sync.imports.headers import Layout, Words
from sync.imports.reading import Line, Sheet
from sync.imports.values import Style
from sync.store import Stamp

_COMMA_LANGUAGES = ("de", "fr", "it", "es", "nl", "pl", "sv", "pt", "tr")


@dataclass(frozen=True)
class Hints:
    """What the person has said beside the file, and which marketplaces the account has."""

    own: tuple[Marketplace, ...]
    marketplace: Marketplace | None = None
    day: date | None = None


@dataclass(frozen=True)
class Prepared:
    """A file, read whole: rows for the database, and lines left out on purpose."""

    rows: Sequence[Any]
    places: tuple[Marketplace, ...]
    left_out: int = 0


@dataclass(frozen=True)
class Kind:
    """One kind of file. `read` is pure; `save` writes within the transaction it is given.

    Its name stands in core/report_files.py, with what people call it. A file that has one of the
    fields `foreign` is one of another kind.
    """

    name: str
    words: Words
    required: tuple[str, ...]
    read: Callable[[Sheet, Layout, Hints], Prepared]
    save: Callable[[Connection, Prepared, Stamp], Counts]
    sources: frozenset[str]
    foreign: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What people call it."""
        return REPORT_FILES[self.name].title


def refused(sheet: Sheet, line: Line, error: Exception) -> DataError:
    """Return the sentence that names the line and says what is wrong there."""
    words = str(error).rstrip(".")
    return DataError(
        f"Line {line.number} of {sheet.name} cannot be read: {words}. Nothing was imported."
    )


def complete_lines(sheet: Sheet, reach: int = 0) -> Sequence[Line]:
    """Return the lines below the header. Raises DataError when one is cut short or too long.

    `reach`: the place of a column without which a line would be taken for another thing.
    """
    width = len(sheet.header.cells)
    for line in sheet.lines:
        # Empty cells at the end are no cells in some files; more than the header has is a shift.
        if len(line.cells) > width and any(line.cells[width:]):
            raise refused(sheet, line, ValueError("it has more cells than the header"))
        is_cut = sheet.is_tabbed is False or len(line.cells) <= reach
        if len(line.cells) < width and is_cut:
            raise refused(sheet, line, ValueError("it has fewer cells than the header"))
    return sheet.lines


def flat_rows(
    sheet: Sheet,
    layout: Layout,
    place: Marketplace,
    parse: Callable[[FlatRow, Marketplace], Any],
    key: Callable[[Any], Hashable],
) -> list[Any]:
    """Read a file's lines as a stream of flat files does; None is left out on purpose.

    Raises DataError for a line that makes no sense, or whose `key` stands there twice.
    """
    rows: dict[Hashable, Any] = {}
    width = len(sheet.header.cells)
    for line in complete_lines(sheet):
        whole = Line(line.number, (*line.cells, *[""] * (width - len(line.cells)))[:width])
        try:
            row = parse(FlatRow(sheet.header, whole, layout), place)
            if row is None:
                continue
            if key(row) in rows:
                raise ValueError("the same stands in the file twice")
        except (DataError, ValueError) as error:
            raise refused(sheet, line, error) from None
        rows[key(row)] = row
    return list(rows.values())


def language_style(place: Marketplace) -> Style:
    """Return how a marketplace's language writes cents, where a file leaves it open."""
    return Style.COMMA if place.language_tag[:2] in _COMMA_LANGUAGES else Style.POINT


def place_of(hints: Hints, currency: str | None, what: str) -> Marketplace:
    """Return the marketplace a file is about: the one named, or the only one it can be.

    `currency` may be `$`, which several countries write. Raises DataError when it is open.
    """
    if hints.marketplace is not None:
        if currency and currency not in ("$", hints.marketplace.currency):
            raise DataError(
                f"{what} is in {currency}, but {hints.marketplace.name} sells in"
                f" {hints.marketplace.currency}. Nothing was imported."
            )
        if currency == "$" and not is_written_with_dollar_sign(hints.marketplace):
            raise DataError(
                f"{what} is in dollars, but {hints.marketplace.name} sells in"
                f" {hints.marketplace.currency}. Nothing was imported."
            )
        return hints.marketplace
    fitting = [
        place
        for place in hints.own
        if currency is None
        or currency == place.currency
        or (currency == "$" and is_written_with_dollar_sign(place))
    ]
    if len(fitting) == 1:
        return fitting[0]
    raise DataError(
        f"{what} does not say which marketplace it is of. Name it beside the file"
        " (on the command line: --marketplace DE)."
    )


def is_written_with_dollar_sign(place: Marketplace) -> bool:
    """Whether a bare `$` may be the marketplace's money: any dollar's, and the Mexican peso's."""
    return place.currency[-1] == "D" or place.currency == "MXN"
