"""Stream `returns_fba`: units that buyers sent back to Amazon's warehouses, daily.

The label of the unit (LPN) names it, with order and SKU. A report is about the whole region,
and a return comes weeks after its order: the last 30 days are read again each time.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from sync.flat_kinds import FBA_DAILY_INTERVAL, FlatReport
from sync.flat_reports import source_of
from sync.imports.headers import FBA_RETURNS
from sync.return_rows import newest_units, parse_unit, returned_at
from sync.returns_store import save_returns
from sync.sources.base import Page, Saved, StreamContext

NAME = "returns_fba"
REQUIRED = ("returned", "order_id", "sku", "asin", "quantity", "disposition", "lpn")


def save(connection: Connection, _context: StreamContext, page: Page) -> Saved:
    """Write one row for each unit."""
    written = save_returns(connection, newest_units(page.rows), page.stamp)
    return Saved(written, frozenset({NAME} if written else ()))


REPORT = FlatReport(
    NAME,
    "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA",
    FBA_RETURNS,
    REQUIRED,
    parse_unit,
    returned_at,
    save,
    longest=timedelta(days=60),
    look_back=timedelta(days=30),
    interval=FBA_DAILY_INTERVAL,
)
SOURCE = source_of(REPORT)
