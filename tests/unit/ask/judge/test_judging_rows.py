"""The judge of Ask takes what is right in any shape, and nothing that is wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.support.asking.comparing import wanted_of, why_wrong
from tests.support.asking.gold import GoldRows

DE, UK = "A1PA6795UKMFR9", "A1F83G8C2ARO7P"
BY_PLACE = GoldRows(["country", "sum"], [("DE", Decimal("10.5")), ("UK", Decimal(7)), ("US", 0)])
RANKED = GoldRows(["asin", "sum"], [("a", 9), ("b", 7), ("c", 7), ("d", 1)])


def judged(gold: GoldRows, columns: list[str], rows: list[tuple[Any, ...]], **meaning: Any) -> Any:
    full = {"dimensions": [], "limit": None, "limit_per": None, "order": None, **meaning}
    return why_wrong(gold, columns, rows, wanted_of(full, len(gold.columns)))


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        (["marketplace", "revenue"], [(UK, "7.0"), (DE, "10.5")]),
        (["revenue", "currency", "marketplace"], [(10.5, "EUR", "Germany"), (7, "EUR", "UK")]),
        (["m", "r"], [("Amazon.de", 10.500001), ("GB", 7), ("US", None), (None, 3)]),
    ],
)
def test_names_order_and_further_columns_are_free(columns: Any, rows: Any) -> None:
    assert judged(BY_PLACE, columns, rows, dimensions=["marketplace"]) is None


@pytest.mark.parametrize(
    "rows",
    [
        [(DE, 10.5), (UK, 7.1)],
        [(DE, 10.5)],
        [(DE, 10.5), (UK, 7), ("FR", 2)],
        [(DE, 5.25), (DE, 5.25), (UK, 7)],
        [(DE, 7), (UK, 10.5)],
        [],
    ],
)
def test_a_wrong_missing_strange_or_doubled_row_is_caught(rows: Any) -> None:
    assert judged(BY_PLACE, ["marketplace", "revenue"], rows, dimensions=["marketplace"])


@pytest.mark.parametrize(("told", "is_right"), [(3, True), ("3.0000001", True), (3.1, False)])
def test_a_single_figure_is_right_to_a_millionth(told: Any, is_right: bool) -> None:
    gold = GoldRows(["sum"], [(Decimal(3),)])
    assert (judged(gold, ["units"], [(told,)]) is None) is is_right


def test_nothing_and_zero_are_the_same_single_figure() -> None:
    assert judged(GoldRows(["sum"], [(None,)]), ["units"], [(0,)]) is None
    assert judged(GoldRows(["sum"], [(4,)]), ["units"], [(None,)])


TOP = {"dimensions": ["product"], "order": [{"by": "units", "dir": "desc"}]}


@pytest.mark.parametrize("last", ["b", "c"])
def test_either_of_two_equal_ones_may_close_a_top_list(last: str) -> None:
    rows = [("a", 9), (last, 7)]
    assert judged(RANKED, ["asin", "units"], rows, **TOP, limit=2) is None


@pytest.mark.parametrize(
    "rows", [[("a", 9), ("d", 1)], [("a", 9)], [("b", 7), ("a", 9)], [("a", 9), ("b", 7), ("c", 7)]]
)
def test_a_top_list_with_others_too_few_too_many_or_out_of_order_is_caught(rows: Any) -> None:
    assert judged(RANKED, ["asin", "units"], rows, **TOP, limit=2)


def test_a_top_list_without_a_number_may_have_five_to_twenty() -> None:
    accept = {"accept": {"limit": "2..3"}, "limit": 10}
    assert judged(RANKED, ["a", "u"], [("a", 9), ("b", 7), ("c", 7)], **TOP, **accept) is None
    assert judged(RANKED, ["a", "u"], [("a", 9)], **TOP, **accept)


def test_the_first_of_each_group_is_looked_at_by_group() -> None:
    gold = GoldRows(
        ["country", "asin", "sum"], [("DE", "a", 3), ("DE", "b", 2), ("UK", "a", 1), ("UK", "c", 5)]
    )
    meaning = {**TOP, "dimensions": ["marketplace", "product"], "limit": 1,
               "limit_per": "marketplace"}  # fmt: skip
    columns = ["marketplace", "product", "units"]
    assert judged(gold, columns, [(UK, "c", 5), (DE, "a", 3)], **meaning) is None
    assert judged(gold, columns, [(UK, "a", 1), (DE, "a", 3)], **meaning)


def test_a_list_without_figures_is_a_set() -> None:
    gold = GoldRows(["asin"], [("a",), ("b",)])
    assert judged(gold, ["product", "stock"], [("b", 0), ("a", 0)], dimensions=["product"]) is None
    assert judged(gold, ["product"], [("a",), ("c",)], dimensions=["product"])


def test_days_are_compared_as_days() -> None:
    gold = GoldRows(["day", "sum"], [(date(2026, 3, 1), 2)])
    assert judged(gold, ["day", "units"], [("2026-03-01", 2)], dimensions=["day"]) is None
    assert judged(gold, ["day", "units"], [("2026-03-02", 2)], dimensions=["day"])


def test_a_series_of_nothing_is_right_where_nothing_was_known() -> None:
    gold = GoldRows(["day", "sum"], [(date(2026, 3, 1), None)])
    rows = [("2026-03-01", "EUR", 0)]
    assert judged(gold, ["day", "currency", "spend"], rows, dimensions=["day"]) is None
