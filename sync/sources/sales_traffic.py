"""Stream `sales_traffic`: visits and sales by day, and by product and day.

Amazon gives one of these reports in 15 minutes, so the newest days come first: each night
yesterday and the days that still move; then, slowly, the history.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import Connection

from core import schema
from core.errors import DataError, RetryableError
from core.marketplaces import MARKETPLACES, Marketplace
from sync.ads_values import a_day
from sync.clients.documents import Document
from sync.known_fields import TRAFFIC
from sync.personal import cause_of, kept_json
from sync.quarantine import Covered, Span
from sync.report_desk import say_what_rests
from sync.report_jobs import close_job
from sync.sources.base import Page, Saved, Source, StreamContext
from sync.sources.marketplaces import required_marketplaces
from sync.statements import statements
from sync.storable import check_row
from sync.store import upsert
from sync.traffic_desk import TrafficDesk
from sync.traffic_jobs import STREAM, TrafficJob, open_jobs, plan_jobs, plan_night
from sync.traffic_plan import Days, today_of
from sync.traffic_rows import DAY_COLUMNS, PRODUCT_COLUMNS, Row, parse_day, parse_product

SOURCE_NAME = "sales-and-traffic"
_UNITS = DAY_COLUMNS.index("units")


@dataclass(frozen=True)
class Told:
    """What a report tells beside the shop's days: the products of its one day.

    `is_whole`: every product was understood, so what is missing is gone.
    """

    products: list[Row]
    place: Marketplace | None = None
    day: date | None = None
    is_whole: bool = False


def fetch(context: StreamContext) -> Iterator[Page]:
    """Yield one page for each report that is ready."""
    with context.transaction() as connection:
        places = required_marketplaces(connection, context.seller)
        plan_night(connection, context, places)
    wanted = [place.marketplace_id for place in places]
    desk = TrafficDesk(context, wanted, partial(_is_history, context))
    has_planned = True
    while has_planned:
        has_planned = False
        with context.transaction() as connection:
            jobs = open_jobs(connection, context)
        for job, document in desk.reports(jobs):
            page = _page(context, desk, job, document)
            if page is not None:
                yield page
                # The shop's days tell which days to ask for: they are done in this run, too.
                has_planned = has_planned or not job.is_day
    desk.check()
    say_what_rests(context, STREAM)


def _page(
    context: StreamContext, desk: TrafficDesk, job: TrafficJob, document: Document
) -> Page | None:
    """Return what a report tells; None when it cannot be read and is asked for again."""
    try:
        days, told = _read(context, job, document)
    except (DataError, RetryableError) as error:
        desk.unreadable(job, error.sentence)
        return None
    stamp = context.stamp(SOURCE_NAME, job.report_id)
    settle = partial(_settle, context, job, days)
    count = len(days) + len(told.products)
    return Page(days, count, stamp, settle=settle, about=told, covers=list(_covers(job)))


def _covers(job: TrafficJob) -> Iterator[Covered]:
    """Yield what a report tells anew: its days of the shop, and the products of its one day."""
    yield Covered(f"{job.marketplace_id} day", job.report_id, (job.start, job.end))
    if job.is_day:
        yield Covered(f"{job.marketplace_id} {job.first}", job.report_id)


def _is_history(context: StreamContext, job: TrafficJob) -> bool:
    return job.is_history(today_of(job.place, context.clock.now()))


def _read(context: StreamContext, job: TrafficJob, document: Document) -> tuple[list[Row], Told]:
    """Read a report: the shop's days, and the products where it is about one day."""
    report = _report(job, document)
    days, _ = _parsed(context, job, f"{job.marketplace_id} day", report["salesAndTrafficByDate"])
    days = [row for row in days if job.first <= row[1] <= job.last]
    if not job.is_day:
        # Over several days the products are one sum, which is no day's.
        return days, Told([])
    what = f"{job.marketplace_id} {job.first}"
    products, is_whole = _parsed(context, job, what, report["salesAndTrafficByAsin"])
    asins = [row[-2] for row in products]
    if len(set(asins)) < len(asins):
        raise DataError("The traffic report names a product twice.")
    if not products and sum(row[_UNITS] for row in days):
        raise DataError("The traffic report has sales, but names no product.")
    return days, Told(products, job.place, job.first, is_whole and bool(days))


def _report(job: TrafficJob, document: Document) -> dict[str, Any]:
    """Return the report. Raises DataError when it is not about what was asked for."""
    try:
        report = json.load(document.content, parse_float=Decimal)
        asked = report["reportSpecification"]
        about = (asked["marketplaceIds"], asked["dataStartTime"][:10], asked["dataEndTime"][:10])
        parts = [report["salesAndTrafficByDate"], report["salesAndTrafficByAsin"]]
    except (ValueError, KeyError, TypeError):
        raise RetryableError("A traffic report arrived damaged or cut short.") from None
    if about != ([job.marketplace_id], job.first.isoformat(), job.last.isoformat()):
        raise DataError("Amazon sent a traffic report of other days than were asked for.")
    if not all(isinstance(part, list) for part in parts):
        raise DataError("A traffic report has no lists of days and products.")
    return dict(report)


def _parsed(
    context: StreamContext, job: TrafficJob, what: str, entries: list[dict[str, Any]]
) -> tuple[list[Row], bool]:
    """Return the rows that are understood, and whether that is all of them."""
    rows = []
    for entry in entries:
        try:
            rows.append(_row(what, entry))
        except (DataError, AttributeError) as error:
            context.set_aside(
                f"A row of traffic: {cause_of(error)}.", what, kept_json(entry, TRAFFIC),
                report_id=job.report_id, about=_about(job, entry),
            )  # fmt: skip
    return rows, len(rows) == len(entries)


def _about(job: TrafficJob, entry: Any) -> Span:
    """Return the day of a row as midnights of UTC; all days of its report where none is said."""
    try:
        day = datetime.combine(a_day(entry.get("date")), time(), UTC)
    except (DataError, AttributeError):
        return job.start, job.end
    return (day, day) if job.start <= day <= job.end else (job.start, job.end)


def _row(what: str, entry: dict[str, Any]) -> Row:
    """Read one entry; `what` names its marketplace, and its day where it is a product's."""
    marketplace_id, _, day = what.partition(" ")
    place = MARKETPLACES[marketplace_id]
    if day == "day":
        row = parse_day(entry, place)
    else:
        row = parse_product(entry, place, date.fromisoformat(day))
    check_row(row, "It")
    return row


def _settle(
    context: StreamContext, job: TrafficJob, days: list[Row], connection: Connection
) -> None:
    """Close a report. The shop's days of a year tell which days are worth a report each."""
    close_job(connection, context.seller, job, len(days), context.timer.now())
    if not job.is_day:
        spans = [Days(row[1], row[1]) for row in days if any(row[_UNITS : _UNITS + 9])]
        plan_jobs(connection, context.seller, job.place.marketplace_id, spans)


def save(connection: Connection, _context: StreamContext, page: Page) -> Saved:
    """Write days and products; a product that Amazon no longer tells of in a day goes."""
    told: Told = page.about
    written = upsert(connection, schema.traffic_daily, DAY_COLUMNS, page.rows, page.stamp)
    table = schema.traffic_product_daily
    written += upsert(connection, table, PRODUCT_COLUMNS, told.products, page.stamp)
    if told.is_whole and told.place is not None:
        values = {
            "account_id": page.stamp.account_id,
            "marketplace_id": told.place.marketplace_id,
            "day": told.day,
            "asins": [row[-2] for row in told.products],
        }
        written += int(connection.execute(statements("traffic")["gone"], values).rowcount)
    return Saved(written, frozenset({STREAM} if written else ()))


def reread(context: StreamContext, what: str, raw: str) -> Page:
    """Read one row that was set aside. Raises DataError when it still makes no sense."""
    row = _row(what, json.loads(raw, parse_float=Decimal))
    days, products = ([row], []) if what.endswith(" day") else ([], [row])
    return Page(days, 1, context.stamp(SOURCE_NAME), about=Told(products))


SOURCE = Source(STREAM, fetch, save, reread=reread)
