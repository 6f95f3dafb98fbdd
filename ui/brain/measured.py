"""Budgets with their trend, the backtest of the ranks, and the runs themselves."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from cerebro import board, decisions, views
from cerebro.backtest.splits import FEWEST_DAYS
from ui.brain.context import CodeContext, redraw, show_rows, try_to
from ui.cards import card
from ui.charts.curves import Curve, curves
from ui.charts.ranked import ranked_bars
from ui.charts.style import CONFIG

_NAMES = {
    "land": "where bugs land", "read": "what to read first", "classic": "classic hotspot",
    "lines": "size alone", "commits": "commits alone", "oracle": "the best there is",
}  # fmt: skip
_QUIET = ("lines", "commits", "oracle")


def _draw(context: CodeContext) -> None:
    heads, rows = views.budgets(context.repository)
    st.caption("Figures of the newest run beside their limits. A broken budget fails the gate.")
    show_rows((*heads, "kept"), [_budget(*row) for row in rows], "budgets")
    names = [row[0] for row in rows]
    if not names:
        return
    default = names.index("debt ratio") if "debt ratio" in names else 0
    key = st.selectbox("Figure", names, index=default, key="budget_key")
    trend = board.trend(context.repository, [key])
    if len(trend) > 1:
        line = Curve(key, [at for at, _, _ in trend], [value for _, _, value in trend])
        figure = curves([line], "run", key, ",.3~g")
        st.plotly_chart(figure, config=CONFIG, key="budget_trend", alt=f"{key} run by run")
    limits = next((row[2:] for row in rows if row[0] == key), (None, None))
    with (
        st.form("set_budget", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        least = st.number_input("At least", value=limits[0], width=160, key=f"least_{key}")
        most = st.number_input("At most", value=limits[1], width=160, key=f"most_{key}")
        if st.form_submit_button("Set the budget"):
            done = partial(
                decisions.set_budget, context.repository, key, most, least, context.username
            )
            if try_to(done, "The next run goes by it."):
                redraw()


def _budget(
    key: str, value: float | None, least: float | None, most: float | None
) -> tuple[str, ...]:
    shown = ["–" if one is None else f"{one:,.4g}" for one in (value, least, most)]
    return key, *shown, _kept(value, least, most)


def _kept(value: float | None, least: float | None, most: float | None) -> str:
    if least is None and most is None:
        return ""
    if value is None:
        return "no figure"
    is_kept = (least is None or value >= least) and (most is None or value <= most)
    return "yes" if is_kept else "no"


show_budgets = card(_draw)


def _draw_backtest(context: CodeContext) -> None:
    rows = board.backtests(context.repository)
    st.caption(
        "Would the rank of back then have found the fixes of the year that followed? A tenth of the"
        " files, then the area of all; size alone beside it, as it is hard to beat."
    )
    if not rows:
        st.markdown(
            f"Not computed: it takes {FEWEST_DAYS} days of history and the command"
            " `python -m cerebro backtest`."
        )
        return
    newest = max(row[0] for row in rows)
    lines = [_gain(row) for row in rows if row[0] == newest]
    figure = curves(lines, "share of the files", "share of the fixes", ".0%", ".0%")
    st.plotly_chart(figure, config=CONFIG, key="gains", alt="Share of fixes by share of files")
    heads = ("day", "rank", "fixes", "files", "top 10 %", "top 20 %", "AUC", "Popt", "recall 20 %")
    show_rows(heads, [(row[0], _NAMES[row[1]], *row[2:9]) for row in rows], "backtests")


def _gain(row: tuple[Any, ...]) -> Curve:
    gains = row[9]
    return Curve(
        _NAMES[row[1]], [x for x, _ in gains], [y for _, y in gains], is_quiet=row[1] in _QUIET
    )


show_backtest = card(_draw_backtest)


def _draw_runs(context: CodeContext) -> None:
    found = board.runs(context.repository)
    rows = [(one.run_id, one.started_at, one.commit, one.status, round(one.milliseconds), one.gate)
            for one in found]  # fmt: skip
    when = st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm", timezone="UTC")
    show_rows(
        ("run", "when (UTC)", "commit", "state", "ms", "gate"), rows, "runs", **{"When (UTC)": when}
    )
    _show_stages(found[0])


def _show_stages(run: board.RunRow) -> None:
    st.markdown(f"**Stages of run {run.run_id}**")
    done = [one for one in run.stages if one["state"] == "ok"]
    figure = ranked_bars(
        [one["name"] for one in done],
        [one["milliseconds"] for one in done],
        [f"{one['milliseconds']:,.0f} ms" for one in done],
        "milliseconds",
    )
    st.plotly_chart(figure, config=CONFIG, key="stage_times", alt="Time of each stage")
    rows = [
        (one["name"], one["state"], one["version"], round(one["milliseconds"]), one["reason"])
        for one in run.stages
    ]
    why = st.column_config.TextColumn(width="large")
    show_rows(("stage", "state", "version", "ms", "why"), rows, "stages", Why=why)


show_runs = card(_draw_runs)
