"""Saving transactions: leaves replaced whole, held-back amounts counted once, sums kept right."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from core import schema
from sync.rollups import days_without_sums, money_days, recompute_money
from sync.statements import statements
from sync.store import Stamp, fetched_since, upsert
from sync.transaction_rows import AmountRow, OneTransaction, TransactionRow


def save_transactions(connection: Connection, found: Sequence[OneTransaction], stamp: Stamp) -> int:
    """Write a page of transactions; return how many rows changed.

    Of a transaction that was held back and the one that releases it, exactly one has
    `is_counted` afterwards, whichever came first, and also while only one is known.
    """
    newest = {one.row.transaction_id: one for one in found}
    for known in fetched_since(
        connection, schema.transactions, "transaction_id", list(newest), stamp
    ):
        del newest[known]
    if not newest:
        return 0
    rows = [one.row for one in newest.values()]
    leaves = [leaf for one in newest.values() for leaf in one.amounts]
    account = {"account_id": stamp.account_id}
    sql = statements("transactions")
    unsummed = days_without_sums(connection, stamp.account_id)
    days = unsummed | money_days(connection, stamp.account_id, newest)
    written = upsert(connection, schema.transactions, TransactionRow._fields, rows, stamp)
    # PostgreSQL keeps the plan of a foreign key's check. One made while the table was empty reads
    # along the wrong index for ever: half a millisecond for each leaf, and growing.
    connection.exec_driver_sql("DISCARD PLANS")
    written += upsert(connection, schema.transaction_amounts, AmountRow._fields, leaves, stamp)
    counts = [len(one.amounts) for one in newest.values()]
    gone = {**account, "ids": list(newest), "counts": counts}
    written += connection.execute(sql["drop_gone_amounts"], gone).rowcount
    deferred = [row.deferred_transaction_id for row in rows if row.deferred_transaction_id]
    partners = connection.scalars(
        sql["partners"], {**account, "ids": list(newest), "deferred": deferred}
    )
    ids = sorted({*newest, *partners})
    connection.execute(sql["count_once"], {**account, "ids": ids})
    days |= money_days(connection, stamp.account_id, ids)
    if written or unsummed:
        recompute_money(connection, stamp.account_id, days)
    return written
