"""One stream in detail: what it brings, its schedule, its last runs, and what was set aside."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from core.clock import SystemClock
from core.schedules import PACES, save_schedule
from core.settings import get_settings
from core.streams import STREAMS, planned_every
from core.sync_requests import ask_for_sync
from data.health import ConnectionHealth, PastRun, StreamHealth, load_reasons, load_runs
from ui.cards import card, part
from ui.formats import ago, exact_time, plain, plural, zone_name
from ui.health.context import HealthContext, show_refusal, try_to
from ui.health.files import show_files_of
from ui.health.overview import EVERY_SECONDS
from ui.health.words import connection_name, span, standing_of, word_of
from ui.tables import count_column, show_table

# 0 is the usual pace of the stream.
_CHOICES = [minutes or 0 for minutes in PACES]
_KINDS = {
    "run": "schedule",
    "loop": "schedule",
    "asked": "a person",
    "backfill": "history",
    "replay": "set-aside rows",
}


@card
def show_stream(context: HealthContext) -> None:
    """Draw one stream, the one that is picked."""
    connections, now = context.load()
    st.header("One stream", anchor=False)
    connection, one = _pick(context, connections)
    stream, standing = STREAMS[one.stream], standing_of(one, now)
    st.markdown(f"{plain(stream.brings)} **{standing.word}.** {plain(standing.advice)}")
    if context.may_act:
        _show_actions(context, one)
    _show_reasons(context, one)
    st.markdown("**The last 20 runs**")
    _show_runs(context, connection, one.stream)


def _pick(
    context: HealthContext, connections: tuple[ConnectionHealth, ...]
) -> tuple[ConnectionHealth, StreamHealth]:
    left, right = st.columns([2, 1])
    with left:
        name = st.selectbox(
            "Stream", list(STREAMS), format_func=lambda key: STREAMS[key].title, key="stream"
        )
    by_id = {one.connection_id: one for one in connections}
    with right:
        chosen = st.selectbox(
            "Connection",
            list(by_id),
            format_func=lambda key: connection_name(by_id[key]),
            key=f"connection_{context.account_id}",
        )
    connection = by_id[chosen]
    return connection, next(one for one in connection.streams if one.stream == name)


def _show_actions(context: HealthContext, one: StreamHealth) -> None:
    """Draw what those may do who may: read it now, another pace, a pause."""
    title = STREAMS[one.stream].title
    if st.button("Sync now", icon=":material/sync:", key="sync_one"):
        try_to(
            partial(ask_for_sync, context.account_id, one.stream, context.username),
            f"{title}: asked for.",
            one.stream,
        )
    show_refusal(one.stream)
    with (
        st.form(f"schedule_{one.stream}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        every = one.schedule.every or timedelta(0)
        minutes = int(every.total_seconds() // 60)
        pace = st.selectbox(
            "How often",
            _CHOICES,
            index=_CHOICES.index(minutes) if minutes in _CHOICES else 0,
            format_func=partial(_pace_words, one.stream),
            key=f"pace_{one.stream}",
            width=280,
        )
        is_paused = st.toggle("Paused", one.schedule.is_paused, key=f"paused_{one.stream}")
        if st.form_submit_button("Save the schedule"):
            try_to(
                partial(
                    save_schedule,
                    context.account_id,
                    one.stream,
                    pace or None,
                    is_paused=is_paused,
                ),
                f"{title}: the schedule is saved. It counts for all connections.",
                one.stream,
            )


def _pace_words(stream: str, minutes: int) -> str:
    if not minutes:
        return f"As usual: every {span(planned_every(stream, get_settings()))}"
    return f"Every {span(timedelta(minutes=minutes))}"


def _show_reasons(context: HealthContext, one: StreamHealth) -> None:
    if not one.set_aside:
        return
    reasons = load_reasons(context.account_id, one.connection_id, one.stream)
    st.markdown(f"**{plural(one.set_aside, 'row')} set aside**")
    st.caption(
        "They could not be understood. They are kept sealed for 30 days and can be read again"
        " after an update: `python -m sync replay`."
    )
    rows = [
        {"reason": reason.words, "rows": reason.rows, "newest": ago(reason.newest_at, _now())}
        for reason in reasons
    ]
    columns = {
        "reason": st.column_config.TextColumn("Why", width="large"),
        "rows": count_column("Rows", width=84),
        "newest": st.column_config.TextColumn("Newest", width=140),
    }
    show_table(pd.DataFrame(rows), columns, alt="Why rows were set aside", key="reasons")


def _now() -> datetime:
    return SystemClock().now()


@part(every_seconds=EVERY_SECONDS)
def _show_runs(context: HealthContext, connection: ConnectionHealth, stream: str) -> None:
    """Draw the last runs; a new one appears by itself."""
    runs = load_runs(context.account_id, connection.connection_id, stream)
    if not runs:
        st.caption("There was none yet.")
        return
    zone = connection.time_zone or "UTC"
    st.caption(f"Times in {zone_name(zone)}.")
    frame = pd.DataFrame([_run_row(one, ZoneInfo(zone)) for one in runs])
    columns = {
        "started": st.column_config.TextColumn("Started", width=150),
        "took": st.column_config.TextColumn("Took", width=110),
        "by": st.column_config.TextColumn("Started by", width=110),
        "state": st.column_config.TextColumn("Ended as", width=150),
        "read": count_column("Rows read", width=92),
        "changed": count_column("Rows changed", width=108),
        "calls": count_column("Calls", width=72),
        "told": st.column_config.TextColumn("What happened", width="large"),
    }
    show_table(frame, columns, alt="The last runs of this stream", key="runs")
    show_files_of("The last runs", f"runs_{stream}", frame, columns, connection)


def _run_row(one: PastRun, zone: ZoneInfo) -> dict[str, Any]:
    took = one.finished_at - one.started_at if one.finished_at else None
    return {
        "started": exact_time(one.started_at, zone),
        "took": _took(took.total_seconds()) if took is not None else "",
        "by": _KINDS.get(one.kind, one.kind),
        "state": word_of(one.state),
        "read": one.rows_read,
        "changed": one.rows_written,
        "calls": one.calls,
        "told": one.sentence or "",
    }


def _took(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"
