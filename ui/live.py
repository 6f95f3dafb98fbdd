"""What moves by itself: drawn anew a moment after a sync has committed, without a reload.

A fragment runs every two seconds. It looks whether the person may still see the page, and
whether the data has changed, which costs one look a second for a person and an account and not one
for each screen; only then figures are read.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import streamlit as st

from core.database import Role
from core.errors import DatabaseError
from core.log import get_logger
from core.product_clock import get_clock
from data.loaders import one_look
from data.watch import watched_person, watched_versions
from ui.cards import is_whole_run, look_again
from ui.context import PageContext, versions_of
from ui.states import told_in_words

EVERY_SECONDS = 2.0
log = get_logger("ui.live")


def live(draw: Callable[[PageContext], None]) -> Callable[[PageContext], None]:
    """Make a function that draws a part of a page again as soon as the data has changed.

    It is drawn every two seconds, so nothing in it may open a dialog: that would close again.
    The filters stay those of the page's last run. While the database does not answer, the
    figures on the screen stay as they are.
    """
    name = f"live_{draw.__module__}.{draw.__qualname__}"

    @functools.wraps(draw)
    def drawn(context: PageContext) -> None:
        with told_in_words():
            if is_whole_run():
                st.session_state[name] = context
                draw(context)
                return
            last: PageContext = st.session_state.get(name, context)
            newest = _newest(last) if _has_looked(last) else last
            if newest is last:
                # The same again: what a run does not draw would vanish.
                draw(last)
                return
            with one_look():
                draw(newest)
            st.session_state[name] = newest

    return st.fragment(drawn, run_every=EVERY_SECONDS)


def _has_looked(context: PageContext) -> bool:
    """Start over for whoever may no longer see the page; False while the database is away."""
    try:
        look_again(context, watched_person)
    except DatabaseError as error:
        log.warning("a live part could not look who is there", sentence=error.sentence)
        return False
    return True


def _newest(context: PageContext) -> PageContext:
    """Return the context with today's data and time; the same one when nothing has changed."""
    try:
        looked = watched_versions(Role.WEB, context.account_id)
    except DatabaseError as error:
        log.warning("a live part could not look", sentence=error.sentence)
        return context
    versions, now = versions_of(looked.freshness(0)), get_clock().now()
    if versions == context.versions and _minute(now) == _minute(context.now):
        return context
    return replace(context, versions=versions, now=now)


def _minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)
