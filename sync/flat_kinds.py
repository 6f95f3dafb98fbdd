"""What a type of report by date is: its columns, how a line is read, and when a line was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection

from core.errors import DataError
from core.marketplaces import Marketplace
from sync.clients.documents import Document
from sync.flat_files import FlatFile, FlatRow
from sync.imports.headers import Cells, Words
from sync.quarantine import Span
from sync.sources.base import Page, Saved, StreamContext
from sync.storable import check_fields

# Fivetran: most reports of FBA go back 18 months.
KEPT = timedelta(days=540)
# Amazon: a daily FBA report is made once in four hours.
FBA_DAILY_INTERVAL = timedelta(hours=4)


@dataclass(frozen=True)
class FlatReport:
    """One type of report and what its stream needs to know.

    `read` makes a row of a line's cells; it gets the marketplace the report was asked for, or
    the region's first where a report is about the whole region (`is_regional`). It raises
    DataError or ValueError for a line that makes no sense. `dated` reads only when a line was.
    """

    stream: str
    report_type: str
    words: Words
    required: tuple[str, ...]
    read: Callable[[Cells, Marketplace], Any]
    dated: Callable[[Cells, Marketplace], datetime]
    save: Callable[[Connection, StreamContext, Page], Saved]
    longest: timedelta
    look_back: timedelta
    kept: timedelta = KEPT
    interval: timedelta = timedelta(0)
    is_regional: bool = True
    # Amazon's reportOptions: what of it is wanted, and how it is added up.
    options: Mapping[str, str] = field(default_factory=dict)
    # So many reports a run reads of a long history, the newest first; None: all of them.
    at_once: int | None = None

    def rows(
        self, document: Document, place: Marketplace, refuse: Callable[[str, FlatRow], None]
    ) -> list[Any]:
        """Return a row for each line; one that makes no sense goes to `refuse`, with the reason.

        Raises DataError when the document is another report.
        """
        rows: list[Any] = []

        def take(line: FlatRow) -> None:
            row = self.read(line.cell, place)
            check_fields(row, "it")
            rows.append(row)

        FlatFile(document, place, self.words, self.required).each(self.report_type, take, refuse)
        return rows

    def day_of(self, line: FlatRow, place: Marketplace, window: Span) -> Span:
        """Return the day of a line within a report's window; all of it where none can be read."""
        try:
            line.check_width()
            day = self.dated(line.cell, place).astimezone(place.zone).date()
            start = datetime.combine(day, time(), place.zone)
            end = datetime.combine(day + timedelta(days=1), time(), place.zone)
        except (DataError, ValueError, OverflowError):
            return window
        span = max(start, window[0]), min(end, window[1])
        return span if span[0] < span[1] else window

    def what(self, place: Marketplace) -> str:
        """Name what the lines of a region's or a marketplace's report are set aside as."""
        return (
            self.report_type if self.is_regional else f"{self.report_type} {place.marketplace_id}"
        )
