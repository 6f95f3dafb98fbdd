"""Finds the SKUs of which Amazon tells several marketplaces one pan-European stock.

See core/stock_pools.py. Nothing in Amazon's answers names such a stock: it is known by the numbers,
which are the very same in each marketplace. By chance a few pieces may be as many here as there, so
one SKU is believed once it has been alike in several states, and all are when most of a shop are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from core.database import Role, account_transaction
from core.marketplaces import MARKETPLACES
from core.stock_pools import BY_COUNTRY, POOL_COUNTRIES
from sync.connections import SellerConnection
from sync.findings import OK, Finding
from sync.statements import statements

# Pictures of so many days are compared. Marketplaces are read minutes apart, so that a piece sold
# in between makes one of them differ.
_LOOK_BACK = timedelta(days=7)
# Half of a shop's SKUs, and this many, do not agree by chance; nor does one SKU in so many states.
_FEWEST_ALIKE = 3
# Answers that differ by more than a sale in between: a tenth and three pieces.
_DRIFT = {"drift_units": 3, "drift_share": 0.1}
_UNLIKE_DAYS = 2


class Picture(NamedTuple):
    """How a SKU's stock in a marketplace compared with the others' on the last days.

    `states`: how many different stocks were told alike. `is_empty_alone`: it is told nothing
    now while another marketplace has pieces.
    """

    connection_id: int
    sku: str
    marketplace_id: str
    rank: int
    alike_days: int
    unlike_days: int
    states: int
    is_empty_alone: bool

    @property
    def looks_alike(self) -> bool:
        """Whether it was told what another marketplace was, on most days that can tell."""
        return (
            self.alike_days > 0 and self.unlike_days <= self.alike_days and not self.is_empty_alone
        )

    @property
    def looks_apart(self) -> bool:
        """Whether a stock that was shared is plainly not shared any more."""
        is_unlike = self.unlike_days >= _UNLIKE_DAYS and self.unlike_days > self.alike_days
        return is_unlike or self.is_empty_alone


# A SKU in a marketplace of a connection.
Member = tuple[int, str, str]


def find_members(pictures: Iterable[Picture], known: frozenset[Member]) -> set[Member]:
    """Return who shares a stock, out of what was told and who shared one before.

    Of whom nothing was told lately, what was known stays.
    """
    told = {(one.connection_id, one.sku, one.marketplace_id): one for one in pictures}
    believed = _shops_that_share(told.values())
    stays = {one for one in known if one not in told or not told[one].looks_apart}
    comes = {
        member
        for member, one in told.items()
        if one.looks_alike and (one.connection_id in believed or one.states >= _FEWEST_ALIKE)
    }
    # One marketplace alone shares nothing.
    several = Counter(member[:2] for member in stays | comes)
    return {member for member in stays | comes if several[member[:2]] > 1}


def _shops_that_share(pictures: Iterable[Picture]) -> set[int]:
    """Return the connections of which most SKUs that can tell are told alike."""
    alike: dict[tuple[int, str], bool] = {}
    for one in pictures:
        if one.alike_days or one.unlike_days:
            key = (one.connection_id, one.sku)
            alike[key] = alike.get(key, False) or one.looks_alike
    counted = Counter(connection for connection, _ in alike)
    agreeing = Counter(connection for (connection, _), is_alike in alike.items() if is_alike)
    return {
        connection
        for connection, skus in agreeing.items()
        if skus >= _FEWEST_ALIKE and 2 * skus >= counted[connection]
    }


def write_stock_pools(connection: Connection, account_id: int, today: date) -> int:
    """Compare the stock of an account's marketplaces; return how many rows began or ended.

    `today` is the day in Central Europe.
    """
    sql = statements("stock_pools")
    values = {
        "account_id": account_id, "countries": list(POOL_COUNTRIES), "by_country": BY_COUNTRY,
        "after": today - _LOOK_BACK, "today": today, **_DRIFT,
    }  # fmt: skip
    told = [Picture(*row) for row in connection.execute(sql["pictures"], values)]
    known = {
        (one.connection_id, one.sku, one.marketplace_id): bool(one.is_participating)
        for one in connection.execute(sql["known"], values)
    }
    found = find_members(told, frozenset(one for one, is_sold in known.items() if is_sold))
    ended = sorted(known.keys() - found)
    begun = [
        one
        for one in told
        if (one.connection_id, one.sku, one.marketplace_id) in found - known.keys()
    ]
    if ended:
        lists = {"skus": [one[1] for one in ended], "places": [one[2] for one in ended]}
        connection.execute(sql["end"], values | lists)
    if begun:
        lists = {
            "skus": [one.sku for one in begun],
            "places": [one.marketplace_id for one in begun],
        }
        more = {
            "connections": [one.connection_id for one in begun],
            "ranks": [one.rank for one in begun],
        }
        connection.execute(sql["begin"], values | lists | more)
    return len(ended) + len(begun)


def find_pooled_stock(seller: SellerConnection) -> Finding | None:
    """Return what to know where the stock of several marketplaces is one and the same."""
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        rows = connection.execute(statements("stock_pools")["told_as_one"], seller.key).all()
    if not rows:
        return None
    names = ", ".join(MARKETPLACES[row.marketplace_id].name for row in rows)
    skus = max(row.skus for row in rows)
    return Finding(
        OK,
        f"stock {seller.region}",
        f"Amazon tells one and the same stock of {skus} SKUs for {names}: it is pan-European, and"
        " counts once in sums over them.",
    )
