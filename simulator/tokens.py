"""Login with Amazon: refresh tokens in, access tokens of one hour out."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse

from core.demo import CLIENT_ID, CLIENT_SECRET, CONNECTIONS, DemoConnection
from simulator.errors import access_denied

LIFETIME = timedelta(hours=1)
# What a token is for: the Selling Partner API, or advertising.
SELLING, ADS = "sellingpartnerapi", "advertising::campaign_management"
_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


@dataclass(frozen=True)
class Grant:
    """What an access token opens, and until when."""

    connection: DemoConnection
    application: str
    expires_at: datetime
    scope: str = SELLING
    # A restricted token opens these paths and nothing else; none: all that is not restricted.
    paths: frozenset[str] = frozenset()

    def opens(self, path: str) -> bool:
        """Whether it is good for a path."""
        return not self.paths or path in self.paths


class TokenDesk:
    """Hands out access tokens and remembers them."""

    def __init__(self) -> None:
        self._grants: dict[str, Grant] = {}
        self._by_refresh_token = {row.refresh_token: (row, SELLING) for row in CONNECTIONS}
        self._by_refresh_token |= {row.ads_refresh_token: (row, ADS) for row in CONNECTIONS}

    def issue(self, refresh_token: str, now: datetime) -> str | None:
        """Return a new access token, or None when the refresh token is unknown."""
        known = self._by_refresh_token.get(refresh_token)
        if known is None:
            return None
        connection, scope = known
        token = "Atza|" + secrets.token_urlsafe(48)
        self._grants[token] = Grant(connection, CLIENT_ID, now + LIFETIME, scope)
        return token

    def restrict(self, connection: DemoConnection, paths: frozenset[str], now: datetime) -> str:
        """Return a new token that opens some restricted paths only."""
        token = "Atz.sprdt|" + secrets.token_urlsafe(48)
        self._grants[token] = Grant(connection, CLIENT_ID, now + LIFETIME, SELLING, paths)
        return token

    def open(self, token: str, region: str, now: datetime, *, scope: str = SELLING) -> Grant:
        """Return what a token opens in a region. Raises the 403 that Amazon answers."""
        if not token:
            raise access_denied("Access token is missing in the request header.")
        grant = self._grants.get(token)
        if grant is None:
            raise access_denied("The access token you provided is revoked, malformed or invalid.")
        if grant.scope != scope:
            raise access_denied("The access token is not valid for this API.")
        if now >= grant.expires_at:
            raise access_denied("The access token you provided has expired.")
        if grant.connection.region != region:
            raise access_denied("The access token is not valid for this region.")
        return grant

    def expire_all(self) -> None:
        """Make every access token that is out there useless."""
        self._grants.clear()


def _refusal(status: int, error: str, description: str) -> JSONResponse:
    body = {"error": error, "error_description": description}
    return JSONResponse(body, status, headers=_NO_STORE)


async def token_answer(request: Request, desk: TokenDesk, now: datetime) -> JSONResponse:
    """Answer POST /auth/o2/token, form or JSON, with Amazon's errors."""
    body = await request.body()
    if request.headers.get("content-type", "").startswith("application/json"):
        form: dict[str, str] = await request.json() if body else {}
    else:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    if not form.get("grant_type"):
        return _refusal(400, "invalid_request", "The request is missing grant_type.")
    if form["grant_type"] != "refresh_token":
        return _refusal(
            400,
            "unsupported_grant_type",
            "The authorization grant type is not supported by the authorization server",
        )
    known = form.get("client_id") == CLIENT_ID and form.get("client_secret") == CLIENT_SECRET
    if not known:
        return _refusal(401, "invalid_client", "Client authentication failed")
    refresh_token = form.get("refresh_token", "")
    if not refresh_token:
        return _refusal(400, "invalid_request", "The request is missing refresh_token.")
    token = desk.issue(refresh_token, now)
    if token is None:
        return _refusal(
            400,
            "invalid_grant",
            "The request has an invalid grant parameter : refresh_token",
        )
    answer = {
        "access_token": token,
        "refresh_token": refresh_token,
        "token_type": "bearer",
        "expires_in": int(LIFETIME.total_seconds()),
    }
    return JSONResponse(answer, headers=_NO_STORE)
