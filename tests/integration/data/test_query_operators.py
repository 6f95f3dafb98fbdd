"""Averages by unit of time, counts, parts reached, sets, and changes shown, on rows by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from core.errors import QueryError
from data.query_model import parse_query
from tests.integration.data.hand_shop import DE, UK, US, ask

A, B, C, D = ASINS = [f"B00000000{n}" for n in range(1, 5)]
# 25 February to 6 March: ten days, of which four in February.
DAYS = ("2026-02-25", "2026-03-06")


@pytest.fixture(scope="module", autouse=True)
def shop(empty_shop):
    """A sells for 60, B for 25, C for 10, D for 5, all in the US; A and C in Germany as well."""
    empty_shop.open(US, DE, UK)
    for asin in ASINS:
        empty_shop.product(asin, category="Kitchen")
    empty_shop.order(US, "2026-02-26T10:00", (A, 3, "60.00"))
    empty_shop.order(US, "2026-03-02T10:00", (B, 1, "25.00"))
    empty_shop.order(US, "2026-03-02T11:00", (C, 1, "10.00"), (D, 1, "5.00"))
    empty_shop.order(DE, "2026-03-05T10:00", (A, 1, "20.00"))
    empty_shop.order(DE, "2026-02-10T10:00", (C, 1, "8.00"))
    empty_shop.rate("2026-02-02", "USD", "1.20")
    empty_shop.close_books()


IN_US = [{"field": "marketplace", "value": US}]
IN_DE = [{"field": "marketplace", "value": DE}]


def test_an_average_by_day_counts_every_day_of_the_range_also_those_without_sales() -> None:
    (row,) = ask(metrics=["units", "revenue"], average="day", filters=IN_US, days=DAYS)
    assert (row["units"], row["revenue"]) == (Decimal("0.6"), Decimal("10"))


def test_an_average_by_month_counts_each_month_that_the_range_touches() -> None:
    (row,) = ask(metrics=["revenue"], average="month", filters=IN_US, days=DAYS)
    assert row["revenue"] == Decimal("50")


def test_in_a_series_each_part_is_divided_by_its_own_days() -> None:
    rows = ask(metrics=["revenue"], average="day", grain="month", filters=IN_US, days=DAYS)
    assert [(str(row["month"]), row["revenue"]) for row in rows] == [
        ("2026-02-01", Decimal("15")), ("2026-03-01", Decimal("6.6666666666666667")),
    ]  # fmt: skip


def test_the_earlier_side_is_divided_by_its_own_days() -> None:
    before = {
        "kind": "custom",
        "start": date.fromisoformat("2026-02-25"),
        "end": date.fromisoformat("2026-02-26"),
    }
    (row,) = ask(metrics=["revenue"], average="day", filters=IN_US,
                 days=("2026-03-01", "2026-03-04"), compare=before)  # fmt: skip
    assert (row["revenue"], row["revenue_before"]) == (Decimal("10"), Decimal("30"))


@pytest.mark.parametrize("metric", ["aov", "stock_units", "products_sold"])
def test_what_does_not_add_up_over_days_has_no_average(metric: str) -> None:
    with pytest.raises(QueryError, match="no average"):
        ask(metrics=[metric], average="day", days=DAYS)


def test_a_count_is_one_number_of_what_is_left() -> None:
    having = [{"field": "units", "op": ">=", "value": 1}]
    (row,) = ask(metrics=["units"], dimensions=["product"], count_of="product", having=having,
                 filters=IN_US, days=DAYS)  # fmt: skip
    assert row == {"product_count": 4}


def test_a_count_within_another_split_has_a_row_for_each_of_its_values() -> None:
    rows = ask(
        metrics=["units"], dimensions=["marketplace", "product"], count_of="product", days=DAYS
    )
    assert {row["marketplace"]: row["product_count"] for row in rows} == {US: 4, DE: 1}


def test_days_without_sales_are_counted_over_every_day_of_the_range() -> None:
    nothing = [{"field": "orders", "op": "=", "value": 0}]
    (row,) = ask(metrics=["orders"], grain="day", count_of="day", having=nothing, filters=IN_US,
                 days=DAYS)  # fmt: skip
    assert row == {"day_count": 8}


def test_a_part_is_reached_by_the_fewest_and_the_one_that_passes_it_belongs_to_them() -> None:
    def reached(share: str) -> list[str]:
        reach = {"metric": "revenue", "share": share}
        rows = ask(
            metrics=["revenue"], dimensions=["product"], reach=reach, filters=IN_US, days=DAYS
        )
        return sorted(row["product"] for row in rows)

    assert reached("0.6") == [A]
    assert reached("0.61") == [A, B]
    assert reached("0.85") == [A, B]
    assert reached("0.99") == ASINS


def test_each_currency_reaches_its_part_on_its_own() -> None:
    reach = {"metric": "revenue", "share": "0.5"}
    rows = ask(metrics=["revenue"], dimensions=["product"], reach=reach, days=DAYS)
    assert sorted((row["currency"], row["product"]) for row in rows) == [("EUR", A), ("USD", A)]


def test_a_share_in_json_is_that_decimal() -> None:
    given = '{"metrics": ["units"], "dimensions": ["product"], "reach": {"metric": "units", "share": 0.8},'
    query = parse_query(given + ' "time": {"start": "2026-03-01", "end": "2026-03-02"}}')
    assert query.reach is not None
    assert query.reach.share == Decimal("0.8")


def test_what_sells_here_and_not_there_in_the_same_days() -> None:
    sets = [{"dimension": "product", "filters": IN_DE, "is_in": False}]
    rows = ask(metrics=["units"], dimensions=["product"], filters=IN_US, sets=sets, days=DAYS)
    # C has sold in Germany as well, but before these days.
    assert [row["product"] for row in rows] == [B, C, D]
    sets = [{"dimension": "product", "filters": IN_DE, "is_in": True}]
    rows = ask(metrics=["units"], dimensions=["product"], filters=IN_US, sets=sets, days=DAYS)
    assert [row["product"] for row in rows] == [A]


def test_a_set_can_look_at_other_days() -> None:
    earlier = {"start": date.fromisoformat("2026-02-01"), "end": date.fromisoformat("2026-02-24")}
    sets = [{"dimension": "product", "time": earlier, "is_in": True}]
    rows = ask(metrics=["units"], dimensions=["product"], sets=sets, days=DAYS)
    assert [row["product"] for row in rows] == [C]


def test_changes_are_shown_and_are_null_where_there_was_nothing() -> None:
    before = {
        "kind": "custom",
        "start": date.fromisoformat("2026-02-25"),
        "end": date.fromisoformat("2026-02-28"),
    }
    rows = ask(metrics=["units"], dimensions=["product"], filters=IN_US, compare=before,
               shows_change=True, days=("2026-03-01", "2026-03-06"))  # fmt: skip
    shown = {row["product"]: (row["units_change"], row["units_change_share"]) for row in rows}
    assert shown == {A: (-3, -1), B: (1, None), C: (1, None), D: (1, None)}


@pytest.mark.parametrize(
    "wrong",
    [
        {"count_of": "brand"},
        {"reach": {"metric": "orders", "share": 0.5}},
        {"reach": {"metric": "units", "share": 2}},
        {"reach": {"metric": "units", "share": "half"}},
        {"sets": [{"dimension": "brand"}]},
        {"sets": [{"dimension": "product", "metric": "acos"}]},
        {"shows_change": True},
        {"average": "week", "grain": "day"},
    ],
)
def test_an_operator_that_does_not_fit_is_refused_in_a_sentence(wrong) -> None:
    with pytest.raises((QueryError, ValidationError)):
        ask(metrics=["units"], dimensions=["product"], days=DAYS, **wrong)


def test_an_amount_for_each_order_is_held_against_it_in_the_currency_of_the_question() -> None:
    """The order of 60 dollars is 50 euros at the rate of its day."""
    above_fifty = [{"field": "revenue", "op": ">", "value": 50, "per": "order"}]
    (row,) = ask(metrics=["orders"], having=above_fifty, filters=IN_US, days=DAYS)
    assert row["orders"] == 1
    (row,) = ask(metrics=["orders"], having=above_fifty, filters=IN_US, days=DAYS, currency="EUR")
    assert row["orders"] == 0
    at_least = [{"field": "revenue", "op": ">=", "value": 50, "per": "order"}]
    (row,) = ask(metrics=["orders"], having=at_least, filters=IN_US, days=DAYS, currency="EUR")
    assert row["orders"] == 1


def test_a_running_total_adds_up_from_the_first_day_on() -> None:
    rows = ask(metrics=["units", "revenue"], grain="day", running={"kind": "total"},
               filters=IN_US, days=DAYS)  # fmt: skip
    assert [row["units"] for row in rows] == [0, 3, 3, 3, 3, 6, 6, 6, 6, 6]
    assert [row["revenue"] for row in rows] == [0, 60, 60, 60, 60, 100, 100, 100, 100, 100]


def test_a_running_total_is_of_each_product_apart() -> None:
    rows = ask(metrics=["units"], dimensions=["product"], grain="day", running={"kind": "total"},
               filters=[{"field": "product", "value": A}], days=DAYS)  # fmt: skip
    assert [row["units"] for row in rows] == [0, 3, 3, 3, 3, 3, 3, 3, 4, 4]


def test_a_running_mean_reads_the_days_before_the_range_and_days_without_sales_as_none() -> None:
    """On 2 March: 3 units of 26 February and 3 of that day, in five days."""
    rows = ask(metrics=["units"], grain="day", running={"kind": "mean", "size": 5},
               filters=IN_US, days=("2026-03-01", "2026-03-06"))  # fmt: skip
    assert [float(row["units"]) for row in rows] == [0.6, 1.2, 0.6, 0.6, 0.6, 0.6]


@pytest.mark.parametrize(
    "wrong",
    [
        {"metrics": ["units"]},
        {"metrics": ["acos"], "grain": "day"},
        {"metrics": ["units"], "grain": "day", "average": "day"},
        {"metrics": ["units"], "grain": "day", "share": "units"},
    ],
)
def test_a_running_figure_needs_a_series_of_sums_alone(wrong) -> None:
    with pytest.raises((QueryError, ValidationError)):
        ask(running={"kind": "total"}, days=DAYS, **wrong)
