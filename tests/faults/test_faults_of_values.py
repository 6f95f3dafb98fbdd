"""F41 to F49: words, fields and amounts that nobody has seen before."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.database import Role, account_transaction
from core.marketplaces import MARKETPLACES
from sync.rollups import recompute_sales
from tests.faults.oracle import History, assert_honest, assert_same, history
from tests.faults.shop import Shop, by_stream, states
from tests.integration.sync.conftest import read

Json = dict[str, Any]
US = MARKETPLACES["ATVPDKIKX0DER"]


def each_order(shop: Shop, change: Callable[[Json], Any]) -> list[str]:
    """Change every order that the search brings; return the numbers of those that were."""
    changed: list[str] = []

    def edit(answer: Json) -> Json:
        answer = copy.deepcopy(answer)
        for order in answer["orders"]:
            changed.append(order["orderId"])
            change(order)
        return answer

    shop.edit("searchOrders", edit)
    return changed


def test_f41_a_status_nobody_knows_is_stored_as_it_came(
    later: Shop, expected_later: History
) -> None:
    def rename(order: Json) -> None:
        order["fulfillment"]["fulfillmentStatus"] = "AWAITING_DRONE"

    changed = each_order(later, rename)
    assert states(later.run()) == {"done"}
    assert read(
        "SELECT DISTINCT status FROM seller.orders WHERE amazon_order_id = ANY(:ids)", ids=changed
    ) == [("AWAITING_DRONE",)]
    # It counts as a sale, as nobody has said that it is none.
    [(orders,)] = read("SELECT sum(orders) FROM seller.sales_daily")
    assert orders > 100
    later.world.faults.clear()
    put_back_search(later)
    assert states(later.run()) == {"done"}
    assert_same(history(), expected_later)


def put_back_search(shop: Shop) -> None:
    """Let the next search read everything since the history began once more."""
    read("UPDATE sync.cursors SET cursor_at = cursor_at - interval '4 days'"
         " WHERE stream = 'orders' RETURNING 1")  # fmt: skip


def test_f42_fields_nobody_knows_change_nothing_and_are_not_stored(
    later: Shop, expected_later: History
) -> None:
    """A field that is new may be about a person: it is not kept before somebody has read of it."""

    def add(order: Json) -> None:
        for part in (order, order["fulfillment"], *order["orderItems"]):
            part["somethingNew"] = {"deeply": ["canary-4711", {"nested": None}]}

    each_order(later, add)
    assert states(later.run()) == {"done"}
    found = history()
    assert_same(found, expected_later)
    assert "canary-4711" not in str(found)


FIRST_DAY = date(2026, 11, 19)
PATHS: tuple[tuple[str, ...], ...] = (
    ("orderId",), ("createdTime",), ("lastUpdatedTime",), ("orderItems",), ("fulfillment",),
    ("programs",), ("salesChannel",), ("orderItems", "0"), ("orderItems", "0", "orderItemId"),
    ("orderItems", "0", "product"), ("orderItems", "0", "product", "asin"),
    ("orderItems", "0", "product", "sellerSku"), ("orderItems", "0", "quantityOrdered"),
    ("orderItems", "0", "proceeds"), ("orderItems", "0", "proceeds", "breakdowns"),
    ("orderItems", "0", "proceeds", "breakdowns", "0"),
    ("orderItems", "0", "proceeds", "breakdowns", "0", "subtotal"),
    ("orderItems", "0", "proceeds", "breakdowns", "0", "subtotal", "amount"),
    ("orderItems", "0", "promotion"), ("orderItems", "0", "promotion", "breakdowns"),
)  # fmt: skip
ODD: tuple[Any, ...] = (
    None, "", "a word", "a\x00b", 17, -1, 10**30, 1e308, True, [], {}, [None], [[]],
    {"amount": "NaN"}, "2026-02-30T00:00:00Z", "9" * 40, "é" * 3000,
)  # fmt: skip


def set_at(order: Json, path: tuple[str, ...], value: Any) -> None:
    place: Any = order
    for step in path[:-1]:
        place = place[int(step)] if isinstance(place, list) else place.get(step)
        if not place:
            return
    if isinstance(place, list):
        place[int(path[-1])] = value
    else:
        place[path[-1]] = value


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:12])
def test_f43_an_order_that_makes_no_sense_never_holds_up_the_others(later: Shop, odd: Any) -> None:
    """Twenty orders of a page are each wrong in another place; the others are all stored."""
    wrong: list[str] = []

    def spoil(answer: Json) -> Json:
        answer = copy.deepcopy(answer)
        if not wrong:
            for path, order in zip(PATHS, answer["orders"], strict=False):
                wrong.append(order["orderId"])
                set_at(order, path, copy.deepcopy(odd))
        return answer

    later.edit("searchOrders", spoil)
    results = by_stream(later.run("orders"))
    assert results["orders"].state in ("partial", "done"), results["orders"].crash
    later.world.faults.clear()
    stored = {row[0] for row in read("SELECT amazon_order_id FROM seller.orders")}
    truth = {
        order.order_id
        for order, _, updated in later.world.shop.updated_between(
            US, later.world.second() - 2 * 86400, later.world.second() - 180, later.world.second()
        )
        if order.day >= FIRST_DAY
    }
    assert len(truth) > 100
    assert truth - stored <= set(wrong)
    kept = read("SELECT count(*) FROM sync.quarantine")[0][0]
    assert results["orders"].state == "done" or kept >= 1


def test_f43_what_was_set_aside_is_read_again_when_it_can_be(
    later: Shop, expected_later: History
) -> None:
    each_order(later, lambda order: set_at(order, ("lastUpdatedTime",), "soon"))
    assert states(later.run("orders")) == {"partial"}
    assert_honest_but_for_the_quarantine(later)
    later.heal()
    put_back_search(later)
    assert states(later.run()) == {"done"}
    # Read by its number since, nothing of it waits any longer.
    assert read("SELECT count(*) FROM sync.quarantine WHERE replayed_at IS NULL") == [(0,)]
    assert_same(history(), expected_later)


def assert_honest_but_for_the_quarantine(shop: Shop) -> None:
    [(kept,)] = read("SELECT count(*) FROM sync.quarantine WHERE replayed_at IS NULL")
    assert kept > 100
    with pytest.raises(AssertionError, match="past its cursor"):
        assert_honest(shop.world)


def test_f44_money_that_is_not_known_yet_is_null_and_filled_later(later: Shop) -> None:
    def unprice(order: Json) -> None:
        for item in order["orderItems"]:
            item.pop("proceeds", None)

    changed = each_order(later, unprice)
    assert states(later.run()) == {"done"}
    prices = (
        "SELECT count(item_price_amount), count(*), count(item_tax_amount) FROM seller.order_items"
        " WHERE amazon_order_id = ANY(:ids)"
    )
    [(priced, lines, taxed)] = read(prices, ids=changed)
    assert (priced, taxed) == (0, 0)
    assert lines > 100
    assert read("SELECT sum(unpriced_units) > 100 FROM seller.sales_daily") == [(True,)]
    later.world.faults.clear()
    put_back_search(later)
    later.run("orders")
    assert read(prices, ids=changed)[0][0] > 100


def amounts(value: Any, change: Callable[[str], Any]) -> None:
    """Write every amount of an order in another way."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "amount":
                value[key] = change(part)
            else:
                amounts(part, change)
    elif isinstance(value, list):
        for part in value:
            amounts(part, change)


@pytest.mark.parametrize(
    "change",
    [float, lambda text: f" {text} ", lambda text: text + "00", lambda text: f"{Decimal(text):E}"],
    ids=["a float", "with spaces", "more digits", "with an exponent"],
)
def test_f45_an_amount_is_the_same_however_it_is_written(
    later: Shop, expected_later: History, change: Callable[[str], Any]
) -> None:
    each_order(later, lambda order: amounts(order, change))
    assert states(later.run()) == {"done"}
    assert_same(history(), expected_later)


@pytest.mark.parametrize(
    ("written", "stored"),
    [("12.345", Decimal("12.345")), (1980, Decimal(1980)), (0.1, Decimal("0.1")), ("-3", -3)],
)
def test_f45_amounts_are_kept_exactly(later: Shop, written: Any, stored: Decimal) -> None:
    changed = each_order(later, lambda order: amounts(order, lambda _text: written))
    later.run("orders")
    found = read(
        "SELECT DISTINCT item_price_amount FROM seller.order_items"
        " WHERE amazon_order_id = ANY(:ids) AND item_price_amount IS NOT NULL",
        ids=changed,
    )
    assert found == [(stored,)]


def test_f46_two_currencies_in_one_order_are_never_added_up(later: Shop) -> None:
    def mix(order: Json) -> None:
        second = copy.deepcopy(order["orderItems"][0])
        second["orderItemId"] = "9" + second["orderItemId"][1:]
        for part in second.get("proceeds", {}).get("breakdowns", ()):
            part["subtotal"]["currencyCode"] = "CHF"
        order["orderItems"].append(second)

    each_order(later, mix)
    assert states(later.run("orders")) == {"done"}
    rows = read(
        "SELECT d.currency, sum(d.revenue_amount),"
        " (SELECT sum(item_price_amount) FROM seller.order_items i JOIN seller.orders o"
        "  USING (account_id, amazon_order_id)"
        "  WHERE i.currency = d.currency AND o.status <> 'Cancelled')"
        " FROM seller.sales_daily d GROUP BY 1"
    )
    assert {row[0] for row in rows} == {"USD", "EUR", "GBP", "CHF"}
    assert all(row[1] == row[2] for row in rows)


def test_f48_an_order_that_is_cancelled_after_it_was_shipped_is_no_sale_any_more(
    later: Shop, expected_later: History
) -> None:
    assert states(later.run()) == {"done"}

    def cancel(order: Json) -> None:
        order["fulfillment"]["fulfillmentStatus"] = "CANCELLED"
        for item in order["orderItems"]:
            item.pop("proceeds", None)
            item["quantityOrdered"] = 0

    changed = each_order(later, cancel)
    put_back_search(later)
    assert states(later.run()) == {"done"}
    [(lines, days)] = read(
        "SELECT (SELECT count(*) FROM seller.order_items JOIN seller.orders"
        "  USING (account_id, amazon_order_id) WHERE status <> 'Cancelled'),"
        " (SELECT sum(order_lines) FROM seller.sales_daily)"
    )
    assert lines == days
    left = "SELECT count(*) FROM seller.orders WHERE amazon_order_id = ANY(:ids)"
    assert read(left, ids=changed)[0][0] > 300
    assert read(left + " AND status <> 'Cancelled'", ids=changed) == [(0,)]
    # What each was before is known, and since when: Amazon cancels it here without a new time.
    before = (
        "SELECT count(*) FROM seller.order_statuses s JOIN seller.orders o"
        " USING (account_id, amazon_order_id) WHERE o.amazon_order_id = ANY(:ids)"
        " AND s.status = 'Shipped' AND s.since_at = o.last_updated_at"
    )
    [(shipped,)] = read(before, ids=changed)
    assert shipped > 100
    # And back again: the newest word of Amazon's wins, with its prices.
    later.world.faults.clear()
    put_back_search(later)
    assert states(later.run()) == {"done"}
    assert read(before, ids=changed) == [(shipped,)]
    assert_same(history(), expected_later)


def test_f49_an_order_of_five_thousand_lines_is_one_order(later: Shop) -> None:
    numbers: list[str] = []

    def grow(answer: Json) -> Json:
        answer = copy.deepcopy(answer)
        if not numbers:
            numbers.append(next(one["orderId"] for one in answer["orders"] if one.get("proceeds")))
        for order in answer["orders"]:
            if order["orderId"] == numbers[0]:
                item = order["orderItems"][0]
                order["orderItems"] = [
                    {**item, "orderItemId": f"{number:014}"} for number in range(5000)
                ]
        return answer

    later.edit("searchOrders", grow)
    assert states(later.run("orders")) == {"done"}
    assert read(
        "SELECT count(*) FROM seller.order_items WHERE amazon_order_id = :id", id=numbers[0]
    ) == [(5000,)]
    with account_transaction(Role.SYNC, 1) as connection:
        days = [tuple(row) for row in connection.exec_driver_sql(
            "SELECT marketplace_id, local_date FROM seller.sales_daily")]  # fmt: skip
        assert recompute_sales(connection, 1, days) == 0
