"""Stream `ledger_events`: what Amazon lost, found again, broke or disposed of, daily.

The detail view of the inventory ledger, of the whole region. Only adjustments are asked for:
what was sent and came back is known by orders and returns, unit by unit. Amazon goes on
matching lost with found units for weeks, so the last 45 days are read again each time.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from sync.flat_kinds import FBA_DAILY_INTERVAL, FlatReport
from sync.flat_reports import source_of
from sync.imports.headers import LEDGER_EVENTS
from sync.ledger_rows import dated, parse_event
from sync.ledger_store import save_events
from sync.sources.base import Page, Saved, StreamContext

NAME = "ledger_events"
REQUIRED = ("day", "fnsku", "asin", "sku", "event", "units", "country")
#: So many days are in one report; Amazon makes longer ones late or not at all.
LONGEST = timedelta(days=60)
#: A run reads so many reports of a long history; the next one goes on.
AT_ONCE = 2


def save(connection: Connection, context: StreamContext, page: Page) -> Saved:
    """Write the events of each day as a whole."""
    written = save_events(connection, context, page)
    return Saved(written, frozenset({NAME} if written else ()))


REPORT = FlatReport(
    NAME,
    "GET_LEDGER_DETAIL_VIEW_DATA",
    LEDGER_EVENTS,
    REQUIRED,
    parse_event,
    dated,
    save,
    longest=LONGEST,
    look_back=timedelta(days=45),
    interval=FBA_DAILY_INTERVAL,
    at_once=AT_ONCE,
    options={"eventType": "Adjustments"},
)
SOURCE = source_of(REPORT)
