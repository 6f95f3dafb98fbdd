"""When to order again: the day, the gap, and whose lead time counts."""

from __future__ import annotations

from datetime import date

from data.entries import AccountSetting
from data.reordering import LeadTimes, days_overdue, days_short, order_by

TODAY = date(2026, 11, 20)


def test_it_is_to_be_ordered_when_stock_comes_down_to_the_reorder_point():
    assert order_by(TODAY, 100, 2.0, 80) == date(2026, 11, 30)
    assert order_by(TODAY, 101, 2.0, 80) == date(2026, 11, 30)


def test_under_the_reorder_point_it_was_to_be_ordered_when_stock_came_down_to_it():
    assert order_by(TODAY, 80, 2.0, 80) == TODAY
    assert order_by(TODAY, 79, 2.0, 80) == TODAY
    assert order_by(TODAY, 78, 2.0, 80) == date(2026, 11, 19)
    assert order_by(TODAY, 0, 2.0, 80) == date(2026, 10, 11)
    # Nobody can say since when where nothing is sold any more.
    assert order_by(TODAY, 1, 0.0, 2) == TODAY


def test_what_is_overdue_is_counted_in_days():
    assert days_overdue(TODAY, date(2026, 11, 15)) == 5
    assert days_overdue(TODAY, TODAY) == 0
    assert days_overdue(TODAY, date(2026, 11, 21)) == 0
    assert days_overdue(TODAY, None) == 0


def test_what_does_not_sell_is_never_to_be_ordered():
    assert order_by(TODAY, 0, 0.0, 0) is None
    assert order_by(TODAY, 50, float("nan"), 0) is None


def test_the_gap_is_the_lead_time_that_the_stock_does_not_cover():
    assert days_short(20, 2.0, 30) == 20
    assert days_short(21, 2.0, 30) == 19
    assert days_short(60, 2.0, 30) == 0
    assert days_short(0, 0.0, 30) == 0


def test_an_offer_s_own_value_comes_before_its_sku_s_and_the_account_s():
    times = LeadTimes(
        AccountSetting(lead_time_days=30, safety_days=14),
        {
            ("S1", "DE"): {"lead_time_days": 7, "safety_days": None},
            ("S1", ""): {"lead_time_days": 21, "safety_days": 0},
        },
    )
    assert times.lead_days("S1", "DE") == 7
    assert times.safety_days("S1", "DE") == 0
    assert times.lead_days("S1", "UK") == 21
    assert (times.lead_days("S2", "DE"), times.safety_days("S2", "DE")) == (30, 14)
