"""Frames of marketplaces whose days differ, put into one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pandas as pd

from core.marketplaces import MARKETPLACES
from data.metrics import parts_of
from ui.filters import Filters
from ui.questions import comparison_of, days_of_groups, together
from ui.ranges import ranges_of

US, DE = MARKETPLACES["ATVPDKIKX0DER"], MARKETPLACES["A1PA6795UKMFR9"]
NIGHT = datetime(2026, 12, 1, 2, 30, tzinfo=UTC)


def week(before: str, revenue: float, orders: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "week": [pd.Timestamp("2026-11-16")],
            "week_before": [pd.Timestamp(before)],
            "currency": ["EUR"],
            "revenue": [revenue],
            "orders": [orders],
            "aov": [revenue / orders],
            "aov_before": [1.0],
        }
    )


def test_a_week_stays_one_week_where_what_it_is_compared_with_starts_a_day_apart() -> None:
    whole = together([week("2026-11-09", 10, 1), week("2026-11-10", 20, 2)], ["revenue"], "week")
    assert whole["revenue"].tolist() == [30]
    assert whole["week_before"].tolist() == [pd.Timestamp("2026-11-09")]
    assert list(whole.columns) == ["week", "week_before", "currency", "revenue"]


def test_a_ratio_is_made_again_from_its_sums() -> None:
    parts = [week("2026-11-09", 10, 1), week("2026-11-10", 50, 3)]
    whole = together(parts, ["aov"], "week")
    assert whole["aov"].tolist() == [15]
    # What it was before has no parts here: unknown, not a sum of averages.
    assert whole["aov_before"].isna().all()


def test_a_share_of_several_places_keeps_its_digits() -> None:
    parts = [
        pd.DataFrame({"in_stock_days": [one], "counted_stock_days": [30.0], "in_stock_rate": [0.0]})
        for one in (29.0, 28.0)
    ]
    assert together(parts, ["in_stock_rate"])["in_stock_rate"].tolist() == [0.95]


def test_exact_amounts_stay_exact() -> None:
    parts = [
        pd.DataFrame({"currency": ["EUR"], "revenue": [Decimal(one)]}, dtype=object)
        for one in ("0.10", "0.20")
    ]
    assert together(parts, ["revenue"])["revenue"].tolist() == [Decimal("0.30")]


def test_frames_without_keys_are_one_row() -> None:
    parts = [pd.DataFrame({"orders": [2.0]}), pd.DataFrame({"orders": [3.0]})]
    assert together(parts, ["orders"]).to_dict("records") == [{"orders": 5.0}]


def test_an_empty_frame_keeps_its_columns() -> None:
    empty = pd.DataFrame({"currency": [], "revenue": []})
    assert list(together([empty, empty], ["revenue"]).columns) == ["currency", "revenue"]


def test_the_average_order_is_sales_by_orders() -> None:
    assert parts_of("aov") == (["revenue"], ["orders"])
    assert parts_of("revenue") == ([], [])


def test_at_a_month_s_turn_each_place_has_its_own_month() -> None:
    groups = ranges_of(Filters(period="this_month"), [US, DE], NIGHT)
    assert [time.start for time in groups] == [date(2026, 11, 1), date(2026, 12, 1)]
    assert days_of_groups(groups) == "1 – 30 Nov 2026 (US) and Tue 1 Dec 2026 (DE)"


def test_what_is_compared_with_goes_by_the_name_of_the_period_not_by_its_days() -> None:
    # On the first of January all of these are the same days.
    units = {
        name: comparison_of(Filters(period="last_90_days"), "previous", name).unit
        for name in ("today", "this_month", "this_year")
    }
    assert units == {"today": "day", "this_month": "month", "this_year": "year"}
    assert comparison_of(Filters(period="this_year")).unit == "year"
    last_year = comparison_of(Filters(period="this_year", compare="same_dates_last_year"))
    assert (last_year.kind, last_year.unit) == ("same_dates_last_year", None)
    assert comparison_of(Filters(compare="none")) is None
