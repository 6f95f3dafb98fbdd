"""One run of one stream: lease, run row, pages with their cursor, and a final state."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from core.channels import DATA_CHANGED
from core.database import explain
from core.errors import (
    AccountGoneError,
    AlreadyRunningError,
    DatabaseError,
    DatabaseUnavailable,
    ForbiddenError,
    NotReadyError,
    NotSetUpError,
    ReauthorizeError,
    SellerMonitorError,
    ThrottledError,
)
from core.log import bind_run, get_logger
from sync import notices, replay
from sync.clients.retry import backoff_seconds
from sync.connections import unless_taken_away
from sync.cursors import note_changed, note_read_through
from sync.leases import Lease, take_lease
from sync.quarantine import DAYS_KEPT, close_covered, close_named, forget_old, keep
from sync.runs import (
    BUSY,
    DONE,
    FAILED,
    FORBIDDEN,
    INTERRUPTED,
    NEEDS_REAUTH,
    PARTIAL,
    SKIPPED,
    THROTTLED,
    WAITING,
    Run,
    Tally,
    start_run,
)
from sync.sources.base import Page, Source, StreamContext
from sync.statements import statements
from sync.stopping import StoppedError

# How often a commit is tried when the database is away or two writers collide.
COMMIT_TRIES = 3
# Deadlock and serialization failure: PostgreSQL asks to repeat the transaction.
_REPEATABLE = ("40P01", "40001")
# A statement's timeout and a lock's.
_GIVEN_UP = ("57014", "55P03")
_UNEXPECTED = "Something unexpected happened in this stream."
_log = get_logger(__name__)


@dataclass
class StreamResult:
    """How a stream's run ended; the line that --json prints."""

    stream: str
    connection: str
    state: str
    rows_read: int = 0
    rows_written: int = 0
    calls: int = 0
    seconds: float = 0.0
    # Rows set aside that were never read and are gone now, of whichever stream.
    forgotten: int = 0
    sentence: str = ""
    error: SellerMonitorError | None = None
    crash: Exception | None = None

    def as_line(self) -> dict[str, Any]:
        """Return what --json prints."""
        line = asdict(self)
        del line["error"], line["crash"]
        if not line["sentence"]:
            del line["sentence"]
        return line


class StreamRun:
    """Runs one source once for one connection."""

    def __init__(
        self, source: Source, context: StreamContext, kind: str, check_stop: Callable[[], None]
    ) -> None:
        self._source = source
        self._context = context
        self._kind = kind
        self._check_stop = check_stop
        self._calls_before = context.calls
        self._forgotten = Counter[str]()
        self.tally = Tally()

    def run(self) -> StreamResult:
        """Run the stream; every end, good or bad, is a result, so that the others go on."""
        started = time.monotonic()
        result = StreamResult(self._source.name, self._context.seller.region, FAILED)
        try:
            with unless_taken_away(self._context.seller):
                result.state = self._with_lease()
        except SellerMonitorError as error:
            result.state, result.sentence, result.error = state_of(error), error.sentence, error
        except Exception as error:  # noqa: BLE001 - the other streams go on; the command raises it
            result.sentence, result.crash = _UNEXPECTED, error
            # Not every caller raises it: the loop goes on, and the cause must stand somewhere.
            _log.error("a stream crashed", stream=self._source.name, exc_info=error)
        result.sentence = _joined(result.sentence or self._shortfall(), forgotten(self._forgotten))
        result.forgotten = self._forgotten.total()
        result.rows_read = self.tally.rows_read
        result.rows_written = self.tally.rows_written
        result.calls = self._context.calls - self._calls_before
        result.seconds = round(time.monotonic() - started, 3)
        _log.info("stream ended", **result.as_line())
        return result

    def _with_lease(self) -> str:
        lease = take_lease(self._context.seller, self._source.name)
        if lease is None:
            raise AlreadyRunningError("Another process is doing this work. Nothing is lost.")
        try:
            return self._with_run(lease)
        finally:
            lease.release()

    def _with_run(self, lease: Lease) -> str:
        """Write the run row and close it, whatever happens in between."""
        now = self._context.timer.now()
        run = start_run(self._context.seller, self._source.name, self._kind, now)
        run.tally = self.tally
        self._context.run_id = run.run_id
        bind_run(
            run_id=run.run_id,
            account_id=self._context.seller.account_id,
            stream=self._source.name,
            region=self._context.seller.region,
        )
        try:
            with explained_waits():
                self._pages(lease, run)
        except SellerMonitorError as error:
            self._finish(run, state_of(error), type(error).__name__, error.sentence)
            raise
        except BaseException as error:
            self._finish(run, FAILED, type(error).__name__, _UNEXPECTED)
            raise
        shortfall, gone = self._shortfall(), forgotten(self._forgotten)
        if shortfall:
            kind = "SetAside" if self._context.rows_set_aside else "Shortfall"
            self._finish(run, PARTIAL, kind, _joined(shortfall, gone))
            return PARTIAL
        self._finish(run, DONE, *(("Forgotten", gone) if gone else ()))
        return DONE

    def _shortfall(self) -> str:
        """Say what is missing although nothing failed; empty when nothing is."""
        count = self._context.rows_set_aside
        said = [*dict.fromkeys(self._context.shortfalls), *([set_aside(count)] if count else [])]
        return _joined(*said)

    def _finish(self, run: Run, state: str, *error: str) -> None:
        self._count_calls()
        try:
            run.finish(self._context.timer.now(), state, *error)
        except SellerMonitorError as trouble:
            # The row is closed as abandoned by the next run of this stream.
            _log.warning("the end of the run was not saved", cause=trouble.sentence)

    def _count_calls(self) -> None:
        self.tally.calls = self._context.calls - self._calls_before

    def _pages(self, lease: Lease, run: Run) -> None:
        for page in self._source.fetch(self._context):
            self._check_stop()
            self._commit(lease, run, page)
            self._check_stop()
        with self._context.transaction() as connection:
            lease.check(connection)
            self._keep_unread(connection)
            gone = forget_old(connection, self._context.seller)
            if self._kind not in (replay.KIND, notices.KIND):
                note_read_through(
                    connection, self._context.seller, self._source.name, self._context.clock.now()
                )
        # Only what is committed is gone.
        self._forgotten = gone
        if gone:
            _log.warning("what was set aside is forgotten unread", rows=dict(gone))

    def _commit(self, lease: Lease, run: Run, page: Page) -> None:
        """Save a page with its cursor; repeated when the database was away or asks for it."""
        for attempt in range(1, COMMIT_TRIES + 1):
            try:
                self._save(lease, run, page)
                return
            except DatabaseUnavailable:
                if attempt == COMMIT_TRIES:
                    raise
            except DBAPIError as error:
                if attempt == COMMIT_TRIES or not is_repeatable(error):
                    raise
            self._context.wait(backoff_seconds(attempt))

    def _save(self, lease: Lease, run: Run, page: Page) -> None:
        self._count_calls()
        tally, before = self.tally, replace(self.tally)
        try:
            with self._context.transaction() as connection:
                lease.check(connection)
                saved = self._source.save(connection, self._context, page)
                self._keep_unread(connection)
                self._close_read(connection, page)
                if page.settle is not None:
                    page.settle(connection)
                for source in sorted(saved.sources):
                    note_changed(
                        connection, self._context.seller, source, self._context.clock.now()
                    )
                tally.rows_read += page.rows_read
                tally.rows_written += saved.rows_written
                tally.orders_changed += saved.orders_changed
                run.note_progress(connection)
                if saved.sources:
                    notify(connection, self._context.seller.account_id, saved.sources)
        except BaseException:
            tally.rows_read, tally.rows_written = before.rows_read, before.rows_written
            tally.orders_changed = before.orders_changed
            raise
        self._context.not_kept_yet.clear()

    def _keep_unread(self, connection: Connection) -> None:
        """Keep what was set aside while this page was read; forgotten only when committed."""
        context = self._context
        for one in context.not_kept_yet:
            keep(connection, context.seller, self._kept_under, context.run_id, one)

    @property
    def _kept_under(self) -> str:
        return self._source.kept_under or self._source.name

    def _close_read(self, connection: Connection, page: Page) -> None:
        """Close what waited and has been read now, so that nothing old is ever put over it."""
        seller, fetched_at = self._context.seller, page.stamp.fetched_at
        still = {one.natural_key for one in self._context.not_kept_yet}
        names = set(page.names) - still
        close_named(connection, seller, self._kept_under, names, fetched_at)
        for covered in page.covers:
            close_covered(connection, seller, self._kept_under, covered, fetched_at)


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def forgotten(rows: Mapping[str, int]) -> str:
    """Say how many rows of which streams were forgotten unread; empty when none was."""
    if not rows:
        return ""
    said = ", ".join(f"{count} of {stream}" for stream, count in sorted(rows.items()))
    return (
        f"Rows that were set aside {DAYS_KEPT} days ago and never could be read are forgotten"
        f" now: {said}."
    )


def set_aside(count: int) -> str:
    """Say how many rows were left out because they could not be understood."""
    return f"{count} rows from Amazon could not be understood and were set aside; see the log."


def notify(connection: Connection, account_id: int, sources: frozenset[str]) -> None:
    """Tell listeners, at the commit, whose data has changed and which version it has now."""
    versions = {
        row.source: int(row.version)
        for row in connection.execute(
            statements("cursors")["versions"],
            {"account_id": account_id, "sources": sorted(sources)},
        )
    }
    payload = json.dumps({"account_id": account_id, "versions": versions})
    connection.execute(
        text("SELECT pg_notify(:channel, :payload)"), {"channel": DATA_CHANGED, "payload": payload}
    )


@contextmanager
def explained_waits() -> Iterator[None]:
    """Turn a wait for the database that was given up (statement or lock timeout) into a sentence.

    A migration or a backup may hold a table for longer than a run waits.
    """
    try:
        yield
    except DBAPIError as error:
        if getattr(error.orig, "pgcode", None) not in _GIVEN_UP:
            raise
        raise DatabaseError(
            "The database took too long: something else holds what this stream writes. What was"
            " saved stays saved; the next run goes on."
        ) from error


def is_repeatable(error: DBAPIError) -> bool:
    """Whether PostgreSQL asks to run the transaction again."""
    return getattr(error.orig, "pgcode", None) in _REPEATABLE and explain(error) is None


def state_of(error: SellerMonitorError) -> str:
    """Return the final state of a run that an error has ended."""
    if isinstance(error, (StoppedError, AccountGoneError)):
        return INTERRUPTED
    if isinstance(error, NotReadyError):
        return WAITING
    if isinstance(error, ThrottledError):
        return THROTTLED
    if isinstance(error, NotSetUpError):
        return SKIPPED
    if isinstance(error, ReauthorizeError):
        return NEEDS_REAUTH
    if isinstance(error, ForbiddenError):
        return FORBIDDEN
    if isinstance(error, AlreadyRunningError):
        return BUSY
    return FAILED
