"""Orders that Amazon says have changed, waiting to be fetched: one row for each order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from core.database import Role, account_transaction
from core.log import get_logger
from sync.connections import SellerConnection
from sync.notices import Notice
from sync.statements import statements

_KEPT = timedelta(days=1)
_log = get_logger(__name__)


@dataclass(frozen=True)
class Waiting:
    """An order that waits. `is_known`: what is stored is as new as the notice."""

    amazon_order_id: str
    received_at: datetime
    is_known: bool


def put_notices(
    connection: Connection, seller: SellerConnection, notices: Sequence[Notice], now: datetime
) -> None:
    """Put notices into a connection's inbox: one for each order, the newest."""
    newest: dict[str, Notice] = {}
    for notice in sorted(notices, key=lambda one: (one.amazon_order_id, str(one.changed_at))):
        newest[notice.amazon_order_id] = notice
    for notice in newest.values():
        values = {"order_id": notice.amazon_order_id, "changed_at": notice.changed_at, "now": now}
        connection.execute(statements("notices")["put"], {**seller.key, **values})


def waiting_notices(connection: Connection, seller: SellerConnection, most: int) -> list[Waiting]:
    """Return the orders that wait, the oldest notice first."""
    rows = connection.execute(statements("notices")["waiting"], {**seller.key, "most": most})
    return [Waiting(row.amazon_order_id, row.received_at, row.is_known) for row in rows]


def forget_notices(
    connection: Connection, seller: SellerConnection, done: Sequence[Waiting]
) -> None:
    """Take orders out of the inbox; one that was told of again meanwhile stays."""
    values = {
        "order_ids": [one.amazon_order_id for one in done],
        "received": [one.received_at for one in done],
    }
    connection.execute(statements("notices")["forget"], {**seller.key, **values})


def forget_late(connection: Connection, seller: SellerConnection, now: datetime) -> None:
    """Forget what could not be fetched for a day: the search has found these orders since."""
    values = {**seller.key, "before": now - _KEPT}
    late = connection.execute(statements("notices")["forget_late"], values).rowcount
    if late:
        _log.warning("notices were too old to be fetched", notices=late)


def count_notices(seller: SellerConnection) -> int:
    """Return how many orders wait."""
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        return int(connection.scalar(statements("notices")["count"], seller.key) or 0)
