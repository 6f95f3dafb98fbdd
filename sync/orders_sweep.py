"""The nightly look back: every order of the last three days once more, by when it was placed.

What a search by last update has missed on Amazon's side is found here. A large shop's days
are read by one report, which a later run collects.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from core.errors import NotReadyError
from core.log import get_logger
from sync.cursors import save_cursor
from sync.orders_backfill import history_from
from sync.orders_changes import REPORTS as CHANGED
from sync.orders_changes import Changes
from sync.orders_pace import MOST_PAGES
from sync.orders_position import moved, night_of, refusals_of
from sync.orders_reports import OrderReports
from sync.orders_search import (
    MARGIN,
    ClockDiffersError,
    Search,
    TooManyPagesError,
    Wish,
    amazon_now,
)
from sync.report_jobs import forget_old_jobs, open_jobs, plan_jobs
from sync.sources.base import Page
from sync.statements import statements

DAYS = timedelta(days=3)
REPORTS = "orders_swept"
REPORT_TYPE = "GET_XML_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
# A report costs three or four calls, however many orders are in it; a search one for each hundred.
MOST_ORDERS = 300
# Half of what a search may use: more than this is no longer a few orders that nobody knew of.
_MOST_PAGES = MOST_PAGES // 2
_log = get_logger(__name__)


class Sweep:
    """Looks back once a night; `changes` holds the cursor and reads the pages."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._context = changes.context

    def pages(self) -> Iterator[Page]:
        """Yield the orders of the last three days, once a night."""
        changes = self._changes
        night = night_of(amazon_now(self._context), changes.places)
        if changes.cursor.position.get("swept_on") != night:
            self._forget_old()
            try:
                if self._is_large():
                    raise TooManyPagesError(
                        "The last days have more orders than a search may read."
                    )
                yield from self._by_search(night)
            except ClockDiffersError as error:
                _log.info("the sweep waits for the next run", cause=error.sentence)
            except TooManyPagesError:
                self._plan(night)
        yield from self._by_report()

    def _forget_old(self) -> None:
        """Forget the reports of changes and of looks back that were read long ago."""
        context = self._context
        with context.transaction() as connection:
            for stream in (CHANGED, REPORTS):
                forget_old_jobs(connection, context.seller, stream, context.timer.now())

    def _window(self) -> tuple[datetime, datetime]:
        end = amazon_now(self._context) - MARGIN
        return end - DAYS, end

    def _is_large(self) -> bool:
        """Whether the last days have more orders than a search may read."""
        start, _ = self._window()
        values = {
            "account_id": self._context.seller.account_id,
            "marketplaces": [place.marketplace_id for place in self._changes.places],
            "since": start.date(),
        }
        with self._context.transaction() as connection:
            count = connection.scalar(statements("orders")["count_since"], values)
        return int(count or 0) > MOST_ORDERS

    def _by_search(self, night: str) -> Iterator[Page]:
        changes = self._changes
        search = Search(
            self._context, refusing=set(refusals_of(changes.cursor)), most_pages=_MOST_PAGES
        )
        for found in search.pages(Wish("created", *self._window(), changes.places)):
            yield changes.read(found)
        settle = partial(changes.save, moved(changes.cursor, swept_on=night))
        yield Page([], 0, self._context.stamp("orders-2026-01-01"), settle)

    def _plan(self, night: str) -> None:
        """Put one report on the list; from then on it is the report that is looked after."""
        changes, context = self._changes, self._context
        cursor = moved(changes.cursor, swept_on=night)
        with context.transaction() as connection:
            plan_jobs(connection, context.seller, REPORTS, REPORT_TYPE, [self._window()])
            save_cursor(connection, context.seller, "orders", cursor)
        changes.cursor = cursor

    def _by_report(self) -> Iterator[Page]:
        """Yield what is ready of the reports under way; no run waits for them."""
        changes, context = self._changes, self._context
        with context.transaction() as connection:
            jobs = open_jobs(connection, context.seller, REPORTS, context.timer.now())
        reports = OrderReports(context, changes.places, history_from(changes.cursor), 0.0)
        try:
            yield from reports.pages(jobs)
        except NotReadyError as error:
            _log.info("the sweep's report is not ready yet", cause=error.sentence)
        if reports.failures:
            context.shortfalls.append(
                "Amazon could not make the report that looks back three days. It is asked for"
                " again in some hours."
            )
