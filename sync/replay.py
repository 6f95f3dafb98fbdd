"""Read the quarantine again with today's code: what can be understood now is saved.

What came in a report is asked for anew, with all of its time: a line alone is no row where
several make one. It leaves the quarantine when that report has been read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from sqlalchemy import Connection

from core.errors import DataError
from sync.quarantine import close, waiting
from sync.sources.base import Page, Source, StreamContext

KIND = "replay"


def replaying(source: Source) -> Source:
    """Return a source that reads what this one has set aside, instead of asking Amazon."""
    return replace(source, fetch=partial(_fetch, source))


def _fetch(source: Source, context: StreamContext) -> Iterator[Page]:
    """Yield one page for each thing that can be read now; it leaves the quarantine with it."""
    with context.transaction() as connection:
        rows = waiting(connection, context.seller, source.name)
    if source.ask_again is not None and rows:
        yield from source.ask_again(context, rows)
    if source.reread is None:
        return
    for row in rows:
        try:
            page = source.reread(context, row.what, row.raw)
        except (DataError, ValueError) as error:
            context.set_aside(str(error))
            continue

        def settle(connection: Connection, quarantine_id: int = row.quarantine_id) -> None:
            close(connection, context.seller, quarantine_id)

        # What was fetched then is as old as it was then.
        page.stamp = replace(page.stamp, fetched_at=row.fetched_at, is_replay=True)
        page.settle = settle
        yield page
