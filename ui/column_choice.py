"""The button “Columns” of a table: which of them are shown, kept from visit to visit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui.preferences import keep, preference

# Below so few columns there is nothing to choose.
_LEAST = 5


def chosen_columns(key: str, columns: dict[str, Any], tools: Any) -> dict[str, Any]:
    """Draw the button into `tools`, the row above the table, and return the columns shown.

    What names a row (pinned columns) always stays. Kept is what was taken away, so that a
    column that a later version brings is seen.
    """
    offered = {name: label for name, one in columns.items() if (label := _label_of(name, one))}
    if len(offered) < _LEAST:
        return columns
    with tools:
        popover = st.popover(
            "Columns", icon=":material/view_column:", key=f"{key}_columns", on_change="rerun"
        )
    hidden = hidden_columns(key) & set(offered)
    if popover.open:
        with popover:
            _pick(key, offered, hidden)
    return {name: one for name, one in columns.items() if name not in hidden}


def _pick(key: str, offered: Mapping[str, str], hidden: set[str]) -> None:
    widget = f"{key}_columns_shown"
    st.pills(
        "Columns shown",
        list(offered),
        selection_mode="multi",
        default=[name for name in offered if name not in hidden],
        format_func=offered.__getitem__,
        key=widget,
        on_change=_keep,
        args=(key, widget, tuple(offered)),
    )
    st.caption("Kept for your next visits. The files hold the columns shown.")


def _keep(key: str, widget: str, offered: tuple[str, ...]) -> None:
    shown = set(st.session_state.get(widget) or ())
    hidden = [name for name in offered if name not in shown]
    keep(_name(key), hidden or None)


def hidden_columns(key: str) -> set[str]:
    """Return the columns that the person has taken away from this table."""
    kept = preference(_name(key))
    return {str(one) for one in kept} if isinstance(kept, list) else set()


def _name(key: str) -> str:
    return f"columns_{key}"


def _label_of(name: str, one: Any) -> str:
    """Return what a column is called; "" for one that cannot be taken away."""
    config = getattr(one, "config", one)
    if not isinstance(config, Mapping) or config.get("pinned"):
        return ""
    label = config.get("label")
    return name if label is None else str(label)
