"""Reports of sales and traffic as rows: which days are planned, asked for, read.

The report tells the products only as one sum over its days, so the products of a day take a
report of their own; the shop's days of a whole year come in one. So the years come first, and
only days on which something happened are asked for one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date

from sqlalchemy import Connection

from core.marketplaces import MARKETPLACES, Marketplace
from sync.connections import SellerConnection
from sync.cursors import Cursor, load_cursor, save_cursor
from sync.report_jobs import ReportJob
from sync.sources.base import StreamContext
from sync.statements import statements
from sync.traffic_plan import AGES, MOST_DAYS, Days, due_days, first_day, today_of, windows

STREAM = "sales_traffic"
REPORT_TYPE = "GET_SALES_AND_TRAFFIC_REPORT"


@dataclass
class TrafficJob(ReportJob):
    """One report of one marketplace; `first` and `last` are its days, both included."""

    @property
    def place(self) -> Marketplace:
        """The marketplace."""
        return MARKETPLACES[self.marketplace_id or ""]

    @property
    def first(self) -> date:
        """The first day."""
        return self.start.astimezone(UTC).date()

    @property
    def last(self) -> date:
        """The last day."""
        return self.end.astimezone(UTC).date()

    @property
    def days(self) -> Days:
        """Its days."""
        return Days(self.first, self.last)

    @property
    def is_day(self) -> bool:
        """Whether it tells the products of a day, too."""
        return self.first == self.last

    def is_history(self, today: date) -> bool:
        """Whether it can wait: neither yesterday nor a day that still moves."""
        return (today - self.last).days > AGES[-1]


def plan_jobs(
    connection: Connection, seller: SellerConnection, marketplace_id: str, spans: Iterable[Days]
) -> None:
    """Put one job for each span of days on the list."""
    values = {
        **seller.stream_key(STREAM),
        "report_type": REPORT_TYPE,
        "marketplace_id": marketplace_id,
    }
    for span in spans:
        connection.execute(statements("traffic")["plan"], {**values, **span._asdict()})


def open_jobs(connection: Connection, context: StreamContext) -> list[TrafficJob]:
    """Return the jobs still to do, the newest day first; failed ones rest for eight hours."""
    values = {**context.seller.stream_key(STREAM), "now": context.timer.now()}
    connection.execute(statements("report_jobs")["revive"], values)
    rows = connection.execute(statements("traffic")["open"], context.seller.stream_key(STREAM))
    return [TrafficJob(*row) for row in rows if row.marketplace_id in MARKETPLACES]


def plan_night(connection: Connection, context: StreamContext, places: list[Marketplace]) -> None:
    """Plan what is due, once a day for each marketplace, and its history the first time."""
    cursor = load_cursor(connection, context.seller, STREAM) or Cursor()
    position = dict(cursor.position)
    for place in places:
        today = today_of(place, context.clock.now())
        first = first_day(today, context.backfill_days or context.settings.backfill_days)
        known = position.get(place.marketplace_id)
        if known is None:
            start = max(first, today_minus_moving(today))
            history = Days(first, date.fromordinal(start.toordinal() - 1))
            known = {"start": start.isoformat(), "since": first.isoformat()}
        else:
            since = date.fromisoformat(known["since"])
            history = Days(first, date.fromordinal(since.toordinal() - 1))
            known = {**known, "since": min(first, since).isoformat()}
        plan_jobs(connection, context.seller, place.marketplace_id, windows(history))
        if known.get("planned") != today.isoformat():
            start = date.fromisoformat(known["start"])
            _plan_days(connection, context, place, Days(start, today))
            _expire(connection, context, place, first_day(today, MOST_DAYS))
        position[place.marketplace_id] = {**known, "planned": today.isoformat()}
    if position != cursor.position:
        save_cursor(connection, context.seller, STREAM, Cursor(cursor.at, position))


def today_minus_moving(today: date) -> date:
    """Return the oldest day whose figures may still move."""
    return date.fromordinal(today.toordinal() - AGES[-1])


def _plan_days(
    connection: Connection, context: StreamContext, place: Marketplace, days: Days
) -> None:
    values = {
        **context.seller.stream_key(STREAM),
        "marketplace_id": place.marketplace_id,
        "since": days.first,
    }
    asked, under_way = dict[date, date](), set[date]()
    for row in connection.execute(statements("traffic")["asked"], values):
        if row.asked_at is not None:
            asked[row.day] = row.asked_at.astimezone(place.zone).date()
        if row.is_open:
            under_way.add(row.day)
    due = [day for day in due_days(days.first, days.last, asked) if day not in under_way]
    spans = [Days(day, day) for day in due]
    plan_jobs(connection, context.seller, place.marketplace_id, spans)


def _expire(
    connection: Connection, context: StreamContext, place: Marketplace, oldest: date
) -> None:
    """Take off the list what Amazon no longer keeps; nobody may have looked for long."""
    values = {
        **context.seller.stream_key(STREAM),
        "marketplace_id": place.marketplace_id,
        "oldest": oldest,
        "now": context.timer.now(),
    }
    connection.execute(statements("traffic")["expire"], values)
    connection.execute(statements("traffic")["shorten"], values)
