"""Schema `sync`: runs, cursors, leases, rate buckets and report jobs of each connection."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Identity, Index, LargeBinary, Table
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from core.schema.base import account_key, big, count, day, instant, metadata, text, to

_NOW = sql("now()")


def _connection() -> Column[int]:
    return big("connection_id", primary_key=True, autoincrement=False)


runs = Table(
    "runs",
    metadata,
    account_key(),
    Column("run_id", BigInteger, Identity(always=False), primary_key=True),
    big("connection_id", nullable=False),
    text("stream", nullable=False),
    text("kind", nullable=False),
    text("state", nullable=False),
    instant("started_at", nullable=False, server_default=_NOW),
    instant("finished_at"),
    count("rows_read"),
    count("rows_written"),
    count("calls"),
    text("error_kind"),
    text("error_sentence"),
    count("orders_changed"),
    to("app.connections", "connection_id"),
    Index("runs_latest", "account_id", "connection_id", "stream", "started_at"),
    schema="sync",
)

cursors = Table(
    "cursors",
    metadata,
    account_key(),
    _connection(),
    text("stream", primary_key=True),
    instant("cursor_at"),
    Column("position", JSONB, nullable=False, server_default="{}"),
    instant("updated_at", nullable=False, server_default=_NOW),
    to("app.connections", "connection_id"),
    schema="sync",
)

leases = Table(
    "leases",
    metadata,
    account_key(),
    _connection(),
    text("stream", primary_key=True),
    big("token", nullable=False, server_default="0"),
    text("owner"),
    instant("expires_at"),
    to("app.connections", "connection_id"),
    schema="sync",
)

rate_buckets = Table(
    "rate_buckets",
    metadata,
    account_key(),
    _connection(),
    text("operation", primary_key=True),
    Column("rate", Float, nullable=False),
    Column("burst", Float, nullable=False),
    Column("tokens", Float, nullable=False),
    instant("updated_at", nullable=False),
    instant("blocked_until"),
    to("app.connections", "connection_id"),
    schema="sync",
)

call_counts = Table(
    "call_counts",
    metadata,
    account_key(),
    _connection(),
    text("operation", primary_key=True),
    day("called_on", primary_key=True),
    count("calls"),
    to("app.connections", "connection_id"),
    schema="sync",
)

report_jobs = Table(
    "report_jobs",
    metadata,
    account_key(),
    Column("job_id", BigInteger, Identity(always=False), primary_key=True),
    big("connection_id", nullable=False),
    text("stream", nullable=False),
    text("report_type", nullable=False),
    instant("data_start_at"),
    instant("data_end_at"),
    text("report_id"),
    text("document_id"),
    text("state", nullable=False, server_default="wanted"),
    count("attempts"),
    instant("requested_at"),
    instant("finished_at"),
    count("rows_read"),
    text("note"),
    # Where one report is asked for one marketplace only; null = the whole region.
    text("marketplace_id"),
    # Not to be asked for or looked at before.
    instant("not_before"),
    # Advertising: whose report it is, and how often in a row Amazon's queue was full.
    text("profile_id"),
    count("throttles"),
    to("app.connections", "connection_id"),
    Index("report_jobs_open", "account_id", "connection_id", "stream", "state"),
    schema="sync",
)

# How a stream fares: failures in a row, and until when it is left alone.
stream_health = Table(
    "stream_health",
    metadata,
    account_key(),
    _connection(),
    text("stream", primary_key=True),
    count("failures"),
    text("error_kind"),
    instant("left_alone_until"),
    instant("updated_at", nullable=False, server_default=_NOW),
    to("app.connections", "connection_id"),
    schema="sync",
)

# What could not be understood, sealed because it may hold personal data, with the reason.
quarantine = Table(
    "quarantine",
    metadata,
    account_key(),
    Column("quarantine_id", BigInteger, Identity(always=False), primary_key=True),
    big("connection_id", nullable=False),
    text("stream", nullable=False),
    text("what", nullable=False),
    text("natural_key"),
    text("reason", nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    text("content_type"),
    text("report_id"),
    big("run_id"),
    instant("fetched_at", nullable=False),
    instant("set_aside_at", nullable=False, server_default=_NOW),
    instant("replayed_at"),
    # The span of time that a line of a report is about.
    instant("about_from"),
    instant("about_to"),
    to("app.connections", "connection_id"),
    Index("quarantine_open", "account_id", "connection_id", "stream", "replayed_at"),
    schema="sync",
)

# Files that a person has brought in by hand.
imports = Table(
    "imports",
    metadata,
    account_key(),
    Column("import_id", BigInteger, Identity(always=False), primary_key=True),
    text("file_name", nullable=False),
    text("sha256", nullable=False),
    text("kind", nullable=False),
    text("imported_by"),
    instant("imported_at", nullable=False, server_default=_NOW),
    count("rows_read"),
    count("rows_written"),
    to("app.accounts"),
    schema="sync",
)
