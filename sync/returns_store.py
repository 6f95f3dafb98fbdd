"""Returns into the database, with the marketplaces of their orders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, text

from core import schema
from sync.return_rows import ReturnRow, placed
from sync.statements import statements
from sync.store import Stamp, upsert


def save_returns(connection: Connection, rows: Sequence[ReturnRow], stamp: Stamp) -> int:
    """Write returns; return how many were new or have changed.

    Older ones whose order has become known since get its marketplace and day.
    """
    found = with_places(connection, rows, stamp.account_id)
    written = upsert(connection, schema.returns, ReturnRow._fields, found, stamp)
    account = {"account_id": stamp.account_id}
    return written + connection.execute(statements("returns")["place"], account).rowcount


def with_places(
    connection: Connection, rows: Sequence[ReturnRow], account_id: int
) -> list[ReturnRow]:
    """Return the rows with the marketplace of their orders; none while an order is unknown."""
    unknown = [row.amazon_order_id for row in rows if row.marketplace_id is None]
    places = order_places(connection, account_id, unknown)
    return [placed(row, places) if row.marketplace_id is None else row for row in rows]


def order_places(
    connection: Connection, account_id: int, order_ids: Iterable[str]
) -> dict[str, str]:
    """Return the marketplace of each order that is known."""
    wanted = sorted(set(order_ids))
    if not wanted:
        return {}
    rows = connection.execute(
        text(
            "SELECT amazon_order_id, marketplace_id FROM seller.orders"
            " WHERE account_id = :account_id AND amazon_order_id = ANY(:wanted)"
        ),
        {"account_id": account_id, "wanted": wanted},
    )
    return {row.amazon_order_id: row.marketplace_id for row in rows}
