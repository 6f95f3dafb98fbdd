"""Amazon's inventory ledger as rows: what was lost, found or broken, and stock day by day."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import NamedTuple

from core.errors import DataError
from core.marketplaces import Marketplace
from sync.imports.headers import Cells
from sync.warehouses import country_of

SELLABLE = "SELLABLE"
# Amazon writes month/day/year in every region; some files have the year first.
_DAY = re.compile(r"(?:(\d{1,2})/(\d{1,2})/(\d{4})|(\d{4})-(\d{2})-(\d{2}))(?:[T ].*)?")


class LedgerEvent(NamedTuple):
    """A row of seller.ledger_events, without account and provenance. `units` are signed."""

    connection_id: int
    local_date: date
    line_no: int
    country_code: str
    marketplace_id: str | None
    event_type: str
    reference_id: str | None
    fnsku: str
    asin: str
    sku: str
    disposition: str | None
    reason: str | None
    fulfillment_center: str | None
    units: int
    reconciled_units: int | None
    unreconciled_units: int | None


class StockLine(NamedTuple):
    """What lay in a country in the evening of a day, of one SKU in one state."""

    country_code: str
    local_date: date
    sku: str
    asin: str
    disposition: str
    there: int
    in_transit: int


class StockOfDay(NamedTuple):
    """A row of seller.inventory_daily, as far as the ledger tells it."""

    marketplace_id: str
    local_date: date
    sku: str
    asin: str
    fulfillable_units: int
    reserved_units: int
    unfulfillable_units: int
    total_units: int


def unquoted(cell: Cells, name: str) -> str:
    """Return a field's text; Amazon sets the cells of this report in quotation marks."""
    text = cell(name)
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].replace('""', '"')
    return text.strip()


def _needed(cell: Cells, *names: str) -> str:
    """Return the first field that says something. Raises DataError when none does."""
    for name in names:
        if found := unquoted(cell, name):
            return found
    raise DataError(f"it has no {names[0].replace('_', ' ')}")


def _units(cell: Cells, name: str) -> int | None:
    text = unquoted(cell, name)
    return int(text) if text else None


@lru_cache(maxsize=4096)
def read_day(text: str) -> date:
    """Read a day of the ledger: 11/19/2026 or 2026-11-19. Raises ValueError when it is none."""
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a day")
    year, month, day = (3, 1, 2) if found[1] else (4, 5, 6)
    return date(int(found[year]), int(found[month]), int(found[day]))


def dated(cell: Cells, _place: Marketplace) -> datetime:
    """Return noon of a line's day in UTC: the same day in every marketplace's zone but a few."""
    return datetime.combine(read_day(unquoted(cell, "day")), time(12), UTC)


def parse_event(cell: Cells, _place: Marketplace) -> LedgerEvent:
    """Read one event. Raises DataError or ValueError; its number is given when it is saved."""
    units = _units(cell, "units")
    if units is None:
        raise DataError("it has no quantity")
    return LedgerEvent(
        0, read_day(_needed(cell, "day")), 0, country_of(_needed(cell, "country")), None,
        _needed(cell, "event"), unquoted(cell, "reference") or None, _needed(cell, "fnsku"),
        _needed(cell, "asin"), _needed(cell, "sku", "fnsku"),
        unquoted(cell, "disposition") or None, unquoted(cell, "reason") or None,
        unquoted(cell, "center") or None, units, _units(cell, "reconciled"),
        _units(cell, "unreconciled"),
    )  # fmt: skip


def parse_stock(cell: Cells, _place: Marketplace) -> StockLine:
    """Read one balance. Raises DataError or ValueError."""
    there = _units(cell, "there")
    if there is None:
        raise DataError("it has no ending warehouse balance")
    return StockLine(
        country_of(_needed(cell, "country")), read_day(_needed(cell, "day")),
        _needed(cell, "sku", "fnsku"), _needed(cell, "asin"), _needed(cell, "disposition").upper(),
        there, _units(cell, "in_transit") or 0,
    )  # fmt: skip


def numbered(
    rows: Iterable[LedgerEvent], connection_id: int, places: Mapping[str, str]
) -> list[LedgerEvent]:
    """Return the events with their numbers within a day, the same in every report.

    `places`: the marketplace of each country; an event elsewhere has none.
    """
    days: dict[date, list[LedgerEvent]] = defaultdict(list)
    for row in rows:
        days[row.local_date].append(row)
    return [
        row._replace(
            connection_id=connection_id,
            line_no=number,
            marketplace_id=places.get(row.country_code),
        )
        for day in sorted(days)
        for number, row in enumerate(sorted(days[day], key=_identity))
    ]


def _identity(row: LedgerEvent) -> tuple[str, ...]:
    return tuple("" if value is None else str(value) for value in row[3:])


def stock_of_days(
    lines: Iterable[StockLine], days: Collection[date], places: Mapping[str, str]
) -> list[StockOfDay]:
    """Return what lay there on each of `days`, by marketplace and SKU.

    Where nothing was left of a SKU and no line tells of it until it comes again, there was
    nothing in between: a balance does not change without a line. One that does not come again
    may be gone for good, so nothing is said of it.
    """
    sums: dict[tuple[str, str], dict[date, StockOfDay]] = defaultdict(dict)
    for line in lines:
        place = places.get(line.country_code)
        if place is None or line.local_date not in days:
            continue
        own = sums[place, line.sku]
        known = own.get(line.local_date)
        own[line.local_date] = _with(known or _nothing(place, line), line)
    told: dict[str, set[date]] = defaultdict(set)
    for (place, _), own in sums.items():
        told[place].update(own)
    return [row for (place, _), own in sorted(sums.items()) for row in _every_day(own, told[place])]


def _nothing(place: str, line: StockLine) -> StockOfDay:
    return StockOfDay(place, line.local_date, line.sku, line.asin, 0, 0, 0, 0)


def _with(row: StockOfDay, line: StockLine) -> StockOfDay:
    is_sellable = line.disposition == SELLABLE
    return row._replace(
        fulfillable_units=row.fulfillable_units + line.there * is_sellable,
        reserved_units=row.reserved_units + line.in_transit,
        unfulfillable_units=row.unfulfillable_units + line.there * (not is_sellable),
        total_units=row.total_units + line.there + line.in_transit,
    )


def _every_day(own: Mapping[date, StockOfDay], told: Iterable[date]) -> Iterator[StockOfDay]:
    last: StockOfDay | None = None
    silent: list[date] = []
    for day in sorted(told):
        row = own.get(day)
        if row is None:
            silent.append(day)
            continue
        if last is not None and not last.total_units:
            yield from (last._replace(local_date=one) for one in silent)
        yield row
        last, silent = row, []
