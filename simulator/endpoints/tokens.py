"""Tokens 2021-03-01: createRestrictedDataToken, for documents that ask for more than a role."""

from __future__ import annotations

from json import JSONDecodeError
from typing import Any

from simulator.call import Answer, Call, Operation
from simulator.errors import invalid_input
from simulator.tokens import LIFETIME

_MOST = 50


async def create_restricted_data_token(call: Call) -> Answer:
    """Answer createRestrictedDataToken: a token for the GETs that were named, for an hour."""
    try:
        body: Any = await call.request.json()
    except (JSONDecodeError, UnicodeDecodeError):
        raise invalid_input("Invalid Input", "The body is not JSON.") from None
    wanted = body.get("restrictedResources") if isinstance(body, dict) else None
    if not isinstance(wanted, list) or not 1 <= len(wanted) <= _MOST:
        raise invalid_input("Invalid Input", "restrictedResources takes 1 to 50 resources.")
    named = [one for one in wanted if isinstance(one, dict) and one.get("method")]
    paths = [one["path"] for one in named if isinstance(one.get("path"), str)]
    if len(paths) != len(wanted):
        raise invalid_input("Invalid Input", "A resource has a method and a path.")
    token = call.world.tokens.restrict(call.connection, frozenset(paths), call.world.now())
    return {"restrictedDataToken": token, "expiresIn": int(LIFETIME.total_seconds())}


OPERATIONS = (
    Operation(
        "createRestrictedDataToken",
        "POST",
        "/tokens/2021-03-01/restrictedDataToken",
        create_restricted_data_token,
    ),
)
