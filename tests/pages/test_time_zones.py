"""Days in one time zone: chosen in the bar or in Settings, written beside, as `data query` has."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from core.money import format_amount
from data.entries import load_account_setting, save_entries
from data.loaders import load_exact
from data.query_model import Comparison, MetricQuery, TimeRange
from tests.pages.conftest import with_filters_open, words_of
from tests.pages.html_tiles import tiles_of

ACCOUNT = 1
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def written(amount) -> str:
    return format_amount(amount, "EUR", cents=amount < 1000)


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles"])
def test_figures_are_those_of_the_zone_and_equal_the_command_line(demo, open_page, zone):
    app = open_page("sales", period="last_7_days", zone=zone, currency="EUR")
    assert not app.exception
    assert app.query_params["zone"] == zone
    today = NOW.astimezone(ZoneInfo(zone)).date()
    days = TimeRange(start=date(2026, 11, 13), end=date(2026, 11, 19))
    assert (today - days.start).days == 7
    asked = MetricQuery(
        metrics=["revenue", "orders", "units"], time=days, currency="EUR", zone=zone
    )
    row = load_exact(ACCOUNT, asked).frame.iloc[0]
    shown = {metric.label: metric.value for metric in tiles_of(app)}
    assert shown["Revenue"] == format_amount(row["revenue"], "EUR", cents=False)
    assert shown["Orders"] == f"{row['orders']:,}"
    assert shown["Units"] == f"{row['units']:,}"
    own = load_exact(ACCOUNT, asked.model_copy(update={"zone": None})).frame.iloc[0]
    assert row["revenue"] != own["revenue"]


def test_today_is_one_day_for_all_and_is_compared_with_the_same_hours(demo, open_page):
    app = open_page("overview", zone="Mars/Base")
    assert "a time zone that does not exist" in app.warning[0].value
    # A zone in which none of the marketplaces lies.
    app = open_page("overview", zone="Asia/Tokyo")
    assert not app.warning
    assert "days run in Japan Time for every marketplace" in words_of(app)
    app = open_page("overview", zone="UTC")
    time = TimeRange(start=NOW.date(), end=NOW.date(), until=NOW.time())
    asked = MetricQuery(
        metrics=["revenue"], time=time, currency="EUR", zone="UTC",
        compare=Comparison(kind="previous"),
    )  # fmt: skip
    row = load_exact(ACCOUNT, asked).frame.iloc[0]
    assert tiles_of(app)[0].value == written(row["revenue"])
    assert tiles_of(app)[0].against == f"from {written(row['revenue_before'])}"
    words = words_of(app)
    assert "days run in UTC for every marketplace" in words
    assert "By each marketplace's own days" in words


def test_a_page_of_what_has_only_days_says_so_and_keeps_them(demo, open_page):
    plain = open_page("ads", period="last_7_days")
    zoned = open_page("ads", period="last_7_days", zone="UTC")
    assert [one.value for one in tiles_of(plain)] == [one.value for one in tiles_of(zoned)]
    assert "Days on this page stay each marketplace's own" in words_of(zoned)
    assert "days run in Pacific Time (US)" in words_of(zoned)
    assert "Days on this page stay" not in words_of(plain)


def test_the_account_s_zone_is_what_pages_start_with(demo, open_page):
    before = load_account_setting(ACCOUNT)
    try:
        app = open_page("settings")
        picked = next(one for one in app.selectbox if one.label == "Days run in")
        picked.set_value("Europe/Berlin")
        app.button(key="FormSubmitter:account_settings-Save").click().run()
        assert load_account_setting(ACCOUNT).time_zone == "Europe/Berlin"
        app = open_page("sales")
        assert app.session_state["filter_zone"] == "Europe/Berlin"
        assert "zone" not in app.query_params
        with_filters_open(app).selectbox(key="filter_zone").select("own").run()
        assert app.query_params["zone"] == "own"
    finally:
        save_entries(ACCOUNT, [before])
