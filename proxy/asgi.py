"""The routes of the picture proxy, as one small ASGI app.

`create_app()` runs by itself (`python -m proxy`, where it answers `/images/...` and
`/healthz`) or mounted in another app at `/images`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from core.database import Role, transaction
from core.errors import SellerMonitorError
from core.product_clock import get_clock
from core.settings import Settings, get_settings
from proxy.answers import (
    Answer,
    answer_picture,
    answer_placeholder,
    answer_refusal,
    answer_wrong_method,
)
from proxy.cache import MOST_BYTES, Picture, PictureCache, Steady
from proxy.fetcher import Fetcher
from proxy.placeholder import placeholder
from proxy.shelf import Shelf
from proxy.sources import is_allowed, load_source_address
from proxy.tickets import Refusal, read_ticket

_PREFIX = "/images"
_HEALTH_SECONDS = 5.0


class PictureApp:
    """Answers `GET` and `HEAD` of `/images/<base64 of ASIN>`."""

    def __init__(self, shelf: Shelf, steady: Steady, now: Callable[[], datetime]) -> None:
        self._shelf = shelf
        self._steady = steady
        self._now = now

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        answer = await self._answer(scope)
        await send(
            {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
        )
        body = b"" if scope["method"] == "HEAD" else answer.body
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope) -> Answer:
        code = _code_of(scope)
        if code is None:
            return answer_refusal(Refusal(404, "There is nothing here."))
        if scope["method"] not in ("GET", "HEAD"):
            return answer_wrong_method()
        ticket = read_ticket(code, scope["query_string"], self._now())
        if isinstance(ticket, Refusal):
            return answer_refusal(ticket)
        found = await self._shelf.find((ticket.account_id, ticket.asin, ticket.version))
        if isinstance(found, Picture):
            return answer_picture(found, self._steady(), scope["headers"])
        return answer_placeholder(found, scope["headers"])


def _code_of(scope: Scope) -> str | None:
    """Return what follows `/images/` in the path, wherever the app is mounted."""
    root = str(scope.get("root_path", ""))
    path = str(scope["path"]).removeprefix(root.removesuffix(_PREFIX))
    return path.removeprefix(f"{_PREFIX}/") if path.startswith(f"{_PREFIX}/") else None


async def answer_health(_request: Request) -> JSONResponse:
    """Say whether pictures can be served: 200, or 503 with a sentence."""
    try:
        await asyncio.wait_for(asyncio.to_thread(_ask_database), _HEALTH_SECONDS)
    except SellerMonitorError as error:
        return _health(503, {"status": "error", "message": error.sentence})
    except TimeoutError:
        return _health(503, {"status": "error", "message": "The database does not answer in time."})
    return _health(200, {"status": "ok"})


def _ask_database() -> None:
    with transaction(Role.WEB) as connection:
        connection.execute(text("SELECT 1"))


def _health(status: int, content: dict[str, str]) -> JSONResponse:
    return JSONResponse(content, status, {"Cache-Control": "no-store"})


def create_app(
    settings: Settings | None = None,
    *,
    steady: Steady = time.monotonic,
    now: Callable[[], datetime] | None = None,
    fetcher: Fetcher | None = None,
    most_bytes: int = MOST_BYTES,
) -> Starlette:
    """Make the app. Time, fetcher and the cache's size can be handed in by tests."""
    chosen = settings or get_settings()
    shelf = Shelf(
        PictureCache(steady, most_bytes),
        steady,
        load_source_address,
        lambda address: is_allowed(address, chosen),
        (fetcher or Fetcher(is_local=chosen.is_demo)).fetch,
    )
    placeholder()
    pictures = PictureApp(shelf, steady, now or (lambda: get_clock().now()))
    return Starlette(
        routes=[
            Route("/healthz", answer_health, methods=["GET"]),
            Route("/{path:path}", pictures),
        ]
    )
