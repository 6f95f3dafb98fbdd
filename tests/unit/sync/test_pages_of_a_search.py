"""Pages of searchOrders: empty ones, endless ones, and tokens that die on the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from core.clock import FakeClock
from core.errors import DataError, RejectedError
from core.marketplaces import MARKETPLACES
from sync.cursors import Cursor
from sync.sources import orders
from sync.store import Stamp

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PLACES = [MARKETPLACES["A1PA6795UKMFR9"]]
CURSOR = Cursor(NOW - timedelta(hours=1), {"history_from": "2026-01-01"})


def a_page(token: str = "", *numbers: int) -> dict[str, Any]:
    listed = [
        {
            "orderId": f"302-{number}",
            "createdTime": "2026-11-20T10:00:00Z",
            "lastUpdatedTime": "2026-11-20T11:30:00Z",
            "salesChannel": {"marketplaceId": "A1PA6795UKMFR9"},
            "fulfillment": {"fulfillmentStatus": "PENDING"},
            "orderItems": [{"orderItemId": "1", "product": {"asin": "B1", "sellerSku": "S"}}],
        }
        for number in numbers
    ]
    return {"orders": listed, **({"pagination": {"nextToken": token}} if token else {})}


def search(*answers: Any, cursor: Cursor = CURSOR, is_forced: bool = False):
    """Run the search against scripted answers; return the pages and what was asked."""
    script, asked = list(answers), []

    def call(_operation: str, _path: str, *, query: dict[str, str], expect: str) -> Any:
        asked.append(query)
        answer = script.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    context = SimpleNamespace(
        api=SimpleNamespace(call=call),
        clock=FakeClock(NOW),
        is_forced=is_forced,
        seller=None,
        set_aside=lambda _sentence: None,
        stamp=lambda source: Stamp(1, source, 1, NOW),
    )
    return list(orders._changed(context, PLACES, cursor)), asked  # type: ignore[arg-type]


def test_the_window_overlaps_the_last_one_and_ends_three_minutes_ago() -> None:
    _, [asked] = search(a_page())
    assert asked["lastUpdatedAfter"] == "2026-11-20T10:50:00Z"
    assert asked["lastUpdatedBefore"] == "2026-11-20T11:57:00Z"
    assert asked["includedData"] == "PROCEEDS,PROMOTION,CANCELLATION,FULFILLMENT"


def test_a_forced_run_looks_back_a_day() -> None:
    _, [asked] = search(a_page(), is_forced=True)
    assert asked["lastUpdatedAfter"] == "2026-11-19T11:00:00Z"


def test_only_the_last_page_moves_the_cursor() -> None:
    pages, asked = search(a_page("t1", 1), a_page("t2", 2), a_page("", 3))
    assert [page.settle is not None for page in pages] == [False, False, True]
    assert [one.get("paginationToken") for one in asked] == [None, "t1", "t2"]
    assert asked[2]["lastUpdatedAfter"] == asked[0]["lastUpdatedAfter"]


def test_an_empty_page_with_a_token_is_not_the_end() -> None:
    pages, _ = search(a_page("t1"), a_page("", 1))
    assert [len(page.rows) for page in pages] == [0, 1]


def test_the_same_token_again_ends_the_search() -> None:
    with pytest.raises(DataError, match="again and again"):
        search(a_page("t1", 1), a_page("t1", 2), a_page("t1", 3))


def test_a_token_that_died_starts_the_window_again_once() -> None:
    dead = RejectedError("The pagination token has expired.")
    pages, asked = search(a_page("t1", 1), dead, a_page("", 1, 2))
    assert [len(page.rows) for page in pages] == [1, 2]
    assert "paginationToken" not in asked[2]
    with pytest.raises(RejectedError):
        search(a_page("t1", 1), dead, a_page("t1", 1), dead)


def test_the_cursor_never_goes_back_with_a_clock_that_was_put_back() -> None:
    ahead = Cursor(NOW + timedelta(hours=1), CURSOR.position)
    [page], [asked] = search(a_page("", 1), cursor=ahead)
    assert asked["lastUpdatedAfter"] == "2026-11-20T11:47:00Z"
    assert page.settle is not None
    assert page.settle.keywords["cursor"].at == ahead.at  # type: ignore[attr-defined]


def test_orders_from_before_the_history_are_left_out() -> None:
    late = Cursor(CURSOR.at, {"history_from": "2026-11-21"})
    [page], _ = search(a_page("", 1), cursor=late)
    assert page.rows == []
