"""The first card: may the newest change go in, how well is the code, and where is it not."""

from __future__ import annotations

from typing import Any

import streamlit as st

from cerebro import board, code_views, views
from cerebro.scores.debt import debt_rating
from ui.brain.context import CodeContext, in_words
from ui.cards import card, part
from ui.charts.curves import Curve, curves
from ui.charts.style import CONFIG
from ui.charts.treemap import Area, treemap
from ui.formats import count, plain, plural, share

_MINUTES_A_DAY = 8 * 60
_MOST_CULPRITS = 8
_AT_WORK = "Of 10: files weighted by where bugs land, so that idle ones do not drown it."
_DEBT = "What mending all open findings takes, in working days, rated on SonarQube's grid."
_BUS = "The fewest people whose going leaves more than half of the files without a main author."


def _draw(context: CodeContext) -> None:
    verdict = views.gate(context.repository)
    newest = board.runs(context.repository, 1)[0]
    failed = [one for one in verdict["conditions"] if one["status"] == "failed"]
    against = f", compared with `{newest.base}`" if newest.base else ""
    words = (
        f"Commit `{newest.commit}`{against}, analysed {newest.started_at:%-d %b %Y, %H:%M} UTC in"
        f" {newest.milliseconds / 1000:.1f} s."
    )
    if verdict["status"] == "passed":
        words = f"{words} {_looked_at(verdict['conditions'])}"
        st.success(words, title="The gate lets this commit in", icon=":material/check_circle:")
    elif verdict["status"] == "failed":
        title = f"The gate keeps this commit out: {plural(len(failed), 'condition')} failed"
        words = f"{words} {_looked_at(verdict['conditions'])}"
        st.error(words, title=title, icon=":material/block:")
    else:
        title = f"The gate was not computed: {_away(verdict['conditions'])}"
        words = f"{words} {_why(verdict['conditions'])}"
        st.info(words, title=title, icon=":material/help:")
    _show_conditions(verdict["conditions"])
    _show_figures(board.figures(context.repository))
    _show_first(views.first_notes(context.repository))


def _show_first(notes: list[tuple[str, dict[str, Any]]]) -> None:
    """Name the files to begin with; what else is said of them stands under Hotspots."""
    if notes:
        st.markdown("**Look here first**, by where bugs land")
        lines = [f"- {plain(path)}: {in_words(note['steps'][0])}" for path, note in notes]
        st.markdown("\n".join(lines))


def _looked_at(conditions: list[dict[str, object]]) -> str:
    """Say how many conditions the verdict rests on: one that was not computed fails nothing."""
    known = sum(one["status"] != "not computed" for one in conditions)
    return f"{known} of {len(conditions)} conditions could be computed."


def _why(conditions: list[dict[str, object]]) -> str:
    """Say what the first of the conditions that could not be looked at is missing."""
    unknown = (one for one in conditions if one["status"] == "not computed")
    return next((plain(str(one["sentence"])) for one in unknown), "")


def _away(conditions: list[dict[str, object]]) -> str:
    """Say how many conditions nobody could look at."""
    unknown = sum(one["status"] == "not computed" for one in conditions)
    return f"{unknown} of {plural(len(conditions), 'condition')} could not be looked at"


def _show_conditions(conditions: list[dict[str, object]]) -> None:
    icons = {"passed": ":green[●]", "failed": ":red[●]", "not computed": ":gray[○]"}
    with st.expander("What the gate looked at", expanded=False):
        for one in conditions:
            status = str(one["status"])
            st.markdown(
                f"{icons[status]} **{plain(str(one['name']).capitalize())}** ({status}):"
                f" {plain(str(one['sentence']))}"
            )
            culprits = one["culprits"]
            assert isinstance(culprits, list)
            for culprit in culprits[:_MOST_CULPRITS]:
                st.caption(plain(culprit))


def _show_figures(figures: dict[str, float]) -> None:
    ratio = figures.get("debt ratio")
    debt = "–"
    if ratio is not None:
        debt = f"{debt_rating(ratio)} · {figures['debt minutes'] / _MINUTES_A_DAY:.0f} days"
    tests = count(figures.get("test lines"))
    tiles = (
        ("Health at work", _decimal(figures.get("health by activity")), _AT_WORK),
        ("Worst file", _decimal(figures.get("worst health")), "The lowest health of any file."),
        ("Debt", debt, _DEBT),
        ("Lines", count(figures.get("lines")), f"Of product code; {tests} lines of tests beside."),
        ("Doubled", share(figures.get("doubled share")), "Share of lines that stand twice."),
        ("Bus factor", count(figures.get("bus factor")), _BUS),
    )
    with st.container(horizontal=True, key="code_figures"):
        for label, value, about in tiles:
            st.metric(label, value, help=about, border=True, width=142)


def _decimal(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


show_overview = card(_draw)


@part()
def show_map(context: CodeContext) -> None:
    """Draw all product files as areas, and how health went from run to run."""
    product = [one for one in code_views.files(context.repository) if not one.is_test]
    areas = [
        Area(one.path, max(one.lines, 1), one.health, _words(one)) for one in product if one.lines
    ]
    with st.container(border=True):
        st.subheader("The whole code", anchor=False)
        st.caption(
            "As large as lines, red where health is low. Click a folder to go into it, and the bar"
            " above to come back."
        )
        figure = treemap(areas, "all code")
        st.plotly_chart(figure, config=CONFIG, key="code_map", alt="All files by size and health")
    _show_trend(context)


def _words(one: code_views.FileRow) -> str:
    return f"health {one.health:.1f}, {plural(one.commits, 'commit')} in twelve months"


def _show_trend(context: CodeContext) -> None:
    names = {"health by activity": "where work goes on", "health by lines": "by lines"}
    rows = board.trend(context.repository, list(names))
    lines = [
        Curve(words, [at for at, key, _ in rows if key == name],
              [value for _, key, value in rows if key == name])
        for name, words in names.items()
    ]  # fmt: skip
    if max(len(line.x) for line in lines) < 2:
        return
    with st.container(border=True):
        st.subheader("Health, run by run", anchor=False)
        figure = curves(lines, "run", "health", ".1f")
        st.plotly_chart(figure, config=CONFIG, key="code_trend", alt="Health from run to run")
