"""Where bugs land, what to read first, and one file with everything that takes from its health."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cerebro import code_views, views
from cerebro.code_views import FileRow
from cerebro.explain.model import is_set_up
from cerebro.explain.notes import explain_file
from core.settings import get_settings
from ui.brain.context import CodeContext, in_words, show_rows
from ui.cards import card
from ui.charts.points import Axis, Point, points
from ui.charts.ranked import ranked_bars
from ui.charts.style import CONFIG
from ui.formats import plain, plural
from ui.tables import height_for

_RANKS = {"land": "Where bugs land", "read": "What to read first", "classic": "Classic hotspots"}
_ABOUT = {
    "land": "Recency × lines: most of next year's fixes in the fewest files.",
    "read": "Recency / lines: most of next year's fixes for the lines that one has to read.",
    "classic": "Commits of twelve months × complexity, as CodeScene counts it.",
}
_SHOWN = 40
_PEOPLE = 12


def _draw(context: CodeContext) -> None:
    product = [one for one in code_views.files(context.repository) if not one.is_test]
    active = [one for one in product if one.recency > 0 and one.lines > 0]
    shown = [Point(one.path, one.recency, one.lines, one.classic + 1, one.health) for one in active]
    figure = points(
        shown, Axis("recency (commits, halved every 90 days)", ".2~f", is_log=True), Axis("lines")
    )
    st.plotly_chart(figure, config=CONFIG, key="hotspots", alt="Files by recency and lines")
    st.caption("Up and right is where bugs land. Red has low health, large is a classic hotspot.")
    rank = st.segmented_control(
        "Order", list(_RANKS), format_func=_RANKS.__getitem__, default="land", required=True,
        key="code_rank",
    )  # fmt: skip
    st.caption(_ABOUT[rank])
    ordered = sorted(product, key=lambda one: (-getattr(one, rank), one.path))[:_SHOWN]
    _show_file(context, _pick(ordered))


def _pick(ordered: list[FileRow]) -> FileRow | None:
    frame = pd.DataFrame(
        [
            (one.path, one.health, one.lines, one.recency, one.commits, one.fixes, one.land,
             one.read, one.classic)
            for one in ordered
        ],
        columns=["File", "Health", "Lines", "Recency", "Commits", "Fixes", "Bugs land",
                 "Read first", "Classic"],
    )  # fmt: skip
    number = st.column_config.NumberColumn
    event = st.dataframe(
        frame,
        hide_index=True,
        key="hot_files",
        height=height_for(len(frame), 12, 35),
        row_height=35,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "Health": st.column_config.ProgressColumn(min_value=0, max_value=10, format="%.1f"),
            "Recency": number(format="%.1f"),
            "Bugs land": number(format="%.0f"),
            "Read first": number(format="%.3f"),
            "Classic": number(format="%.0f"),
        },
    )
    rows = event["selection"]["rows"]
    if rows and rows[0] < len(ordered):
        return ordered[rows[0]]
    return ordered[0] if ordered else None


def _show_file(context: CodeContext, one: FileRow | None) -> None:
    if one is None:
        st.markdown("There is no product code in the newest run.")
        return
    with st.container(border=True, key="one_file"):
        st.subheader(one.path, anchor=False)
        may_ask = is_set_up(get_settings()) and st.button(
            "Let the language model explain it", icon=":material/auto_awesome:", key="ask_model"
        )
        note = explain_file(context.repository, one.path, may_ask=may_ask)
        if note["why"]:
            st.caption(plain(note["why"]))
        st.markdown(in_words(note["summary"]))
        left, right = st.columns(2)
        with left:
            st.markdown(f"**Health {one.health:.1f}**: 10, less what each trait takes")
            parts = [(name, value, -points) for name, value, _, _, points in one.parts]
            show_rows(("trait", "figure", "points"), parts, "health_parts")
        with right:
            st.markdown("**What to do**")
            st.markdown("\n".join(f"1. {in_words(step)}" for step in note["steps"]))
        for quote in note["evidence"]:
            st.caption(f"{plain(quote['path'])}:{quote['line']}")
            st.code(quote["quote"], language="python")


show_hotspots = card(_draw)


def _draw_functions(context: CodeContext) -> None:
    st.caption(
        "Functions that are hard to follow, in files that change: recency of the file × cognitive"
        " complexity. Sonar's limit for cognitive complexity is 15."
    )
    found = code_views.functions(context.repository)
    rows = [
        (one.path, one.name, one.line, one.lines, one.cognitive, one.cyclomatic, one.nesting,
         one.arguments, round(one.score, 1))
        for one in found
    ]  # fmt: skip
    heads = (
        "file", "function", "line", "lines", "cognitive", "cyclomatic", "nesting", "arguments",
        "score",
    )  # fmt: skip
    shown = [
        Point(f"{one.path}: {one.name}", one.lines, one.cognitive, one.score + 0.1, one.health)
        for one in found
    ]
    figure = points(shown, Axis("lines of the function"), Axis("cognitive complexity"))
    st.plotly_chart(figure, config=CONFIG, key="functions", alt="Functions by length and effort")
    show_rows(heads, rows, "function_rows")


show_functions = card(_draw_functions)


def _draw_coverage(context: CodeContext) -> None:
    measured = [
        one
        for one in code_views.files(context.repository)
        if one.coverage is not None and not one.is_test
    ]
    if not measured:
        st.markdown("No coverage was brought in for this commit.")
        st.caption(
            "make coverage, then coverage json and python -m cerebro import-coverage coverage.json"
        )
        return
    shown = [
        Point(one.path, one.coverage or 0, one.land, one.lines, one.health) for one in measured
    ]
    figure = points(shown, Axis("share of statements that tests reach", ".0%"), Axis("bugs land"))
    st.plotly_chart(figure, config=CONFIG, key="coverage_risk", alt="Coverage against risk")
    st.caption("Up and left is what breaks and nobody tests.")
    rows = sorted(((one.path, one.coverage, one.land, one.lines) for one in measured),
                  key=lambda row: -(1 - (row[1] or 0)) * row[2])  # fmt: skip
    show_rows(
        ("file", "tested", "bugs land", "lines"),
        [(path, round(100 * (tested or 0)), *more) for path, tested, *more in rows[:_SHOWN]],
        "coverage_rows",
        **{
            "Tested": st.column_config.NumberColumn(format="%d%%"),
            "Bugs land": st.column_config.NumberColumn(format="%.0f"),
        },
    )


show_coverage = card(_draw_coverage)


def _draw_coupling(context: CodeContext) -> None:
    heads, rows = views.coupling(context.repository)
    hidden = [row for row in rows if row[5] == "no"]
    st.caption(
        "Files that changed in the same commits. Those that no import connects come first: whoever"
        " changes one does not see that the other has to follow."
    )
    if not rows:
        st.markdown("No two files have changed together often enough (five times, a third).")
        return
    st.markdown(f"**{len(hidden)}** of **{len(rows)}** pairs are connected by no import.")
    _show_matrix(rows)
    show_rows(heads, rows, "coupling_rows")


def _show_matrix(rows: list[tuple[str, str, int, float, float, str]]) -> None:
    from ui.charts.grid import grid

    strongest = sorted(rows, key=lambda row: -row[3])[:30]
    names = sorted({row[0] for row in strongest} | {row[1] for row in strongest})[:18]
    values = {}
    for a, b, _, degree, _, _ in rows:
        values[a, b] = values[b, a] = degree * 100
    shown = {one: one if len(one) < 26 else f"…{one[-24:]}" for one in names}
    pairs = {
        (shown[a], shown[b]): value for (a, b), value in values.items() if a in shown and b in shown
    }
    figure = grid(list(shown.values()), pairs, "% of their commits")
    st.plotly_chart(figure, config=CONFIG, key="coupling", alt="Which files change together")


show_coupling = card(_draw_coupling)


def _draw_knowledge(context: CodeContext) -> None:
    product = [one for one in code_views.files(context.repository) if not one.is_test]
    people: dict[str, list[FileRow]] = {}
    for one in product:
        people.setdefault(one.main_author or "nobody yet", []).append(one)
    rows = [
        (name, len(files), sum(one.lines for one in files), sum(one.is_silent for one in files),
         round(sum(one.health for one in files) / len(files), 1))
        for name, files in sorted(people.items(), key=lambda item: -len(item[1]))
    ]  # fmt: skip
    st.caption(
        "Who has made most of the commits of a file is its main author. Commits of more than fifty"
        " files, and those of programs, count for nobody."
    )
    most = sorted(rows, key=lambda row: -row[2])[:_PEOPLE]
    figure = ranked_bars(
        [row[0] for row in most],
        [row[2] for row in most],
        [plural(row[2], "line") for row in most],
        "lines",
    )
    st.plotly_chart(figure, config=CONFIG, key="authors", alt="Lines by main author")
    show_rows(("main author", "files", "lines", "files left silent", "mean health"), rows, "people")
    islands = [one for one in product if one.is_silent and (one.main_share or 0) > 0.9]
    if islands:
        st.subheader("Knowledge islands", anchor=False)
        st.caption("Whoever knows these was silent for ninety days, and nobody else knows a tenth.")
        show_rows(
            ("file", "main author", "lines"),
            [(one.path, one.main_author, one.lines) for one in islands],
            "islands",
        )


show_knowledge = card(_draw_knowledge)
