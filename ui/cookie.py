"""The login cookie: signed, read from the first request, written by the page.

Its content is that of streamlit-authenticator: an HS256 token with `username` and
`exp_date`. A page can only write a cookie by a script in the browser, so it cannot be
HttpOnly; sessions kept by the server replace this file.
"""

from __future__ import annotations

import json
from datetime import timedelta

import jwt
import streamlit as st

from core.clock import SystemClock
from core.keys import secret
from core.log import get_logger

COOKIE_NAME = "seller_monitor"
COOKIE_DAYS = 14
# How long the script stays on the page, so that it surely runs before the next rerun.
_WRITING_SECONDS = 5.0
_PENDING = "cookie_to_write"
_DAY_SECONDS = 24 * 3600

log = get_logger("ui.cookie")


def read_cookie() -> str | None:
    """Return the user name in the cookie of this tab's first request; None without a valid one."""
    return username_of(st.context.cookies.get(COOKIE_NAME))


def username_of(token: object) -> str | None:
    """Read the user name from a token; None unless it is signed by us and still valid.

    It carries `exp_date` and not the standard `exp`, so the time is compared here, by the
    machine's clock: a frozen demo ages no logins.
    """
    if not isinstance(token, str) or not token:
        return None
    try:
        claims = jwt.decode(token, secret("cookie_key"), algorithms=["HS256"])
        is_valid = float(claims["exp_date"]) > SystemClock().now().timestamp()
        return str(claims["username"]) if is_valid else None
    except (jwt.InvalidTokenError, KeyError, TypeError, ValueError):
        log.info("a login cookie was refused")
        return None


def make_token(username: str) -> str:
    """Sign a token for a person who has just given the right password."""
    expires_at = (SystemClock().now() + timedelta(days=COOKIE_DAYS)).timestamp()
    claims = {"username": username, "exp_date": expires_at}
    return jwt.encode(claims, secret("cookie_key"), algorithm="HS256")


def write_cookie_soon(username: str) -> None:
    """Have the next run of the script write the cookie into the browser."""
    until = SystemClock().monotonic() + _WRITING_SECONDS
    st.session_state[_PENDING] = (make_token(username), until)


def forget_cookie_to_write() -> None:
    """Write no cookie any more (after a logout)."""
    st.session_state.pop(_PENDING, None)


def write_cookie() -> None:
    """Draw the script that writes the cookie, for a few seconds after a login."""
    pending = st.session_state.get(_PENDING)
    if pending is None:
        return
    token, until = pending
    if SystemClock().monotonic() > until:
        forget_cookie_to_write()
        return
    _set(token, COOKIE_DAYS * _DAY_SECONDS)


def delete_cookie() -> None:
    """Draw the script that removes the cookie from the browser."""
    _set("", 0)


def _set(value: str, max_age: int) -> None:
    # A token is letters, digits, dots, dashes and underscores; json makes sure of the rest.
    cookie = f"{COOKIE_NAME}={value}; Path=/; Max-Age={max_age}; SameSite=Lax"
    st.html(
        f"<script>document.cookie = {json.dumps(cookie)}"
        " + (location.protocol === 'https:' ? '; Secure' : '');</script>",
        unsafe_allow_javascript=True,
    )
