"""What a handler gets for one call of one operation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from core.demo import DemoConnection
from core.marketplaces import Marketplace
from simulator.errors import access_denied
from simulator.world import World


@dataclass(frozen=True)
class Call:
    """One authorised call: who asks, where, when, and the world it is about."""

    world: World
    request: Request
    connection: DemoConnection
    second: int
    # Whether the token that came is one for restricted things.
    is_restricted: bool = False

    @property
    def query(self) -> QueryParams:
        """The query parameters."""
        return self.request.query_params

    @property
    def base_url(self) -> str:
        """The address the caller used for this simulator, without a path."""
        url = self.request.url
        return f"{url.scheme}://{url.netloc}"

    def places(self, ids: list[str]) -> list[Marketplace]:
        """Return the seller's marketplaces of these ids; all of the region when none is named.

        Raises the 403 for a marketplace the seller does not sell in through this region.
        """
        places = self.world.marketplaces_of(self.connection.region)
        own = {place.marketplace_id: place for place in places}
        if any(key not in own for key in ids):
            raise access_denied("The seller does not participate in the marketplace.")
        return [own[key] for key in ids] if ids else list(own.values())


Answer = dict[str, Any] | Response
Handler = Callable[[Call], Awaitable[Answer]]


@dataclass(frozen=True)
class Operation:
    """One of Amazon's operations: its name in the model, how it is called, who answers."""

    name: str
    method: str
    path: str
    handler: Handler
    status: int = 200
