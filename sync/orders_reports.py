"""Orders out of report jobs: the history, a fast shop's changes, and the nightly look back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from sqlalchemy import Connection

from core.errors import RetryableError
from core.marketplaces import Marketplace
from sync.clients.documents import Document
from sync.order_rows import OrderWithLines, count_rows
from sync.report_desk import OFTEN, PATIENCE_SECONDS, Looks, ReportDesk
from sync.report_jobs import ReportJob, close_job
from sync.sources import orders_report
from sync.sources.base import Page, StreamContext

# Orders in one transaction: bounds memory for a month of a large seller.
BATCH = 5000

# What else is saved with a job's last rows: (transaction, job, how many orders it had).
OnClose = Callable[[Connection, ReportJob, int], None]


class OrderReports:
    """Reads reports of orders. `first` is the first local day that is wanted."""

    def __init__(
        self,
        context: StreamContext,
        places: list[Marketplace],
        first: date,
        patience_seconds: float = PATIENCE_SECONDS,
        looks: Looks = OFTEN,
    ) -> None:
        self._context = context
        self._first = first
        self._wanted = {place.marketplace_id for place in places}
        # Amazon ignores marketplaceIds in these reports: one report is the whole region.
        ids = [place.marketplace_id for place in places]
        self._desk = ReportDesk(context, ids, patience_seconds, looks=looks)

    @property
    def failures(self) -> int:
        """How many reports could not be had for now."""
        return self._desk.failures

    def pages(self, jobs: list[ReportJob], on_close: OnClose | None = None) -> Iterator[Page]:
        """Yield the orders of each job; a report that fails does not stop the next."""
        for job, document in self._desk.documents(jobs):
            try:
                yield from self._report(job, document, on_close)
            except RetryableError as error:
                self._desk.unreadable(job, error.sentence)

    def _report(
        self, job: ReportJob, document: Document, on_close: OnClose | None
    ) -> Iterator[Page]:
        """Yield a report in batches; the last one closes the job."""
        context = self._context
        stamp = context.stamp("all-orders-report", job.report_id)
        rows_read, orders, batch = 0, 0, list[OrderWithLines]()
        for one in orders_report.read_orders(document.content, context.set_aside):
            orders += 1
            if one.order.marketplace_id in self._wanted and one.order.local_date >= self._first:
                batch.append(one)
            if len(batch) == BATCH:
                yield Page(batch, count_rows(batch), stamp)
                rows_read, batch = rows_read + count_rows(batch), []
        rows_read += count_rows(batch)

        def close(connection: Connection) -> None:
            close_job(connection, context.seller, job, rows_read, context.timer.now())
            if on_close is not None:
                on_close(connection, job, orders)

        yield Page(batch, count_rows(batch), stamp, close)
