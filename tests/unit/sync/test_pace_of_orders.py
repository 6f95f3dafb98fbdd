"""When a search keeps up with a shop, and when a report is the better way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.marketplaces import MARKETPLACES
from sync.orders_pace import LONGEST_GATHERING, Pace, pace_of
from sync.orders_position import night_of

WINDOW = timedelta(minutes=25)


def paced(*hourly: float, start: Pace = Pace()) -> Pace:
    pace = start
    for one in hourly:
        pace = pace.after(WINDOW, round(one * 25 / 60))
    return pace


def test_a_shop_above_900_orders_an_hour_is_read_by_report_and_a_slower_one_is_not() -> None:
    assert not paced(840, 870, 895, 890).is_by_report
    assert paced(960, 960, 960, 960).is_by_report


def test_one_busy_window_does_not_change_the_way() -> None:
    assert not paced(400, 400, 400, 2000).is_by_report


def test_the_way_back_is_taken_below_700_and_nothing_changes_in_between() -> None:
    fast = paced(2000, 2000, 2000, 2000)
    assert paced(800, 800, 800, 800, start=fast).is_by_report
    assert not paced(650, 650, 650, 650, start=fast).is_by_report
    assert not paced(800, 800, 800, 800).is_by_report


@given(st.floats(920, 50_000))
def test_a_report_waits_until_it_is_worth_its_calls_and_never_longer_than_an_hour(
    hourly: float,
) -> None:
    gathering = paced(hourly, hourly, hourly, hourly).gathering()
    assert gathering <= LONGEST_GATHERING
    # Four calls a report: at most 12 for 1,000 orders.
    assert 4 / (hourly * gathering / timedelta(hours=1)) <= 0.012
    if hourly > 1410:
        # The cron of the next quarter of an hour finds it worth them.
        assert gathering < timedelta(minutes=15)


def test_a_search_waits_for_nothing() -> None:
    assert paced(800, 800, 800, 800).gathering() == timedelta(0)
    assert Pace(is_by_report=True).gathering() == timedelta(0)


def test_a_long_gap_goes_by_report_where_a_search_would_spend_the_whole_bucket() -> None:
    pace = paced(100, 100, 100, 100)
    assert not pace.wants_report(timedelta(hours=17))
    assert pace.wants_report(timedelta(hours=19))


def test_where_nothing_was_measured_a_search_is_tried() -> None:
    assert Pace().hourly is None
    assert not Pace().wants_report(timedelta(days=20))


@given(st.lists(st.tuples(st.floats(60, 1e6), st.integers(0, 10**6)), max_size=9), st.booleans())
def test_what_the_cursor_remembers_is_what_was_measured(
    windows: list[tuple[float, int]], is_by_report: bool
) -> None:
    pace = Pace(tuple(windows), is_by_report)
    assert pace_of(pace.as_position()) == pace


@pytest.mark.parametrize(
    ("instant", "night"),
    [
        ("2026-11-20T00:30:00+00:00", "2026-11-19"),
        ("2026-11-20T01:30:00+00:00", "2026-11-20"),
        ("2026-11-20T23:30:00+00:00", "2026-11-20"),
    ],
)
def test_the_night_begins_at_two_in_the_marketplace(instant: str, night: str) -> None:
    germany = [MARKETPLACES["A1PA6795UKMFR9"]]
    assert night_of(datetime.fromisoformat(instant).astimezone(UTC), germany) == night
