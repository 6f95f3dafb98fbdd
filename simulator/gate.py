"""What every call passes before its handler: faults, token, rate, and the headers after."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from simulator.call import Call, Operation
from simulator.errors import ApiError, access_denied, throttled
from simulator.faults import FaultDesk
from simulator.world import World

_RAW_SEND = "simulator.raw_send"


def keeping_raw_send(app: ASGIApp) -> ASGIApp:
    """Wrap the application so that a call can reach the server's own `send`."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        scope[_RAW_SEND] = send
        await app(scope, receive, send)

    return wrapped


def dated(app: ASGIApp, now: Callable[[], datetime]) -> ASGIApp:
    """Wrap the application so that each answer says what time it is in the shop."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def with_date(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).setdefault(
                    "Date", format_datetime(now(), usegmt=True)
                )
            await send(message)

        await app(scope, receive, with_date)

    return wrapped


class Dropped(Response):
    """No answer at all: the connection is cut."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        # uvicorn hands its request cycle's own method as `send`; its transport can be aborted.
        cycle = getattr(scope[_RAW_SEND], "__self__", None)
        transport = getattr(cycle, "transport", None)
        if transport is None:
            raise ConnectionResetError("The connection was dropped on purpose.")
        transport.abort()
        # Wait until the server has noticed, so that it does not try to answer.
        while (await receive())["type"] != "http.disconnect":
            pass


def json_answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return a JSON answer with letters beyond ASCII as they are."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text.encode(), status, headers, media_type="application/json")


async def apply_fault(faults: FaultDesk, operation: str) -> Response | None:
    """Use a waiting fault of an operation; None when the call may go on."""
    if slow := faults.take(operation, "slow"):
        await asyncio.sleep(slow.seconds)
    if faults.take(operation, "drop_connection"):
        return Dropped()
    if fault := faults.take(operation, "http_error"):
        words = {500: "InternalFailure", 503: "ServiceUnavailable"}
        error = ApiError(
            fault.status,
            words.get(fault.status, "InternalFailure"),
            "We encountered an internal error. Please try again.",
        )
        return json_answer(error.body(), fault.status)
    if fault := faults.take(operation, "answer"):
        return Response(fault.body.encode(), fault.status, media_type=fault.content_type)
    if fault := faults.take(operation, "throttle"):
        said = {"x-amzn-RateLimit-Limit": fault.rate, "Retry-After": fault.retry_after}
        headers = {name: str(value) for name, value in said.items() if value is not None}
        return json_answer(throttled().body(), 429, headers)
    return None


async def trouble_of(world: World, operation: str) -> Response | None:
    """Use what waits for a call of an operation: expired tokens, a fault, which counts as refused.

    None when the call may go on.
    """
    if world.faults.take(operation, "expire_tokens"):
        world.tokens.expire_all()
    trouble = await apply_fault(world.faults, operation)
    if trouble is not None:
        world.rates.refused[operation] += 1
    return trouble


class OperationGate:
    """The endpoint of one operation in one region."""

    def __init__(self, world: World, operation: Operation, region: str) -> None:
        self._world = world
        self._operation = operation
        self._region = region

    async def answer(self, request: Request) -> Response:
        """Answer one call."""
        answer = await self._checked(request)
        answer.headers["x-amzn-RequestId"] = str(uuid.uuid4())
        # Amazon's models give neither the 403 nor the 429 the rate header.
        if answer.status_code not in (403, 429):
            rate = self._world.rates.rate_header(self._operation.name)
            answer.headers["x-amzn-RateLimit-Limit"] = rate
        return answer

    async def _checked(self, request: Request) -> Response:
        world, name = self._world, self._operation.name
        if (trouble := await trouble_of(world, name)) is not None:
            return trouble
        try:
            return await self._serve(request)
        except ApiError as refusal:
            world.rates.refused[name] += 1
            return json_answer(refusal.body(), refusal.status)

    async def _serve(self, request: Request) -> Response:
        world, operation = self._world, self._operation
        now = world.now()
        grant = world.tokens.open(request.headers.get("x-amz-access-token", ""), self._region, now)
        if not grant.opens(request.url.path.removeprefix(f"/{self._region.lower()}")):
            raise access_denied("The restricted token is not for this resource.")
        partner = grant.connection.selling_partner_id
        if not world.rates.take(partner, grant.application, operation.name, now):
            raise throttled()
        call = Call(world, request, grant.connection, world.second(), bool(grant.paths))
        handler = world.faults.scripted(operation.name, operation.handler)
        answer = world.faults.edited(operation.name, await handler(call))
        world.rates.served[operation.name] += 1
        if isinstance(answer, Response):
            return answer
        return json_answer(answer, operation.status)
