"""Schema `app`: accounts, their connections to Amazon, people and who may do what."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Identity,
    LargeBinary,
    Table,
    UniqueConstraint,
)
from sqlalchemy import text as sql

from core.schema.base import (
    account_key,
    amount,
    big,
    count,
    day,
    flag,
    instant,
    metadata,
    quantity,
    text,
    to,
)

_NOW = sql("now()")

accounts = Table(
    "accounts",
    metadata,
    Column("account_id", BigInteger, Identity(always=False), primary_key=True),
    text("name", nullable=False),
    flag("is_demo"),
    instant("created_at", nullable=False, server_default=_NOW),
    schema="app",
)

# One region of one seller: authorisation, quotas and leases hang here.
connections = Table(
    "connections",
    metadata,
    account_key(),
    Column("connection_id", BigInteger, Identity(always=False), primary_key=True),
    text("region", nullable=False),
    text("selling_partner_id", nullable=False),
    text("ads_profile_id"),
    text("state", nullable=False, server_default="active"),
    instant("created_at", nullable=False, server_default=_NOW),
    to("app.accounts"),
    UniqueConstraint("account_id", "region", "selling_partner_id"),
    schema="app",
)

credentials = Table(
    "credentials",
    metadata,
    account_key(),
    Column("connection_id", BigInteger, primary_key=True, autoincrement=False),
    text("kind", primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    text("key_id", nullable=False),
    instant("updated_at", nullable=False, server_default=_NOW),
    to("app.connections", "connection_id", cascade=True),
    schema="app",
)

# People are not an account's own: one person may belong to several accounts.
users = Table(
    "users",
    metadata,
    Column("user_id", BigInteger, Identity(always=False), primary_key=True),
    text("username", nullable=False, unique=True),
    text("display_name", nullable=False),
    text("email"),
    text("password_hash", nullable=False),
    flag("is_admin"),
    flag("is_maintainer"),
    flag("is_disabled"),
    flag("is_demo"),
    count("failed_logins"),
    instant("locked_until"),
    instant("last_login_at"),
    instant("created_at", nullable=False, server_default=_NOW),
    schema="app",
)

memberships = Table(
    "memberships",
    metadata,
    account_key(),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    text("role", nullable=False),
    instant("created_at", nullable=False, server_default=_NOW),
    to("app.accounts"),
    ForeignKeyConstraint(["user_id"], ["app.users.user_id"], ondelete="CASCADE"),
    schema="app",
)

# How often a stream is read where it is not as often as planned; null minutes = as planned.
stream_schedules = Table(
    "stream_schedules",
    metadata,
    account_key(),
    text("stream", primary_key=True),
    count("every_minutes", nullable=True),
    flag("is_paused"),
    instant("updated_at", nullable=False, server_default=_NOW),
    to("app.accounts"),
    schema="app",
)

# What the language model has used on a day (UTC) for an account: it has a limit.
model_usage = Table(
    "model_usage",
    metadata,
    account_key(),
    day("used_on", primary_key=True),
    count("calls"),
    big("tokens_in", nullable=False, server_default="0"),
    big("tokens_out", nullable=False, server_default="0"),
    amount("cost_amount", nullable=False, server_default="0"),
    text("currency", nullable=False),
    quantity("seconds", nullable=False, server_default="0"),
    to("app.accounts"),
    schema="app",
)
