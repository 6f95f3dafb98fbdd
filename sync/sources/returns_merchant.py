"""Stream `returns_merchant`: what buyers send back to the seller, with what they got back.

A report covers at most 60 days of requests and, whatever is asked for, one marketplace. The
refund comes after the request: the last 60 days are read again each time.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from sync.flat_kinds import FlatReport
from sync.flat_reports import source_of
from sync.imports.headers import MERCHANT_RETURNS
from sync.return_rows import added_lines, parse_seller_return, requested_at
from sync.returns_store import save_returns
from sync.sources.base import Page, Saved, StreamContext

NAME = "returns_merchant"
REQUIRED = ("order_id", "requested", "rma", "sku", "asin", "quantity", "refunded")


def save(connection: Connection, _context: StreamContext, page: Page) -> Saved:
    """Write one row for each return."""
    written = save_returns(connection, added_lines(page.rows), page.stamp)
    return Saved(written, frozenset({NAME} if written else ()))


REPORT = FlatReport(
    NAME,
    "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE",
    MERCHANT_RETURNS,
    REQUIRED,
    parse_seller_return,
    requested_at,
    save,
    longest=timedelta(days=60),
    look_back=timedelta(days=60),
    is_regional=False,
)
SOURCE = source_of(REPORT)
