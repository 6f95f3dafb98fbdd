"""What the cards of the page Data health start from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import streamlit as st

from core.clock import SystemClock
from core.errors import SellerMonitorError
from core.settings import get_settings
from core.sync_requests import PAUSE
from data.health import ConnectionHealth, load_health
from ui.cards import is_whole_run
from ui.formats import ago, plain
from ui.health.words import connection_name
from ui.session import current_viewer, may_act

PAGE = "data_health"
_REFUSED = "health_refused"


@dataclass(frozen=True)
class HealthContext:
    """Whose data the page is about."""

    account_id: int
    page: str = PAGE
    # What the run of the whole page has loaded, for all its cards.
    _loaded: list[tuple[tuple[ConnectionHealth, ...], datetime]] = field(default_factory=list)

    def load(self) -> tuple[tuple[ConnectionHealth, ...], datetime]:
        """Return how everything stands, and the instant at which it does.

        Runs happen in real time, also in a demo whose days stand still.
        """
        if is_whole_run() and self._loaded:
            return self._loaded[0]
        now = SystemClock().now()
        loaded = load_health(self.account_id, get_settings(), now), now
        if is_whole_run():
            self._loaded.append(loaded)
        return loaded

    @property
    def may_act(self) -> bool:
        """Whether whoever looks now may ask for work and change schedules."""
        return may_act(self.page)

    @property
    def username(self) -> str:
        """Who looks now."""
        viewer = current_viewer()
        return viewer.person.username if viewer else ""


def in_tabs(connections: Sequence[ConnectionHealth], key: str) -> Iterator[ConnectionHealth]:
    """Go to the connection whose tab is open, where there are several; `key` names the tabs."""
    names = [connection_name(one) for one in connections]
    if len(names) == 1:
        st.markdown(f"**{plain(names[0])}**")
        yield connections[0]
        return
    tabs = st.tabs(names, key=f"connections_{key}", on_change="rerun")
    for tab, connection in zip(tabs, connections, strict=True):
        if tab.open:
            with tab:
                yield connection


def try_to(act: Callable[[], object], done: str, place: str) -> bool:
    """Do what a person has asked for and say so; a refusal is told in its own sentence.

    The refusal stays on the page at `place` (see `show_refusal`), so that it can be read.
    """
    refused = st.session_state.setdefault(_REFUSED, {})
    try:
        act()
    except SellerMonitorError as error:
        refused[place] = (error.sentence, SystemClock().now())
        return False
    refused.pop(place, None)
    st.toast(plain(done), icon=":material/check:")
    return True


def show_refusal(place: str) -> None:
    """Draw why the last thing asked for at this place was refused, as long as that holds."""
    refused = st.session_state.get(_REFUSED, {})
    sentence, told_at = refused.get(place, ("", None))
    if told_at is None:
        return
    now = SystemClock().now()
    if now - told_at >= PAUSE:
        del refused[place]
        return
    st.info(f"{plain(sentence)} :small[:gray[Said {ago(told_at, now)}.]]", icon=":material/info:")
