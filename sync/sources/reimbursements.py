"""Stream `reimbursements`: what Amazon paid for lost and broken units, daily.

A report is about the whole region and tells an approval up to five days late; what was paid
is taken back when the units are found. The last 45 days are read again each time.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from sqlalchemy import Connection

from core import schema
from sync.flat_kinds import FBA_DAILY_INTERVAL, FlatReport
from sync.flat_reports import source_of
from sync.imports.headers import REIMBURSEMENTS
from sync.reimbursement_rows import (
    ReimbursementRow,
    approved_at,
    numbered,
    parse_reimbursement,
    placed,
)
from sync.returns_store import order_places
from sync.sources.base import Page, Saved, StreamContext
from sync.sources.marketplaces import marketplaces_of
from sync.statements import statements
from sync.store import upsert

NAME = "reimbursements"
REQUIRED = ("approved", "number", "reason", "currency", "total", "cash_units", "inventory_units")


def save(connection: Connection, context: StreamContext, page: Page) -> Saved:
    """Write the lines of each reimbursement as a whole, with the marketplaces they are of."""
    stamp = page.stamp
    account = {"account_id": stamp.account_id}
    known = order_places(
        connection, stamp.account_id, filter(None, (row.amazon_order_id for row in page.rows))
    )
    own = marketplaces_of(connection, context.seller)
    rows = numbered(placed(row, known, own) for row in page.rows)
    written = upsert(connection, schema.reimbursements, ReimbursementRow._fields, rows, stamp)
    lines = Counter(row.reimbursement_id for row in rows)
    told = {**account, "ids": list(lines), "counts": list(lines.values())}
    sql = statements("reimbursements")
    written += connection.execute(sql["drop_gone"], told).rowcount
    written += connection.execute(sql["place"], account).rowcount
    return Saved(written, frozenset({NAME} if written else ()))


REPORT = FlatReport(
    NAME,
    "GET_FBA_REIMBURSEMENTS_DATA",
    REIMBURSEMENTS,
    REQUIRED,
    parse_reimbursement,
    approved_at,
    save,
    longest=timedelta(days=90),
    look_back=timedelta(days=45),
    interval=FBA_DAILY_INTERVAL,
)
SOURCE = source_of(REPORT)
