"""A second range beside the first: which day stands beside which, and what is left over."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from core.errors import QueryError
from tests.integration.data.hand_shop import DE, US, ask

A, B = "B00000000A", "B00000000B"


@pytest.fixture(scope="module", autouse=True)
def shop(empty_shop):
    """Germany: one order each day from December 2023 to March 2024, and on single days beside.

    Units on a day are its day of the month; product B sells only on 5 December. In the US the
    clocks go back on 2 November 2025: there is an order in each of the two hours from 1 to 2.
    """
    empty_shop.open(US, DE)
    empty_shop.product(A)
    empty_shop.product(B)
    day = date(2023, 12, 1)
    while day <= date(2024, 3, 31):
        empty_shop.order(DE, f"{day}T12:00", (A, day.day, "1.00"))
        day += timedelta(days=1)
    empty_shop.order(DE, "2023-12-05T12:00", (B, 2, "4.00"))
    for day in (date(2023, 2, 27), date(2023, 2, 28), date(2023, 3, 1), date(2025, 2, 28)):
        empty_shop.order(DE, f"{day}T12:00", (A, day.day, "1.00"))
    empty_shop.order(US, "2025-11-01T01:45", (A, 1, "1.00"))
    empty_shop.order(US, "2025-11-02T01:10", (A, 10, "1.00"))
    empty_shop.order(US, "2025-11-02T01:10", (A, 100, "1.00"), fold=1)
    empty_shop.order(US, "2025-11-02T03:00", (A, 1000, "1.00"))
    empty_shop.close_books()


def units(compare, **query):
    found = ask(metrics=["units"], compare=compare, **query)
    grain = query.get("grain")
    if not grain:
        return [(row["units"], row["units_before"]) for row in found]
    return [
        (str(row[grain]), str(row[f"{grain}_before"]), row["units"], row["units_before"])
        for row in found
    ]


def test_day_one_stands_beside_day_one() -> None:
    assert units({"kind": "previous"}, grain="day", days=("2024-01-10", "2024-01-12")) == [
        ("2024-01-10", "2024-01-07", 10, 7),
        ("2024-01-11", "2024-01-08", 11, 8),
        ("2024-01-12", "2024-01-09", 12, 9),
    ]


def test_a_month_stands_beside_the_month_before_and_its_extra_days_are_not_lost() -> None:
    found = units({"kind": "previous"}, grain="day", days=("2024-02-01", "2024-02-29"))
    assert found[0] == ("2024-02-01", "2024-01-01", 1, 1)
    assert found[28] == ("2024-02-29", "2024-01-29", 29, 29)
    # January has two days more; they stand after the end, without figures of their own.
    assert found[29:] == [
        ("2024-03-01", "2024-01-30", None, 30),
        ("2024-03-02", "2024-01-31", None, 31),
    ]
    (total,) = units({"kind": "previous"}, days=("2024-02-01", "2024-02-29"))
    assert total == (sum(range(1, 30)), sum(range(1, 32)))


def test_a_day_without_a_partner_has_no_earlier_figure() -> None:
    found = units(
        {"kind": "custom", "start": date(2024, 1, 5), "end": date(2024, 1, 5)},
        grain="day",
        days=("2024-02-01", "2024-02-02"),
    )
    assert found == [("2024-02-01", "2024-01-05", 1, 5), ("2024-02-02", "None", 2, None)]


def test_months_stand_beside_months_and_weeks_beside_weeks() -> None:
    found = units({"kind": "previous"}, grain="month", days=("2024-02-01", "2024-03-31"))
    assert found == [
        ("2024-02-01", "2023-12-01", 435, 496 + 2),
        ("2024-03-01", "2024-01-01", 496, 496),
    ]
    found = units({"kind": "previous", "unit": "week"}, grain="week",
                  days=("2024-01-15", "2024-01-28"))  # fmt: skip
    assert [row[:2] for row in found] == [
        ("2024-01-15", "2024-01-01"), ("2024-01-22", "2024-01-08"),
    ]  # fmt: skip
    assert found[0][2:] == (sum(range(15, 22)), sum(range(1, 8)))


def test_the_leap_day_has_no_partner_among_the_same_dates_of_a_common_year() -> None:
    found = units({"kind": "same_dates_last_year"}, grain="day", days=("2024-02-27", "2024-03-01"))
    assert found == [
        ("2024-02-27", "2023-02-27", 27, 27),
        ("2024-02-28", "2023-02-28", 28, 28),
        ("2024-02-29", "None", 29, None),
        ("2024-03-01", "2023-03-01", 1, 1),
    ]
    found = units({"kind": "same_dates_last_year"}, grain="day", days=("2025-02-28", "2025-03-01"))
    assert found == [
        ("2025-02-28", "2024-02-28", 28, 28),
        ("2025-03-01", "2024-03-01", 0, 1),
        ("2025-03-02", "2024-02-29", None, 29),
    ]


def test_same_weekdays_of_last_year_are_52_weeks_away() -> None:
    found = units({"kind": "same_weekdays_last_year"}, grain="day",
                  days=("2025-01-01", "2025-01-01"))  # fmt: skip
    assert found == [("2025-01-01", "2024-01-03", 0, 3)]


def test_a_product_that_sold_only_before_is_there_with_zero() -> None:
    found = ask(metrics=["units"], dimensions=["product"], compare={"kind": "previous"},
                days=("2024-01-01", "2024-01-31"))  # fmt: skip
    assert [(row["product"], row["units"], row["units_before"]) for row in found] == [
        (A, 496, 496), (B, 0, 2),
    ]  # fmt: skip


def test_both_ranges_are_cut_at_the_same_time_of_day() -> None:
    cut = {"days": ("2024-01-10", "2024-01-10"), "filters": [{"field": "marketplace", "value": DE}]}
    assert units({"kind": "previous"}, until=time(11, 0), **cut) == [(0, 0)]
    assert units({"kind": "previous"}, until=time(13, 0), **cut) == [(10, 9)]


def test_a_cut_in_one_zone_is_the_same_instant_in_every_marketplace() -> None:
    """Noon in Germany is 3 in the morning in Los Angeles: what is sold there later is not cut in."""
    cut = {"days": ("2024-01-10", "2024-01-10"), "until_zone": "America/Los_Angeles"}
    assert units({"kind": "previous"}, until=time(3, 0), **cut) == [(0, 0)]
    assert units({"kind": "previous"}, until=time(3, 1), **cut) == [(10, 9)]
    in_berlin = {"days": ("2025-11-02", "2025-11-02"), "until_zone": "Europe/Berlin"}
    # 10:45 in Berlin is the second 1:45 of that night, and the only one of the day before is later.
    assert units({"kind": "previous"}, until=time(10, 45), **in_berlin) == [(110, 1)]
    assert units({"kind": "previous"}, until=time(9, 0), **in_berlin) == [(0, 0)]
    with pytest.raises(QueryError, match="no time zone"):
        units(None, until=time(9, 0), days=in_berlin["days"], until_zone="Mars/Phobos")


def test_on_the_day_the_clocks_go_back_a_cut_in_the_doubled_hour_takes_both() -> None:
    cut = {"days": ("2025-11-02", "2025-11-02"), "filters": [{"field": "marketplace", "value": US}]}
    assert units({"kind": "previous"}, until=time(1, 30), **cut) == [(110, 0)]
    assert units({"kind": "previous"}, until=time(2, 0), **cut) == [(110, 1)]
    assert units({"kind": "previous"}, **cut) == [(1110, 1)]
    hours = ask(metrics=["units"], dimensions=["hour"], **cut)
    assert [(row["hour"], row["units"]) for row in hours] == [(1, 110), (3, 1000)]


def test_changes_can_be_sorted_by_and_kept_by() -> None:
    found = ask(
        metrics=["units"], dimensions=["product"], compare={"kind": "previous"},
        days=("2024-01-01", "2024-01-31"), order=[{"by": "units_change", "dir": "asc"}],
        having=[{"field": "units_change_share", "op": "<", "value": -0.2}],
    )  # fmt: skip
    assert [row["product"] for row in found] == [B]
