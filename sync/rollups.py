"""Sales sums per day, hour and product, kept equal to the facts in the same transaction.

Two writers that touch one day would each sum without the other's rows; so each first
takes the lock of the (account, marketplace, day), in sorted order, and sums after that.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, Table, text

from core import schema
from sync.statements import statements
from sync.store import upsert_sql

Day = tuple[str, date]

# What core/schema/seller.py calls the measures of a rollup, over `touched_lines`.
_SUMS = """
    count(DISTINCT amazon_order_id) FILTER (WHERE is_sale) AS orders,
    count(DISTINCT amazon_order_id) FILTER (WHERE NOT is_sale) AS cancelled_orders,
    count(DISTINCT amazon_order_id) FILTER (WHERE is_pending) AS pending_orders,
    count(order_item_id) FILTER (WHERE is_sale) AS order_lines,
    coalesce(sum(quantity) FILTER (WHERE is_sale), 0) AS units,
    coalesce(sum(quantity) FILTER (WHERE is_sale AND price IS NULL), 0) AS unpriced_units,
    coalesce(sum(price) FILTER (WHERE is_sale), 0) AS revenue_amount,
    coalesce(sum(tax) FILTER (WHERE is_sale), 0) AS tax_amount,
    coalesce(sum(discount) FILTER (WHERE is_sale), 0) AS discount_amount,
    coalesce(sum(shipping) FILTER (WHERE is_sale), 0) AS shipping_amount
"""

# Each rollup and which lines it counts.
ROLLUPS: tuple[tuple[Table, str], ...] = (
    (schema.sales_daily, "true"),
    (schema.sales_hourly, "true"),
    (schema.sales_product_daily, "asin IS NOT NULL"),
)


def recompute_sales(connection: Connection, account_id: int, days: Iterable[Day]) -> int:
    """Sum the given (marketplace, local day) pairs anew; return how many sums changed.

    Sums that no longer have rows behind them are deleted; equal ones are left alone.
    """
    touched = sorted(set(days))
    if not touched:
        return 0
    sql = statements("rollups")
    values = {
        "account_id": account_id,
        "marketplaces": [marketplace_id for marketplace_id, _ in touched],
        "days": [day for _, day in touched],
    }
    connection.execute(sql["lock"], values)
    connection.execute(sql["touched_days"], values)
    connection.execute(sql["touched_lines"], values)
    connection.execute(sql["analyze"])
    changed = sum(_refresh(connection, account_id, *rollup) for rollup in ROLLUPS)
    connection.exec_driver_sql("DROP TABLE touched_days, touched_lines")
    return changed


def grain_of(table: Table) -> list[str]:
    """Return the key columns of a rollup, without the account."""
    return [column.name for column in table.primary_key if column.name != "account_id"]


def _refresh(connection: Connection, account_id: int, table: Table, condition: str) -> int:
    grain = grain_of(table)
    names = ", ".join(grain)
    fresh = f"fresh_{table.name}"
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE {fresh} ON COMMIT DROP AS"
        f" SELECT {names}, {_SUMS} FROM touched_lines WHERE {condition} GROUP BY {names}"
    )
    same = " AND ".join(f"f.{name} = r.{name}" for name in grain)
    gone = connection.execute(
        text(
            f"DELETE FROM {table.fullname} AS r USING touched_days AS d"
            " WHERE r.account_id = :account_id AND r.marketplace_id = d.marketplace_id"
            " AND r.local_date = d.local_date"
            f" AND NOT EXISTS (SELECT 1 FROM {fresh} f WHERE {same})"
        ),
        {"account_id": account_id},
    )
    columns = [column.name for column in table.c if column.name != "account_id"]
    kept = connection.execute(text(upsert_sql(table, columns, fresh)), {"account_id": account_id})
    connection.exec_driver_sql(f"DROP TABLE {fresh}")
    return int(gone.rowcount) + int(kept.rowcount)
