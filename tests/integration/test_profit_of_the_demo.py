"""Profit of the demo shop to the cent: screen figures against a recount from the simulator's truth.

Nothing of the compiler is used for the recount: order lines, movements of money and advertising
come from the simulator's own ledgers, costs from the table of the demo, and the sums are plain.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.clock import parse_instant
from core.demo_costs import EXPENSES, unit_cost_cents
from core.marketplaces import MARKETPLACES
from data.loaders import load_exact
from data.query_model import MetricQuery, TimeRange
from simulator.ads.truth import ad_ledger
from simulator.exchange import is_fixing_day, rate_on
from simulator.ledger import ledger_rows
from simulator.shop.calendar import SHOP_MARKETPLACES, local_date, second_of
from simulator.shop.money import money_of
from simulator.shop.shop import shop_of
from sync.sources.finances import MARGIN, REREAD
from tests.conftest import FROZEN_NOW

NOW = parse_instant(FROZEN_NOW)
SECOND = second_of(NOW)
# Whole days that every stream of a first run reaches.
FIRST, LAST = date(2026, 10, 25), date(2026, 11, 18)
FEES = {"Commission", "FBAPerUnitFulfillmentFee", "RefundCommission", "Subscription",
        "FBAStorageFee"}  # fmt: skip
Sums = dict[str, dict[str, Decimal]]


def euro_rate(currency: str, day: date) -> Decimal:
    """What the simulator's bank fixed on a day, or last before it."""
    if currency == "EUR":
        return Decimal(1)
    while not is_fixing_day(day):
        day -= timedelta(days=1)
    return Decimal(rate_on(7, currency, day))


def vat_inside(place_id: str, amount: Decimal) -> Decimal:
    rate = {"DE": Decimal("0.19"), "GB": Decimal("0.20")}.get(MARKETPLACES[place_id].country_code)
    return amount * rate / (1 + rate) if rate else Decimal(0)


def recount() -> Sums:
    sums: Sums = defaultdict(lambda: defaultdict(Decimal))
    for line in ledger_rows(shop_of(7), FIRST, LAST, SECOND):
        if line["status"] == "CANCELLED":
            continue
        into, place_id = sums[line["marketplace_id"]], line["marketplace_id"]
        money = {name: Decimal(line[name] or 0) for name in
                 ("item_price", "shipping_price", "gift_wrap_price", "item_discount",
                  "shipping_discount")}  # fmt: skip
        into["revenue"] += money["item_price"]
        paid = (money["item_price"] + money["shipping_price"] + money["gift_wrap_price"]
                - money["item_discount"] - money["shipping_discount"])  # fmt: skip
        into["net"] += paid - vat_inside(place_id, paid)
        day = date.fromisoformat(line["local_date"])
        cents = unit_cost_cents(line["sku"], day)
        assert cents is not None
        in_euro = line["quantity"] * Decimal(cents) / 100
        into["cogs"] += in_euro * euro_rate(line["currency"], day)
    history = second_of(NOW - MARGIN - REREAD)
    for place in SHOP_MARKETPLACES:
        into = sums[place.marketplace_id]
        for event in money_of(7).events(place, history, SECOND):
            # What was held back stands on its first day, if the history reaches that far.
            told = event.posted if event.posted >= history else event.released
            is_known = event.visible <= SECOND if told == event.posted else told <= SECOND
            if not is_known or not FIRST <= local_date(place, told) <= LAST:
                continue
            for entry in event.entries:
                amount = Decimal(entry.cents) / 100
                word = entry.path[-1] if entry.path[0] != "Adjustments" else entry.path[1]
                if entry.path[-1] in FEES:
                    into["fees"] -= amount
                elif entry.path[0] == "Adjustments":
                    assert word == "FBAInventoryReimbursement"
                    into["net"] += amount
                elif event.kind == "Refund":
                    into["refunds"] -= amount
                    into["net"] += amount - vat_inside(place.marketplace_id, amount)
    for row in ad_ledger(7, FIRST, LAST, SECOND):
        sums[row["marketplace_id"]]["ads"] += Decimal(row["cost"])
    return sums


def shown(*metrics: str, **query: Any) -> list[dict[str, Any]]:
    time = TimeRange(start=FIRST, end=LAST)
    found = load_exact(1, MetricQuery(metrics=list(metrics), time=time, **query))
    return [{str(name): value for name, value in row.items()}
            for row in found.frame.to_dict("records")]  # fmt: skip


def cents(value: Decimal) -> Decimal:
    return round(value, 2)


@pytest.fixture(scope="module")
def truth(demo) -> Sums:
    return recount()


def test_profit_of_each_marketplace_equals_the_simulator_s_books_to_the_cent(truth) -> None:
    rows = shown("revenue", "net_revenue", "refund_amount", "fees", "cogs", "ad_spend", "profit",
                 dimensions=["marketplace"])  # fmt: skip
    assert len(rows) == 3
    for row in rows:
        sums = truth[row["marketplace"]]
        profit = sums["net"] - sums["fees"] - sums["cogs"] - sums["ads"]
        figures = {
            name: cents(row[name]) for name in row if name not in ("marketplace", "currency")
        }
        assert figures == {
            "revenue": cents(sums["revenue"]), "net_revenue": cents(sums["net"]),
            "refund_amount": cents(sums["refunds"]), "fees": cents(sums["fees"]),
            "cogs": cents(sums["cogs"]), "ad_spend": cents(sums["ads"]), "profit": cents(profit),
        }, row["marketplace"]  # fmt: skip
        assert 0 < profit < sums["revenue"] / 2


def test_every_unit_of_the_demo_has_a_cost(demo) -> None:
    assert [row["uncosted_units"] for row in shown("uncosted_units")] == [0]


def test_products_and_days_add_up_to_the_profit_of_the_marketplace(demo) -> None:
    totals = {
        row["marketplace"]: row["profit"] for row in shown("profit", dimensions=["marketplace"])
    }
    for split in ("product", "day"):
        parts: dict[str, Decimal] = defaultdict(Decimal)
        for row in shown("profit", dimensions=["marketplace", split]):
            parts[row["marketplace"]] += row["profit"]
        assert {key: cents(value) for key, value in parts.items()} == {
            key: cents(value) for key, value in totals.items()
        }


def test_expenses_are_those_of_the_days(demo) -> None:
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    monthly = sum(
        one.cents for one in EXPENSES if one.currency == "EUR" and one.spread == "monthly"
    )
    yearly = next(one for one in EXPENSES if one.spread == "daily")
    expected = sum(Decimal(monthly) / 100 / (31 if day.month == 10 else 30) for day in days)
    expected += Decimal(yearly.cents) / 100 * len(days) / 365
    (row,) = [one for one in shown("expenses") if one["currency"] == "EUR"]
    assert float(row["expenses"]) == pytest.approx(float(expected), abs=0.01)
