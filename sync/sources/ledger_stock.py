"""Stream `ledger_stock`: what lay in Amazon's warehouses on days that nobody has counted.

The summary view of the inventory ledger by day and country. It fills stock by day from
before the first sync, and days on which no sync ran; days that `inventory` has read stay.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from sync.flat_kinds import FBA_DAILY_INTERVAL, FlatReport
from sync.flat_reports import source_of
from sync.imports.headers import LEDGER_DAYS
from sync.ledger_rows import dated, parse_stock
from sync.ledger_store import save_stock
from sync.sources.base import Page, Saved, StreamContext
from sync.sources.ledger_events import AT_ONCE, LONGEST

NAME = "ledger_stock"
REQUIRED = ("day", "asin", "sku", "disposition", "there", "country")


def save(connection: Connection, context: StreamContext, page: Page) -> Saved:
    """Write the stock of each day that is not known better."""
    written = save_stock(connection, context, page)
    return Saved(written, frozenset({NAME, "inventory"} if written else ()))


REPORT = FlatReport(
    NAME,
    "GET_LEDGER_SUMMARY_VIEW_DATA",
    LEDGER_DAYS,
    REQUIRED,
    parse_stock,
    dated,
    save,
    longest=LONGEST,
    look_back=timedelta(days=7),
    interval=FBA_DAILY_INTERVAL,
    at_once=AT_ONCE,
    options={"aggregateByLocation": "COUNTRY", "aggregatedByTimePeriod": "DAILY"},
)
SOURCE = source_of(REPORT)
