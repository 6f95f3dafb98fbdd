"""Sums per day of sales and of money, kept equal to the facts in the same transaction.

Two writers that touch one day would each sum without the other's rows; so each first
takes the lock of the (account, marketplace, day), in sorted order, and sums after that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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

# What money is, over `touched_money`: see core/schema/finance.py. Amazon writes what it takes
# with a minus; costs are positive here.
_MONEY_SUMS = """
    coalesce(sum(amount) FILTER (WHERE is_buyers AND is_sale), 0) AS charged_amount,
    coalesce(-sum(amount) FILTER (WHERE is_buyers AND NOT is_sale), 0) AS refund_amount,
    coalesce(-sum(amount) FILTER (WHERE kind = 'referral_fee'), 0) AS commission_amount,
    coalesce(-sum(amount) FILTER (WHERE kind = 'fulfilment_fee'), 0) AS fulfilment_fee_amount,
    coalesce(-sum(amount) FILTER (WHERE kind = 'closing_fee'), 0) AS closing_fee_amount,
    coalesce(-sum(amount) FILTER (WHERE kind = 'refund_fee'), 0) AS refund_fee_amount,
    coalesce(-sum(amount) FILTER (WHERE kind = 'storage_fee'), 0) AS storage_fee_amount,
    coalesce(-sum(amount) FILTER (WHERE kind = 'subscription'), 0) AS subscription_amount,
    coalesce(-sum(amount) FILTER (WHERE kind = 'other_fee'), 0) AS other_fee_amount,
    coalesce(sum(amount) FILTER (WHERE kind = 'reimbursement'), 0) AS reimbursement_amount,
    coalesce(-sum(amount) FILTER (WHERE kind = 'advertising'), 0) AS advertising_amount,
    coalesce(sum(amount) FILTER (WHERE kind = 'other'), 0) AS other_amount,
    coalesce(sum(quantity) FILTER (WHERE kind = 'sales' AND NOT is_sale), 0) AS refund_units
"""


@dataclass(frozen=True)
class _Rollup:
    """A rollup: its table, the temporary table of facts, which of them count, its sums."""

    table: Table
    facts: str
    sums: str
    condition: str = "true"


# Each rollup of sales and which lines it counts.
_SALES = (
    _Rollup(schema.sales_daily, "touched_lines", _SUMS),
    _Rollup(schema.sales_hourly, "touched_lines", _SUMS),
    _Rollup(schema.sales_product_daily, "touched_lines", _SUMS, "asin IS NOT NULL"),
)
_MONEY = (
    _Rollup(schema.money_daily, "touched_money", _MONEY_SUMS),
    _Rollup(schema.money_product_daily, "touched_money", _MONEY_SUMS),
)
ROLLUPS: tuple[Table, ...] = tuple(one.table for one in (*_SALES, *_MONEY))


def recompute_sales(connection: Connection, account_id: int, days: Iterable[Day]) -> int:
    """Sum the given (marketplace, local day) pairs anew; return how many sums changed.

    Sums that no longer have rows behind them are deleted; equal ones are left alone.
    """
    return _recompute(connection, account_id, days, "rollups", "touched_lines", _SALES)


def money_days(connection: Connection, account_id: int, ids: Iterable[str]) -> set[Day]:
    """Return the days on which transactions stand, with those of the pairs they belong to.

    A transaction without a marketplace stands on ''.
    """
    found = connection.execute(
        statements("money_rollups")["days_of"], {"account_id": account_id, "ids": list(ids)}
    )
    return {(row.marketplace_id, row.local_date) for row in found}


def days_without_sums(connection: Connection, account_id: int) -> set[Day]:
    """Return every day of an account whose transactions are older than the sums of money."""
    found = connection.execute(
        statements("money_rollups")["days_without_sums"], {"account_id": account_id}
    )
    return {(row.marketplace_id, row.local_date) for row in found}


def recompute_money(connection: Connection, account_id: int, days: Iterable[Day]) -> int:
    """Sum the money of the given (marketplace, local day) pairs anew, as `recompute_sales` does."""
    return _recompute(connection, account_id, days, "money_rollups", "touched_money", _MONEY)


def _recompute(
    connection: Connection,
    account_id: int,
    days: Iterable[Day],
    file: str,
    facts: str,
    rollups: tuple[_Rollup, ...],
) -> int:
    touched = sorted(set(days))
    if not touched:
        return 0
    sql = statements(file)
    values = {
        "account_id": account_id,
        "marketplaces": [marketplace_id for marketplace_id, _ in touched],
        "days": [day for _, day in touched],
    }
    connection.execute(sql["lock"], values)
    connection.execute(sql["touched_days"], values)
    connection.execute(sql[facts], values)
    connection.execute(sql["analyze"])
    changed = sum(_refresh(connection, account_id, one) for one in rollups)
    connection.exec_driver_sql(f"DROP TABLE touched_days, {facts}")
    return changed


def grain_of(table: Table) -> list[str]:
    """Return the key columns of a rollup, without the account."""
    return [column.name for column in table.primary_key if column.name != "account_id"]


def _refresh(connection: Connection, account_id: int, rollup: _Rollup) -> int:
    table = rollup.table
    grain = grain_of(table)
    names = ", ".join(grain)
    fresh = f"fresh_{table.name}"
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE {fresh} ON COMMIT DROP AS"
        f" SELECT {names}, {rollup.sums} FROM {rollup.facts} WHERE {rollup.condition}"
        f" GROUP BY {names}"
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
