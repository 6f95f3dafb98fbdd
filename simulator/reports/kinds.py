"""The report types the simulator makes: one row each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from core.marketplaces import Marketplace
from simulator.reports.fees_file import fees_file
from simulator.reports.flat_orders import flat_orders
from simulator.reports.inventory_file import inventory_file
from simulator.reports.ledger_files import EVENTS, ledger_days_file, ledger_events_file
from simulator.reports.listings_file import listings_file
from simulator.reports.planning_file import planning_file
from simulator.reports.reimbursements_file import reimbursements_file
from simulator.reports.returns_files import seller_returns_file, unit_returns_file
from simulator.reports.sales_traffic import SALES_AND_TRAFFIC, report_bytes, sales_and_traffic
from simulator.reports.settlement_file import settlement_file
from simulator.reports.settlement_jobs import SETTLEMENT
from simulator.reports.storage_file import storage_file
from simulator.reports.stranded_file import stranded_file
from simulator.reports.xml_orders import xml_orders
from simulator.shop.calendar import (
    OPENING_DAY,
    day_bounds,
    days_between,
    local_date,
    marketplaces_of,
)
from simulator.shop.money import settlement_at
from simulator.shop.order import Order
from simulator.shop.pan_europe import in_countries
from simulator.shop.reimbursements import reimbursements_between
from simulator.shop.returns import returns_between
from simulator.shop.shop import Shop
from simulator.shop.stock import stock_levels
from simulator.shop.stock_book import BookDay, book

_DAY = 86400
#: The all-orders reports cover at most 30 days.
LONGEST_WINDOW = 30 * _DAY
_YEAR = 366 * _DAY
#: Sales and traffic reach two years back.
_TWO_YEARS = timedelta(days=731)
#: Reimbursements and the inventory ledger are told for 18 months.
_EIGHTEEN_MONTHS = 548 * _DAY
#: Daily FBA reports are made once in four hours.
_DAILY = 4 * 3600


@dataclass(frozen=True)
class Wish:
    """What a report is about; `now` is the second at which it is made."""

    shop: Shop
    region: str
    marketplace_ids: tuple[str, ...]
    first: int
    last: int
    now: int
    served_from: int
    options: Mapping[str, str] = field(default_factory=dict)
    is_pan_european: bool = False


@dataclass(frozen=True)
class File:
    """A finished report."""

    content: bytes
    content_type: str


@dataclass(frozen=True)
class Kind:
    """One report type: does it need a window, how often may it be asked for, who makes it.

    `quota` names a rate of its own (see core/rate_plans.py). `needs_one_place`: it is about
    one marketplace.
    """

    needs_window: bool
    minimum_interval: int  # seconds between two reports; 0 = none
    make: Callable[[Wish], File | None]
    longest_window: int = LONGEST_WINDOW
    quota: str = ""
    needs_one_place: bool = False
    is_made_by_amazon: bool = False  # nobody can ask for it
    # The values that reportOptions may have; the first is what is made without one.
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


Row = tuple[Order, str, int]


def _by_last_update(wish: Wish) -> Iterator[Row]:
    """The whole region: Amazon ignores marketplaceIds here."""
    rows: list[Row] = []
    for place in marketplaces_of(wish.region):
        found = wish.shop.updated_between(place, wish.first, wish.last, wish.now)
        rows.extend(row for row in found if row[0].created >= wish.served_from)
    yield from sorted(rows, key=lambda row: (row[2], row[0].order_id))


def _by_order_date(wish: Wish) -> Iterator[Row]:
    rows: list[Row] = []
    first, last = max(wish.first, wish.served_from), min(wish.last, wish.now)
    for place in marketplaces_of(wish.region) if first <= last else ():
        found = wish.shop.created_between(place, first, last)
        rows.extend((order, *order.state_at(wish.now)) for order in found)
    yield from sorted(rows, key=lambda row: (row[0].created, row[0].order_id))


def _text_file(text: str, region: str) -> File:
    """Amazon writes flat files of European sellers in Windows-1252."""
    if region == "EU":
        return File(text.encode("cp1252", "replace"), "text/plain;charset=Cp1252")
    return File(text.encode(), "text/plain;charset=UTF-8")


def _xml(wish: Wish) -> File | None:
    rows = list(_by_last_update(wish))
    return File(xml_orders(rows), "text/xml;charset=UTF-8") if rows else None


def _xml_by_date(wish: Wish) -> File | None:
    rows = list(_by_order_date(wish))
    return File(xml_orders(rows), "text/xml;charset=UTF-8") if rows else None


def _flat_by_update(wish: Wish) -> File | None:
    rows = list(_by_last_update(wish))
    return _text_file(flat_orders(rows), wish.region) if rows else None


def _flat_by_date(wish: Wish) -> File | None:
    rows = list(_by_order_date(wish))
    return _text_file(flat_orders(rows), wish.region) if rows else None


def _place(wish: Wish) -> Marketplace:
    """Return the marketplace a report is about: of several only the first comes."""
    return next(
        row for row in marketplaces_of(wish.region) if row.marketplace_id in wish.marketplace_ids
    )


def _inventory(wish: Wish) -> File | None:
    levels = stock_levels(wish.shop, _place(wish), wish.now)
    return _text_file(inventory_file(wish.shop.seed, levels, wish.now), wish.region)


def _listings(wish: Wish) -> File | None:
    return _text_file(listings_file(wish.shop, _place(wish), wish.now), wish.region)


def _planning(wish: Wish) -> File | None:
    return _text_file(planning_file(wish.shop, _place(wish), wish.now), wish.region)


def _stranded(wish: Wish) -> File | None:
    text = stranded_file(wish.shop, _place(wish), wish.now)
    return _text_file(text, wish.region) if text else None


def _storage_fees(wish: Wish) -> File | None:
    text = storage_file(wish.shop, _place(wish), (wish.first, wish.last), wish.now)
    return _text_file(text, wish.region) if text else None


def _fee_estimates(wish: Wish) -> File | None:
    return _text_file(fees_file(wish.shop.seed, _place(wish), wish.now), wish.region)


def _sales_and_traffic(wish: Wish) -> File | None:
    """One marketplace; the time of day is ignored; nothing older than two years, nor of today."""
    place = _place(wish)
    first, last = (datetime.fromtimestamp(one, UTC).date() for one in (wish.first, wish.last))
    today = local_date(place, wish.now)
    if first < today - _TWO_YEARS or last >= today:
        return None
    made = sales_and_traffic(wish.shop.seed, place, first, last, wish.now)
    return File(report_bytes(made), "application/json") if made else None


def _unit_returns(wish: Wish) -> File | None:
    """The whole region, whatever marketplace was named."""
    rows = [
        one
        for place in marketplaces_of(wish.region)
        for day in returns_between(wish.shop.seed, place, wish.first, wish.last)
        for one in day.units
        if wish.first <= one.dated_at(wish.now) < wish.last
        and one.second <= wish.now
        and one.order.created >= wish.served_from
    ]
    rows.sort(key=lambda one: (one.dated_at(wish.now), one.lpn), reverse=True)
    return (
        _text_file(unit_returns_file(wish.shop.seed, rows, wish.now), wish.region) if rows else None
    )


def _seller_returns(wish: Wish) -> File | None:
    """Only the first of the marketplaces that were named."""
    rows = [
        one
        for place in marketplaces_of(wish.region)
        if place.marketplace_id == wish.marketplace_ids[0]
        for day in returns_between(wish.shop.seed, place, wish.first, wish.last)
        for one in day.seller
        if wish.first <= one.requested < min(wish.last, wish.now)
        and one.order.created >= wish.served_from
    ]
    rows.sort(key=lambda one: (one.requested, one.order.order_id))
    return _text_file(seller_returns_file(rows, wish.now), wish.region) if rows else None


def _reimbursements(wish: Wish) -> File | None:
    """The whole region, days after the approval."""
    oldest = max(wish.first, wish.now - _EIGHTEEN_MONTHS, wish.served_from)
    rows = [
        one
        for place in marketplaces_of(wish.region)
        for one in reimbursements_between(wish.shop.seed, place, oldest, wish.last)
        if one.visible <= wish.now
    ]
    rows.sort(key=lambda one: (one.second, one.number), reverse=True)
    return _text_file(reimbursements_file(rows), wish.region) if rows else None


def _settlement(wish: Wish) -> File:
    """The settlement of the marketplace that begins at the first second."""
    places = [
        row for row in marketplaces_of(wish.region) if row.marketplace_id in wish.marketplace_ids
    ]
    settlement = settlement_at(places[0], wish.first)
    return _text_file(settlement_file(wish.shop.seed, settlement), wish.region)


def _book(wish: Wish) -> Iterator[BookDay]:
    """The whole region, whatever marketplace was named: every day that is over."""
    oldest = max(wish.first, wish.now - _EIGHTEEN_MONTHS, wish.served_from)
    for place in marketplaces_of(wish.region):
        days = [
            day
            for day in days_between(local_date(place, oldest), local_date(place, wish.last))
            if day >= OPENING_DAY and day_bounds(place, day)[1] <= wish.now
        ]
        if days:
            yield from book(wish.shop.seed, place, days[0], days[-1])


def _ledger_events(wish: Wish) -> File | None:
    text = ledger_events_file(_book(wish), wish.options["eventType"], wish.now)
    return _text_file(text, wish.region) if text else None


def _ledger_days(wish: Wish) -> File | None:
    days = _book(wish)
    if wish.is_pan_european:
        days = (part for one in days for part in in_countries(one))
    text = ledger_days_file(days)
    return _text_file(text, wish.region) if text else None


KINDS: dict[str, Kind] = {
    "GET_XML_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL": Kind(True, 0, _xml),
    "GET_XML_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL": Kind(True, 0, _xml_by_date),
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL": Kind(True, 0, _flat_by_update),
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL": Kind(True, 0, _flat_by_date),
    "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA": Kind(False, 1800, _inventory),
    "GET_MERCHANT_LISTINGS_ALL_DATA": Kind(False, 1800, _listings),
    "GET_FBA_INVENTORY_PLANNING_DATA": Kind(False, 1800, _planning),
    "GET_STRANDED_INVENTORY_UI_DATA": Kind(False, 1800, _stranded),
    "GET_FBA_STORAGE_FEE_CHARGES_DATA": Kind(True, 0, _storage_fees, longest_window=_YEAR),
    "GET_FBA_ESTIMATED_FBA_FEES_TXT_DATA": Kind(
        True, 14_400, _fee_estimates, longest_window=3 * 86400
    ),
    SALES_AND_TRAFFIC: Kind(
        True,
        900,
        _sales_and_traffic,
        longest_window=_TWO_YEARS.days * 86400,
        quota=f"createReport {SALES_AND_TRAFFIC}",
        needs_one_place=True,
        options={"dateGranularity": ("DAY",), "asinGranularity": ("CHILD",)},
    ),
    "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA": Kind(True, _DAILY, _unit_returns, 60 * _DAY),
    "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE": Kind(True, 0, _seller_returns, 60 * _DAY),
    "GET_FBA_REIMBURSEMENTS_DATA": Kind(True, _DAILY, _reimbursements, 90 * _DAY),
    "GET_LEDGER_DETAIL_VIEW_DATA": Kind(
        True, _DAILY, _ledger_events, 92 * _DAY, options={"eventType": ("", *EVENTS)}
    ),
    # Amazon makes it by week and month and by warehouse too; the simulator does not.
    "GET_LEDGER_SUMMARY_VIEW_DATA": Kind(
        True,
        _DAILY,
        _ledger_days,
        92 * _DAY,
        options={"aggregatedByTimePeriod": ("DAILY",), "aggregateByLocation": ("COUNTRY",)},
    ),
    SETTLEMENT: Kind(False, 0, _settlement, is_made_by_amazon=True),
}
