"""What has changed since the cursor: by search, or by report where a search would not keep up."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from core.errors import DataError
from core.log import get_logger
from core.marketplaces import Marketplace
from sync.cursors import Cursor, save_cursor
from sync.known_fields import ORDER
from sync.order_rows import OrderWithLines, count_rows
from sync.orders_backfill import WINDOW, history_from
from sync.orders_pace import MOST_PAGES, pace_of
from sync.orders_position import Refusal, as_position, moved, refusals_of
from sync.orders_reports import OrderReports
from sync.orders_search import (
    MARGIN,
    ClockDiffersError,
    Found,
    Search,
    StillRefusedError,
    TooManyPagesError,
    Wish,
    amazon_now,
)
from sync.personal import kept_json
from sync.report_desk import Looks
from sync.report_jobs import EMPTY, FAILED, ReportJob, open_jobs, plan_jobs, save_job
from sync.sources import orders_api, orders_report
from sync.sources.base import Page, StreamContext

STREAM = "orders"
# The reports of a fast shop's changes are jobs of their own.
REPORTS = "orders_changed"
# What was late on Amazon's side the last time is caught by looking back this far.
OVERLAP = timedelta(minutes=10)
# A person who forces a run wants to be sure: it looks back a day.
FORCED_OVERLAP = timedelta(days=1)
API_ORDER = "order of the API"
API_SOURCE = "orders-2026-01-01"
# So long a run waits for a report of changes; the other streams wait with it.
_PATIENCE_SECONDS = 240.0
# Most take two minutes or three: looking sooner, or more often, only costs calls.
_LOOKS = Looks(first=150.0, second=60.0, longest=60.0)
# A report that was asked for by an earlier run leaves a rest, which is asked for at once.
_REPORTS_A_RUN = 2
_REST = timedelta(minutes=15)
_GIVEN_UP = "given up"
_log = get_logger(__name__)


@dataclass(frozen=True)
class Span:
    """A window of changes, and where the cursor stands after it."""

    start: datetime
    end: datetime
    cursor_at: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start


class Changes:
    """Follows the orders of a connection. `cursor` moves with each window that is committed."""

    def __init__(self, context: StreamContext, places: list[Marketplace], cursor: Cursor) -> None:
        self.context = context
        self.places = places
        self.cursor = cursor

    def pages(self) -> Iterator[Page]:
        """Yield what has changed since the cursor; it moves at the end of the window only."""
        pace = pace_of(self.cursor.position)
        if not self._has_open_report() and not pace.wants_report(self._span().length):
            try:
                yield from self._by_search(MOST_PAGES)
                return
            except TooManyPagesError as error:
                _log.info("a report is asked for instead", cause=error.sentence)
        if not (yield from self._by_report()):
            # Better late by the search's pace than not at all.
            yield from self._by_search(None)

    def _span(self) -> Span:
        """Return the window to read now, by Amazon's clock."""
        now = amazon_now(self.context)
        end = now - MARGIN
        at = self.cursor.at or end
        overlap = FORCED_OVERLAP if self.context.is_forced else OVERLAP
        if self.context.api.clock_behind is not None and at > now:
            # Our clock was ahead when this was saved: nobody knows what was read by then.
            return Span(end - FORCED_OVERLAP, end, end)
        # The cursor never goes back: a clock that was put back must not make a gap.
        return Span(min(at, end) - overlap, end, max(at, end))

    # By search.

    def _by_search(self, most_pages: int | None) -> Iterator[Page]:
        try:
            yield from self._search(most_pages)
        except ClockDiffersError as error:
            _log.warning("the window is worked out by Amazon's clock", cause=error.sentence)
            yield from self._search(most_pages)

    def _search(self, most_pages: int | None) -> Iterator[Page]:
        span, refusals = self._span(), refusals_of(self.cursor)
        search = Search(self.context, most_pages=most_pages, cursor_at=self.cursor.at)
        orders, healed, settle = 0, set[str](), None
        for key in [key for key, one in refusals.items() if one.is_due(span.end)]:
            found = self._whole_again(search, key, refusals[key], span)
            try:
                for page in found:
                    orders += len(page.orders)
                    yield self.read(page)
                healed.add(key)
            except StillRefusedError:
                refusals[key] = Refusal(refusals[key].since, span.end)
        search.refusing = set(refusals) - healed
        rest = [place for place in self.places if place.marketplace_id not in healed]
        for page in search.pages(Wish("lastUpdated", span.start, span.end, rest)):
            orders += len(page.orders)
            if page.is_last and not refusals:
                settle = self._settling(span, search, refusals, orders)
            yield self.read(page, settle)
        if settle is None:
            last = self._settling(span, search, refusals, orders)
            yield Page([], 0, self.context.stamp(API_SOURCE), last)

    def _whole_again(
        self, search: Search, key: str, refusal: Refusal, span: Span
    ) -> Iterator[Found]:
        """Ask a marketplace that refused a part for the whole, from the time it began on."""
        place = [one for one in self.places if one.marketplace_id == key]
        start = min(span.start, refusal.since - OVERLAP)
        return (
            search.whole_again(Wish("lastUpdated", start, span.end, place)) if place else iter(())
        )

    def _settling(
        self, span: Span, search: Search, refusals: dict[str, Refusal], orders: int
    ) -> Callable[[Connection], None]:
        """Return what moves with the last page: the cursor, the pace and who refuses."""
        now = {key: refusals.get(key, Refusal(span.start, span.end)) for key in search.refusing}
        for key in sorted(now):
            self.context.shortfalls.append(_refused(self.places, key))
        at = span.cursor_at
        if search.answered_until is not None and search.answered_until < span.end:
            at = min(at, max(search.answered_until, span.start + OVERLAP))
        pace = pace_of(self.cursor.position).after(span.length, orders)
        self.context.rest(pace.gathering())
        position = {**pace.as_position(), "refusing": as_position(now)}
        return partial(self.save, moved(self.cursor, at, **position))

    def read(self, found: Found, settle: Callable[[Connection], None] | None = None) -> Page:
        """Read a page of a search; what cannot be understood is set aside."""
        context, first, rows = self.context, history_from(self.cursor), list[OrderWithLines]()
        names = set[str]()
        for order in found.orders:
            try:
                one = orders_api.parse_order(order, is_narrow=found.is_narrow)
            except DataError as error:
                raw = kept_json(order, ORDER)
                context.set_aside(error.sentence, API_ORDER, raw, orders_api.number_of(order))
                continue
            names.add(orders_api.number_of(order) or "")
            if one is not None and one.order.local_date >= first:
                rows.append(one)
        return Page(rows, count_rows(rows), context.stamp(API_SOURCE), settle, names=names)

    def save(self, cursor: Cursor, connection: Connection) -> None:
        """Save where the cursor stands, in the transaction of the page it moves with."""
        save_cursor(connection, self.context.seller, STREAM, cursor)
        self.cursor = cursor

    # By report.

    def _has_open_report(self) -> bool:
        with self.context.transaction() as connection:
            return bool(self._open_jobs(connection))

    def _open_jobs(self, connection: Connection) -> list[ReportJob]:
        return open_jobs(connection, self.context.seller, REPORTS, self.context.timer.now())

    def _by_report(self) -> Generator[Page, None, bool]:
        """Yield the changes out of reports; return False where Amazon could not make one."""
        context = self.context
        for _ in range(_REPORTS_A_RUN):
            job = self._next_job()
            first = history_from(self.cursor)
            reports = OrderReports(context, self.places, first, _PATIENCE_SECONDS, _LOOKS)
            yield from reports.pages([job], self._close)
            if job.state in (EMPTY, FAILED):
                _log.warning("a report of changes could not be had", note=job.note)
                job.state = _GIVEN_UP
                with context.transaction() as connection:
                    save_job(connection, context.seller, job, context.timer.now())
                return False
            if reports.failures:
                # The cursor stays where it is, so that a later run reads the same changes.
                context.shortfalls.append(_DAMAGED)
                break
            rest = amazon_now(context) - MARGIN - (self.cursor.at or job.end)
            gathering = pace_of(self.cursor.position).gathering()
            if rest < max(_REST, gathering):
                context.rest(gathering - rest)
                break
        return True

    def _next_job(self) -> ReportJob:
        """Return the report that is under way, or plan one from the cursor on."""
        with self.context.transaction() as connection:
            if not self._open_jobs(connection):
                span = self._span()
                window = (span.start, min(span.end, span.start + WINDOW))
                kind = orders_report.REPORT_TYPE
                plan_jobs(connection, self.context.seller, REPORTS, kind, [window])
            return self._open_jobs(connection)[-1]

    def _close(self, connection: Connection, job: ReportJob, orders: int) -> None:
        """Move the cursor with a report's last rows."""
        pace = pace_of(self.cursor.position).after(job.end - job.start, orders)
        at = max(self.cursor.at or job.end, job.end)
        self.save(moved(self.cursor, at, **pace.as_position()), connection)


_DAMAGED = "A report of changed orders arrived damaged. It is asked for again by a later run."


def _refused(places: list[Marketplace], key: str) -> str:
    name = next((place.name for place in places if place.marketplace_id == key), key)
    return (
        f"For now Amazon does not say for {name} what has become of an order and who ships it."
        " Orders are read without it, and once more when Amazon says it again."
    )
