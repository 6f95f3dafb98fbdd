"""Addresses for tests only, under /_simulator: health, clock, rates, faults, ledger."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import date
from json import JSONDecodeError
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from core.clock import format_instant, parse_instant
from simulator.ads.truth import ad_ledger
from simulator.formats import iso
from simulator.ledger import ledger_lines
from simulator.shop.calendar import second_of
from simulator.world import World

Endpoint = Callable[[Request], Awaitable[Response]]


async def _wish(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except JSONDecodeError:
        raise ValueError("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise ValueError("The body must be an object.")  # noqa: TRY004 - the caller's mistake
    return body


class Control:
    """The control addresses of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def health(self, _request: Request) -> Response:
        """Say that it runs, what time it is in the shop, and since when orders are served."""
        world = self._world
        return JSONResponse(
            {
                "status": "ok",
                "now": format_instant(world.now()),
                "seed": world.seed,
                "months": world.months,
                "served_from": iso(world.served_from()),
                "rate_plan": world.rates.plan,
            }
        )

    async def clock(self, request: Request) -> Response:
        """Move the clock: {"now": iso} or {"advance_seconds": n}."""
        body = await _wish(request)
        if "now" in body:
            self._world.clock.move_to(parse_instant(str(body["now"])))
        else:
            self._world.clock.advance(float(body["advance_seconds"]))
        return JSONResponse({"now": format_instant(self._world.now())})

    async def rates(self, request: Request) -> Response:
        """Change the rate plan: {"plan": "off" | "real" | "10"}."""
        body = await _wish(request)
        self._world.rates.change_plan(str(body["plan"]))
        return JSONResponse({"plan": self._world.rates.plan})

    async def calls(self, request: Request) -> Response:
        """Count calls for each operation, served and refused; DELETE starts again at zero."""
        rates = self._world.rates
        if request.method == "DELETE":
            rates.served.clear()
            rates.refused.clear()
        return JSONResponse({"served": dict(rates.served), "refused": dict(rates.refused)})

    async def faults(self, request: Request) -> Response:
        """List, add or clear faults."""
        if request.method == "POST":
            self._world.faults.add(await _wish(request))
        elif request.method == "DELETE":
            self._world.faults.clear()
        return JSONResponse({"waiting": self._world.faults.waiting()})

    async def ledger(self, request: Request) -> Response:
        """Stream the truth for ?from=&to= (local days), as of ?now= or the clock."""
        query = request.query_params
        first, last = date.fromisoformat(query["from"]), date.fromisoformat(query["to"])
        moment = query.get("now", "").replace(" ", "+")
        now = second_of(parse_instant(moment)) if moment else self._world.second()
        lines = ledger_lines(self._world.shop, first, last, now)
        return StreamingResponse(lines, media_type="application/x-ndjson")

    async def ad_ledger(self, request: Request) -> Response:
        """Stream what each campaign did on ?from=&to= (local days), as of the clock."""
        query, world = request.query_params, self._world
        first, last = date.fromisoformat(query["from"]), date.fromisoformat(query["to"])
        rows = ad_ledger(world.seed, first, last, world.second())
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        return StreamingResponse(lines, media_type="application/x-ndjson")


def _safe(endpoint: Endpoint) -> Endpoint:
    """Answer 400 with a sentence for a wish that makes no sense."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except (ValueError, KeyError, TypeError) as problem:
            return JSONResponse({"error": f"{type(problem).__name__}: {problem}"}, 400)

    return answer


def control_routes(world: World) -> list[Route]:
    """Return the routes below /_simulator."""
    control = Control(world)
    return [
        Route("/health", _safe(control.health)),
        Route("/clock", _safe(control.clock), methods=["POST"]),
        Route("/rates", _safe(control.rates), methods=["POST"]),
        Route("/calls", _safe(control.calls), methods=["GET", "DELETE"]),
        Route("/faults", _safe(control.faults), methods=["GET", "POST", "DELETE"]),
        Route("/ledger", _safe(control.ledger)),
        Route("/ad-ledger", _safe(control.ad_ledger)),
    ]
