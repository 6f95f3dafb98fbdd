"""The inventory ledger as Amazon writes it: each event, or the balances of each day.

Columns as in Amazon's description of the two reports; the cells are quoted, days are
month/day/year of the marketplace, and no event has a time of day of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from simulator.shop.calendar import day_bounds
from simulator.shop.stock_book import BookDay
from simulator.shop.stock_moves import (
    ADJUSTMENTS,
    BROKEN,
    CUSTOMER_RETURNS,
    DISPOSED,
    FOUND,
    MISPLACED,
    RECEIPTS,
    SELLABLE,
    SHIPMENTS,
    TRANSFERS,
    VENDOR_RETURNS,
    Move,
)

EVENT_COLUMNS = (
    "Date", "FNSKU", "ASIN", "MSKU", "Title", "Event Type", "Reference ID", "Quantity",
    "Fulfillment Center", "Disposition", "Reason", "Country", "Reconciled Quantity",
    "Unreconciled Quantity", "Date and Time", "Store",
)  # fmt: skip
DAY_COLUMNS = (
    "Date", "FNSKU", "ASIN", "MSKU", "Title", "Disposition", "Starting Warehouse Balance",
    "In Transit Between Warehouses", "Receipts", "Customer Shipments", "Customer Returns",
    "Vendor Returns", "Warehouse Transfer In/Out", "Found", "Lost", "Damaged", "Disposed",
    "Other Events", "Ending Warehouse Balance", "Unknown Events", "Location", "Store",
)  # fmt: skip
#: What reportOptions call the events.
EVENTS = (ADJUSTMENTS, CUSTOMER_RETURNS, RECEIPTS, SHIPMENTS, VENDOR_RETURNS, TRANSFERS)
# In which column of a day the units of an event stand; an adjustment goes by its reason.
_SUMMED = {RECEIPTS: "Receipts", SHIPMENTS: "Customer Shipments",
           CUSTOMER_RETURNS: "Customer Returns", VENDOR_RETURNS: "Vendor Returns",
           TRANSFERS: "Warehouse Transfer In/Out"}  # fmt: skip
_ADJUSTED = {FOUND: "Found", MISPLACED: "Lost", BROKEN: "Damaged", DISPOSED: "Disposed"}
_MOVED = tuple(dict.fromkeys([*_SUMMED.values(), *_ADJUSTED.values(), "Other Events"]))


def _line(cells: Iterable[object]) -> str:
    return "\t".join('"' + str(cell).replace('"', '""') + '"' for cell in cells)


def _text(columns: Iterable[str], lines: Iterable[str]) -> str:
    return "\r\n".join([_line(columns), *lines]) + "\r\n"


def _named(day: date, one: BookDay | Move) -> tuple[object, ...]:
    offer = one.offer
    return f"{day:%m/%d/%Y}", offer.fnsku, offer.product.asin, offer.sku, offer.title


def _event(day: date, move: Move, now: int) -> str:
    place = move.offer.place
    matched = abs(move.units) if move.settled and move.settled <= now else 0
    open_units = abs(move.units) - matched if move.event == ADJUSTMENTS else 0
    midnight = datetime.fromtimestamp(day_bounds(place, day)[0], place.zone)
    return _line(
        (*_named(day, move), move.event, move.reference, move.units, move.centre,
         move.disposition, move.reason, place.country_code, matched, open_units,
         f"{midnight:%Y-%m-%dT%H:%M:%S%z}", "")
    )  # fmt: skip


def _balance(one: BookDay, state: str) -> str:
    moved: dict[str, int] = defaultdict(int)
    for move in one.moves:
        if move.disposition == state:
            column = _SUMMED.get(move.event) or _ADJUSTED.get(move.reason, "Other Events")
            moved[column] += move.units
    transit = one.transit if state == SELLABLE else 0
    return _line(
        (*_named(one.day, one), state, one.before.get(state, 0), transit,
         *(moved[column] for column in _MOVED), one.after.get(state, 0), 0,
         one.offer.place.country_code, "")
    )  # fmt: skip


def _balances(one: BookDay) -> Iterator[str]:
    """What can be sold is told each day, even when it is nothing; the rest when there is any."""
    moved = {move.disposition for move in one.moves}
    for state in sorted({*one.before, *one.after}):
        if state == SELLABLE or state in moved or one.before.get(state) or one.after.get(state):
            yield _balance(one, state)


def ledger_events_file(days: Iterable[BookDay], event: str, now: int) -> str | None:
    """Return the detail view; `event`: only events of this type. None: nothing to tell."""
    lines = [
        _event(one.day, move, now)
        for one in days
        for move in one.moves
        if event in ("", move.event)
    ]
    return _text(EVENT_COLUMNS, lines) if lines else None


def ledger_days_file(days: Iterable[BookDay]) -> str | None:
    """Return the summary view by day and country; None: nothing to tell."""
    lines = [line for one in days for line in _balances(one)]
    return _text(DAY_COLUMNS, lines) if lines else None
