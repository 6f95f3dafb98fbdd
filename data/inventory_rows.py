"""Rows of stock that pages show as they are: its age, what is stranded, its days one by one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection, text

from core.database import Role
from data.compiler.parameters import Parameters
from data.compiler.pools import StockTables
from data.compiler.select import Scope
from data.loaders import cached
from data.pools import Pool, counts_pools, read_pools, shares_stock, words_of_pool
from data.stockouts import LOOK_BACK_DAYS, StockDay

# The age bands that Amazon counts in, youngest first; the last three cost extra.
AGE_BANDS = {
    "age_0_to_90_units": "0–90 days",
    "age_91_to_180_units": "91–180 days",
    "age_181_to_270_units": "181–270 days",
    "age_271_to_365_units": "271–365 days",
    "age_over_365_units": "Over 365 days",
}
AGED_BANDS = tuple(AGE_BANDS)[2:]

# Amazon leaves SKUs out of its report at random (selling-partner-api-models issue 5149). One that
# has been missing for longer than this is not in the warehouses any more.
PICTURE_DAYS = 7

# The stock that other marketplaces sell from as well, where there is one.
_POOL = """LEFT JOIN seller.stock_pools o ON o.account_id = :account_id
    AND o.marketplace_id = {row}.marketplace_id AND o.sku = {row}.sku AND o.until IS NULL"""
_AGES = f"""
SELECT DISTINCT ON (p.marketplace_id, p.sku)
    p.marketplace_id AS marketplace, p.asin AS product, p.sku, p.local_date AS counted_on,
    {", ".join(f"p.{band}" for band in AGE_BANDS)}, CAST(p.excess_units AS float8) AS excess_units,
    p.recommended_action, o.connection_id AS pool, o.rank
FROM seller.inventory_planning p
JOIN (SELECT marketplace_id, max(local_date) AS newest FROM seller.inventory_planning
    WHERE account_id = :account_id GROUP BY marketplace_id) n
    ON n.marketplace_id = p.marketplace_id AND p.local_date > n.newest - {PICTURE_DAYS}
{_POOL.format(row="p")}
WHERE p.account_id = :account_id
ORDER BY p.marketplace_id, p.sku, p.local_date DESC
"""
_STRANDED = f"""
SELECT t.marketplace_id AS marketplace, t.asin AS product, t.sku, t.reason, t.suggested_action,
    t.stranded_at, t.fulfillable_units + t.unfulfillable_units + t.reserved_units AS stranded_units,
    o.connection_id AS pool, o.rank
FROM seller.stranded_inventory t
{_POOL.format(row="t")}
WHERE t.account_id = :account_id
    AND t.fulfillable_units + t.unfulfillable_units + t.reserved_units > 0
ORDER BY stranded_units DESC, t.marketplace_id, t.sku
"""
# Only products that were empty on some day between :start and :end; of those every day from
# :since on of which the stock or a sale is known. A product's offers are one: it is out of stock
# when none of them has a piece.
_DAYS = """
WITH stock AS (
    SELECT marketplace_id, asin, local_date, sum(greatest(fulfillable_units, 0)) AS stock
    FROM {daily} f
    WHERE account_id = :account_id AND marketplace_id = ANY(:places)
        AND local_date BETWEEN :since AND :end
    GROUP BY marketplace_id, asin, local_date
), empty AS (
    SELECT DISTINCT marketplace_id, asin FROM stock WHERE stock = 0 AND local_date >= :start
), sold AS (
    SELECT s.marketplace_id, s.asin, s.local_date, sum(s.units) AS units
    FROM seller.sales_product_daily s
    JOIN empty e ON e.marketplace_id = s.marketplace_id AND e.asin = s.asin
    WHERE s.account_id = :account_id AND s.local_date BETWEEN :since AND :end
    GROUP BY s.marketplace_id, s.asin, s.local_date
)
SELECT e.marketplace_id, e.asin, d.local_date, max(d.stock), max(d.units)
FROM empty e
JOIN (
    SELECT marketplace_id, asin, local_date, stock, CAST(0 AS bigint) AS units FROM stock
    UNION ALL
    SELECT marketplace_id, asin, local_date, NULL, units FROM sold
) d ON d.marketplace_id = e.marketplace_id AND d.asin = e.asin
GROUP BY e.marketplace_id, e.asin, d.local_date
ORDER BY e.marketplace_id, e.asin, d.local_date
"""
_FIRST = """
SELECT marketplace_id, min(local_date) FROM seller.inventory_daily
WHERE account_id = :account_id GROUP BY marketplace_id
"""

# When the first offer of each product was opened, where that of every offer is known.
_OPENED = """
SELECT l.marketplace_id, l.asin, min(CAST(l.opened_at AT TIME ZONE m.time_zone AS date))
FROM seller.listings l
JOIN seller.marketplaces m
    ON m.account_id = l.account_id AND m.marketplace_id = l.marketplace_id
WHERE l.account_id = :account_id
GROUP BY l.marketplace_id, l.asin HAVING count(*) = count(l.opened_at)
"""

ProductDays = dict[tuple[str, str], list[StockDay]]


def load_ages(account_id: int) -> pd.DataFrame:
    """Return how old the stock of each SKU is, by the newest picture that names it.

    Columns: marketplace, product, sku, counted_on (date), the bands of AGE_BANDS in pieces,
    excess_units (None where Amazon does not say), recommended_action in Amazon's words, and `pool`
    and `rank` of seller.stock_pools (None where the stock is the marketplace's own). What has not
    been named for PICTURE_DAYS is left out.
    """
    return _load(account_id, "ages", ("inventory_planning", "inventory"), _AGES)


def load_stranded(account_id: int) -> pd.DataFrame:
    """Return the stock that no active offer sells, as it is now, most pieces first.

    Columns: marketplace, product, sku, reason and suggested_action in Amazon's words,
    stranded_at (UTC, None where Amazon does not say), stranded_units, pool, rank.
    """
    return _load(account_id, "stranded", ("stranded_inventory", "inventory"), _STRANDED)


def load_stock_days(account_id: int, places: Sequence[str], start: date, end: date) -> ProductDays:
    """Return the days of each product that was out of stock at some time from `start` to `end`.

    (marketplace, ASIN) → its days in order, from LOOK_BACK_DAYS before `start` on, as far as
    stock or sales are known. Each marketplace has all of a stock that it shares with others.
    Units are those ordered, without cancelled orders. To be read only: the answer is kept and
    shared.
    """

    def load(connection: Connection) -> ProductDays:
        span = {
            "places": sorted(places),
            "since": start - timedelta(days=LOOK_BACK_DAYS),
            "start": start,
            "end": end,
        }
        found: ProductDays = {}
        parameters = Parameters(
            account_id, has_pools=shares_stock(connection, account_id, ("in_stock_days",))
        )
        tables = StockTables(Scope(("marketplace",), ()), parameters)
        within = "i.local_date BETWEEN :since AND :end"
        sql = _DAYS.format(daily=tables.daily(within, only_on_sale=True))
        values = span | parameters.values  # noqa: PD011 — no frame
        for place, asin, day, stock, units in connection.execute(text(sql), values):
            known = None if stock is None else int(stock)
            found.setdefault((place, asin), []).append(StockDay(day, known, int(units)))
        return found

    question = ("stock_days", *sorted(places), start, end)
    days: ProductDays = cached(Role.WEB, account_id, question, ("inventory", "orders"), load)[0]
    return days


def load_pools(account_id: int) -> dict[Pool, tuple[str, ...]]:
    """Return the stock that several marketplaces sell from, as `read_pools`. To be read only."""
    found: dict[Pool, tuple[str, ...]] = cached(
        Role.WEB,
        account_id,
        "pools",
        ("inventory",),
        lambda connection: read_pools(connection, account_id),
    )[0]
    return found


def load_shared_notes(
    account_id: int, places: Collection[str], metric: str, skus: Collection[str] | None = None
) -> list[str]:
    """Say which of the marketplaces sell out of one stock, where that matters for a metric.

    `skus`: only the stock of these is looked at.
    """
    if not counts_pools([metric]):
        return []
    members = dict.fromkeys(
        one
        for pool, sellers in load_pools(account_id).items()
        if skus is None or pool.sku in skus
        for one in sellers
    )
    return words_of_pool(
        [one for one in members if one in places], [one for one in members if one not in places]
    )


def load_first_counts(account_id: int) -> dict[str, date]:
    """Return the first day on which the stock of each marketplace was counted."""
    found: dict[str, date] = cached(
        Role.WEB,
        account_id,
        "first_counts",
        ("inventory",),
        lambda connection: {
            str(place): day
            for place, day in connection.execute(text(_FIRST), {"account_id": account_id})
        },
    )[0]
    return found


def load_opened(account_id: int) -> dict[tuple[str, str], date]:
    """Return when each product's first offer was opened: (marketplace, ASIN) → local day.

    Products with an offer of which Amazon does not say it are left out. To be read only.
    """
    found: dict[tuple[str, str], date] = cached(
        Role.WEB,
        account_id,
        "opened",
        ("listings", "marketplaces"),
        lambda connection: {
            (str(place), str(asin)): day
            for place, asin, day in connection.execute(text(_OPENED), {"account_id": account_id})
        },
    )[0]
    return found


def _load(account_id: int, question: str, sources: tuple[str, ...], sql: str) -> pd.DataFrame:
    def read(connection: Connection) -> pd.DataFrame:
        found = connection.execute(text(sql), {"account_id": account_id})
        rows: list[tuple[Any, ...]] = [tuple(row) for row in found]
        return pd.DataFrame(rows, columns=list(found.keys()))

    frame: pd.DataFrame = cached(Role.WEB, account_id, question, sources, read)[0]
    return frame.copy(deep=False)
