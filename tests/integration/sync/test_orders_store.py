"""Orders in the database: whatever the order of arrival, the newest state and true sums."""

from __future__ import annotations

import threading
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import schema
from core.database import Role, account_transaction
from core.marketplaces import MARKETPLACES
from data.order_statuses import read_order_statuses
from sync.connections import SellerConnection
from sync.order_rows import LineRow, OrderRow, OrderWithLines, local_moment, order_of
from sync.orders_store import Written, save_orders
from sync.rollups import ROLLUPS, grain_of, recompute_sales
from sync.sources.marketplaces import MarketplaceRow, parse
from sync.store import Stamp, upsert
from tests.integration.sync.conftest import read, snapshot

US, DE, UK = "ATVPDKIKX0DER", "A1PA6795UKMFR9", "A1F83G8C2ARO7P"
BASE = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def stamp(seller: SellerConnection) -> Stamp:
    return Stamp(seller.account_id, "test", 1, BASE)


@pytest.fixture
def shop(seller: SellerConnection) -> SellerConnection:
    """A seller with three marketplaces and nothing else."""
    payload = [
        {"marketplace": {"id": key}, "participation": {"isParticipating": True}}
        for key in (US, DE, UK)
    ]
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        rows = parse(payload, seller.connection_id)
        upsert(connection, schema.marketplaces, MarketplaceRow._fields, rows, stamp(seller))
    return seller


def line(order_id: str, number: int, price: str | None = "10.00", quantity: int = 1) -> LineRow:
    amount = None if price is None else Decimal(price)
    parts = ("0.80", "1", "0", "0", "0", "2", "1")
    rest = [None if amount is None else Decimal(part) for part in parts]
    currency = None if amount is None else "USD"
    asin, sku = f"B00000000{number}", f"SKU-{number}"
    return LineRow(order_id, str(number), asin, sku, quantity, currency, amount, *rest, ("A",))


def order(
    number: int = 1,
    *,
    updated: int = 0,
    hours: int = 0,
    status: str = "Shipped",
    place: str = US,
    lines: tuple[tuple[int, str | None, int], ...] = ((1, "10.00", 1),),
) -> OrderWithLines:
    order_id = f"111-{number}"
    rows = [line(order_id, *one) for one in lines]
    purchased = BASE + timedelta(hours=hours)
    return order_of(
        OrderRow(
            order_id,
            place,
            purchased,
            *local_moment(purchased, MARKETPLACES[place]),
            status,
            "AFN",
            None,
            False,
            BASE + timedelta(days=30, minutes=updated),
        ),
        rows,
    )


def save(shop: SellerConnection, *orders: OrderWithLines) -> Written:
    with account_transaction(Role.SYNC, shop.account_id) as connection:
        return save_orders(connection, orders, stamp(shop))


def test_what_is_saved_twice_is_written_once(shop) -> None:
    assert save(shop, order(lines=((1, "10.00", 1), (2, "5.00", 2)))).facts == 3
    assert save(shop, order(lines=((1, "10.00", 1), (2, "5.00", 2)))) == Written(0, 0)


def test_the_newest_state_wins_whatever_arrives_last(shop) -> None:
    save(shop, order(updated=2, status="Shipped"))
    assert save(shop, order(updated=1, status="Pending", lines=((1, None, 9),))).facts == 0
    assert read("SELECT status, quantity FROM seller.orders JOIN seller.order_items"
                " USING (account_id, amazon_order_id)") == [("Shipped", 1)]  # fmt: skip


def test_a_former_status_is_kept_with_its_first_moment(shop) -> None:
    states = ["Unshipped", "Unshipped", "Unshipped", "Shipped", "Shipped", "Unshipped", "Cancelled"]
    for minute, status in enumerate(states):
        save(shop, order(updated=minute, status=status))
        save(shop, order(updated=minute, status=status))
    # A state that is older than what is stored was not seen in its turn: it adds nothing.
    save(shop, order(updated=4, status="Pending"))
    kept = read("SELECT since_at, status FROM seller.order_statuses ORDER BY 1")
    first = BASE + timedelta(days=30)
    assert kept == [
        (first, "Unshipped"),
        (first + timedelta(minutes=3), "Shipped"),
        (first + timedelta(minutes=5), "Unshipped"),
    ]


def test_changes_of_status_at_one_instant_are_all_kept_in_their_order(shop) -> None:
    states = ["Pending", "Unshipped", "Pending", "Shipped", "Cancelled"]
    for status in states:
        save(shop, order(updated=1, status=status))
        save(shop, order(updated=1, status=status))
    kept = read("SELECT step, status FROM seller.order_statuses ORDER BY since_at, step")
    assert kept == list(enumerate(states[:-1]))
    with account_transaction(Role.WEB, shop.account_id) as connection:
        [(number,)] = read("SELECT amazon_order_id FROM seller.orders")
        found = read_order_statuses(connection, shop.account_id, [number, "no such order"])
    assert found == {number: states}


def test_lines_that_are_no_more_go_away(shop) -> None:
    save(shop, order(lines=((1, "10.00", 1), (2, "5.00", 1))))
    save(shop, order(updated=1, lines=((2, "5.00", 1), (3, "7.00", 1))))
    assert [row[0] for row in read("SELECT order_item_id FROM seller.order_items ORDER BY 1")] == [
        "2",
        "3",
    ]
    assert read("SELECT asin FROM seller.sales_product_daily ORDER BY 1") == [
        ("B000000002",),
        ("B000000003",),
    ]


def test_a_page_may_hold_one_order_twice(shop) -> None:
    save(shop, order(updated=5, status="Shipped"), order(updated=1, status="Pending"))
    assert read("SELECT status FROM seller.orders") == [("Shipped",)]


def test_the_day_an_order_has_left_is_summed_again(shop) -> None:
    save(shop, order(1), order(2))
    save(shop, order(1, updated=1, hours=48))
    days = "SELECT local_date::text, orders FROM seller.sales_daily ORDER BY 1"
    assert read(days) == [("2026-10-31", 1), ("2026-11-02", 1)]
    save(shop, order(2, updated=1, hours=48))
    assert read(days) == [("2026-11-02", 2)]


def test_a_pending_order_counts_units_and_no_money(shop) -> None:
    save(shop, order(status="Pending", lines=((1, None, 3),)))
    columns = "orders, pending_orders, units, unpriced_units, revenue_amount, currency"
    assert read(f"SELECT {columns} FROM seller.sales_daily") == [(1, 1, 3, 3, Decimal(0), "USD")]


def test_a_cancelled_order_counts_as_cancelled_only(shop) -> None:
    save(shop, order(status="Cancelled", lines=((1, None, 0),)))
    columns = "orders, cancelled_orders, pending_orders, order_lines, units, revenue_amount"
    assert read(f"SELECT {columns} FROM seller.sales_daily") == [(0, 1, 0, 0, 0, Decimal(0))]


def test_the_measures_are_what_the_contract_says(shop) -> None:
    save(shop, order(1, lines=((1, "10.00", 2), (2, "5.50", 1))), order(2))
    columns = (
        "orders, order_lines, units, revenue_amount, tax_amount, discount_amount, shipping_amount"
    )
    assert read(f"SELECT {columns} FROM seller.sales_daily") == [
        (2, 3, 4, Decimal("25.50"), Decimal("2.40"), Decimal(9), Decimal(3))
    ]


def test_unknown_products_are_added_as_stubs(shop) -> None:
    assert save(shop, order()).products == 2
    assert read("SELECT asin, title, source FROM seller.products") == [
        ("B000000001", None, "orders")
    ]
    assert read("SELECT sku, asin, fulfillment_channel FROM seller.listings") == [
        ("SKU-1", "B000000001", "AFN")
    ]


def test_odd_characters_survive_the_copy(shop) -> None:
    odd = order(1)
    text = 'a "quoted", back\\slash\nnew line, {braces} und Größe'
    odd_line = odd.lines[0]._replace(sku=text, promotion_ids=(text, "", "NULL"))
    save(shop, OrderWithLines(odd.order, (odd_line,)))
    assert read("SELECT sku, promotion_ids FROM seller.order_items") == [(text, [text, "", "NULL"])]


def _plain_sums(orders: dict[str, OrderWithLines]) -> dict[Any, list[Any]]:
    """Sum up the sales of a day again, without SQL."""
    sums: dict[Any, list[Any]] = defaultdict(lambda: [set(), set(), 0, Decimal(0)])
    for one in orders.values():
        for row in one.lines or (None,):
            currency = (row and row.currency) or one.order.currency
            currency = currency or MARKETPLACES[one.order.marketplace_id].currency
            cell = sums[one.order.marketplace_id, one.order.local_date, currency]
            if one.order.status == "Cancelled":
                cell[1].add(one.order.amazon_order_id)
                continue
            cell[0].add(one.order.amazon_order_id)
            if row:
                cell[2] += row.quantity
                cell[3] += row.item_price_amount or 0
    return {key: [len(a), len(b), c, d] for key, (a, b, c, d) in sums.items()}


STATES = st.builds(
    order,
    st.integers(1, 4),
    updated=st.integers(0, 5),
    hours=st.sampled_from([0, 1, 2, 24, 30]),
    status=st.sampled_from(["Pending", "Shipped", "Cancelled"]),
    place=st.sampled_from([US, DE]),
    lines=st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from([None, "10.00", "0.10"]), st.integers(0, 3)),
        min_size=1,
        max_size=3,
        unique_by=lambda one: one[0],
    ).map(tuple),
)


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(pages=st.lists(st.lists(STATES, min_size=1, max_size=4), min_size=1, max_size=5))
def test_sums_equal_the_facts_after_any_order_of_arrival(shop, pages) -> None:
    read("DELETE FROM seller.orders RETURNING 1")
    for name in ("sales_daily", "sales_hourly", "sales_product_daily"):
        read(f"DELETE FROM seller.{name} RETURNING 1")
    newest: dict[str, OrderWithLines] = {}
    for page in pages:
        save(shop, *page)
        for one in page:
            known = newest.get(one.order.amazon_order_id)
            if known is None or one.order.last_updated_at >= known.order.last_updated_at:
                newest[one.order.amazon_order_id] = one
    stored = {
        (place, day, currency): [orders, cancelled, units, revenue]
        for place, day, currency, orders, cancelled, units, revenue in read(
            "SELECT marketplace_id, local_date, currency, orders, cancelled_orders, units,"
            " revenue_amount FROM seller.sales_daily"
        )
    }
    assert stored == _plain_sums(newest)
    _assert_sums_are_those_of_the_facts(shop)


def _assert_sums_are_those_of_the_facts(shop: SellerConnection) -> None:
    """Delete all sums, make them anew from the facts, and compare."""
    before = snapshot()
    for table in ROLLUPS:
        assert "local_date" in grain_of(table)
        read(f"DELETE FROM {table.fullname} RETURNING 1")
    days = set(read("SELECT DISTINCT marketplace_id, local_date FROM seller.orders"))
    with account_transaction(Role.SYNC, shop.account_id) as connection:
        recompute_sales(connection, shop.account_id, days)
    assert snapshot() == before


def test_two_writers_on_one_day_lose_none_of_each_other_s_rows(shop) -> None:
    errors: list[BaseException] = []
    start = threading.Barrier(2)

    def write(offset: int) -> None:
        try:
            start.wait(10)
            for number in range(10):
                save(shop, order(offset + number, lines=((1 + number % 3, "10.00", 1),)))
        except BaseException as error:  # noqa: BLE001
            errors.append(error)

    writers = [threading.Thread(target=write, args=(offset,)) for offset in (100, 200)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert errors == []
    assert read("SELECT orders, revenue_amount FROM seller.sales_daily") == [(20, Decimal(200))]
    _assert_sums_are_those_of_the_facts(shop)
