"""Which days a mark of a chart stands for."""

from __future__ import annotations

from datetime import date

import pytest

from ui.clicks import clicked_days

SHOWN = (date(2026, 10, 7), date(2026, 11, 20))


@pytest.mark.parametrize(
    ("x", "grain", "days"),
    [
        ("2026-11-03", "day", ("2026-11-03", "2026-11-03")),
        ("2026-11-03 00:00", "day", ("2026-11-03", "2026-11-03")),
        ("2026-11-02", "week", ("2026-11-02", "2026-11-08")),
        ("2026-10-01", "month", ("2026-10-07", "2026-10-31")),
        ("2026-10-05", "week", ("2026-10-07", "2026-10-11")),
        ("2026-11-01", "month", ("2026-11-01", "2026-11-20")),
    ],
)
def test_a_mark_is_its_days_inside_of_those_shown(x, grain, days):
    assert clicked_days(x, grain, SHOWN) == tuple(map(date.fromisoformat, days))


@pytest.mark.parametrize("x", ["", "Germany", "2026-12-01", "2026-09-30"])
def test_a_mark_outside_of_them_is_none(x):
    assert clicked_days(x, "day", SHOWN) is None
