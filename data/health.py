"""How the sync fares: each stream of each connection, calls and quotas, what was set aside.

Read afresh each time: it is about the last minute. Nothing personal is read; the reasons of
what was set aside are shown without the values they quote.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, text

from core.database import Role
from core.rate_plans import PUBLISHED, rate_factor
from core.schedules import Schedule
from core.settings import Settings
from core.streams import STREAMS, next_due, planned_every
from data.reading import reading

NEVER = "never"
_SECONDS_OF_A_DAY = 86_400

_CONNECTIONS = """
SELECT c.connection_id, c.region, c.state,
    coalesce(array_agg(m.country_code ORDER BY m.country_code)
        FILTER (WHERE m.country_code IS NOT NULL), '{}') AS countries,
    min(m.time_zone) AS time_zone
FROM app.connections c
LEFT JOIN seller.marketplaces m
    ON m.account_id = c.account_id AND m.connection_id = c.connection_id
-- What files have made has no key: there is nothing to sync.
WHERE c.account_id = :a AND c.state <> 'by_hand'
GROUP BY c.connection_id, c.region, c.state ORDER BY c.connection_id"""
# The last run of each stream, the last one that ended well (or had nothing to do), and what the
# last day took. Each stream is looked up by the index: runs of years may lie behind.
_STREAMS = """
SELECT c.connection_id, s.stream,
    -- A run whose lease has run out was cut off, whatever its row still says.
    CASE WHEN r.state = 'running' AND coalesce(l.expires_at <= clock_timestamp(), true)
        THEN 'abandoned' ELSE r.state END AS state,
    r.started_at, r.finished_at, r.rows_read,
    r.rows_written, r.error_sentence, w.started_at AS last_done_at, d.calls
FROM app.connections c
CROSS JOIN unnest(cast(:streams AS text[])) AS s(stream)
CROSS JOIN LATERAL (
    SELECT * FROM sync.runs
    WHERE account_id = c.account_id AND connection_id = c.connection_id AND stream = s.stream
    ORDER BY started_at DESC, run_id DESC LIMIT 1) r
LEFT JOIN LATERAL (
    SELECT started_at FROM sync.runs
    WHERE account_id = c.account_id AND connection_id = c.connection_id AND stream = s.stream
      AND kind <> 'replay'
      AND (state IN ('done', 'partial') OR r.state = 'skipped' AND state = 'skipped')
    ORDER BY started_at DESC LIMIT 1) w ON true
LEFT JOIN LATERAL (
    SELECT sum(calls) AS calls FROM sync.runs
    WHERE account_id = c.account_id AND connection_id = c.connection_id AND stream = s.stream
      AND started_at >= :since) d ON true
LEFT JOIN sync.leases l ON l.account_id = c.account_id
    AND l.connection_id = c.connection_id AND l.stream = s.stream
WHERE c.account_id = :a"""
_HEALTH = """
SELECT connection_id, stream, failures, left_alone_until FROM sync.stream_health
WHERE account_id = :a"""
_MARKS = """
SELECT v.connection_id, v.source AS stream, v.synced_at, c.cursor_at
FROM seller.data_versions v
LEFT JOIN sync.cursors c ON c.account_id = v.account_id
    AND c.connection_id = v.connection_id AND c.stream = v.source
WHERE v.account_id = :a"""
# Reports of changes and of the nightly look are jobs of their own, and belong to the orders.
_OPEN_REPORTS = """
SELECT connection_id,
    CASE WHEN stream IN ('orders_changed', 'orders_swept') THEN 'orders' ELSE stream END AS stream,
    count(*) AS reports
FROM sync.report_jobs
WHERE account_id = :a AND state IN ('wanted', 'requested', 'ready')
GROUP BY 1, 2"""
_SET_ASIDE = """
SELECT connection_id, stream, count(*) AS rows FROM sync.quarantine
WHERE account_id = :a AND replayed_at IS NULL GROUP BY connection_id, stream"""
_SCHEDULES = """
SELECT stream, every_minutes, is_paused FROM app.stream_schedules WHERE account_id = :a"""
_QUOTAS = """
SELECT n.connection_id, n.operation,
    coalesce(sum(n.calls) FILTER (WHERE n.called_on = cast(:now AS timestamptz)::date), 0) AS today,
    sum(n.calls) AS month, b.rate * 86400 + b.burst AS per_day, b.burst,
    least(b.burst, b.tokens + b.rate * greatest(0,
        extract(epoch FROM cast(:now AS timestamptz) - b.updated_at))) AS left_now
FROM sync.call_counts n
LEFT JOIN sync.rate_buckets b ON b.account_id = n.account_id
    AND b.connection_id = n.connection_id AND b.operation = n.operation
WHERE n.account_id = :a AND n.called_on > cast(:now AS timestamptz)::date - 30
GROUP BY n.connection_id, n.operation, b.rate, b.burst, b.tokens, b.updated_at
ORDER BY n.connection_id, month DESC, n.operation"""
_RUNS = """
SELECT kind, state, started_at, finished_at, rows_read, rows_written, calls, error_sentence
FROM sync.runs WHERE account_id = :a AND connection_id = :c AND stream = :stream
ORDER BY started_at DESC, run_id DESC LIMIT :most"""
_REASONS = """
SELECT reason, set_aside_at FROM sync.quarantine
WHERE account_id = :a AND connection_id = :c AND stream = :stream AND replayed_at IS NULL
ORDER BY set_aside_at DESC LIMIT 1000"""
_IMPORTS = """
SELECT file_name, kind, imported_by, imported_at, rows_read, rows_written FROM sync.imports
WHERE account_id = :a ORDER BY import_id DESC LIMIT :most"""


@dataclass(frozen=True)
class StreamHealth:
    """How one stream of a connection stands. Instants are UTC; None is not known or never."""

    connection_id: int
    stream: str
    state: str
    started_at: datetime | None
    finished_at: datetime | None
    rows_read: int
    rows_written: int
    sentence: str | None
    # None: it is paused.
    next_due_at: datetime | None
    every: timedelta
    schedule: Schedule
    # Everything Amazon has up to here is in the database.
    complete_until: datetime | None
    calls_today: int
    open_reports: int
    set_aside: int
    failures: int


@dataclass(frozen=True)
class Quota:
    """What was used of one of Amazon's operations.

    `per_day` is what the bucket gives in a day, a full one at its start, or one of Amazon's
    published rate before there is one; None where Amazon publishes none, and where nobody is held
    to any, as in the demo. `left_now` and `burst` are None without a bucket.
    """

    operation: str
    today: int
    month: int
    per_day: float | None
    left_now: float | None
    burst: float | None


@dataclass(frozen=True)
class ConnectionHealth:
    """One connection to Amazon: a region of the seller, its streams and its quotas."""

    connection_id: int
    region: str
    state: str
    countries: tuple[str, ...]
    time_zone: str | None
    streams: tuple[StreamHealth, ...]
    quotas: tuple[Quota, ...]


@dataclass(frozen=True)
class PastRun:
    """One run of a stream."""

    kind: str
    state: str
    started_at: datetime
    finished_at: datetime | None
    rows_read: int
    rows_written: int
    calls: int
    sentence: str | None


@dataclass(frozen=True)
class Reason:
    """Why rows were set aside: a reason without the values it was about, and how many."""

    words: str
    rows: int
    newest_at: datetime


@dataclass(frozen=True)
class PastImport:
    """A file that was brought in by hand."""

    file_name: str
    kind: str
    imported_by: str | None
    imported_at: datetime
    rows_read: int
    rows_written: int


def load_health(account_id: int, settings: Settings, now: datetime) -> tuple[ConnectionHealth, ...]:
    """Return how every stream of every connection stands at `now`, in the order of STREAMS."""
    with reading(Role.WEB, account_id) as connection:
        values = {
            "a": account_id,
            "now": now,
            "since": now - timedelta(hours=24),
            "streams": list(STREAMS),
        }
        facts = _Facts(connection, values, settings, now)
        return tuple(
            ConnectionHealth(
                row.connection_id,
                row.region,
                row.state,
                tuple(row.countries),
                row.time_zone,
                tuple(facts.stream(row.connection_id, name) for name in STREAMS),
                facts.quotas[row.connection_id],
            )
            for row in connection.execute(text(_CONNECTIONS), values)
        )


class _Facts:
    """What the tables say, by connection and stream."""

    def __init__(
        self, connection: Connection, values: dict[str, Any], settings: Settings, now: datetime
    ) -> None:
        self._settings = settings
        self._now = now

        def read(statement: str) -> Sequence[Row[Any]]:
            return connection.execute(text(statement), values).all()

        def by_stream(statement: str) -> dict[tuple[int, str], Any]:
            return {(row.connection_id, row.stream): row for row in read(statement)}

        self._runs = by_stream(_STREAMS)
        self._health = by_stream(_HEALTH)
        self._marks = by_stream(_MARKS)
        self._reports = by_stream(_OPEN_REPORTS)
        self._aside = by_stream(_SET_ASIDE)
        self._schedules = {row.stream: row for row in read(_SCHEDULES)}
        quotas: dict[int, list[Quota]] = defaultdict(list)
        factor = rate_factor(settings)
        for row in read(_QUOTAS):
            published = _published(row.operation, factor)
            quotas[row.connection_id].append(
                Quota(
                    row.operation,
                    int(row.today),
                    int(row.month),
                    published if row.per_day is None or factor is None else row.per_day,
                    row.left_now,
                    row.burst,
                )
            )
        self.quotas = defaultdict(tuple, {key: tuple(rows) for key, rows in quotas.items()})

    def stream(self, connection_id: int, name: str) -> StreamHealth:
        key = (connection_id, name)
        run, health = self._runs.get(key), self._health.get(key)
        mark, reports, aside = self._marks.get(key), self._reports.get(key), self._aside.get(key)
        schedule = self._schedule(name)
        every = schedule.every or planned_every(name, self._settings)
        due = next_due(
            run.last_done_at if run else None,
            every,
            health.left_alone_until if health else None,
            self._now,
        )
        return StreamHealth(
            connection_id,
            name,
            run.state if run else NEVER,
            run.started_at if run else None,
            run.finished_at if run else None,
            run.rows_read if run else 0,
            run.rows_written if run else 0,
            run.error_sentence if run else None,
            None if schedule.is_paused else due,
            every,
            schedule,
            (mark.cursor_at or mark.synced_at) if mark else None,
            int(run.calls or 0) if run else 0,
            int(reports.reports) if reports else 0,
            int(aside.rows) if aside else 0,
            health.failures if health else 0,
        )

    def _schedule(self, name: str) -> Schedule:
        row = self._schedules.get(name)
        if row is None:
            return Schedule()
        every = timedelta(minutes=row.every_minutes) if row.every_minutes else None
        return Schedule(every, row.is_paused)


def _published(operation: str, factor: float | None) -> float | None:
    """Return how many calls Amazon's published rate allows in a day; None without one."""
    plan = PUBLISHED.get(operation)
    if plan is None or factor is None:
        return None
    return plan.rate * factor * _SECONDS_OF_A_DAY + plan.burst


def load_runs(account_id: int, connection_id: int, stream: str, most: int = 20) -> list[PastRun]:
    """Return the last runs of a stream, the newest first."""
    values = {"a": account_id, "c": connection_id, "stream": stream, "most": most}
    with reading(Role.WEB, account_id) as connection:
        return [PastRun(*row) for row in connection.execute(text(_RUNS), values)]


def load_reasons(account_id: int, connection_id: int, stream: str) -> list[Reason]:
    """Return why rows of a stream wait set aside, the most frequent reason first."""
    values = {"a": account_id, "c": connection_id, "stream": stream}
    with reading(Role.WEB, account_id) as connection:
        rows = connection.execute(text(_REASONS), values).all()
    found: dict[str, list[datetime]] = defaultdict(list)
    for row in rows:
        found[without_values(row.reason)].append(row.set_aside_at)
    reasons = [Reason(words, len(times), max(times)) for words, times in found.items()]
    return sorted(reasons, key=lambda one: (-one.rows, one.words))


# Anything quoted, an address, and words with digits in them: numbers of orders, codes, dates.
_VALUES = re.compile(
    r"""'[^']*' | "[^"]*" | “[^”]*” | \S+@\S+ | (?<!\w)[\w.:/+-]*\d[\w.:/+-]*""", re.VERBOSE
)


def without_values(reason: str) -> str:
    """Return a reason without what it quotes, which may be personal.

    `The order 306-1 cannot be read: 'Jo' is no number` becomes
    `The order … cannot be read: … is no number`.
    """
    return _VALUES.sub("…", reason)


def load_imports(account_id: int, most: int = 20) -> list[PastImport]:
    """Return the files brought in by hand, the newest first."""
    with reading(Role.WEB, account_id) as connection:
        rows = connection.execute(text(_IMPORTS), {"a": account_id, "most": most})
        return [PastImport(*row) for row in rows]
