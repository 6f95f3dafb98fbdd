"""Figures are plain dicts that plotly accepts, in the colours of the theme."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta

import plotly.graph_objects as go
from streamlit.elements.lib import streamlit_plotly_theme as theme

from ui.charts import style
from ui.charts.heat import week_chart
from ui.charts.trend import Line, Panel, trend_chart
from ui.charts.waterfall import Step, waterfall_chart

DAYS = [date(2026, 11, 1) + timedelta(days=number) for number in range(5)]


def line(name: str, *, is_before: bool = False) -> Line:
    return Line(name, DAYS, [1.0, 2.0, None, 4.0, 5.0], ["a", "b", "c", "d", "e"], is_before)


def panels(count: int) -> list[Panel]:
    return [
        Panel(f"Panel {number}", [line("This period"), line("Period before", is_before=True)], "$")
        for number in range(count)
    ]


def test_placeholder_colours_are_those_of_the_installed_streamlit():
    assert style.CATEGORIES[0] == theme.CATEGORY_0
    assert style.CATEGORIES[7] == theme.CATEGORY_7
    assert style.SEQUENTIAL[0] == theme.SEQUENTIAL_0
    assert style.SEQUENTIAL[9] == theme.SEQUENTIAL_9
    assert style.MUTED_TEXT == theme.GRAY_70
    assert style.GRID == theme.FADED_TEXT_05


def test_figures_are_json_and_plotly_accepts_them():
    figures = [
        trend_chart(panels(1)),
        trend_chart(panels(3)),
        trend_chart(panels(2), as_bars=True),
        trend_chart([]),
        week_chart({(1, 9): 4.0}, "orders"),
    ]
    for figure in figures:
        json.dumps(figure)
        go.Figure(figure)


def test_each_currency_has_a_scale_of_its_own():
    figure = trend_chart(panels(3))
    axes = {trace["yaxis"] for trace in figure["data"]}
    assert axes == {"y", "y2", "y3"}
    domains = [figure["layout"][name]["domain"] for name in ("yaxis", "yaxis2", "yaxis3")]
    assert domains[0][0] > domains[1][1] > domains[1][0] > domains[2][1]


def test_what_is_compared_with_lies_beneath_and_is_dotted():
    lines = [trace for trace in trend_chart(panels(1))["data"] if trace.get("name")]
    assert [trace["name"] for trace in lines] == ["Period before", "This period"]
    assert lines[0]["line"]["dash"] == "dot"
    assert lines[0]["line"]["color"] == style.BEFORE_COLOR


def test_unknown_values_leave_a_gap():
    now = next(t for t in trend_chart(panels(1))["data"] if t.get("name") == "This period")
    assert now["y"][2] is None
    assert now["connectgaps"] is False


def test_names_from_outside_are_no_html():
    hostile = '<a href="x">&'
    figure = trend_chart([Panel("", [Line(hostile, DAYS, [1, 2, 3, 4, 5])])])
    assert "<a" not in json.dumps(figure)


def test_the_week_has_168_hours_with_monday_first():
    heat, points = week_chart({(1, 0): 7.0, (7, 23): 9.0}, "orders")["data"]
    assert heat["z"][0][0] == 7.0
    assert heat["z"][6][23] == 9.0
    assert points["text"][0] == "Monday, 00:00 to 01:00<br><b>7 orders</b>"
    assert points["text"][-1] == "Sunday, 23:00 to 00:00<br><b>9 orders</b>"
    assert (points["x"][-1], points["y"][-1]) == (heat["x"][23], heat["y"][6])
    assert (points["customdata"][0], points["customdata"][-1]) == ("1-0", "7-23")
    assert len(points["customdata"]) == 168


def test_a_step_s_amount_stands_at_the_end_of_its_line_and_a_click_tells_its_key():
    steps = [Step("Sales", 10.0, "€10", is_total=True, key="revenue"), Step("Fees", -3.0, "-€3")]
    figure = waterfall_chart(steps, "€")
    go.Figure(figure)
    amounts = [(one["y"], one["text"]) for one in figure["layout"]["annotations"]]
    assert amounts == [("Sales", "<b>€10</b>"), ("Fees", "-€3")]
    assert figure["data"][0]["customdata"] == ["revenue", ""]


def test_figures_need_no_plotly():
    code = "import sys; import ui.charts.trend, ui.charts.heat;sys.exit('plotly' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def texts_of(*values: float | None) -> dict:
    days = [date(2026, 11, 1) + timedelta(days=number) for number in range(len(values))]
    panel = Panel("", [Line("Profit", days, list(values))], sign="$", value_format=",.2f")
    return trend_chart([panel])


def test_amounts_below_zero_have_the_minus_before_their_currency():
    figure = texts_of(-1206.44, None, 380.5)
    (trace,) = figure["data"]
    assert trace["text"] == ["-$1,206.44", "", "$380.50"]
    assert "%{text}" in trace["hovertemplate"]
    axis = figure["layout"]["yaxis"]
    assert axis["ticktext"] == ["-$1k", "-$500", "$0"]
    assert axis["tickvals"] == [-1000, -500, 0]
    assert axis["tickprefix"] == ""
    go.Figure(figure)


def test_where_nothing_is_below_zero_plotly_writes_the_amounts():
    figure = texts_of(0.0, None, 380.5)
    (trace,) = figure["data"]
    assert "text" not in trace
    assert "ticktext" not in figure["layout"]["yaxis"]
    assert figure["layout"]["yaxis"]["tickprefix"] == "$"


def test_an_axis_below_zero_has_marks_however_large_it_is():
    for low, high in ((-0.02, 0.0), (-7.0, 3.0), (-2.5e6, 4e7), (-1e-9, 1.0)):
        axis = style.ticks_below_zero("€", [low, high])
        marks = axis["tickvals"]
        assert 2 <= len(marks) <= 7
        assert low <= marks[0]
        assert marks[-1] <= high
        assert 0 in marks
        assert all(("-€" in words) is (mark < 0) for mark, words in
                   zip(marks, axis["ticktext"], strict=True))  # fmt: skip
