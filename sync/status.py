"""How each stream stands: its last run, what is next, and what Amazon's rates still allow."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row

from core.clock import Clock
from core.database import Role, account_transaction
from core.errors import EXIT_OK
from core.rate_plans import PUBLISHED
from core.schedules import Schedule, read_schedules
from core.settings import Settings
from core.streams import next_due, planned_every
from sync.connections import (
    ACTIVE,
    NEEDS_REAUTH,
    SellerConnection,
    account_names,
    has_ads_key,
    list_connections,
)
from sync.cursors import load_cursor
from sync.health import Health, read_health
from sync.inbox import count_notices
from sync.quarantine import DAYS_KEPT, DAYS_OF_WARNING
from sync.registry import SOURCES
from sync.runs import last_done_at
from sync.sources.base import Source
from sync.statements import statements

# Amazon's own arithmetic for searchOrders is 10 calls per 1,000 orders read, lines included.
MOST_CALLS_PER_1000 = 12
# A look that brings so many changes costs 11 calls for 1,000; its page of 100 does not overflow.
_WORTH_A_LOOK = 90
_READING = [name for name, plan in PUBLISHED.items() if plan.method == "GET"]


def read_status(settings: Settings, timer: Clock) -> Iterator[dict[str, Any]]:
    """Yield one record for each connection and stream. Instants are UTC."""
    for state in (ACTIVE, NEEDS_REAUTH):
        for seller in list_connections(is_demo=settings.is_demo, state=state):
            yield from _of_connection(seller, settings, timer)


def _of_connection(
    seller: SellerConnection, settings: Settings, timer: Clock
) -> Iterator[dict[str, Any]]:
    key = {"account_id": seller.account_id, "days": DAYS_KEPT - DAYS_OF_WARNING}
    with account_transaction(Role.SYNC, seller.account_id) as connection:

        def by_stream(file: str, name: str) -> dict[str, Row[Any]]:
            rows = connection.execute(statements(file)[name], key)
            return {row.stream: row for row in rows if row.connection_id == seller.connection_id}

        latest, reports = by_stream("runs", "latest"), by_stream("runs", "open_reports")
        waiting = by_stream("quarantine", "waiting")
        cursors = {name: load_cursor(connection, seller, name) for name in SOURCES}
    health = read_health(seller)
    schedules = read_schedules(Role.SYNC, seller.account_id)
    for name, source in SOURCES.items():
        run, cursor = latest.get(name), cursors[name]
        schedule, fares = schedules.get(name, Schedule()), health.get(name, Health())
        yield {
            "stream": name,
            "connection": seller.region,
            "account_id": seller.account_id,
            "state": run.state if run else "never run",
            "started_at": run.started_at if run else None,
            "finished_at": run.finished_at if run else None,
            "rows_read": run.rows_read if run else 0,
            "rows_written": run.rows_written if run else 0,
            "calls": run.calls if run else 0,
            "cursor_at": cursor.at if cursor else None,
            "next_due_at": _next_due(seller, source, settings, schedule, fares, timer.now()),
            "is_paused": schedule.is_paused,
            "failures": fares.failures,
            "open_reports": reports[name].reports if name in reports else 0,
            "set_aside": waiting[name].rows if name in waiting else 0,
            "forgotten_soon": waiting[name].rows_going if name in waiting else 0,
            "forgotten_at": (
                waiting[name].oldest_at + timedelta(days=DAYS_KEPT) if name in waiting else None
            ),
            "sentence": run.error_sentence if run else None,
        }


def _next_due(
    seller: SellerConnection,
    source: Source,
    settings: Settings,
    schedule: Schedule,
    fares: Health,
    now: datetime,
) -> datetime | None:
    """Return when the stream is read next; None when it is paused."""
    if schedule.is_paused:
        return None
    every = schedule.every or planned_every(source.name, settings)
    or_skipped = source.needs_ads and not has_ads_key(seller)
    last = last_done_at(seller, source.name, or_skipped=or_skipped)
    return next_due(last, every, fares.left_alone_until, now)


def read_buckets(seller: SellerConnection, now: datetime) -> Sequence[Row[Any]]:
    """Return the rate buckets of a connection: operation, rate, burst, tokens, blocked_until."""
    key = {**seller.key, "now": now}
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        return connection.execute(statements("usage")["buckets"], key).all()


def read_usage(settings: Settings, timer: Clock) -> Iterator[dict[str, Any]]:
    """Yield one record for each connection: its buckets, today's calls, and what an order costs."""
    sql = statements("usage")
    for seller in list_connections(is_demo=settings.is_demo):
        now = timer.now()
        key = {**seller.key, "now": now}
        buckets = read_buckets(seller, now)
        with account_transaction(Role.SYNC, seller.account_id) as connection:
            calls = connection.execute(sql["calls"], key).all()
            cost = connection.execute(sql["cost"], key).one()
            by_day = connection.execute(sql["get_calls"], {**key, "reading": _READING}).all()
        yield {
            "connection": seller.region,
            "account_id": seller.account_id,
            "buckets": [row._asdict() for row in buckets],
            "calls": [row._asdict() for row in calls],
            "get_calls_by_day": [row._asdict() for row in by_day],
            "orders": cost.orders,
            "changes": cost.changes,
            "looks": cost.looks,
            "calls_per_1000_orders_read": _per_1000(cost.calls, cost.changes),
            "calls_per_1000_orders_read_beyond_looks": _per_1000(
                cost.calls - cost.looks, cost.changes
            ),
            "look_every_hours_for_aim": hours_between_looks(cost.week_changes, cost.week_hours),
            "notices_waiting": count_notices(seller),
        }


def hours_between_looks(changes: int, hours: float | None) -> float | None:
    """Return how seldom orders would have to be looked for to cost 12 calls per 1,000 in all.

    From `changes` of orders in some hours. None where that is not known yet: less than a day, or
    nothing has changed.
    """
    if not changes or hours is None or hours < 24:
        return None
    return round(_WORTH_A_LOOK * float(hours) / changes, 1)


def _per_1000(calls: int, orders: int) -> float | None:
    return round(1000 * calls / orders, 1) if orders else None


def print_status(settings: Settings, timer: Clock, *, as_json: bool, with_usage: bool) -> int:
    """Print how each stream stands, and what each connection has used where that is asked for.

    A line names the account where there are several; its instants are UTC.
    """
    names = account_names(is_demo=settings.is_demo)

    def account(record: dict[str, Any]) -> str:
        return f"{names[record['account_id']]}: " if len(names) > 1 else ""

    for record in read_status(settings, timer):
        line = account(record) + _stream_line(record)
        print(json.dumps(record, default=str) if as_json else line)
    for usage in read_usage(settings, timer) if with_usage else ():
        lines = "\n".join(_usage_lines(usage, account(usage)))
        print(json.dumps(usage, default=str) if as_json else lines)
    return EXIT_OK


def going(record: dict[str, Any]) -> str:
    """Say how much of what a stream set aside is forgotten within a week; empty when nothing."""
    if not record["forgotten_soon"]:
        return ""
    return (
        f"{record['forgotten_soon']} of them are forgotten within {DAYS_OF_WARNING} days, the first"
        f" on {record['forgotten_at']:%Y-%m-%d}"
    )


def _moment(instant: datetime) -> str:
    """Write an instant with its day and zone: `2026-11-20 02:15 UTC`."""
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _stream_line(record: dict[str, Any]) -> str:
    when = _moment(record["finished_at"]) if record["finished_at"] else "-"
    due = _moment(record["next_due_at"]) if record["next_due_at"] else "paused"
    notes = [
        f"{record['open_reports']} reports open" if record["open_reports"] else "",
        f"{record['set_aside']} rows set aside" if record["set_aside"] else "",
        going(record),
        record["sentence"] or "",
    ]
    return (
        f"{record['stream']:14} {record['connection']:3} {record['state']:12} {when:20}"
        f" next {due:20} {record['rows_read']:>9,} read {record['rows_written']:>9,} written"
        f"  {' · '.join(note for note in notes if note)}"
    ).rstrip()


def _cost(usage: dict[str, Any]) -> str:
    """Say what 1,000 orders cost, with and without the look for new ones that each run makes.

    An order counts each time it was read new or changed.
    """
    if not usage["changes"] or not usage["orders"]:
        return "no orders in 30 days, so nothing to count calls by"
    return (
        f"{usage['calls_per_1000_orders_read_beyond_looks']:g} calls per 1,000 orders read"
        f" in 30 days (aim: at most {MOST_CALLS_PER_1000});"
        f" {usage['calls_per_1000_orders_read']:g} with the"
        f" {usage['looks']:,} looks for new ones; each order was read"
        f" {usage['changes'] / usage['orders']:.1f} times as it changed{_seldom(usage)}"
    )


def _seldom(usage: dict[str, Any]) -> str:
    """Say what it would take to stay below the aim with the looks, where they exceed it."""
    hours = usage["look_every_hours_for_aim"]
    if hours is None or usage["calls_per_1000_orders_read"] <= MOST_CALLS_PER_1000:
        return ""
    return (
        f"; to stay below {MOST_CALLS_PER_1000} with the looks, orders would have to be looked for"
        f" every {hours:g} hours only"
    )


def _usage_lines(usage: dict[str, Any], account: str) -> Iterator[str]:
    yield f"\n{account}{usage['connection']}: {_cost(usage)}"
    days = [int(row["calls"]) for row in usage["get_calls_by_day"]]
    if days:
        yield f"  GET calls: {sum(days):,} in 30 days, {max(days):,} on the busiest of them"
    if usage["notices_waiting"]:
        yield f"  Orders that Amazon has told of, still to be fetched: {usage['notices_waiting']:,}"
    buckets = {row["operation"]: row for row in usage["buckets"]}
    for row in usage["calls"]:
        bucket = buckets.get(row["operation"])
        left = "no limit" if bucket is None else f"{bucket['tokens']:.0f} of {bucket['burst']:.0f}"
        blocked = ""
        if bucket is not None and bucket["blocked_until"]:
            blocked = f"  Amazon says wait until {_moment(bucket['blocked_until'])}"
        yield (
            f"  {row['operation']:30} {row['today']:>6,} calls today {row['month']:>8,} in 30 days"
            f"   left {left}{blocked}"
        )
