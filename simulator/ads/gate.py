"""What every call of the Ads API passes: client id, bearer token, scope, faults, refusals."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from core.demo import CLIENT_ID, DemoConnection
from core.marketplaces import Marketplace
from simulator.ads.profiles import place_of
from simulator.errors import ApiError
from simulator.gate import json_answer, trouble_of
from simulator.tokens import ADS
from simulator.world import World


class AdsError(Exception):
    """A refusal in the words of the Ads API: {"code", "details"}, or "detail" of reports."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail

    def body(self) -> dict[str, str]:
        """Return the answer's body; older operations say `details`, reports say `detail`."""
        return {"code": self.code, "detail": self.detail, "details": self.detail}


@dataclass(frozen=True)
class AdsCall:
    """One authorised call; `place` is the scope's marketplace, None where no scope is read."""

    world: World
    request: Request
    owner: DemoConnection
    place: Marketplace | None

    @property
    def profile(self) -> Marketplace:
        """The marketplace of the profile the call is about."""
        if self.place is None:
            raise AdsError(401, "401", "Not authorized to access scope.")
        return self.place

    @property
    def base_url(self) -> str:
        """The address the caller used for this simulator, without a path."""
        url = self.request.url
        return f"{url.scheme}://{url.netloc}"

    async def body(self, media_type: str) -> dict[str, Any]:
        """Return the JSON body. Raises the 415 for another Content-Type than the operation's."""
        given = self.request.headers.get("content-type", "").split(";")[0].strip()
        if given.lower() != media_type.lower():
            raise AdsError(415, "415", f"Content-Type {given} is not supported.")
        try:
            found = await self.request.json()
        except ValueError:
            raise AdsError(400, "400", "The body is not valid JSON.") from None
        if not isinstance(found, dict):
            raise AdsError(400, "400", "The body must be an object.")
        return found


@dataclass(frozen=True)
class AdsOperation:
    """One operation of the Ads API; its name is ours, as faults call it."""

    name: str
    method: str
    path: str
    handler: Callable[[AdsCall], Awaitable[Any]]
    media_type: str = "application/json"
    has_scope: bool = True


class AdsGate:
    """The endpoint of one operation in one region."""

    def __init__(self, world: World, operation: AdsOperation, region: str) -> None:
        self._world = world
        self._operation = operation
        self._region = region

    async def answer(self, request: Request) -> Response:
        """Answer one call."""
        answer = await self._checked(request)
        answer.headers["x-amz-request-id"] = str(uuid.uuid4())
        return answer

    async def _checked(self, request: Request) -> Response:
        world, name = self._world, self._operation.name
        if (trouble := await trouble_of(world, name)) is not None:
            return trouble
        try:
            found = world.faults.edited(name, await self._operation.handler(self._call(request)))
        except AdsError as refusal:
            world.rates.refused[name] += 1
            return json_answer(refusal.body(), refusal.status)
        world.rates.served[name] += 1
        if isinstance(found, Response):
            return found
        return json_answer(found, headers={"Content-Type": self._operation.media_type})

    def _call(self, request: Request) -> AdsCall:
        world = self._world
        if request.headers.get("Amazon-Advertising-API-ClientId") != CLIENT_ID:
            raise AdsError(401, "UNAUTHORIZED", "Invalid client id in the request header.")
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        try:
            if kind.lower() != "bearer":
                raise AdsError(401, "UNAUTHORIZED", "HTTP 401 Unauthorized")
            grant = world.tokens.open(token, self._region, world.now(), scope=ADS)
        except ApiError as refusal:
            raise AdsError(401, "UNAUTHORIZED", refusal.details) from None
        return AdsCall(world, request, grant.connection, self._place(request, grant.connection))

    def _place(self, request: Request, owner: DemoConnection) -> Marketplace | None:
        if not self._operation.has_scope:
            return None
        wanted = request.headers.get("Amazon-Advertising-API-Scope", "")
        place = place_of(self._world.seed, owner, wanted)
        if place is None:
            raise AdsError(401, "401", f"Not authorized to access scope {wanted}")
        return place
