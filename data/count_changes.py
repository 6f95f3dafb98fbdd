"""What has changed on a day since Amazon counted it: orders cancelled or changed later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, text

from core.database import Role
from data.loaders import cached
from data.payout_bridge import ChangedSince
from data.payouts import PlaceDays, values_of

SOURCES = ("orders", "sales_control", "sales_traffic", "marketplaces")
# Amazon takes the price of a cancelled order away: how many orders are missing then tells whether
# these are all. The report on visits, which counts where the Sales API did not, counts no orders.
_CHANGES = """
WITH spans AS (
    SELECT * FROM unnest(CAST(:places AS text[]), CAST(:firsts AS date[]), CAST(:lasts AS date[]))
        AS s (marketplace_id, first_on, last_on)
),
counts AS (
    SELECT c.marketplace_id, c.local_date, c.currency, c.orders, c.fetched_at
    FROM seller.sales_control c
    JOIN spans s ON s.marketplace_id = c.marketplace_id
        AND c.local_date BETWEEN s.first_on AND s.last_on
    WHERE c.account_id = :account_id
    UNION ALL
    SELECT t.marketplace_id, t.local_date, coalesce(t.currency, m.currency), NULL, t.fetched_at
    FROM seller.traffic_daily t
    JOIN spans s ON s.marketplace_id = t.marketplace_id
        AND t.local_date BETWEEN s.first_on AND s.last_on
    JOIN seller.marketplaces m
        ON m.account_id = :account_id AND m.marketplace_id = t.marketplace_id
    WHERE t.account_id = :account_id AND t.sales_amount IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM seller.sales_control c
        WHERE c.account_id = :account_id AND c.marketplace_id = t.marketplace_id
          AND c.local_date = t.local_date)
)
SELECT c.marketplace_id, c.local_date,
    coalesce(o.cancelled_amount, 0) AS cancelled_amount,
    coalesce(o.changed_amount, 0) AS changed_amount,
    o.cancelled_orders, o.unpriced_orders, c.orders - coalesce(d.orders, 0) AS missing_orders
FROM counts c
LEFT JOIN seller.sales_daily d ON d.account_id = :account_id
    AND d.marketplace_id = c.marketplace_id AND d.local_date = c.local_date
    AND d.currency = c.currency
CROSS JOIN LATERAL (
    SELECT sum(n.price) FILTER (WHERE n.status = 'Cancelled') AS cancelled_amount,
        sum(n.price) FILTER (WHERE n.status <> 'Cancelled') AS changed_amount,
        count(*) FILTER (WHERE n.status = 'Cancelled') AS cancelled_orders,
        count(*) FILTER (WHERE n.status = 'Cancelled' AND n.price IS NULL) AS unpriced_orders
    FROM (
        SELECT s.status, (SELECT sum(i.item_price_amount) FROM seller.order_items i
            WHERE i.account_id = :account_id AND i.amazon_order_id = s.amazon_order_id
              AND i.currency = c.currency) AS price
        FROM seller.orders s
        WHERE s.account_id = :account_id AND s.marketplace_id = c.marketplace_id
          AND s.local_date = c.local_date AND s.last_updated_at > c.fetched_at
    ) n
) o
"""


def load_count_changes(
    account_id: int, spans: Sequence[PlaceDays]
) -> dict[tuple[str, date], ChangedSince]:
    """Return what has changed since Amazon's count: (marketplace id, its day) → changes.

    Days that Amazon has not counted are left out.
    """

    def load(connection: Connection) -> dict[tuple[str, date], ChangedSince]:
        rows = connection.execute(text(_CHANGES), values_of(account_id, spans))
        return {(row.marketplace_id, row.local_date): ChangedSince(*row[2:]) for row in rows}

    value, _ = cached(Role.WEB, account_id, ("count changes", tuple(spans)), SOURCES, load)
    return dict(value)
