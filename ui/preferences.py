"""What the person has chosen about the pages, read once for a tab and written at once."""

from __future__ import annotations

from typing import Any

import streamlit as st

from data.preferences import load_preferences, save_preference
from ui.session import current_viewer

_LOADED = "preferences"


def preference(name: str) -> Any:
    """Return what the person has chosen under this name; None where nothing is."""
    owner = _owner()
    if owner is None:
        return None
    known = st.session_state.get(_LOADED)
    if known is None or known[0] != owner:
        known = (owner, load_preferences(*owner))
        st.session_state[_LOADED] = known
    return known[1].get(name)


def keep(name: str, value: Any) -> None:
    """Keep a choice for this and later visits; None forgets it."""
    owner = _owner()
    if owner is None:
        return
    save_preference(*owner, name, value)
    known = st.session_state.get(_LOADED)
    if known is not None and known[0] == owner:
        known[1][name] = value


def _owner() -> tuple[int, int] | None:
    """Return the account and the person that choices belong to."""
    viewer = current_viewer()
    if viewer is None or viewer.membership is None:
        return None
    return viewer.account_id, viewer.person.user_id
