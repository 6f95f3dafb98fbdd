"""Cards that rerun by themselves: a switch inside one redraws it, and not the whole page."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

import streamlit as st

from data.loaders import one_look
from data.watch import Known, look_up_person
from ui.session import current_viewer, may_open, open_session
from ui.states import told_in_words


class OnPage(Protocol):
    """What a card needs to know: whose data it shows, and on which page."""

    @property
    def account_id(self) -> int: ...

    @property
    def page(self) -> str: ...


P = ParamSpec("P")
C = TypeVar("C", bound=OnPage)

_IS_WHOLE = "whole_run"


@contextmanager
def whole_run() -> Iterator[None]:
    """Mark a run of the whole script, which has just looked who is there.

    The header and the figures below it go by one look at the data's versions.
    """
    st.session_state[_IS_WHOLE] = True
    try:
        with one_look():
            yield
    finally:
        st.session_state[_IS_WHOLE] = False


def card(
    draw: Callable[Concatenate[C, P], None], *, every_seconds: float | None = None
) -> Callable[Concatenate[C, P], None]:
    """Make a function that draws a bordered card of its own.

    With `every_seconds` it is drawn again and again by itself. When it reruns alone, the
    frame's checks have not run: whoever was logged out or disabled meanwhile is sent through
    them.
    """
    return _apart(draw, every_seconds, {"border": True})


def part(
    *, every_seconds: float | None = None, **layout: Any
) -> Callable[[Callable[Concatenate[C, P], None]], Callable[Concatenate[C, P], None]]:
    """Make a function that draws a part without a border, which reruns by itself.

    With `every_seconds` it is drawn again and again. `layout` is that of `st.container`.
    """

    def made(draw: Callable[Concatenate[C, P], None]) -> Callable[Concatenate[C, P], None]:
        return _apart(draw, every_seconds, layout)

    return made


def _apart(
    draw: Callable[Concatenate[C, P], None], every_seconds: float | None, layout: dict[str, Any]
) -> Callable[Concatenate[C, P], None]:
    @functools.wraps(draw)
    def checked(context: C, /, *args: P.args, **kwargs: P.kwargs) -> None:
        with st.container(**layout), told_in_words():
            if is_whole_run():
                draw(context, *args, **kwargs)
                return
            look_again(context)
            with one_look():
                draw(context, *args, **kwargs)

    return st.fragment(checked, run_every=every_seconds)


def is_whole_run() -> bool:
    """Whether this is a run of the whole script, and not of one card alone."""
    return bool(st.session_state.get(_IS_WHOLE))


def look_again(context: OnPage, look_up: Callable[[str], Known] = look_up_person) -> None:
    """Make sure that whoever was let in may still see the page; else start over."""
    open_session(look_up)
    viewer = current_viewer()
    # A maintainer may belong to no account; pages about the code have none.
    account_id = viewer.account_id if viewer is not None and viewer.membership is not None else 0
    if viewer is None or account_id != context.account_id:
        st.rerun()
    may_see = may_open(viewer, context.page)
    if not may_see:
        st.rerun()
