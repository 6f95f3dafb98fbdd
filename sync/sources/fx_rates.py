"""Stream `fx_rates`: what a euro is worth, from the European Central Bank, once a day.

The rates belong to every account. Whoever reads them first saves them for all; the others
find them fresh. Currencies the bank does not fix (AED, SAR, EGP) have no rate here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import IO, NamedTuple
from xml.etree.ElementTree import ParseError, iterparse

from sqlalchemy import Connection, text

from core.errors import DataError, RetryableError
from core.marketplaces import MARKETPLACES
from core.money import parse_amount
from sync.hosts import exchange_host
from sync.sources.base import Page, Saved, Source, StreamContext

CURRENCIES = {place.currency for place in MARKETPLACES.values()} - {"EUR"}
# Rates are kept for the two years that orders are served, and a little more.
HISTORY = timedelta(days=800)
# The bank's three files: the last fixing, 90 days, and everything since 1999.
_DAILY, _QUARTER, _ALL = "eurofxref-daily.xml", "eurofxref-hist-90d.xml", "eurofxref-hist.xml"
_FRESH = timedelta(hours=6)


class RateRow(NamedTuple):
    """A row of app.fx_rates: units of a currency for one euro."""

    rate_on: date
    currency: str
    per_euro: Decimal


def read_rates(stream: IO[bytes], first: date) -> list[RateRow]:
    """Read one of the bank's files, from a day on.

    Raises DataError when a rate is none, and RetryableError when the file is cut short.
    """
    rows, day = [], None
    try:
        # Entities from outside are never fetched, and expat limits their growth.
        for event, element in iterparse(stream, events=("start", "end")):  # noqa: S314
            if event == "end":
                element.clear()
                continue
            if "time" in element.attrib:
                day = date.fromisoformat(element.attrib["time"])
            currency = element.attrib.get("currency")
            if day is not None and day >= first and currency in CURRENCIES:
                rate = parse_amount(element.attrib.get("rate"))
                if rate is None or rate <= 0:
                    raise DataError(f"The rate of {currency} on {day} is not a rate.")
                rows.append(RateRow(day, str(currency), rate))
    except ParseError as error:
        raise RetryableError("The file of exchange rates cannot be read to its end.") from error
    except ValueError as error:
        raise DataError(f"The file of exchange rates cannot be read: {error}") from error
    if not rows:
        raise RetryableError("The file of exchange rates is empty. Try again later.")
    return rows


def choose_file(newest: date | None, today: date) -> str:
    """Return the smallest of the bank's files that has everything since the newest rate."""
    if newest is None:
        return _ALL
    missing = (today - newest).days
    return _DAILY if missing <= 1 else _QUARTER if missing < 85 else _ALL


def fetch(context: StreamContext) -> Iterator[Page]:
    """Yield the rates that are not there yet; nothing when another has just read them."""
    with context.transaction() as connection:
        known = connection.execute(
            text("SELECT max(rate_on) AS newest, max(fetched_at) AS fetched_at FROM app.fx_rates")
        ).one()
    now = context.clock.now()
    if not context.is_forced and known.fetched_at and _is_fresh(known.fetched_at, now):
        return
    name = choose_file(known.newest, now.date())
    document = context.documents.fetch(f"{exchange_host(context.settings)}/{name}", is_gzip=False)
    try:
        rows = read_rates(document.content, (now - HISTORY).date())
    finally:
        document.close()
    yield Page(rows, len(rows), context.stamp("ecb"))


def _is_fresh(fetched_at: datetime, now: datetime) -> bool:
    return timedelta(0) <= now - fetched_at < _FRESH


def save(connection: Connection, _context: StreamContext, page: Page) -> Saved:
    """Write the rates; a rate that the bank has corrected is replaced."""
    rows: list[RateRow] = list(page.rows)
    written = connection.execute(
        text(
            "INSERT INTO app.fx_rates AS stored (rate_on, currency, per_euro, source, fetched_at)"
            " SELECT r.rate_on, r.currency, r.per_euro, :source, :fetched_at"
            " FROM unnest(cast(:days AS date[]), cast(:currencies AS text[]),"
            "   cast(:rates AS numeric[])) AS r (rate_on, currency, per_euro)"
            " ORDER BY r.rate_on, r.currency"
            " ON CONFLICT (rate_on, currency) DO UPDATE"
            " SET per_euro = excluded.per_euro, fetched_at = excluded.fetched_at"
            " WHERE stored.per_euro IS DISTINCT FROM excluded.per_euro"
        ),
        {
            "source": page.stamp.source,
            "fetched_at": page.stamp.fetched_at,
            "days": [row.rate_on for row in rows],
            "currencies": [row.currency for row in rows],
            "rates": [row.per_euro for row in rows],
        },
    ).rowcount
    return Saved(int(written), frozenset({"fx_rates"} if written else ()))


SOURCE = Source("fx_rates", fetch, save, needs_marketplaces=False)
