"""The month's forecast: exact where the world is regular, and careful where it is not."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.expected_days import SHORTEST_HISTORY
from data.forecast import forecast_months

FIRST = date(2024, 11, 27)
WEEK = np.array([110.0, 105.0, 100.0, 95.0, 90.0, 85.0, 115.0])


def weeks(days: int, level: float = 1.0) -> np.ndarray:
    return WEEK[(np.arange(days) + FIRST.weekday()) % 7] * level


def test_a_shop_that_repeats_each_week_is_foreseen() -> None:
    as_of = date(2026, 6, 11)
    known = (as_of - FIRST).days
    (made,) = forecast_months([weeks(known)], FIRST, as_of)
    first_of_month = (date(2026, 6, 1) - FIRST).days
    whole = weeks(first_of_month + 30)[first_of_month:].sum()
    assert made is not None
    assert made.expected == pytest.approx(whole, rel=2e-3)
    assert made.so_far == pytest.approx(weeks(known)[first_of_month:].sum())
    assert made.low <= made.expected <= made.high


def test_what_today_has_brought_counts_and_is_not_counted_twice() -> None:
    as_of = date(2026, 6, 11)
    row = weeks((as_of - FIRST).days)
    (plain,) = forecast_months([row], FIRST, as_of)
    (begun,) = forecast_months([row], FIRST, as_of, [40.0])
    (great,) = forecast_months([row], FIRST, as_of, [1e6])
    assert plain is not None
    assert begun is not None
    assert great is not None
    assert begun.so_far == pytest.approx(plain.so_far + 40)
    assert begun.expected == pytest.approx(plain.expected)
    assert great.expected == great.so_far


def test_four_weeks_are_needed() -> None:
    as_of = FIRST + timedelta(days=SHORTEST_HISTORY - 1)
    assert forecast_months([weeks(60)], FIRST, as_of) == [None]
    assert forecast_months([weeks(60)], FIRST, as_of + timedelta(days=1))[0] is not None


def test_a_season_of_last_year_is_half_believed() -> None:
    as_of = date(2026, 6, 1)
    row = weeks((as_of - FIRST).days)
    june = (date(2025, 6, 1) - FIRST).days + 1
    row[june : june + 30] *= 2
    (made,) = forecast_months([row], FIRST, as_of)
    assert made is not None
    assert 1.2 < made.expected / (WEEK.mean() * 30) < 1.6


def test_days_to_come_are_never_looked_at() -> None:
    as_of = date(2026, 6, 11)
    row = weeks((as_of - FIRST).days + 40)
    later = row.copy()
    later[(as_of - FIRST).days :] *= 99
    assert forecast_months([row], FIRST, as_of) == forecast_months([later], FIRST, as_of)


@given(
    st.lists(st.floats(0, 1e7), min_size=0, max_size=500),
    st.integers(0, 500),
    st.floats(0, 1e6),
)
def test_no_history_breaks_it(values: list[float], days: int, begun: float) -> None:
    as_of = FIRST + timedelta(days=min(days, len(values)))
    (made,) = forecast_months([np.array(values)], FIRST, as_of, [begun])
    if made is not None:
        assert np.isfinite([made.so_far, made.expected, made.low, made.high]).all()
        assert made.so_far <= made.low <= made.high or made.so_far == pytest.approx(made.low)


def shop_with_a_great_day(at: date, as_of: date) -> np.ndarray:
    row = weeks((as_of - FIRST).days)
    row[(at - FIRST).days] *= 4
    return row


def test_a_great_day_of_last_year_is_still_to_come_two_weeks_late() -> None:
    """Prime Day was on 8 July, a day that has passed this year without one."""
    great, as_of = date(2025, 7, 8), date(2026, 7, 12)
    (made,) = forecast_months([shop_with_a_great_day(great, as_of)], FIRST, as_of)
    (calm,) = forecast_months([weeks((as_of - FIRST).days)], FIRST, as_of)
    assert made is not None
    assert calm is not None
    # The day was worth three usual ones above its own, taken over with some caution.
    assert 1.5 < (made.expected - calm.expected) / WEEK.mean() < 3.5


def test_a_great_day_that_came_early_is_not_waited_for_again() -> None:
    great, as_of = date(2025, 7, 18), date(2026, 7, 12)
    row = shop_with_a_great_day(great, as_of)
    (waiting,) = forecast_months([row], FIRST, as_of)
    row[-3] *= 4
    (had,) = forecast_months([row], FIRST, as_of)
    assert waiting is not None
    assert had is not None
    rest_waiting, rest_had = (one.expected - one.so_far for one in (waiting, had))
    assert rest_had < rest_waiting - 1.5 * WEEK.mean()


def test_a_forecast_that_knows_last_year_is_measured_by_those_that_did() -> None:
    """In March too few did: all count. In June nineteen did, one a week: the older ones go."""
    march, june = (
        forecast_months([weeks((as_of - FIRST).days)], FIRST, as_of)[0]
        for as_of in (date(2026, 3, 1), date(2026, 6, 1))
    )
    assert march is not None
    assert june is not None
    assert len(march.tried) > 50
    assert len(june.tried) == 19


def test_with_nothing_tried_the_range_is_half_to_double() -> None:
    as_of = FIRST + timedelta(days=SHORTEST_HISTORY)
    (made,) = forecast_months([weeks(SHORTEST_HISTORY)], FIRST, as_of)
    assert made is not None
    rest = made.expected - made.so_far
    assert (made.low - made.so_far, made.high - made.so_far) == pytest.approx((rest / 2, rest * 2))
