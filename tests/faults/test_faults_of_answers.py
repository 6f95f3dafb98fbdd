"""F17 to F25: answers that make no sense, and pages that come wrong."""

from __future__ import annotations

import copy
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.faults.oracle import History, assert_honest, assert_same, assert_settled, history
from tests.faults.shop import Shop, by_stream, states
from tests.integration.sync.conftest import read

Json = dict[str, Any]
HTML = "<html><body><h1>Service Unavailable</h1></body></html>"
OPERATIONS = ("searchOrders", "getInventorySummaries", "createReport")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('{"orders": [{"orderId": "1', "application/json"),
        ("\x00\x01\x02", "application/json"),
        (HTML, "text/html"),
        ("", "application/json"),
        ("{}", "application/json"),
        ("null", "application/json"),
        ("[]", "application/json"),
    ],
    ids=["f17 half", "f17 noise", "f18 html", "empty", "nothing", "null", "list"],
)
def test_f17_f18_an_answer_that_is_none_is_asked_for_again(
    expected: History, shop: Shop, body: str, content_type: str
) -> None:
    for operation in (*OPERATIONS, "getReport", "getReportDocument"):
        shop.fault("answer", operation, 2, status=200, body=body, content_type=content_type)
    assert states(shop.run()) == {"done"}
    assert_same(history(), expected)


def test_f17_an_answer_that_never_makes_sense_moves_no_cursor_and_writes_no_row(
    later: Shop, expected_later: History
) -> None:
    before = history()
    for operation in OPERATIONS:
        later.fault("answer", operation, 9999, status=200, body="{", content_type="text/plain")
    results = later.run("orders", "inventory")
    assert states(results) == {"failed"}
    assert all("cannot be read" in one.sentence for one in results)
    assert_same(history(), before)
    later.heal()
    assert states(later.run()) == {"done"}
    assert_same(history(), expected_later)


def test_f19_an_empty_page_with_a_token_is_not_the_end(
    later: Shop, expected_later: History
) -> None:
    parts = by_region(record(later))
    later.restore("first_day")
    serve(later, interleaved(parts))
    assert states(later.run()) == {"done"}
    assert_same(history(), expected_later)


def interleaved(parts: list[list[Json]]) -> list[list[Json]]:
    """Return each region's pages with an empty page before each."""
    return [[one for page in part for one in ({**page, "orders": []}, page)] for part in parts]


def by_region(pages: list[Json]) -> list[list[Json]]:
    """Cut a recording into one list of pages for each region: a page without a token ends it."""
    parts: list[list[Json]] = [[]]
    for page in pages:
        parts[-1].append(page)
        if "pagination" not in page:
            parts.append([])
    return [part for part in parts if part]


def serve(shop: Shop, parts: list[list[Json]]) -> None:
    """Answer the next searches with these pages, whatever is asked; tokens are numbered anew."""
    whole = []
    for part in parts:
        for number, one in enumerate(part):
            page = {key: value for key, value in one.items() if key != "pagination"}
            if number + 1 < len(part):
                page["pagination"] = {"nextToken": f"page {len(whole)}"}
            whole.append(page)
    left = iter(whole)

    async def answer(_call: Any) -> Json:
        return next(left)

    shop.answer("searchOrders", answer)


def test_f20_the_same_page_token_twice_ends_the_run_and_not_in_a_loop(
    later: Shop, expected_later: History
) -> None:
    recorded = record(later)
    later.restore("first_day")
    asked = later.calls("searchOrders")

    async def again(_call: Any) -> Json:
        page = copy.deepcopy(recorded[0])
        page["pagination"] = {"nextToken": "for ever"}
        return page

    later.answer("searchOrders", again)
    results = later.run("orders")
    assert states(results) == {"failed"}
    assert "again and again" in results[0].sentence
    assert later.calls("searchOrders") - asked < 8
    assert_honest(later.world)
    later.heal()
    assert states(later.run()) == {"done"}
    assert_same(history(), expected_later)


@pytest.mark.parametrize("operation", ["getInventorySummaries", "listTransactions"])
def test_f20_other_lists_that_turn_in_a_circle_end_as_well(later: Shop, operation: str) -> None:
    def circle(answer: Json) -> Json:
        answer = copy.deepcopy(answer)
        place = answer["payload"] if operation == "listTransactions" else answer
        if operation == "listTransactions":
            place["nextToken"] = "for ever"
        else:
            place["pagination"] = {"nextToken": "for ever"}
        return answer

    async def any_token(call: Any) -> Json:
        return circle(first)

    first: Json = {}
    later.edit(operation, lambda answer: first.update(answer) or answer)
    stream = "finances" if operation == "listTransactions" else "inventory"
    later.run(stream)
    later.answer(operation, any_token)
    results = later.run(stream)
    assert states(results) == {"failed"}
    assert all("again and again" in one.sentence for one in results)
    assert_settled()


def record(shop: Shop) -> list[Json]:
    """Read the orders once and return the pages that came, of both regions one after the other."""
    pages: list[Json] = []

    def keep(answer: Json) -> Json:
        pages.append(copy.deepcopy(answer))
        return answer

    shop.edit("searchOrders", keep)
    assert states(shop.run("orders")) == {"done"}
    shop.world.faults.clear()
    assert len(pages) > 4
    return pages


def spoil_the_first_token(shop: Shop, operation: str) -> None:
    """Let the first page's token be of no use: its pages were another process's."""
    calls = 0

    def expire(answer: Json) -> Json:
        nonlocal calls
        calls += 1
        if calls == 1:
            shop.world.pages._key = b"another process"
        return answer

    shop.edit(operation, expire)


def test_f21_a_page_token_that_has_expired_starts_the_window_again(
    later: Shop, expected_later: History
) -> None:
    spoil_the_first_token(later, "searchOrders")
    assert states(later.run()) == {"done"}
    assert later.world.rates.refused["searchOrders"] == 1
    assert_same(history(), expected_later)


def test_f21_a_stock_token_that_died_within_30_seconds_starts_the_stock_again(
    later: Shop, expected_later: History
) -> None:
    spoil_the_first_token(later, "getInventorySummaries")
    assert states(later.run()) == {"done"}
    assert_same(history(), expected_later)


def test_f22_an_order_on_two_pages_is_one_row(later: Shop, expected_later: History) -> None:
    recorded = record(later)
    later.restore("first_day")
    parts = by_region(recorded)
    for part in parts:
        for page, other in pairwise(part):
            other["orders"] = [*page["orders"][-20:], *other["orders"]]
    serve(later, parts)
    assert by_stream(later.run())["orders"].state == "done"
    assert_same(history(), expected_later)


@pytest.mark.parametrize("is_newest_last", [True, False], ids=["newest last", "newest first"])
def test_f23_of_an_order_that_changes_between_pages_the_newest_state_wins(
    later: Shop, expected_later: History, is_newest_last: bool
) -> None:
    recorded = record(later)
    later.restore("first_day")
    parts = by_region(recorded)
    for part in parts:
        first, last = (part[0], part[-1]) if is_newest_last else (part[-1], part[0])
        moved = [order for order in last["orders"] if order["orderItems"]][:30]
        first["orders"] = [*first["orders"], *map(older, moved)]
    serve(later, parts)
    assert by_stream(later.run())["orders"].state == "done"
    assert_same(history(), expected_later)


def older(order: Json) -> Json:
    """Return what an order was a day before: another state, another line, no price."""
    old = copy.deepcopy(order)
    day = int(old["lastUpdatedTime"][8:10]) - 1
    old["lastUpdatedTime"] = f"{old['lastUpdatedTime'][:8]}{day:02}{old['lastUpdatedTime'][10:]}"
    old["fulfillment"]["fulfillmentStatus"] = "PENDING"
    for item in old["orderItems"]:
        item.pop("proceeds", None)
        item["orderItemId"] += "9"
        item["quantityOrdered"] += 1
    return old


def test_f24_pages_in_any_order_end_in_the_same_rows(later: Shop, expected_later: History) -> None:
    recorded = record(later)
    parts = by_region(recorded)

    @settings(max_examples=2, suppress_health_check=list(HealthCheck))
    @given(st.randoms(use_true_random=False))
    def in_any_order(dice: Any) -> None:
        mixed = []
        for part in parts:
            orders = [order for page in part for order in page["orders"]]
            dice.shuffle(orders)
            size = dice.randint(70, 110)
            mixed.append([{**part[0], "orders": orders[start : start + size]}
                          for start in range(0, len(orders), size)])  # fmt: skip
        later.restore("first_day")
        serve(later, mixed)
        assert states(later.run()) == {"done"}
        assert_same(history(), expected_later)

    in_any_order()


def test_f25_an_order_that_turns_up_late_is_caught_by_the_overlap(
    later: Shop, expected_later: History
) -> None:
    """Amazon's index lags: orders of the last minutes are missing from the first search."""
    hidden: list[str] = []

    def hide_newest(answer: Json) -> Json:
        late = [one for one in answer["orders"] if one["lastUpdatedTime"] > "2026-11-22T11:48:00Z"]
        kept = [one for one in answer["orders"] if one not in late]
        hidden.extend(one["orderId"] for one in answer["orders"] if one not in kept)
        return {**answer, "orders": kept}

    later.edit("searchOrders", hide_newest)
    assert states(later.run("orders")) == {"done"}
    assert hidden
    assert missing(hidden) == len(hidden)
    later.world.faults.clear()
    assert states(later.run()) == {"done"}
    assert missing(hidden) == 0
    assert_same(history(), expected_later)


def missing(order_ids: list[str]) -> int:
    [(found,)] = read(
        "SELECT count(*) FROM seller.orders o JOIN (SELECT unnest(cast(:ids AS text[])) AS id) i"
        " ON i.id = o.amazon_order_id AND o.source = 'orders-2026-01-01'",
        ids=order_ids,
    )
    return len(order_ids) - int(found)
