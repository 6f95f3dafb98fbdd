"""Fetch exactly the orders that Amazon says have changed, one getOrder each, within its rate.

The orders' own stream finds them as well, a few minutes later: what is stored already is not
fetched, and nothing is lost where a notice is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Connection

from core.errors import DataError, RejectedError
from sync.clients.sp_api import NotFoundError
from sync.cursors import load_cursor
from sync.inbox import Waiting, forget_late, forget_notices, waiting_notices
from sync.known_fields import ORDER
from sync.notices import QUEUE_MESSAGE, STREAM
from sync.order_rows import OrderWithLines, count_rows
from sync.orders_backfill import history_from
from sync.orders_changes import API_ORDER, API_SOURCE
from sync.personal import kept_json
from sync.sources import orders, orders_api
from sync.sources.base import Page, Source, StreamContext
from sync.sources.marketplaces import required_marketplaces

_ORDER = "/orders/2026-01-01/orders/"
# A run fetches this many; at two seconds a call it ends within some minutes.
MOST_ORDERS = 150
# Orders in one commit.
_TOGETHER = 10


@dataclass(frozen=True)
class _Wanted:
    """Which orders are kept: those of these marketplaces, from this local day on."""

    marketplace_ids: frozenset[str]
    first: date

    def takes(self, one: OrderWithLines | None) -> bool:
        return (
            one is not None
            and one.order.marketplace_id in self.marketplace_ids
            and one.order.local_date >= self.first
        )


def on_notice(source: Source) -> Source:
    """Return the orders' source as it works on notices, with a lease and runs of its own."""
    return replace(source, name=STREAM, fetch=fetch, kept_under=source.name)


def fetch(context: StreamContext) -> Iterator[Page]:
    """Yield the orders of the inbox; they leave it with the commit that saves them."""
    with context.transaction() as connection:
        forget_late(connection, context.seller, context.clock.now())
        rows = waiting_notices(connection, context.seller, MOST_ORDERS)
        wanted = _wanted(connection, context)
    known = [row for row in rows if row.is_known]
    if known:
        yield _page(context, [], known)
    news = [row for row in rows if not row.is_known]
    for start in range(0, len(news), _TOGETHER):
        part = news[start : start + _TOGETHER]
        found = [_order(context, row.amazon_order_id) for row in part]
        yield _page(context, [one for one in found if one and wanted.takes(one)], part)


def _wanted(connection: Connection, context: StreamContext) -> _Wanted:
    places = required_marketplaces(connection, context.seller)
    cursor = load_cursor(connection, context.seller, orders.NAME)
    first = history_from(cursor) if cursor is not None else date.min
    return _Wanted(frozenset(place.marketplace_id for place in places), first)


def _page(context: StreamContext, found: list[OrderWithLines], done: list[Waiting]) -> Page:
    settle = partial(forget_notices, seller=context.seller, done=done)
    names = [one.order.amazon_order_id for one in found]
    return Page(found, count_rows(found), context.stamp(API_SOURCE), settle, names=names)


def _order(context: StreamContext, order_id: str) -> OrderWithLines | None:
    """Fetch one order; None where Amazon does not give it or it cannot be read: it is set aside."""
    try:
        order, is_narrow = _ask(context, order_id)
    except RejectedError as error:
        raw = json.dumps({"AmazonOrderId": order_id})
        context.set_aside(error.sentence, QUEUE_MESSAGE, raw, order_id)
        return None
    try:
        return orders_api.parse_order(order, is_narrow=is_narrow)
    except DataError as error:
        context.set_aside(error.sentence, API_ORDER, kept_json(order, ORDER), order_id)
        return None


def _ask(context: StreamContext, order_id: str) -> tuple[dict[str, Any], bool]:
    """Return the order, and whether it was read without what its marketplace refuses."""
    ask = partial(context.api.call, "getOrder", _ORDER + order_id, expect="order")
    try:
        return ask(query={"includedData": orders_api.INCLUDED_DATA})["order"], False
    except NotFoundError:
        raise
    except RejectedError:
        return ask(query={"includedData": orders_api.NARROW_DATA})["order"], True
