"""The first card: is everything up to date, what is wrong, and every stream in a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from core.product_clock import get_clock
from core.settings import get_settings
from core.streams import STREAMS
from core.sync_requests import SYNC, SyncRequest, ask_for_sync, recent_requests
from data.health import ConnectionHealth, StreamHealth
from ui.cards import card
from ui.formats import ago, count, plain, plural
from ui.health.context import HealthContext, in_tabs, show_refusal, try_to
from ui.health.files import show_files_of
from ui.health.words import (
    Level,
    all_standings,
    behind_words,
    connection_name,
    next_words,
    some_of,
    standing_of,
    troubles,
)
from ui.tables import count_column, show_table

EVERY_SECONDS = 3.0
# After so long people wonder whether anything will come of it.
_PATIENCE = timedelta(seconds=60)
_COLORS = {
    Level.GOOD: "#0B8564",
    Level.WAITING: "#1F6BB5",
    Level.TROUBLE: "#C2531C",
    Level.OFF: "#7A828C",
}


def _draw(context: HealthContext) -> None:
    connections, now = context.load()
    if not connections:
        show_no_connection()
        return
    _show_summary(connections, now)
    if context.may_act and st.button(
        "Sync everything now", icon=":material/sync:", key="sync_all", type="primary"
    ):
        try_to(
            partial(ask_for_sync, context.account_id, None, context.username),
            "Everything is read now, as far as Amazon allows.",
            "overview",
        )
    show_refusal("overview")
    show_requests(context, now)
    for connection in in_tabs(connections, "streams"):
        _show_streams(connection, now)


show_overview = card(_draw, every_seconds=EVERY_SECONDS)


def show_no_connection() -> None:
    """Draw the state of an account that is not connected to Amazon."""
    with st.container(key="no_connection"):
        st.header("No Amazon account is connected", anchor=False)
        st.markdown(
            "Nothing can be read from Amazon yet. Whoever runs Seller Monitor sets the keys"
            " (see the guide for operators, “Your own shop”). Until then, bring in reports that"
            " you download from Seller Central, below."
        )


def _show_summary(connections: Sequence[ConnectionHealth], now: datetime) -> None:
    if get_settings().disable_schedules:
        st.info(
            "The schedule is switched off for this installation, so nothing is read by itself.",
            icon=":material/pause_circle:",
        )
    wrong = troubles(connections, now)
    for name, advice, titles in wrong:
        st.warning(
            plain(advice), title=plain(f"{some_of(titles)} · {name}"), icon=":material/error:"
        )
    if wrong:
        return
    streams = [one for connection in connections for one in connection.streams]
    orders = [one for one in streams if one.stream == "orders"]
    if all(one.started_at is None for one in streams):
        st.info(
            "Nothing has been read yet. The first sync fetches up to two years and can take hours.",
            icon=":material/hourglass_empty:",
        )
        return
    read = [one.finished_at for one in orders if one.finished_at is not None]
    words = f" Orders were read {ago(min(read), now)}." if read else ""
    st.success(f"Nothing needs your attention.{words}", icon=":material/check_circle:")


def show_requests(context: HealthContext, now: datetime) -> None:
    """Say how the streams that people have asked for lately stand."""
    for one in recent_requests(context.account_id):
        is_new = one.finished_at is None or now - one.finished_at < timedelta(minutes=10)
        if one.kind == SYNC and is_new:
            st.caption(plain(request_words(one, now)))


def request_words(one: SyncRequest, now: datetime) -> str:
    """Say in a sentence what became of a request for a sync."""
    name = STREAMS[one.stream].title if one.stream in STREAMS else "Everything"
    asked = f"{name}: asked for by {one.asked_by} {ago(one.asked_at, now)}"
    if one.is_open and one.taken_at is not None:
        return f"{asked}; being read now."
    if one.is_open:
        late = now - one.asked_at > _PATIENCE
        return f"{asked}; {waiting_words()}" if late else f"{asked}; waiting for the sync."
    result = one.result or {}
    if "streams" not in result:
        return f"{asked}. {result.get('sentence', '')}"
    return f"{asked}. {result_words(result['streams'])}"


def waiting_words() -> str:
    """Say what a request waits for when nobody has taken it up."""
    return "no sync has taken it up yet. It is done at the next scheduled sync."


def result_words(streams: Sequence[dict[str, Any]]) -> str:
    """Sum up how the streams of a request ended."""
    if not streams:
        return "Nothing could be read."
    done = [one for one in streams if one["state"] in ("done", "partial")]
    read = sum(one["rows_read"] for one in streams)
    changed = sum(one["rows_written"] for one in streams)
    words = f"Done: {plural(read, 'row')} read, {count(changed)} changed."
    if len(done) == len(streams):
        return words
    sentences = dict.fromkeys(
        one["sentence"] for one in streams if one.get("sentence") and one not in done
    )
    told = " ".join(list(sentences)[:2])
    if not done:
        return told or "It is being read already."
    return f"{words} {len(streams) - len(done)} of {len(streams)} did not end well. {told}".strip()


def _show_streams(connection: ConnectionHealth, now: datetime) -> None:
    frame, columns = pd.DataFrame([_row(one, now) for one in connection.streams]), _columns()
    show_table(
        frame,
        columns,
        alt=f"Every stream of {connection_name(connection)}: state, last and next run",
        key=f"streams_{connection.connection_id}",
        is_whole=True,
    )
    show_files_of("Streams", f"streams_{connection.connection_id}", frame, columns, connection)


def _row(one: StreamHealth, now: datetime) -> dict[str, Any]:
    last = one.finished_at or one.started_at
    return {
        "stream": STREAMS[one.stream].title,
        "state": [standing_of(one, now).word],
        "last": ago(last, now) if last else "never",
        "next": next_words(one, now),
        "behind": behind_words(one, get_clock().now()),
        "read": one.rows_read,
        "changed": one.rows_written,
        "calls": one.calls_today,
        "aside": one.set_aside,
    }


def _columns() -> dict[str, Any]:
    words = _words_by_color()
    return {
        "stream": st.column_config.TextColumn("Stream", width=216, pinned=True),
        "state": st.column_config.MultiselectColumn(
            "State", options=list(words), color=list(words.values()), width=146
        ),
        "last": st.column_config.TextColumn("Last run", width=100),
        "next": st.column_config.TextColumn("Next run", width=96),
        "behind": st.column_config.TextColumn(
            "Behind",
            width=100,
            help="How far we are behind Amazon: the age of the moment up to which everything is"
            " here. Reports of advertising are about whole days.",
        ),
        "read": count_column("Read", width=64, help="Rows read in the last run."),
        "changed": count_column("Changed", width=76, help="Rows new or changed in the last run."),
        "calls": count_column(
            "Calls, 24 h", width=80, help="Calls to Amazon since this time yesterday."
        ),
        "aside": count_column(
            "Set aside", width=76, help="Rows that could not be understood and wait."
        ),
    }


def _words_by_color() -> dict[str, str]:
    return {one.word: _COLORS[one.level] for one in all_standings()}
