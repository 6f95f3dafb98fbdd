"""The card of Amazon's quotas: what was called, and what Amazon allows."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.rate_plans import rate_factor
from core.settings import get_settings
from ui.cards import card
from ui.health.context import HealthContext, in_tabs
from ui.health.files import show_files_of
from ui.health.words import connection_name, operation_name
from ui.tables import count_column, show_table

_WORDS = (
    "Each question to Amazon is a call. Amazon allows each seller a number of them, and Seller"
    " Monitor waits rather than asking too often. For advertising Amazon names no number."
)
_WITHOUT_LIMITS = (
    "Each question to Amazon is a call. The demo's Amazon allows any number of them, so that two"
    " years of a shop are here at once; the real one sets limits, which Seller Monitor keeps to."
)


@card
def show_quotas(context: HealthContext) -> None:
    """Draw the calls of each connection beside what Amazon allows in a day."""
    connections, _ = context.load()
    st.header("Calls to Amazon", anchor=False)
    st.caption(_WORDS if rate_factor(get_settings()) else _WITHOUT_LIMITS)
    used = [connection for connection in connections if connection.quotas]
    if not used:
        st.caption("Nothing was called in the last 30 days.")
    for connection in in_tabs(used, "quotas") if used else ():
        frame = pd.DataFrame(
            {
                "operation": [operation_name(one.operation) for one in connection.quotas],
                "today": [one.today for one in connection.quotas],
                "per_day": [_whole(one.per_day) for one in connection.quotas],
                "share": [
                    100 * one.today / one.per_day if one.per_day else None
                    for one in connection.quotas
                ],
                "left": [one.left_now for one in connection.quotas],
                "month": [one.month for one in connection.quotas],
            }
        )
        columns = {
            "operation": st.column_config.TextColumn("What was asked", width=230, pinned=True),
            "today": count_column("Today", width=84, help="Since midnight UTC."),
            "per_day": count_column(
                "Allowed a day",
                width=112,
                help="Amazon's rate over a day, with what may come at once. Without a number there "
                "is no fixed limit.",
            ),
            "share": st.column_config.ProgressColumn(
                "Used today", format="%.0f%%", min_value=0, max_value=100, width=150
            ),
            "left": count_column("Free at once", width=108, help="Calls that may come right now."),
            "month": count_column("30 days", width=84),
        }
        frame = frame.astype({"per_day": float, "share": float, "left": float})
        for name in ("per_day", "share", "left"):
            if frame[name].isna().all():
                del columns[name]
        show_table(
            frame,
            columns,
            alt=f"Calls to Amazon by {connection_name(connection)}",
            key=f"quotas_{connection.connection_id}",
        )
        name = f"calls_{connection.connection_id}"
        show_files_of("Calls to Amazon", name, frame, columns, connection)


def _whole(calls: float | None) -> int | None:
    """Cut to whole calls; None where Amazon sets no limit."""
    return int(calls) if calls else None
