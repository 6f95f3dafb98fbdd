"""Schema `sync`, the queue: what a person asks the sync to do, and the files that go with it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Identity, Index, Integer, LargeBinary, Table
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from core.schema.base import account_key, count, instant, metadata, text, to

_NOW = sql("now()")

requests = Table(
    "requests",
    metadata,
    account_key(),
    Column("request_id", BigInteger, Identity(always=False), primary_key=True),
    text("kind", nullable=False),
    # What to sync; null = every stream.
    text("stream"),
    # What was said beside a file: its marketplace, its day.
    Column("wish", JSONB, nullable=False, server_default="{}"),
    text("asked_by", nullable=False),
    instant("asked_at", nullable=False, server_default=_NOW),
    # Who works on it, until when it is theirs, and how often it was taken up.
    instant("taken_at"),
    text("taken_by"),
    instant("alive_until"),
    count("attempts"),
    instant("finished_at"),
    Column("result", JSONB),
    to("app.accounts"),
    Index("requests_open", "account_id", "finished_at", "request_id"),
    schema="sync",
)

# Packed and sealed; gone as soon as there is a result.
request_files = Table(
    "request_files",
    metadata,
    account_key(),
    Column("request_id", BigInteger, primary_key=True, autoincrement=False),
    Column("file_number", Integer, primary_key=True, autoincrement=False),
    text("file_name", nullable=False),
    count("size_bytes"),
    Column("sealed", LargeBinary, nullable=False),
    to("sync.requests", "request_id", cascade=True),
    schema="sync",
)
