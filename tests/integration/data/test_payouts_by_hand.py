"""Orders, charges and payouts of a small shop in Germany, worked out by hand: March 2026.

o1   28 Feb   50  sent and charged on 2 March, held back, released on 9 March into s1
o2    3 March 100, shipping 5, discount 10: charged 95 on 4 March, released into s1
o3   10 March 30  charged on 12 March, still held back
o4   20 March 40  charged on 2 April
o5   30 March 60  not sent
o6   30 March  ?  pending: no price yet; Amazon counts 25 for it
o7    5 March 20  cancelled after Amazon counted
o8   15 March 80  charged 70 on 16 March, free, not paid out yet
o9   24 March  ?  cancelled after Amazon counted 35 for it, and its price taken away
lost 22 March 15  counted by Amazon, never read
fee             -9 on 4 March with o2, into s1; refund of 12 in February, paid out with s1
s1   paid on 13 March: 50 + 95 - 9 - 12 = 124, and 6 of the reserve before, less 2 kept
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.marketplaces import MARKETPLACES
from data.count_changes import load_count_changes
from data.loaders import load_products
from data.payout_timing import load_timing, load_timing_rows
from data.payouts import PARTS, PlaceDays, load_payouts
from tests.integration.data.hand_shop import DE, ask
from ui.context import PageContext
from ui.filters import Filters
from ui.payout_rows import amount_without_rows, named_rows
from ui.payout_view import load_held_back, load_payout_bridge

A = "B00000000A"
DAYS = ("2026-03-01", "2026-03-31")
MARCH = (PlaceDays(DE, date(2026, 3, 1), date(2026, 3, 31)),)


def _orders(shop) -> list[str]:
    return [
        shop.order(DE, "2026-02-28T10:00", (A, 1, "50")),
        shop.order(DE, "2026-03-03T10:00", (A, 1, "100", {
            "shipping_price_amount": "5", "item_discount_amount": "10"})),
        shop.order(DE, "2026-03-10T10:00", (A, 1, "30")),
        shop.order(DE, "2026-03-20T10:00", (A, 1, "40")),
        shop.order(DE, "2026-03-30T10:00", (A, 1, "60"), status="Unshipped"),
        shop.order(DE, "2026-03-30T11:00", (A, 1, None), status="Pending"),
        shop.order(DE, "2026-03-05T10:00", (A, 1, "20"), status="Cancelled",
                   last_updated_at=datetime(2026, 3, 7, tzinfo=UTC)),
        shop.order(DE, "2026-03-15T10:00", (A, 1, "80")),
        shop.order(DE, "2026-03-24T10:00", (A, 0, None), status="Cancelled",
                   last_updated_at=datetime(2026, 3, 26, tzinfo=UTC)),
    ]  # fmt: skip


def _payments(shop, keys: list[str]) -> None:
    def sent(on: str, order: int, amount: str, *more, **words) -> str:
        return shop.money(DE, on, "Shipment", ("sales", amount, A, 1), *more,
                          amazon_order_id=keys[order - 1], **words)  # fmt: skip

    shop.money(DE, "2026-02-20", "Refund", ("sales", "-12", A, 1), settlement_id="s1")
    # Held back first: the same money comes again when it is released, and counts once.
    first = sent("2026-03-02", 1, "50", status="DEFERRED_RELEASED", is_counted=False)
    sent("2026-03-09", 1, "50", deferred_transaction_id=first, settlement_id="s1")
    sent("2026-03-04", 2, "95", ("referral_fee", "-9", A, 0), settlement_id="s1")
    sent("2026-03-12", 3, "30", status="DEFERRED")
    sent("2026-04-02", 4, "40")
    sent("2026-03-16", 8, "70")


def _payouts(shop) -> None:
    for key, ends, paid, total in (("s1", 11, 13, "128"), ("s2", 31, None, "0")):
        shop.insert("settlements", {
            "settlement_id": key, "connection_id": 1, "marketplace_id": DE, "currency": "EUR",
            "starts_at": datetime(2026, 2, 25, tzinfo=UTC),
            "ends_at": datetime(2026, 3, ends, 12, tzinfo=UTC), "total_amount": total,
            "deposited_at": paid and datetime(2026, 3, paid, 9, tzinfo=UTC)})  # fmt: skip
    for number, (type_, kind, amount) in enumerate((
        ("Order", "sales", "126.05"), ("Order", "tax", "18.95"), ("Order", "referral_fee", "-9"),
        ("Refund", "sales", "-12"), ("other-transaction", "reserve", "6"),
        ("other-transaction", "reserve", "-2"))):  # fmt: skip
        shop.insert("settlement_lines", {
            "settlement_id": "s1", "line_no": number, "transaction_type": type_, "kind": kind,
            "marketplace_id": DE, "currency": "EUR", "amount": amount,
            "local_date": date(2026, 3, 11)})  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def shop(empty_shop):
    empty_shop.open(DE)
    empty_shop.product(A)
    keys = _orders(empty_shop)
    _payments(empty_shop, keys)
    _payouts(empty_shop)
    for day, sales, orders in ((3, "100", 1), (5, "20", 1), (10, "30", 1), (15, "80", 1),
                               (20, "40", 1), (22, "15", 1), (24, "35", 1),
                               (30, "85", 2)):  # fmt: skip
        empty_shop.insert("sales_control", {
            "marketplace_id": DE, "local_date": date(2026, 3, day), "currency": "EUR",
            "orders": orders, "order_lines": orders, "units": orders, "sales_amount": sales,
            "fetched_at": datetime(2026, 3, day + 1, 3, tzinfo=UTC)})  # fmt: skip
    # The first of these days was counted by the Sales API, which then goes before the report.
    for day, sales in ((3, "999"), (25, "0")):
        empty_shop.insert("traffic_daily", {
            "marketplace_id": DE, "local_date": date(2026, 3, day), "units": 7,
            "sales_amount": sales})  # fmt: skip
    empty_shop.close_books()
    empty_shop.keys = keys
    return empty_shop


def context(**filters: str) -> PageContext:
    chosen = Filters(period="custom", start=date(2026, 3, 1), end=date(2026, 3, 31), **filters)
    now = datetime(2026, 4, 5, 12, tzinfo=UTC)
    return PageContext(1, "profit", chosen, (MARKETPLACES[DE],), load_products(1), now, (), None)


def test_amazon_s_own_count_goes_before_the_report_on_visits() -> None:
    (row,) = ask(metrics=["amazon_sales", "amazon_orders", "amazon_units"], days=DAYS)
    assert (row["amazon_sales"], row["amazon_orders"], row["amazon_units"]) == (405, 9, 16)
    rows = ask(metrics=["amazon_sales"], dimensions=["day"], days=DAYS)
    assert {row["day"].day for row in rows} == {3, 5, 10, 15, 20, 22, 24, 25, 30}
    (never,) = ask(metrics=["amazon_sales"], days=("2026-01-01", "2026-01-02"))
    assert never["amazon_sales"] is None


def test_every_amount_of_a_payment_moves_the_balance() -> None:
    (row,) = ask(metrics=["balance_change"], days=DAYS)
    assert row["balance_change"] == 50 + 95 - 9 + 30 + 70


def test_orders_and_payments_say_why_their_days_differ() -> None:
    assert load_timing(1, MARCH) == {
        "EUR": {
            "open": -60, "later": -40, "earlier": 50, "different": -10,
            "held": -30, "waiting": -70, "paid_earlier": -12, "reserve": 4,
        }
    }  # fmt: skip


@pytest.mark.parametrize(
    ("step", "orders"),
    [("open", [5]), ("later", [4]), ("earlier", [1]), ("different", [8]), ("held", [3]),
     ("waiting", [8])],
)  # fmt: skip
def test_the_rows_behind_a_step_add_up_to_it(shop, step, orders) -> None:
    rows = load_timing_rows(1, MARCH, step, "EUR")
    assert sum(rows["amount"]) == load_timing(1, MARCH)["EUR"][step]
    assert list(rows["amazon_order_id"]) == [shop.keys[one - 1] for one in orders]


def test_the_bridge_leads_from_revenue_to_the_payout() -> None:
    lines = load_payout_bridge(context(), "EUR")
    assert {line.id: line.amount for line in lines if line.amount} == {
        "revenue": 310, "unpriced": 25, "counted": 55, "unaccounted": 15, "amazon_sales": 405,
        "counted_back": -55, "unaccounted_back": -15, "shipping": 5, "discounts": -10, "open": -85, "later": -40,
        "earlier": 50, "different": -10, "charged": 245,
        "fees": -9, "balance_change": 236,
        "held": -30, "waiting": -70, "paid_earlier": -12, "reserve": 4, "payout": 128,
    }  # fmt: skip


def test_only_orders_changed_after_the_count_explain_it_and_a_lost_one_stands_alone() -> None:
    found = load_count_changes(1, MARCH)
    assert {
        day.day: (one.cancelled_amount, one.changed_amount, one.unpriced_orders)
        for (_, day), one in found.items()
        if one.cancelled_orders or one.changed_amount
    } == {5: (20, 0, 0), 24: (0, 0, 1)}
    assert {day.day for (_, day), one in found.items() if one.missing_orders} == {5, 22, 24}
    assert found[DE, date(2026, 3, 25)].missing_orders is None


@pytest.mark.parametrize(("step", "unseen"), [("open", -25), ("later", 0), ("held", 0)])
def test_a_step_says_what_of_it_is_in_no_row(step, unseen) -> None:
    line = next(one for one in load_payout_bridge(context(), "EUR") if one.id == step)
    rows = named_rows(load_timing_rows(1, MARCH, step, "EUR"))
    assert amount_without_rows(line, rows) == unseen


def test_a_payout_is_the_sum_of_its_parts() -> None:
    frame = load_payouts(1, MARCH)
    assert list(frame["settlement_id"]) == ["s2", "s1"]
    waiting, paid = frame.to_dict("records")
    assert (waiting["is_deposited"], waiting["paid_on"]) == (False, date(2026, 3, 31))
    assert {name: paid[name] for name in PARTS} == {
        "sales": 145, "refunds": -12, "fees": -9, "advertising": 0, "reimbursed": 0,
        "reserve": 4, "other": 0,
    }  # fmt: skip
    assert paid["paid_out"] == sum(paid[name] for name in PARTS) == Decimal("128")
    assert paid["paid_on"] == date(2026, 3, 13)


def test_what_is_held_back_now_does_not_go_by_the_period() -> None:
    assert load_held_back(context(), "EUR") == 30


def test_another_account_has_no_payouts_and_no_steps() -> None:
    assert load_payouts(2, MARCH).empty
    assert load_timing(2, MARCH) == {}
