"""Targets of a month: how much is reached, and whether it goes as planned."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.marketplaces import MARKETPLACES
from data.entries import Target
from data.targets import Progress, month_of, part_passed

DE, US = MARKETPLACES["A1PA6795UKMFR9"], MARKETPLACES["ATVPDKIKX0DER"]
NOVEMBER = date(2026, 11, 1)


def progress(metric: str, target: str, actual: str | None, passed: float = 0.5) -> Progress:
    known = None if actual is None else float(actual)
    return Progress(Target(metric=metric, month=NOVEMBER, target=Decimal(target)), known, passed)


@pytest.mark.parametrize(
    ("metric", "target", "actual", "is_on_course"),
    [
        ("revenue", "100", "50", True),
        ("revenue", "100", "49.99", False),
        ("revenue", "100", "120", True),
        ("profit", "100", "-20", False),
        # A limit that is used up evenly is kept.
        ("ad_spend", "100", "50", True),
        ("ad_spend", "100", "50.01", False),
        # A share does not grow with the month.
        ("acos", "0.2", "0.2", True),
        ("acos", "0.2", "0.21", False),
        ("tacos", "0.2", None, None),
        ("units", "0", "5", True),
    ],
)
def test_it_is_on_course_when_as_much_came_as_of_the_month_is_over(
    metric, target, actual, is_on_course
):
    assert progress(metric, target, actual).is_on_course is is_on_course


@pytest.mark.parametrize(
    ("target", "actual", "reached"),
    [("200", "50", 0.25), ("200", "300", 1.5), ("0", "5", None), ("-10", "5", None),
     ("200", None, None)],
)  # fmt: skip
def test_what_is_reached_is_a_part_of_the_target(target, actual, reached):
    assert progress("revenue", target, actual).reached == reached


def test_the_month_runs_by_the_marketplace_s_clock():
    noon = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
    assert part_passed(NOVEMBER, DE, noon) == pytest.approx(15.5 / 30)
    assert part_passed(NOVEMBER, US, noon) == pytest.approx((15 + 3 / 24) / 30)
    turn = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
    assert part_passed(NOVEMBER, DE, turn) == 1
    assert part_passed(NOVEMBER, US, turn) < 1
    assert part_passed(date(2026, 12, 1), US, turn) == 0


def test_a_month_is_shown_until_it_is_over_everywhere():
    turn = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
    assert month_of((DE, US), turn) == NOVEMBER
    assert month_of((DE,), turn) == date(2026, 12, 1)
