"""Orders 2026-01-01: searchOrders and getOrder."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from core.marketplaces import Marketplace
from simulator.call import Answer, Call, Operation
from simulator.endpoints.order_json import order_json
from simulator.errors import invalid_input, not_found
from simulator.formats import iso
from simulator.paging import filters_mark
from simulator.params import instant, number, text, words
from simulator.shop.order import Order

_DATASETS = (
    "BUYER", "RECIPIENT", "PROCEEDS", "EXPENSE", "PROMOTION", "CANCELLATION", "FULFILLMENT",
    "PACKAGES", "TAX", "PAYMENT", "FULFILLMENT_ORDERS",
)  # fmt: skip
_STATUSES = (
    "PENDING_AVAILABILITY", "PENDING", "UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED", "CANCELLED",
    "UNFULFILLABLE",
)  # fmt: skip
_TOKEN_LIFETIME = 24 * 3600
# The model: *Before must be at least two minutes before the time of the request.
_MARGIN = 120
_DAY = 86400

Found = tuple[int, str, Order, str, int]  # sort second, order id, order, status, last update


class Window(NamedTuple):
    """What a search is about; `kind` is created or lastUpdated."""

    kind: str
    first: int
    last: int


def _window(call: Call) -> Window:
    """Read the time window. Raises the 400 for a combination Amazon refuses."""
    given = {
        name: instant(call.query, name)
        for name in ("createdAfter", "createdBefore", "lastUpdatedAfter", "lastUpdatedBefore")
    }
    if (given["createdAfter"] is None) == (given["lastUpdatedAfter"] is None):
        raise invalid_input(
            "Invalid Input", "Exactly one of createdAfter and lastUpdatedAfter must be provided."
        )
    kind, other = (
        ("created", "lastUpdated")
        if given["createdAfter"] is not None
        else ("lastUpdated", "created")
    )
    if given[other + "Before"] is not None:
        raise invalid_input("Invalid Input", f"{other}Before cannot go with {kind}After.")
    first = given[kind + "After"] or 0
    last = given[kind + "Before"]
    newest = call.second - _MARGIN
    if last is None:
        return Window(kind, first, max(newest, first))
    if last > newest:
        raise invalid_input(
            "Invalid Input", f"{kind}Before must be at least two minutes before the request."
        )
    if last < first:
        raise invalid_input("Invalid Input", f"{kind}Before must not be before {kind}After.")
    return Window(kind, first, last)


def _part(call: Call, kind: str, places: list[Marketplace], first: int, last: int) -> list[Found]:
    """Return the orders of a stretch of time, in order of time."""
    shop, now, oldest = call.world.shop, call.second, call.world.served_from()
    found: list[Found] = []
    for place in places:
        if kind == "created":
            for order in shop.created_between(place, first, last):
                status, updated = order.state_at(now)
                found.append((order.created, order.order_id, order, status, updated))
        else:
            for order, status, updated in shop.updated_between(place, first, last, now):
                if order.created >= oldest:
                    found.append((updated, order.order_id, order, status, updated))
    return sorted(found, key=_place_in_line)


def _place_in_line(row: Found) -> tuple[int, str]:
    return row[0], row[1]


def _search(call: Call, window: Window, ids: list[str], start: int) -> Iterator[Found]:
    """Yield the orders of a window from second `start` on, in order of time.

    A page of a two-year window needs its first days only: the window is read in
    stretches, each twice as long as the one before.
    """
    places = call.places(ids)
    first, last = max(window.first, start, call.world.served_from()), min(window.last, call.second)
    stretch = _DAY
    while first <= last:
        yield from _part(call, window.kind, places, first, min(last, first + stretch - 1))
        first += stretch
        stretch *= 2


def _filters(call: Call) -> dict[str, Any]:
    """Return the parameters that a page token is bound to."""
    query = call.query
    return {
        "marketplaceIds": words(query, "marketplaceIds", most=50),
        "fulfillmentStatuses": words(query, "fulfillmentStatuses", _STATUSES),
        "fulfilledBy": words(query, "fulfilledBy", ("MERCHANT", "AMAZON")),
        "createdAfter": text(query, "createdAfter"),
        "createdBefore": text(query, "createdBefore"),
        "lastUpdatedAfter": text(query, "lastUpdatedAfter"),
        "lastUpdatedBefore": text(query, "lastUpdatedBefore"),
    }


async def search_orders(call: Call) -> Answer:
    """Answer searchOrders, in order of the time searched by.

    A page token names the last order seen, not a place in a list: an order that
    changes between two pages leaves the window without pushing another one out.
    """
    filters = _filters(call)
    size = number(call.query, "maxResultsPerPage", 1, 100, 100)
    included = set(words(call.query, "includedData", _DATASETS))
    named = set(filters["marketplaceIds"])
    if "FULFILLMENT" in included and named & call.world.refuses_fulfillment:
        raise invalid_input("Invalid Input", "The includedData FULFILLMENT is not supported.")
    window = _window(call)
    mark = filters_mark({**filters, "partner": call.connection.selling_partner_id})
    after: tuple[int, str] = (-1, "")
    token = text(call.query, "paginationToken")
    if token:
        state = call.world.pages.read(token, "searchOrders", mark, call.second, _TOKEN_LIFETIME)
        after, window = (state["second"], state["id"]), window._replace(last=state["last"])
    statuses, channels = set(filters["fulfillmentStatuses"]), filters["fulfilledBy"]
    matches = (
        row
        for row in _search(call, window, filters["marketplaceIds"], after[0])
        if _place_in_line(row) > after
        and (not statuses or row[3] in statuses)
        and (not channels or ("AMAZON" if row[2].is_fba else "MERCHANT") in channels)
    )
    page = list(islice(matches, size + 1))
    answer: dict[str, Any] = {
        "orders": [order_json(row[2], row[3], row[4], included) for row in page[:size]],
        window.kind + "Before": iso(window.last),
    }
    if len(page) > size:
        state = {"second": page[size - 1][0], "id": page[size - 1][1], "last": window.last}
        next_token = call.world.pages.write("searchOrders", mark, call.second, state)
        answer["pagination"] = {"nextToken": next_token}
    return answer


async def get_order(call: Call) -> Answer:
    """Answer getOrder."""
    included = set(words(call.query, "includedData", _DATASETS))
    order = call.world.shop.order(call.request.path_params["order_id"])
    is_served = (
        order is not None
        and call.world.served_from() <= order.created <= call.second
        and order.place.region == call.connection.region
    )
    if order is None or not is_served:
        raise not_found("The requested order was not found.")
    status, updated = order.state_at(call.second)
    return {"order": order_json(order, status, updated, included)}


OPERATIONS = (
    Operation("searchOrders", "GET", "/orders/2026-01-01/orders", search_orders),
    Operation("getOrder", "GET", "/orders/2026-01-01/orders/{order_id}", get_order),
)
