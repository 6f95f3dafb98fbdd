"""Who is looking: the person behind this browser tab and the account they chose.

Everything else on the screen asks `current_viewer`, `current_person` or
`current_membership` and never touches cookies or session state. How a session is
kept (today: the signed cookie of streamlit-authenticator) can change behind them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from core.accounts import (
    AccountRole,
    Membership,
    Person,
    is_allowed,
)
from core.settings import get_settings
from data.watch import Known, look_up_person
from ui.cookie import read_cookie
from ui.registry import page_entry

_VIEWER = "viewer"
_ACCOUNT = "account_id"
# What a tab keeps for whoever looks, and not for the next person who logs in there.
_OF_THE_PERSON = (
    "search", "filters", "page_context", "ask_talk", "ask_conversation", "ask_sql_text",
    "ask_sql_answer",
)  # fmt: skip
# The parameter of an address that names the account.
ADDRESS = "account"


@dataclass(frozen=True)
class Viewer:
    """A person who is logged in, their accounts, and the one they look at."""

    person: Person
    membership: Membership | None
    memberships: tuple[Membership, ...]

    @property
    def account_id(self) -> int:
        """The account on the screen. Only pages behind a guard ask for it."""
        if self.membership is None:
            raise LookupError("This person belongs to no account.")
        return self.membership.account_id


def open_session(look_up: Callable[[str], Known] = look_up_person) -> Viewer | None:
    """Find out who is looking; called once at the start of every run of the script.

    The person is read afresh each time, so that someone who was disabled, or lost an
    account, is out at the next click. What moves by itself may take `watched_person`.
    """
    st.session_state.pop(_VIEWER, None)
    username = _session_username()
    if username is None:
        return None
    person, memberships = look_up(username)
    if person is None or not may_log_in(person):
        forget_login()
        return None
    viewer = Viewer(person, _choose(memberships), memberships)
    st.session_state[_VIEWER] = viewer
    _name_account(viewer)
    return viewer


def may_log_in(person: Person) -> bool:
    """Whether this person may use the product at all: not disabled, demo only in the demo."""
    return not person.is_disabled and (not person.is_demo or get_settings().is_demo)


def current_viewer() -> Viewer | None:
    """Return who is looking, or None before login."""
    viewer = st.session_state.get(_VIEWER)
    return viewer if isinstance(viewer, Viewer) else None


def current_person() -> Person | None:
    """Return the person who is logged in, or None."""
    viewer = current_viewer()
    return viewer.person if viewer else None


def current_membership() -> Membership | None:
    """Return the account on the screen and the person's role in it, or None."""
    viewer = current_viewer()
    return viewer.membership if viewer else None


def choose_account(account_id: int) -> None:
    """Look at another of one's accounts from the next run on."""
    st.session_state[_ACCOUNT] = account_id


def may_open(viewer: Viewer, key: str) -> bool:
    """Whether the viewer's role is enough for a page."""
    return is_allowed(viewer.person, viewer.membership, page_entry(key).need)


def may_act(key: str) -> bool:
    """Whether whoever is looking may change what the page is about, and not only read it."""
    viewer, need = current_viewer(), page_entry(key).act
    return (
        viewer is not None
        and need is not None
        and may_open(viewer, key)
        and is_allowed(viewer.person, viewer.membership, need)
    )


def guard(key: str) -> Viewer:
    """Let only those in whom the page's row in the registry names; the first line of a page.

    Whoever is not logged in or lacks the role sees one sentence, and the page ends.
    """
    viewer = current_viewer()
    if viewer is None:
        st.info("Please log in to see this page.", icon=":material/lock:")
        st.stop()
    if viewer.membership is None and not may_open(viewer, key):
        st.info(
            "Ask the owner of an account to add you. Then load this page again.",
            title="You belong to no account yet",
            icon=":material/group_add:",
        )
        st.stop()
    if not may_open(viewer, key):
        is_of_account = isinstance(page_entry(key).need, AccountRole)
        st.info(
            "Your role in this account does not include this page. "
            "An owner of the account can change that."
            if is_of_account
            else "It is for the people who look after the program. "
            "Whoever runs Seller Monitor can change that.",
            title="This page is not open to you",
            icon=":material/lock:",
        )
        st.stop()
    return viewer


def forget_login() -> None:
    """End the session of this tab. The cookie is removed by the login page."""
    for name in ("authentication_status", "username", "name", "email", "roles"):
        st.session_state[name] = None
    st.session_state["logout"] = True
    for name in (_VIEWER, _ACCOUNT, *_OF_THE_PERSON):
        st.session_state.pop(name, None)


def _session_username() -> str | None:
    if st.session_state.get("authentication_status"):
        return str(st.session_state["username"])
    if st.session_state.get("logout"):
        # The cookie of the page's first request is still there after a logout.
        return None
    username = read_cookie()
    if username is not None:
        st.session_state["authentication_status"] = True
        st.session_state["username"] = username
    return username


def _choose(memberships: tuple[Membership, ...]) -> Membership | None:
    """Return the account chosen in this tab, else the one its address names, else the first."""
    wanted = st.session_state.get(_ACCOUNT, st.query_params.get(ADDRESS))
    for membership in memberships:
        if str(membership.account_id) == str(wanted):
            return membership
    return memberships[0] if memberships else None


def _name_account(viewer: Viewer) -> None:
    """Keep the account in this tab, and in the address, so that a link stays in it.

    The way to another page of the menu has no parameters: the tab goes by what it has kept.
    Where there is one account only, nothing has to be said.
    """
    if viewer.membership is None or len(viewer.memberships) < 2:
        return
    choose_account(viewer.account_id)
    wanted = str(viewer.account_id)
    if st.query_params.get(ADDRESS) != wanted:
        st.query_params[ADDRESS] = wanted
