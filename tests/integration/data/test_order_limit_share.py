"""Sorting, limits, shares and what is kept of a result."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.integration.data.hand_shop import DE, UK, US, ask

ASINS = [f"B00000000{n}" for n in range(1, 6)]
DAYS = ("2026-03-02", "2026-03-03")


@pytest.fixture(scope="module", autouse=True)
def shop(empty_shop):
    """Product n sells n pieces for n×1.00 in the US, and 6-n pieces for 100.00 in Germany."""
    empty_shop.open(US, DE, UK)
    for number, asin in enumerate(ASINS, 1):
        empty_shop.product(asin, category="Even" if number % 2 == 0 else "Odd")
        empty_shop.order(US, "2026-03-02T10:00", (asin, number, f"{number}.00"))
        empty_shop.order(DE, "2026-03-03T10:00", (asin, 6 - number, "100.00"))
    empty_shop.order(US, "2026-03-03T10:00", (ASINS[0], 1, "5.00"), (ASINS[1], 1, "5.00"))
    empty_shop.close_books()


IN_US = [{"field": "marketplace", "value": US}]


def names(found, column="product"):
    return [row[column] for row in found]


def test_a_limit_takes_the_best_by_the_first_metric() -> None:
    found = ask(metrics=["units"], dimensions=["product"], limit=2, filters=IN_US, days=DAYS)
    assert names(found) == [ASINS[4], ASINS[3]]
    worst = ask(metrics=["units"], dimensions=["product"], limit=1, filters=IN_US, days=DAYS,
                order=[{"by": "units", "dir": "asc"}])  # fmt: skip
    assert names(worst) == [ASINS[0]]


def test_rows_left_out_at_the_beginning_are_those_of_a_smaller_limit() -> None:
    asked = {"metrics": ["units"], "dimensions": ["product"], "filters": IN_US, "days": DAYS}
    found = ask(**asked, limit=2, offset=1)
    assert names(found) == names(ask(**asked, limit=3))[1:] == [ASINS[3], ASINS[1]]
    assert names(ask(**asked, limit=10, offset=4)) == [ASINS[0]]
    assert ask(**asked, limit=2, offset=5) == []


def test_ties_are_sorted_by_the_dimensions_so_that_a_limit_is_always_the_same() -> None:
    found = ask(metrics=["units"], dimensions=["product"], days=DAYS, limit=3)
    assert [(row["product"], row["units"]) for row in found] == [
        (ASINS[0], 7), (ASINS[1], 7), (ASINS[2], 6),
    ]  # fmt: skip


def test_sorted_by_money_each_currency_has_its_own_limit() -> None:
    found = ask(metrics=["revenue"], dimensions=["product"], limit=1, days=DAYS)
    assert sorted((row["currency"], row["product"]) for row in found) == [
        ("EUR", ASINS[0]), ("USD", ASINS[1]),
    ]  # fmt: skip


def test_a_limit_within_each_value_of_a_dimension() -> None:
    found = ask(metrics=["units"], dimensions=["marketplace", "product"], days=DAYS,
                limit=1, limit_per="marketplace")  # fmt: skip
    assert {row["marketplace"]: row["product"] for row in found} == {US: ASINS[4], DE: ASINS[0]}
    found = ask(metrics=["units"], dimensions=["category", "product"], days=DAYS,
                limit_per={"dimension": "category", "limit": 2}, limit=3)  # fmt: skip
    assert len(found) == 3
    assert {row["category"] for row in found} == {"Odd", "Even"}


def test_having_keeps_results_by_their_figure() -> None:
    found = ask(metrics=["units"], dimensions=["product"], filters=IN_US, days=DAYS,
                having=[{"field": "units", "op": ">", "value": 3}])  # fmt: skip
    assert names(found) == ASINS[3:]


def test_shares_of_a_split_add_up_to_one() -> None:
    found = ask(metrics=["units"], dimensions=["category"], share="units", filters=IN_US, days=DAYS)
    assert {row["category"]: row["units_share"] for row in found} == {
        "Even": pytest.approx(Decimal(7) / 17), "Odd": pytest.approx(Decimal(10) / 17),
    }  # fmt: skip
    assert sum(row["units_share"] for row in found) == pytest.approx(1)


def test_a_share_of_money_is_a_share_of_its_currency() -> None:
    found = ask(metrics=["revenue"], dimensions=["marketplace"], share="total", days=DAYS)
    assert {row["currency"]: row["revenue_share"] for row in found} == {"USD": 1, "EUR": 1}


def test_without_a_split_a_share_is_what_the_filters_leave_of_the_whole() -> None:
    (row,) = ask(metrics=["units"], share="units", days=DAYS,
                 filters=[{"field": "category", "value": "Even"}])  # fmt: skip
    assert row["units_share"] == pytest.approx(Decimal(13) / 32)
    (row,) = ask(metrics=["units"], days=DAYS,
                 filters=[*IN_US, {"field": "category", "value": "Even"}],
                 share={"metric": "units", "ignore": ["category"]})  # fmt: skip
    assert row["units_share"] == pytest.approx(Decimal(7) / 17)


def test_a_share_of_orders_counts_an_order_once_in_the_whole() -> None:
    found = ask(
        metrics=["orders"], dimensions=["product"], share="orders", filters=IN_US, days=DAYS
    )
    assert {row["product"]: row["orders_share"] for row in found} == {
        **dict.fromkeys(ASINS[:2], pytest.approx(Decimal(2) / 6)),
        **dict.fromkeys(ASINS[2:], pytest.approx(Decimal(1) / 6)),
    }  # fmt: skip


def test_a_share_within_a_dimension() -> None:
    found = ask(metrics=["units"], dimensions=["marketplace", "category"], days=DAYS,
                share={"metric": "units", "within": ["marketplace"]})  # fmt: skip
    assert {(row["marketplace"], row["category"]): float(row["units_share"]) for row in found} == {
        (US, "Even"): pytest.approx(7 / 17), (US, "Odd"): pytest.approx(10 / 17),
        (DE, "Even"): pytest.approx(6 / 15), (DE, "Odd"): pytest.approx(9 / 15),
    }  # fmt: skip


def test_a_share_in_a_split_series_is_of_each_day() -> None:
    found = ask(
        metrics=["units"], dimensions=["marketplace"], grain="day", share="units", days=DAYS
    )
    assert [(str(row["day"]), row["marketplace"], float(row["units_share"])) for row in found] == [
        ("2026-03-02", DE, 0), ("2026-03-02", US, 1),
        ("2026-03-03", DE, pytest.approx(15 / 17)), ("2026-03-03", US, pytest.approx(2 / 17)),
    ]  # fmt: skip


def test_a_share_of_nothing_is_unknown() -> None:
    (row,) = ask(metrics=["units"], share="units", days=("2026-01-01", "2026-01-02"))
    assert row == {"units": 0, "units_share": None}
