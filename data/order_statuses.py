"""What an order has been, one status after the other, as far as it was read."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text

from core.database import Role
from data.reading import reading

# The status of now stands with the order; among the former ones only where it was left once.
_STATUSES = """
SELECT o.amazon_order_id, o.status, coalesce(f.former, '{}') AS former
FROM seller.orders o
LEFT JOIN LATERAL (
    SELECT array_agg(s.status ORDER BY s.since_at, s.step) AS former
    FROM seller.order_statuses s
    WHERE s.account_id = o.account_id AND s.amazon_order_id = o.amazon_order_id
) f ON true
WHERE o.account_id = :account_id AND o.amazon_order_id = ANY(:orders)
"""


def load_order_statuses(
    account_id: int, orders: Sequence[str], role: Role = Role.WEB
) -> dict[str, list[str]]:
    """Return the statuses of each order, the one of now last; unknown orders are left out."""
    with reading(role, account_id) as connection:
        return read_order_statuses(connection, account_id, orders)


def read_order_statuses(
    connection: Connection, account_id: int, orders: Sequence[str]
) -> dict[str, list[str]]:
    """Read them in a transaction that has named the account."""
    values = {"account_id": account_id, "orders": list(orders)}
    return {
        row.amazon_order_id: _with_now(list(row.former), row.status)
        for row in connection.execute(text(_STATUSES), values)
    }


def _with_now(former: list[str], now: str) -> list[str]:
    return former if former[-1:] == [now] else [*former, now]
