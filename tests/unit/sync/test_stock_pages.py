"""Pages of stock: the token of the next lives 30 seconds, so nobody waits with one in hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from core.errors import RejectedError, RetryableError, ThrottledError
from core.marketplaces import MARKETPLACES
from sync.stock_pages import MOST_STARTS, PATIENCE_SECONDS, Snapshot, read_stock

US = MARKETPLACES["ATVPDKIKX0DER"]


def summary(sku: str, units: int, condition: str = "NewItem") -> dict[str, Any]:
    return {
        "sellerSku": sku,
        "asin": "B000000001",
        "fnSku": f"X{condition}",
        "condition": condition,
        "totalQuantity": units,
        "inventoryDetails": {"fulfillableQuantity": units},
    }


def page(*rows: dict[str, Any], token: str = "") -> dict[str, Any]:
    answer: dict[str, Any] = {"payload": {"inventorySummaries": list(rows)}}
    return {**answer, "pagination": {"nextToken": token}} if token else answer


class Line:
    """Stands for a context: answers by script, and notes what was asked and waited."""

    def __init__(self, *script: Any) -> None:
        self.script = list(script)
        self.asked: list[tuple[dict[str, str], float]] = []
        self.waited: list[float] = []
        self.rows_set_aside = 0
        self.not_kept_yet: list[str] = []
        self.api = SimpleNamespace(call=self.call)

    def call(self, _operation: str, _path: str, *, query, expect, patience=float("inf")) -> Any:
        self.asked.append((query, patience))
        answer = self.script.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)

    def set_aside(
        self, sentence: str, _what: str = "", raw: str = "", _name: str | None = None
    ) -> None:
        self.rows_set_aside += 1
        self.not_kept_yet.append(raw)

    def read(self, since: Any = None) -> Snapshot:
        return read_stock(self, US, since)  # type: ignore[arg-type]


def units(stock: Snapshot) -> dict[str, int]:
    return {row.sku: row.fulfillable_units for row in stock.rows}


def test_only_a_page_with_a_token_is_asked_for_without_waiting() -> None:
    line = Line(page(summary("S1", 1), token="t"), page(summary("S2", 2)))
    stock = line.read()
    assert units(stock) == {"S1": 1, "S2": 2}
    assert stock.is_whole
    assert [patience for _, patience in line.asked] == [float("inf"), PATIENCE_SECONDS]
    assert PATIENCE_SECONDS < 30


def test_told_to_wait_between_pages_it_waits_and_starts_again_without_the_token() -> None:
    line = Line(
        page(summary("S1", 1), token="t"),
        ThrottledError("later", wait_seconds=40),
        page(summary("S1", 3), token="u"),
        page(summary("S2", 2)),
    )
    assert units(line.read()) == {"S1": 3, "S2": 2}
    assert line.waited == [40]
    assert [query.get("nextToken") for query, _ in line.asked] == [None, "t", None, "u"]


def test_a_token_that_has_died_all_the_same_costs_a_second_look() -> None:
    line = Line(page(token="t"), RejectedError("expired"), page(summary("S1", 1)))
    assert units(line.read()) == {"S1": 1}
    assert line.waited == [0.0]


def test_a_first_page_that_is_refused_is_not_asked_for_again() -> None:
    line = Line(RejectedError("no"))
    with pytest.raises(RejectedError):
        line.read()


def test_it_does_not_start_again_for_ever() -> None:
    line = Line(*[page(token="t"), RejectedError("expired")] * MOST_STARTS)
    with pytest.raises(RetryableError, match="to its end"):
        line.read()
    assert line.script == []


def test_a_wait_that_is_longer_than_a_run_ends_it() -> None:
    line = Line(page(token="t"), ThrottledError("later", wait_seconds=5000))
    with pytest.raises(ThrottledError) as told:
        line.read()
    assert told.value.wait_seconds == 5000
    assert line.waited == []


def test_a_row_that_comes_on_two_pages_counts_once_and_two_conditions_are_added_up() -> None:
    line = Line(
        page(summary("S1", 1), summary("S1", 4, "UsedGood"), token="t"), page(summary("S1", 2))
    )
    assert units(line.read()) == {"S1": 6}


def test_a_row_that_cannot_be_read_is_set_aside_once_however_often_the_reading_starts() -> None:
    bad = {"sellerSku": "S9", "asin": "B000000001"}
    line = Line(page(bad, token="t"), RejectedError("expired"), page(bad, summary("S1", 1)))
    stock = line.read()
    assert (line.rows_set_aside, len(line.not_kept_yet)) == (1, 1)
    assert not stock.is_whole


def test_a_page_without_its_list_is_a_fault_and_no_empty_stock() -> None:
    with pytest.raises(RetryableError):
        Line({"payload": {}}).read()
