"""The login page: streamlit-authenticator's form over the people in PostgreSQL.

The form looks names up one at a time and checks the password with bcrypt. What it
lacks is added here: a lock-out that is shared by all processes, the same words and
the same time for unknown and known names, and a cookie that surely gets written.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import jwt
import streamlit as st

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
from ui.session import COOKIE_DAYS, COOKIE_NAME, forget_login, may_log_in

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
# How long the part of the page that writes the cookie stays on the screen.
_COOKIE_SECONDS = 15.0
_TOKEN = "cookie_to_write"  # noqa: S105 - the name of a place in the session, not a token

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


def show_login() -> None:
    """Draw the login page and log in who gives the right password; reruns on success."""
    _, middle, _ = st.columns([1, 1.3, 1])
    # What writes the cookie takes up a little room: it stands at the end.
    last = st.container()
    with last:
        authenticator, people = _authenticator()
    with middle:
        st.image(LOGO, width=208, alt="Seller Monitor")
        if st.session_state.get("logout"):
            _delete_cookie(authenticator)
        authenticator.login(location="main", fields=_FIELDS, key="login")
        if st.session_state.get("authentication_status"):
            _welcome(people.person)
        _note_failure(people.person)
        if st.session_state.get("authentication_status") is False:
            st.error(WRONG, icon=":material/error:")
        if get_settings().is_demo:
            _show_demo_login()


def _show_demo_login() -> None:
    st.info(
        f"User name `{demo.USERNAME}` and password `{demo.PASSWORD}`. "
        "The shop is made up: look around as you like, nothing can break.",
        title="This is the demo",
        icon=":material/key:",
    )


def keep_cookie() -> None:
    """Keep the cookie's writer on the page for a while after a login.

    It lives in the browser and needs a moment; a rerun right after the login would
    remove it before it has written anything.
    """
    pending = st.session_state.get(_TOKEN)
    if pending is None:
        return
    token, until = pending
    if SystemClock().monotonic() > until:
        del st.session_state[_TOKEN]
        return
    from extra_streamlit_components import CookieManager

    CookieManager().set(
        COOKIE_NAME, token, expires_at=datetime.now(UTC) + timedelta(days=COOKIE_DAYS)
    )


def log_out() -> None:
    """End the session; the login page that follows deletes the cookie."""
    forget_login()
    st.session_state.pop(_TOKEN, None)


def _authenticator() -> tuple[Any, _People]:
    import streamlit_authenticator

    credentials: dict[str, Any] = {"usernames": {}}
    authenticator = streamlit_authenticator.Authenticate(
        credentials,
        cookie_name=COOKIE_NAME,
        cookie_key=secret("cookie_key"),
        cookie_expiry_days=COOKIE_DAYS,
        auto_hash=False,
        login_sleep_time=0,
    )
    people = _People()
    # The form copies what it is given at its start; the people are read one by one instead.
    credentials["usernames"] = people
    return authenticator, people


def _welcome(person: Person | None) -> None:
    """Note the login, make the cookie, and start over as a person who is logged in."""
    if person is None:
        forget_login()
        st.rerun()
    now = SystemClock().now()
    record_login(person.user_id, was_right=True, now=now)
    log.info("logged in", user_id=person.user_id)
    expires_at = (now + timedelta(days=COOKIE_DAYS)).timestamp()
    claims = {"username": person.username, "exp_date": expires_at}
    token = jwt.encode(claims, secret("cookie_key"), algorithm="HS256")
    st.session_state[_TOKEN] = (token, SystemClock().monotonic() + _COOKIE_SECONDS)
    st.session_state["logout"] = None
    st.rerun()


def _note_failure(person: Person | None) -> None:
    """Count a wrong password of a person who exists and is not locked."""
    if person is not None:
        record_login(person.user_id, was_right=False, now=SystemClock().now())
        log.info("a login was refused", user_id=person.user_id)


def _delete_cookie(authenticator: Any) -> None:
    # The browser deletes it; the manager's own list does not know it yet.
    with suppress(KeyError):
        authenticator.cookie_controller.cookie_model.cookie_manager.delete(COOKIE_NAME)


def _is_locked(person: Person) -> bool:
    return person.locked_until is not None and person.locked_until > SystemClock().now()


@lru_cache(maxsize=1)
def _unusable_hash() -> str:
    """Return the hash of a password that nobody knows."""
    return hash_password(secrets.token_urlsafe(32))
