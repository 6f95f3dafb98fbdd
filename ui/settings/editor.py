"""The card in which a table of entries is read, changed and saved as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from core.errors import SellerMonitorError
from data.entries import Entry, delete_entries, load_entries, save_entries
from ui.formats import plain, plural
from ui.session import may_act
from ui.settings.rows import find_changes, table_of

PAGE = "settings"


def show_editor(
    account_id: int,
    kind: type[Entry],
    columns: Mapping[str, Any],
    *,
    key: str,
    complete: Callable[[dict[str, Any]], dict[str, Any]] = dict,
    hidden: tuple[str, ...] = (),
    blanks: Mapping[str, str] | None = None,
) -> None:
    """Draw a table of entries; whoever may, changes it in place and saves it as a whole.

    `columns` are the fields shown, with how each is typed; `hidden` are key fields that rows
    carry along. `blanks` says what an empty text of a column is called on screen; `complete`
    takes it back. Nothing is saved when one row cannot be.
    """
    before = table_of(kind, load_entries(account_id, kind), [*hidden, *columns])
    for name, word in (blanks or {}).items():
        before[name] = before[name].replace("", word)
    if not may_act(PAGE):
        st.dataframe(before, column_config=dict(columns), column_order=list(columns), key=key)
        return
    version = st.session_state.setdefault(f"{key}_version", 0)
    after = st.data_editor(
        before,
        column_config=dict(columns),
        column_order=list(columns),
        num_rows="dynamic",
        hide_index=True,
        placeholder="",
        key=f"{key}_{version}",
    )
    _offer_save(account_id, kind, before, after, key, complete)


def _offer_save(
    account_id: int,
    kind: type[Entry],
    before: pd.DataFrame,
    after: pd.DataFrame,
    key: str,
    complete: Callable[[dict[str, Any]], dict[str, Any]],
) -> None:
    try:
        changes = find_changes(kind, before, after, complete)
    except SellerMonitorError as error:
        st.error(f"{plain(error.sentence)} Nothing is saved yet.", icon=":material/edit_off:")
        return
    if changes.is_empty:
        return
    words = [plural(len(changes.written), "row") + " to save"] if changes.written else []
    words += [plural(len(changes.gone), "row") + " to remove"] if changes.gone else []
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Save changes", type="primary", key=f"{key}_save"):
            save_entries(account_id, changes.written)
            if changes.gone:
                delete_entries(account_id, kind, changes.gone)
            _start_over(key)
            st.toast("Saved. Every page counts with it from now on.", icon=":material/check:")
            st.rerun()
        if st.button("Undo", key=f"{key}_undo"):
            _start_over(key)
            st.rerun()
        st.caption(" and ".join(words))


def _start_over(key: str) -> None:
    """Forget what was typed: the table is drawn anew from what is saved."""
    st.session_state[f"{key}_version"] = st.session_state.get(f"{key}_version", 0) + 1
