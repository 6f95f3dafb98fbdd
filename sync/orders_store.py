"""Orders into the database: facts, stubs for unknown products, and the sums of the days touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, text

from core import schema
from sync.order_rows import NOT_SAID, UNKNOWN, LineRow, OrderRow, OrderWithLines
from sync.rollups import recompute_sales
from sync.statements import statements
from sync.store import Stamp, add_missing, copy_in, upsert_sql

Day = tuple[str, date]


@dataclass(frozen=True)
class Written:
    """How many rows changed: of orders and lines, and of products and listings; and whose."""

    facts: int = 0
    products: int = 0
    order_ids: frozenset[str] = frozenset()


def save_orders(connection: Connection, orders: Sequence[OrderWithLines], stamp: Stamp) -> Written:
    """Save orders with all their lines, and bring the daily sums up to date.

    The newest `last_updated_at` wins. Only the days touched are summed anew, with the
    day an order has moved away from.
    """
    newest = _newest(orders)
    if not newest:
        return Written()
    products = _add_products(connection, newest, stamp)
    before = _copy_orders(connection, newest, stamp)
    changed = _merge(connection, stamp)
    touched = _days_of(newest, changed) | {before[key] for key in changed if key in before}
    recompute_sales(connection, stamp.account_id, touched)
    return Written(len(changed), products, frozenset(changed))


def _newest(orders: Sequence[OrderWithLines]) -> dict[str, OrderWithLines]:
    """Keep one state of each order, the newest; of equal ones the last."""
    newest: dict[str, OrderWithLines] = {}
    for one in orders:
        known = newest.get(one.order.amazon_order_id)
        if known is None or one.order.last_updated_at >= known.order.last_updated_at:
            newest[one.order.amazon_order_id] = one
    return newest


def _add_products(connection: Connection, newest: dict[str, OrderWithLines], stamp: Stamp) -> int:
    """Add products and listings that nobody has described yet, so that keys hold."""
    listings = {
        (one.order.marketplace_id, line.sku): (line.asin, one.order.fulfillment_channel)
        for one in newest.values()
        for line in one.lines
    }
    asins = sorted({line.asin for one in newest.values() for line in one.lines})
    stub = replace(stamp, source="orders")
    written = add_missing(connection, schema.products, ("asin",), [(asin,) for asin in asins], stub)
    columns = ("marketplace_id", "sku", "asin", "fulfillment_channel")
    rows = [(*key, *value) for key, value in sorted(listings.items()) if key[1]]
    return written + add_missing(connection, schema.listings, columns, rows, stub)


def _copy_orders(
    connection: Connection, newest: dict[str, OrderWithLines], stamp: Stamp
) -> dict[str, Day]:
    """Copy the page beside the tables and lock what it will change; return the old days."""
    copy_in(connection, schema.orders, OrderRow._fields, [one.order for one in newest.values()])
    lines = [line for one in newest.values() for line in one.lines]
    copy_in(connection, schema.order_items, LineRow._fields, lines)
    key = {"account_id": stamp.account_id}
    rows = connection.execute(statements("orders")["before"], key).all()
    if any(one.order.status == NOT_SAID for one in newest.values()):
        connection.execute(statements("orders")["fill_in"], {**key, "unknown": UNKNOWN})
    if rows:
        connection.execute(statements("orders")["keep_former"], key)
    return {row.amazon_order_id: (row.marketplace_id, row.local_date) for row in rows}


def _merge(connection: Connection, stamp: Stamp) -> list[str]:
    """Bring the copied page into the tables; return an order id for each row changed."""
    sql = statements("orders")
    values = stamp.values()
    changed = list(
        connection.scalars(
            text(
                upsert_sql(
                    schema.orders,
                    OrderRow._fields,
                    "incoming_orders",
                    only_if="excluded.last_updated_at >= stored.last_updated_at",
                    returning="amazon_order_id",
                )
            ),
            values,
        )
    )
    refused = list(connection.scalars(sql["refused"], values))
    if refused:
        connection.execute(sql["drop_refused_orders"], {"refused": refused})
        connection.execute(sql["drop_refused_lines"], {"refused": refused})
    changed += connection.scalars(sql["drop_gone_lines"], values)
    changed += connection.scalars(
        text(
            upsert_sql(
                schema.order_items,
                LineRow._fields,
                "incoming_order_items",
                returning="amazon_order_id",
            )
        ),
        values,
    )
    connection.exec_driver_sql("DROP TABLE incoming_orders, incoming_order_items")
    return changed


def _days_of(newest: dict[str, OrderWithLines], changed: Sequence[str]) -> set[Day]:
    return {
        (newest[key].order.marketplace_id, newest[key].order.local_date) for key in set(changed)
    }
