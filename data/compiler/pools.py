"""The tables of stock as they are read, where several marketplaces sell out of one stock.

See core/stock_pools.py. Amazon tells each marketplace of a pan-European stock all of it, and the
inventory ledger what lies in its country. Read is the same in either case: each marketplace has the
whole stock, as that is what it sells from, and in a sum over several the one with the lowest rank
stands for it (`is_counted`). Accounts without such a stock read the plain tables.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.stock_pools import BY_COUNTRY
from data.compiler.conditions import filter_sql
from data.compiler.parameters import Parameters
from data.compiler.select import Scope
from data.compiler.sources import Source

_UNITS = ("fulfillable_units", "inbound_units", "reserved_units", "unfulfillable_units")
_OWN = ", ".join(f"i.{name}" for name in _UNITS)
_SHARED = ", ".join(f"n.{name}" for name in _UNITS)
# A marketplace in a pool, and what filters may ask of it.
MEMBERS = Source("", {"marketplace": "p.marketplace_id", "currency": "pm.currency"}, {})
POOLS = (
    "seller.stock_pools p JOIN seller.marketplaces pm"
    " ON pm.account_id = p.account_id AND pm.marketplace_id = p.marketplace_id"
)
_NOW = """(
    SELECT i.account_id, i.marketplace_id, i.sku, i.asin, {own},
      true AS is_counted, false AS is_shared
    FROM seller.inventory i
    WHERE i.account_id = :account_id AND NOT EXISTS (SELECT FROM seller.stock_pools p
      WHERE p.account_id = :account_id AND p.marketplace_id = i.marketplace_id
        AND p.sku = i.sku AND p.until IS NULL)
    UNION ALL
    SELECT p.account_id, p.marketplace_id, p.sku, n.asin, {shared}, {counted}, true
    FROM {pools} JOIN (
      SELECT DISTINCT ON (q.connection_id, q.sku) q.connection_id, q.sku, i.asin, {own}
      FROM seller.inventory i JOIN seller.stock_pools q ON q.account_id = :account_id
        AND q.marketplace_id = i.marketplace_id AND q.sku = i.sku AND q.until IS NULL
      WHERE i.account_id = :account_id
      ORDER BY q.connection_id, q.sku, date_trunc('day', i.fetched_at, 'UTC') DESC, q.rank
    ) n ON n.connection_id = p.connection_id AND n.sku = p.sku
    WHERE p.account_id = :account_id AND p.until IS NULL
  )"""
_DAILY = """(
    SELECT i.account_id, i.marketplace_id, i.local_date, i.sku, i.asin, {own},
      true AS is_counted, false AS is_shared
    FROM seller.inventory_daily i
    WHERE i.account_id = :account_id AND {days} AND NOT EXISTS (SELECT FROM seller.stock_pools p
      WHERE p.account_id = :account_id AND p.marketplace_id = i.marketplace_id
        AND p.sku = i.sku AND {within_p})
    UNION ALL
    SELECT p.account_id, p.marketplace_id, n.local_date, p.sku, n.asin, {shared}, {counted}, true
    FROM {pools} JOIN (
      SELECT p.connection_id, p.sku, i.local_date, min(i.asin) AS asin, {told}
      FROM seller.inventory_daily i JOIN seller.stock_pools p ON p.account_id = :account_id
        AND p.marketplace_id = i.marketplace_id AND p.sku = i.sku AND {within_p}
      WHERE i.account_id = :account_id AND {days}
      GROUP BY p.connection_id, p.sku, i.local_date
    ) n ON n.connection_id = p.connection_id AND n.sku = p.sku
    WHERE p.account_id = :account_id AND {within_n}{on_sale}
  )"""
# A marketplace sells nothing out of the stock before its offer was opened there.
_ON_SALE = """ AND NOT EXISTS (SELECT FROM seller.listings l
      WHERE l.account_id = :account_id AND l.marketplace_id = p.marketplace_id AND l.sku = p.sku
        AND CAST(l.opened_at AT TIME ZONE pm.time_zone AS date) > n.local_date)"""
_SNAPSHOTS = """(SELECT d.marketplace_id, false AS is_shared, d.{mark}, d.last_day FROM {plain} d
    UNION ALL
    SELECT o.marketplace_id, true, {newest}, max(d.last_day) FROM (
      SELECT DISTINCT p.connection_id, p.marketplace_id FROM seller.stock_pools p
      WHERE p.account_id = :account_id) o
    JOIN (SELECT DISTINCT p.connection_id, p.marketplace_id FROM seller.stock_pools p
      WHERE p.account_id = :account_id) q ON q.connection_id = o.connection_id
    JOIN {plain} d ON d.marketplace_id = q.marketplace_id GROUP BY 1{bucket}) s"""
_WITH_POOLS = """(
    SELECT i.*, p.sku IS NULL OR {counted} AS is_counted{more}
    FROM {table} i LEFT JOIN ({pools}) ON p.account_id = :account_id
      AND p.marketplace_id = i.marketplace_id AND p.sku = i.sku AND {within_p}
    WHERE i.account_id = :account_id AND {days}
  )"""


def span_sql(day: str) -> str:
    """Write that a pool `p` was shared on a day."""
    return f"p.since <= {day} AND (p.until IS NULL OR p.until > {day})"


def counted_sql(scope: Scope, parameters: Parameters, *more: str) -> str:
    """Write whether a member `p` stands for its stock among the marketplaces that are kept.

    `more` are columns that have to be the same as well. By marketplace each one stands for itself.
    """
    if "marketplace" in scope.keys and not scope.counts_once:
        return "true"
    kept = [
        filter_sql(MEMBERS, one, parameters)
        for one in scope.filters
        if one.field in MEMBERS.dimensions
    ]
    keys = ", ".join(["p.connection_id", "p.sku", *more])
    first = f"min(p.rank) FILTER (WHERE {' AND '.join(kept) or 'true'})"
    return f"coalesce(p.rank = {first} OVER (PARTITION BY {keys}), false)"


@dataclass(frozen=True)
class StockTables:
    """The tables of stock for a scope: `where` and `on` go with all of them."""

    scope: Scope
    parameters: Parameters

    @property
    def is_plain(self) -> bool:
        """Whether the account has no stock that marketplaces share."""
        return not self.parameters.has_pools

    @property
    def where(self) -> list[str]:
        """What a row `f` needs to be counted."""
        return [] if self.is_plain else ["f.is_counted"]

    @property
    def on(self) -> str:
        """What joins rows `f` with snapshots `s`."""
        shared = "" if self.is_plain else " AND s.is_shared = f.is_shared"
        return f"s.marketplace_id = f.marketplace_id{shared}"

    @property
    def now(self) -> str:
        """The stock as it is now."""
        if self.is_plain:
            return "seller.inventory"
        counted = counted_sql(self.scope, self.parameters)
        return _NOW.format(own=_OWN, shared=_SHARED, counted=counted, pools=POOLS)

    def daily(self, days: str, *, only_on_sale: bool = False) -> str:
        """The stock by day; `days` is a condition on `i.local_date`, for what has pools.

        With `only_on_sale` a marketplace has none of a shared stock before its offer was opened.
        """
        if self.is_plain:
            return "seller.inventory_daily"
        by_country = self.parameters.add(BY_COUNTRY, "text")
        told = ", ".join(
            f"coalesce((array_agg(i.{name} ORDER BY p.rank)"
            f" FILTER (WHERE i.source <> {by_country}))[1], sum(i.{name})) AS {name}"
            for name in _UNITS
        )
        return _DAILY.format(
            own=_OWN,
            shared=_SHARED,
            told=told,
            days=days,
            pools=POOLS,
            counted=counted_sql(self.scope, self.parameters, "n.local_date"),
            within_p=span_sql("i.local_date"),
            within_n=span_sql("n.local_date"),
            on_sale=_ON_SALE if only_on_sale else "",
        )

    def snapshots(self, plain: str, *, by_bucket: bool = False) -> str:
        """The last day of each marketplace, as `s`, out of those in `plain`.

        Beside it stands the `newest` day of all, or the `bucket` whose last day it is. A shared
        stock is known on a day on which any of its marketplaces is.
        """
        if self.is_plain:
            return f"{plain} s"
        if by_bucket:
            return _SNAPSHOTS.format(plain=plain, mark="bucket", newest="d.bucket", bucket=", 3")
        return _SNAPSHOTS.format(plain=plain, mark="newest", newest="max(d.newest)", bucket="")

    def marked(self, table: str, day: str, *alike: str, days: str = "true", more: str = "") -> str:
        """Another table by marketplace and SKU. Of rows of one pool that are alike one counts.

        Amazon may tell a pool once for each marketplace there too, or what lies in each country:
        rows that differ in a column of `alike` are not the same pieces.
        """
        if self.is_plain:
            return table
        counted = counted_sql(self.scope, self.parameters, *(f"i.{name}" for name in alike))
        return _WITH_POOLS.format(
            table=table, pools=POOLS, counted=counted, days=days, more=more,
            within_p=span_sql(day),
        )  # fmt: skip
