"""The login page: streamlit-authenticator's form over the people in PostgreSQL.

The form looks names up one at a time and checks the password with bcrypt. What it
lacks is added here: a lock-out that is shared by all processes, the same words and
the same time for unknown and known names, and a cookie without a frame of its own.
"""

from __future__ import annotations

import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st
import streamlit_authenticator
from streamlit_authenticator.controllers import AuthenticationController

from core import demo
from core.accounts import (
    LOCK_MINUTES,
    MAX_FAILED_LOGINS,
    Person,
    find_person,
    hash_password,
    record_login,
)
from core.clock import SystemClock
from core.keys import secret
from core.log import get_logger
from core.settings import get_settings
from ui.cookie import delete_cookie, forget_cookie_to_write, write_cookie_soon
from ui.session import forget_login, may_log_in

WRONG = (
    "The user name or the password is not right. After "
    f"{MAX_FAILED_LOGINS} wrong tries in a row, wait {LOCK_MINUTES} minutes."
)
_FIELDS = {
    "Form name": "Log in",
    "Username": "User name",
    "Password": "Password",
    "Login": "Log in",
}
LOGO = Path(__file__).parent / "assets" / "logo.svg"

log = get_logger("ui.login")


class _People(dict[str, dict[str, Any]]):
    """The people as the form wants them: user name → entry, read when asked for.

    `person` is who was asked for and may log in, if the password is right.

    Every name seems to exist. One that does not, or is locked or disabled, gets a hash
    that no password fits, so that the answer takes as long and says as much.
    """

    person: Person | None = None

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> dict[str, Any]:
        person = find_person(name)
        is_open = person is not None and may_log_in(person) and not _is_locked(person)
        self.person = person if is_open else None
        usable = self.person.password_hash if self.person else _unusable_hash()
        entry = {"password": usable, "name": self.person.display_name if self.person else name}
        self[name] = entry
        return entry


class _Form(streamlit_authenticator.Authenticate):  # type: ignore[misc] # has no types
    """The package's login form, without its cookies.

    Its cookie manager is a frame inside the page that makes the script run once more a
    moment after the page is there; a form sent just then would be lost.
    """

    def __init__(self, people: _People) -> None:
        credentials: dict[str, Any] = {"usernames": {}}
        self.attrs = {"login_sleep_time": 0}
        self.path = None
        self.cookie_controller = _NoCookies()
        self.authentication_controller = AuthenticationController(
            credentials, auto_hash=False, secret_key=secret("cookie_key")
        )
        # The form copies what it is given at its start; people are read one by one instead.
        credentials["usernames"] = people


class _NoCookies:
    """Cookies are read and written in ui/cookie.py."""

    def get_cookie(self) -> None:
        return None

    def set_cookie(self) -> None:
        return None


def show_login() -> None:
    """Draw the login page and log in who gives the right password; reruns on success."""
    _, middle, _ = st.columns([1, 1.3, 1])
    with middle, st.container(key="login_page"):
        st.image(LOGO, width=208, alt="Seller Monitor")
        people = _People()
        _Form(people).login(location="main", fields=_FIELDS, key="login")
        if st.session_state.get("authentication_status"):
            _welcome(people.person)
        _note_failure(people.person)
        if st.session_state.get("authentication_status") is False:
            st.error(WRONG, icon=":material/error:")
        if get_settings().is_demo:
            _show_demo_login()
    if st.session_state.get("logout"):
        delete_cookie()


def _show_demo_login() -> None:
    st.info(
        f"User name `{demo.USERNAME}` and password `{demo.PASSWORD}`. "
        "The shop is made up: look around as you like, nothing can break.",
        title="This is the demo",
        icon=":material/key:",
    )


def log_out() -> None:
    """End the session; the login page that follows deletes the cookie."""
    forget_login()
    forget_cookie_to_write()


def _welcome(person: Person | None) -> None:
    """Note the login, make the cookie, and start over as a person who is logged in."""
    if person is None:
        forget_login()
        st.rerun()
    now = SystemClock().now()
    record_login(person.user_id, was_right=True, now=now)
    log.info("logged in", user_id=person.user_id)
    write_cookie_soon(person.username)
    st.session_state["logout"] = None
    st.rerun()


def _note_failure(person: Person | None) -> None:
    """Count a wrong password of a person who exists and is not locked."""
    if person is not None:
        record_login(person.user_id, was_right=False, now=SystemClock().now())
        log.info("a login was refused", user_id=person.user_id)


def _is_locked(person: Person) -> bool:
    return person.locked_until is not None and person.locked_until > SystemClock().now()


@lru_cache(maxsize=1)
def _unusable_hash() -> str:
    """Return the hash of a password that nobody knows."""
    return hash_password(secrets.token_urlsafe(32))
