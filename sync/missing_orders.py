"""Orders that Amazon counts and we do not have: the days are named, and read again.

Each such day is put on the list of the sweep's reports, which go by when an order was placed
(sync/orders_sweep.py); the next run of the stream `orders` reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from core.marketplaces import MARKETPLACES, Marketplace
from sync.check import ControlDay, control_days
from sync.orders_backfill import WINDOW
from sync.orders_sweep import REPORT_TYPE, REPORTS
from sync.quarantine import Span, missing_spans
from sync.report_jobs import plan_jobs, unfinished_jobs
from sync.sources.base import StreamContext
from sync.statements import statements

# More days than this are only counted: `python -m sync check` names each.
_MOST_NAMED = 3


def look_for_missing(context: StreamContext, places: Sequence[Marketplace]) -> None:
    """Say which settled days of these marketplaces lack orders, and ask for them anew.

    What is said makes the run partial: Data health, `status` and `doctor` show it. The first count
    of a connection says nothing: orders are read up to three minutes ago, and an old one that has
    just changed comes with the next run.
    """
    ids = {place.marketplace_id for place in places}
    found = control_days(context.seller.account_id)
    days = [day for day in found if day.marketplace_id in ids and day.missing_orders]
    if not days:
        return
    with context.transaction() as connection:
        jobs = unfinished_jobs(connection, context.seller, REPORTS)
        under_way = [job.window for job in jobs if job.window is not None]
        spans = missing_spans((_span_of(day) for day in days), under_way, WINDOW)
        plan_jobs(connection, context.seller, REPORTS, REPORT_TYPE, spans)
        counted = connection.scalar(statements("check")["counted_before"], context.seller.key)
    if counted:
        context.shortfalls.append(missing_words(days))


def _span_of(day: ControlDay) -> Span:
    """Return the day from midnight to midnight in its marketplace."""
    zone = MARKETPLACES[day.marketplace_id].zone
    start, end = (
        datetime.combine(one, time(), zone).astimezone(UTC)
        for one in (day.local_date, day.local_date + timedelta(days=1))
    )
    return start, end


def missing_words(days: Sequence[ControlDay]) -> str:
    """Say which days lack how many orders, and what to do."""
    named = [
        f"{MARKETPLACES[day.marketplace_id].name}, {day.local_date}: {day.missing_orders} of the"
        f" {day.amazon_orders} orders that Amazon counts"
        for day in days[:_MOST_NAMED]
    ]
    if len(days) > _MOST_NAMED:
        named.append(f"and {len(days) - _MOST_NAMED} more")
    return (
        f"Orders are missing. {'; '.join(named)}. The next run of Orders reads these days again"
        " (Sync now there does it at once), and each night they are counted again. Do they stay,"
        " `python -m sync check` shows each day beside Amazon's count."
    )
