"""Findings from the first time they are seen until they are mended, and what mending costs."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import streamlit as st

from cerebro import board, code_views, decisions, views
from core.clock import SystemClock
from ui.brain.context import CodeContext, head, redraw, show_rows, try_to
from ui.cards import card
from ui.charts.curves import Curve, curves
from ui.charts.ranked import ranked_bars
from ui.charts.style import CONFIG
from ui.formats import plural

_WAIVER = timedelta(days=90)
_MOST_RULES = 12


def _draw(context: CodeContext) -> None:
    rows = code_views.burn_up(context.repository)
    if len(rows) > 1:
        days = [at for at, _, _ in rows]
        lines = [
            Curve("seen", days, [seen for _, seen, _ in rows]),
            Curve("mended", days, [mended for _, _, mended in rows]),
        ]
        figure = curves(lines, "run", "findings")
        st.plotly_chart(figure, config=CONFIG, key="burn_up", alt="Findings seen and mended")
        st.caption("What lies between the lines is open.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        status = st.selectbox(
            "Findings that are", views.STATUSES, format_func=head, key="finding_status", width=200
        )
        least = st.selectbox(
            "At least",
            ("major", "minor", "critical", "blocker", "info"),
            format_func=head,
            key="least",
            width=160,
        )
    found = views.findings(context.repository, status, least)
    heads = ("id", "severity", "kind", "place", "rule", "minutes", "message")
    table = [
        (one.finding_id, one.severity, one.category, f"{one.path}:{one.line}",
         f"{one.tool} {one.rule}", one.minutes, one.message)
        for one in found
    ]  # fmt: skip
    st.caption(plural(len(found), "finding"))
    show_rows(heads, table, "finding_rows")
    _offer_waiver(context)


def _offer_waiver(context: CodeContext) -> None:
    today = SystemClock().now().date()
    with (
        st.expander("Accept a finding until a day, or say that it is none"),
        st.form("waive", border=False),
    ):
        which = st.number_input("Finding number", min_value=1, step=1, value=None)
        until = st.date_input("Accepted until", today + _WAIVER, min_value=today)
        reason = st.text_input("Why", max_chars=300)
        with st.container(horizontal=True):
            accepted = st.form_submit_button("Accept it until then")
            rejected = st.form_submit_button("It is no finding")
    if which is None or not (accepted or rejected):
        return
    number, who = int(which), context.username
    act = (
        partial(decisions.accept, context.repository, number, until, reason, who)
        if accepted
        else partial(decisions.reject, context.repository, number, reason, who)
    )
    if try_to(act, f"Finding {number} is settled. The next run goes by it."):
        redraw()


show_findings = card(_draw)


def _draw_debt(context: CodeContext) -> None:
    rows = code_views.debt(context.repository)
    if not rows:
        st.markdown("Nothing that is open takes any time to mend.")
        return
    st.caption("What mending the open findings takes, by rule; the minutes are SonarQube's order.")
    first = rows[:_MOST_RULES]
    hours = [one.minutes / 60 for one in first]
    words = [f"{one:.1f} h" for one in hours]
    figure = ranked_bars([one.rule for one in first], hours, words, "hours")
    st.plotly_chart(figure, config=CONFIG, key="debt", alt="Debt by rule")
    kinds: dict[str, int] = {}
    for one in rows:
        kinds[one.category] = kinds.get(one.category, 0) + one.minutes
    said = (f"{kind} {minutes / 60:.0f} h" for kind, minutes in sorted(kinds.items()))
    st.markdown(" · ".join(head(one) for one in said))
    show_rows(code_views.DebtRow._fields, rows, "debt_rows")


show_debt = card(_draw_debt)


def _draw_dependencies(context: CodeContext) -> None:
    heads, rows = board.dependencies(context.repository)
    if not rows:
        st.markdown("Nobody has looked the dependencies of this commit up.")
        st.caption("python -m cerebro check dependencies, then python -m cerebro run")
        return
    states = [row[2] for row in rows]
    st.markdown(
        f"{_known(states, 'vulnerable')} with known holes · {_known(states, 'unknown')} could not"
        f" be looked up · {_known(states, 'ok')} without a known hole"
    )
    show_rows(heads, rows, "dependency_rows")


def _known(states: list[str], state: str) -> str:
    number = states.count(state)
    return f":red[**{number}**]" if number and state == "vulnerable" else f"**{number}**"


show_dependencies = card(_draw_dependencies)
