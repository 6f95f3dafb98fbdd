"""The simulator's inventory ledger: balances that add up, and what was lost, found and broken."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from core.clock import parse_instant
from simulator.formats import iso
from simulator.reports.ledger_files import DAY_COLUMNS, EVENT_COLUMNS
from simulator.shop.calendar import SHOP_MARKETPLACES, day_bounds, days_between, second_of
from simulator.shop.reimbursements import DAMAGED, LOST, losses_of_month
from simulator.shop.shop import shop_of
from simulator.shop.stock import stock_levels
from tests.unit.simulator.support import DE, NOW, UK, US, Amazon

DETAIL, SUMMARY = "GET_LEDGER_DETAIL_VIEW_DATA", "GET_LEDGER_SUMMARY_VIEW_DATA"
FIRST, LAST = "2026-10-11T00:00:00Z", "2026-11-20T00:00:00Z"
DAILY = {"aggregatedByTimePeriod": "DAILY", "aggregateByLocation": "COUNTRY"}
# In which columns of a day the units of an event stand.
IN_DAYS = {"Receipts": "Receipts", "Shipments": "Customer Shipments",
           "CustomerReturns": "Customer Returns", "VendorReturns": "Vendor Returns",
           "WhseTransfers": "Warehouse Transfer In/Out"}  # fmt: skip
REASONS = {"M": "Lost", "F": "Found", "E": "Damaged", "D": "Disposed", "P": "Other Events"}
MOVED = (*IN_DAYS.values(), *REASONS.values())


def rows_of(content: bytes, region: str) -> list[dict[str, str]]:
    text = content.decode("cp1252" if region == "EU" else "utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))


def days_of(amazon: Amazon, region: str, first: str = FIRST) -> list[dict[str, str]]:
    place = US if region == "NA" else DE
    return rows_of(amazon.file(SUMMARY, first, LAST, region, place, DAILY), region)


def events_of(amazon: Amazon, region: str, kind: str = "") -> list[dict[str, str]]:
    place, options = (US if region == "NA" else UK), {"eventType": kind}
    return rows_of(amazon.file(DETAIL, FIRST, LAST, region, place, options), region)


def key_of(row: dict[str, str], place: str) -> tuple[str, ...]:
    return row["Date"], row[place], row["FNSKU"], row["MSKU"], row["Disposition"]


@pytest.mark.parametrize("region", ["NA", "EU"])
def test_every_balance_is_the_one_before_and_what_has_moved(amazon: Amazon, region: str) -> None:
    rows = days_of(amazon, region)
    assert tuple(rows[0]) == DAY_COLUMNS
    ended: dict[tuple[str, ...], tuple[str, str]] = {}
    for row in rows:
        start, end = int(row["Starting Warehouse Balance"]), row["Ending Warehouse Balance"]
        assert start + sum(int(row[name]) for name in MOVED) == int(end) >= 0, row
        offer = key_of(row, "Location")[1:]
        if offer in ended:
            assert ended[offer] == (ended[offer][0], row["Starting Warehouse Balance"])
            assert row["Date"] > ended[offer][0]
        ended[offer] = row["Date"], end
    assert {row["Location"] for row in rows} == ({"US"} if region == "NA" else {"DE", "GB"})
    assert {row["Disposition"] for row in rows} >= {"SELLABLE", "CUSTOMER_DAMAGED", "DEFECTIVE"}


@pytest.mark.parametrize("region", ["NA", "EU"])
def test_the_events_are_what_has_moved_in_the_balances(amazon: Amazon, region: str) -> None:
    rows = events_of(amazon, region)
    assert tuple(rows[0]) == EVENT_COLUMNS
    moved: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for row in rows:
        column = IN_DAYS.get(row["Event Type"]) or REASONS[row["Reason"]]
        moved[key_of(row, "Country")][column] += int(row["Quantity"])
    told = {
        key_of(row, "Location"): Counter({name: int(row[name]) for name in MOVED})
        for row in days_of(amazon, region)
    }
    assert {key: sums for key, sums in told.items() if any(sums.values())} == {
        key: Counter({name: sums[name] for name in MOVED}) for key, sums in moved.items()
    }
    assert {row["Event Type"] for row in rows} == {*IN_DAYS, "Adjustments"}


@pytest.mark.parametrize("place", SHOP_MARKETPLACES, ids=lambda one: one.country_code)
def test_what_can_be_sold_in_the_evening_is_what_the_stock_api_tells(amazon: Amazon, place) -> None:
    region = place.region
    rows = [row for row in days_of(amazon, region) if row["Location"] == place.country_code]
    for day in (date(2026, 10, 15), date(2026, 11, 2), date(2026, 11, 18)):
        levels = stock_levels(shop_of(7), place, day_bounds(place, day)[1] - 1)
        told = {
            row["MSKU"]: int(row["Ending Warehouse Balance"])
            for row in rows
            if (row["Date"], row["Disposition"]) == (f"{day:%m/%d/%Y}", "SELLABLE")
        }
        there = {one.offer.sku: one.fulfillable + one.reserved_orders for one in levels}
        assert len(there) > 50
        assert told == there


def test_what_was_shipped_and_came_back_is_what_orders_and_returns_say(amazon: Amazon) -> None:
    shipped = Counter(
        line.offer.sku
        for day in days_between(date(2026, 10, 1), date(2026, 11, 19))
        for order in shop_of(7).day(SHOP_MARKETPLACES[0], day)
        if order.is_fba and order.changes[-1][1] == "SHIPPED"
        for line in order.lines
        for _ in range(line.quantity)
    )
    events = Counter()
    for row in events_of(amazon, "NA", "Shipments"):
        assert row["Event Type"] == "Shipments"
        events[row["MSKU"]] -= int(row["Quantity"])
    # Ten days of orders more than of the ledger: nothing that was not sold is shipped.
    assert 0.7 * shipped.total() < events.total() < shipped.total()
    assert all(shipped[sku] >= units for sku, units in events.items())
    labels = {row["Reference ID"] for row in events_of(amazon, "NA", "CustomerReturns")}
    report = amazon.file(
        "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA", "2026-10-11T07:00:00Z",
        "2026-11-20T08:00:00Z", "NA", US,
    )  # fmt: skip
    returns = list(csv.DictReader(report.decode().splitlines(), delimiter="\t"))
    assert len(labels) > 20
    assert labels == {row["license-plate-number"] for row in returns}


def test_every_loss_of_the_shop_stands_in_the_ledger_with_what_became_of_it(
    amazon: Amazon,
) -> None:
    now = second_of(parse_instant(NOW))
    rows = [row for region in ("NA", "EU") for row in events_of(amazon, region, "Adjustments")]
    told = Counter(
        (row["Country"], row["MSKU"], row["Reason"], int(row["Quantity"]),
         int(row["Unreconciled Quantity"]), row["Disposition"])
        for row in rows if row["Reason"] in ("M", "E")
    )  # fmt: skip
    truth: Counter[tuple[object, ...]] = Counter()
    kinds = set()
    for place in SHOP_MARKETPLACES:
        first, last = (
            day_bounds(place, day)[0] for day in (date(2026, 10, 11), date(2026, 11, 20))
        )
        for month in (date(2026, 10, 1), date(2026, 11, 1)):
            for loss in losses_of_month(7, place, month):
                if first <= loss.second < last:
                    is_lost = loss.reason == LOST
                    is_open = is_lost and not 0 < loss.found <= now
                    truth[
                        place.country_code, loss.offer.sku, "M" if is_lost else "E", -loss.units,
                        loss.units if is_open else 0, "SELLABLE",
                    ] += 1  # fmt: skip
                    kinds.add((loss.reason, bool(loss.payments), bool(loss.found)))
    assert told == truth
    assert kinds >= {
        (LOST, False, False), (LOST, False, True), (LOST, True, False),
        (DAMAGED, False, False), (DAMAGED, True, False),
    }  # fmt: skip


def test_some_lost_units_are_found_again_paid_for_or_not() -> None:
    losses = [
        loss
        for place in SHOP_MARKETPLACES
        for month in range(1, 11)
        for loss in losses_of_month(7, place, date(2026, month, 1))
    ]
    found = [loss for loss in losses if loss.found]
    assert {bool(loss.payments) for loss in found} == {True, False}
    assert all(loss.reason == LOST and loss.found > loss.second for loss in found)
    for loss in found:
        # A payment is taken back because the units were found.
        assert not loss.payments or loss.payments[1].second > loss.found


def test_only_days_that_are_over_are_told_and_none_older_than_eighteen_months(
    amazon: Amazon,
) -> None:
    rows = days_of(amazon, "EU")
    assert max(row["Date"] for row in rows) == "11/19/2026"
    old = iso(second_of(parse_instant(NOW) - timedelta(days=600)))
    end = iso(second_of(parse_instant(NOW) - timedelta(days=555)))
    report = amazon.report(amazon.ask_report(SUMMARY, old, end, options=DAILY))
    assert report["processingStatus"] == "CANCELLED"


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (SUMMARY, {"aggregatedByTimePeriod": "HOURLY"}),
        (DETAIL, {"eventType": "Losses"}),
        (DETAIL, {"colour": "red"}),
        ("GET_FBA_REIMBURSEMENTS_DATA", {"eventType": ""}),
    ],
)
def test_options_that_do_not_exist_are_refused(
    amazon: Amazon, kind: str, options: dict[str, str]
) -> None:
    body = {"reportType": kind, "marketplaceIds": [DE], "reportOptions": options}
    answer = amazon.call("/reports/2021-06-30/reports", "EU", "POST", json=body)
    assert answer.status_code == 400
    assert "reportOptions" in answer.text
