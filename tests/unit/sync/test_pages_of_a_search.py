"""Pages of searchOrders: empty ones, endless ones, and tokens that die on the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from core.clock import FakeClock, format_instant, parse_instant
from core.errors import DataError, RejectedError
from core.marketplaces import MARKETPLACES, Marketplace
from sync.cursors import Cursor
from sync.sources import orders
from sync.sources.base import Page
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


class Changes(orders.Changes):
    """Without a database: no report is under way, and the cursor is saved nowhere."""

    def _has_open_report(self) -> bool:
        return False


def search(
    *answers: Any,
    cursor: Cursor = CURSOR,
    is_forced: bool = False,
    places: list[Marketplace] = PLACES,
    clock: FakeClock | None = None,
    amazon_says: datetime | None = None,
):
    """Run the search against scripted answers; return the pages and what was asked."""
    script, asked = list(answers), []
    clock = clock or FakeClock(NOW)
    api = SimpleNamespace(clock_behind=None)

    def call(_operation: str, _path: str, *, query: dict[str, str], expect: str) -> Any:
        asked.append(query)
        if amazon_says is not None:
            api.clock_behind = amazon_says - clock.now()
        answer = script.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    api.call = call
    context = SimpleNamespace(
        api=api,
        clock=clock,
        is_forced=is_forced,
        seller=None,
        shortfalls=[],
        set_aside=lambda _sentence: None,
        rest=lambda _length: None,
        stamp=lambda source: Stamp(1, source, 1, NOW),
    )
    changes = Changes(context, places, cursor)  # type: ignore[arg-type]
    pages = list(changes.pages())
    assert script == []
    return pages, asked, context.shortfalls


def cursor_of(page: Page) -> Cursor:
    assert page.settle is not None
    return page.settle.args[0]  # type: ignore[attr-defined]


def test_the_window_overlaps_the_last_one_and_ends_three_minutes_ago() -> None:
    _, [asked], _ = search(a_page())
    assert asked["lastUpdatedAfter"] == "2026-11-20T10:50:00Z"
    assert asked["lastUpdatedBefore"] == "2026-11-20T11:57:00Z"
    assert asked["includedData"] == "PROCEEDS,PROMOTION,CANCELLATION,FULFILLMENT"


def test_a_forced_run_looks_back_a_day() -> None:
    _, [asked], _ = search(a_page(), is_forced=True)
    assert asked["lastUpdatedAfter"] == "2026-11-19T11:00:00Z"


def test_only_the_last_page_moves_the_cursor() -> None:
    pages, asked, _ = search(a_page("t1", 1), a_page("t2", 2), a_page("", 3))
    assert [page.settle is not None for page in pages] == [False, False, True]
    assert [one.get("paginationToken") for one in asked] == [None, "t1", "t2"]
    assert asked[2]["lastUpdatedAfter"] == asked[0]["lastUpdatedAfter"]


def test_an_empty_page_with_a_token_is_not_the_end() -> None:
    pages, _, _ = search(a_page("t1"), a_page("", 1))
    assert [len(page.rows) for page in pages] == [0, 1]


def test_the_same_token_again_ends_the_search() -> None:
    with pytest.raises(DataError, match="again and again"):
        search(a_page("t1", 1), a_page("t1", 2), a_page("t1", 3))


def test_a_token_that_died_starts_the_window_again_once() -> None:
    dead = RejectedError("The pagination token has expired.")
    pages, asked, _ = search(a_page("t1", 1), dead, a_page("", 1, 2))
    assert [len(page.rows) for page in pages] == [1, 2]
    assert "paginationToken" not in asked[2]
    with pytest.raises(RejectedError):
        search(a_page("t1", 1), dead, a_page("t1", 1), dead)


def test_the_cursor_never_goes_back_with_a_clock_that_was_put_back() -> None:
    ahead = Cursor(NOW + timedelta(hours=1), CURSOR.position)
    [page], [asked], _ = search(a_page("", 1), cursor=ahead)
    assert asked["lastUpdatedAfter"] == "2026-11-20T11:47:00Z"
    assert cursor_of(page).at == ahead.at


def test_orders_from_before_the_history_are_left_out() -> None:
    late = Cursor(CURSOR.at, {"history_from": "2026-11-21"})
    [page], _, _ = search(a_page("", 1), cursor=late)
    assert page.rows == []


# The clock (F26, F60).


def test_a_clock_ten_minutes_ahead_asks_again_by_amazon_s_clock() -> None:
    ahead = FakeClock(NOW + timedelta(minutes=10))
    refused = RejectedError("lastUpdatedBefore must be at least two minutes before the request.")
    [page], asked, _ = search(refused, a_page("", 1), clock=ahead, amazon_says=NOW)
    assert [one["lastUpdatedBefore"] for one in asked] == [
        "2026-11-20T12:07:00Z",
        "2026-11-20T11:57:00Z",
    ]
    assert cursor_of(page).at == NOW - timedelta(minutes=3)


def test_a_clock_ten_minutes_behind_reads_up_to_amazon_s_now() -> None:
    behind = FakeClock(NOW - timedelta(minutes=10))
    [page], asked, _ = search(a_page("", 1), a_page("", 1), clock=behind, amazon_says=NOW)
    assert asked[1]["lastUpdatedBefore"] == "2026-11-20T11:57:00Z"
    assert cursor_of(page).at == NOW - timedelta(minutes=3)


def test_a_clock_that_is_right_costs_no_second_call() -> None:
    _, asked, _ = search(a_page("", 1), amazon_says=NOW + timedelta(seconds=2))
    assert len(asked) == 1


def test_a_cursor_in_amazon_s_future_is_put_right_and_a_day_is_read_again() -> None:
    ahead = Cursor(NOW + timedelta(minutes=7), CURSOR.position)
    pages, asked, _ = search(a_page("", 1), a_page("", 1), cursor=ahead, amazon_says=NOW)
    assert [one["lastUpdatedAfter"] for one in asked] == [
        "2026-11-20T11:47:00Z",
        "2026-11-19T11:57:00Z",
    ]
    assert cursor_of(pages[-1]).at == NOW - timedelta(minutes=3)


def test_where_amazon_answers_less_far_than_asked_the_cursor_goes_no_further() -> None:
    short = {**a_page("", 1), "lastUpdatedBefore": "2026-11-20T11:40:00Z"}
    [page], _, _ = search(short)
    assert cursor_of(page).at == parse_instant("2026-11-20T11:40:00Z")


# A marketplace that refuses a part of its orders (issue models 5365).

FAR_EAST = [MARKETPLACES["A1VC38T7YXB528"], MARKETPLACES["A39IBJ37TRP1C6"]]
REFUSED = RejectedError("Amazon refused searchOrders (400) (includedData is invalid).")


def test_a_marketplace_that_refuses_a_part_is_read_without_it_and_the_run_says_so() -> None:
    pages, asked, shortfalls = search(
        REFUSED, a_page("", 1), REFUSED, a_page("", 2), places=FAR_EAST
    )
    assert [one["marketplaceIds"] for one in asked] == [
        "A1VC38T7YXB528,A39IBJ37TRP1C6",
        "A1VC38T7YXB528",
        "A39IBJ37TRP1C6",
        "A39IBJ37TRP1C6",
    ]
    assert asked[-1]["includedData"] == "PROCEEDS,PROMOTION,CANCELLATION"
    assert [page.settle is not None for page in pages] == [False, False, True]
    assert set(cursor_of(pages[-1]).position["refusing"]) == {"A39IBJ37TRP1C6"}
    assert "does not say for Australia" in shortfalls[0]


def refusing(minutes_ago: int) -> Cursor:
    since, tried = NOW - timedelta(hours=5), NOW - timedelta(minutes=minutes_ago)
    one = {"since": format_instant(since), "tried_at": format_instant(tried)}
    return Cursor(CURSOR.at, {**CURSOR.position, "refusing": {"A39IBJ37TRP1C6": one}})


def test_within_the_hour_it_is_not_asked_for_the_whole_again() -> None:
    pages, asked, shortfalls = search(
        a_page("", 1), a_page("", 2), places=FAR_EAST, cursor=refusing(30)
    )
    assert [one["includedData"].count("FULFILLMENT") for one in asked] == [1, 0]
    assert cursor_of(pages[-1]).position["refusing"]["A39IBJ37TRP1C6"]["tried_at"] == (
        "2026-11-20T11:30:00Z"
    )
    assert shortfalls


def test_when_it_gives_the_whole_again_all_since_the_refusal_is_read_once_more() -> None:
    pages, asked, shortfalls = search(
        a_page("", 2), a_page("", 1), places=FAR_EAST, cursor=refusing(90)
    )
    assert [one["marketplaceIds"] for one in asked] == ["A39IBJ37TRP1C6", "A1VC38T7YXB528"]
    assert asked[0]["lastUpdatedAfter"] == "2026-11-20T06:50:00Z"
    assert "FULFILLMENT" in asked[0]["includedData"]
    assert cursor_of(pages[-1]).position["refusing"] == {}
    assert shortfalls == []


def test_what_is_refused_for_another_reason_fails_and_moves_nothing() -> None:
    with pytest.raises(RejectedError):
        search(REFUSED, REFUSED)


# Search or report.


def test_a_search_of_too_many_pages_is_given_up_for_a_report(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked_for: list[str] = []

    def by_report(_self: Changes):
        asked_for.append("report")
        yield from ()
        return True

    monkeypatch.setattr(Changes, "_by_report", by_report)
    pages, asked, _ = search(*[a_page(f"t{number}", number) for number in range(18)])
    assert len(asked) == 18
    assert asked_for == ["report"]
    assert [page.settle for page in pages] == [None] * 18
