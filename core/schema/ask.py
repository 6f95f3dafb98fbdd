"""Schema `app`, what Ask keeps for people: their conversations."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Identity, Index, Table
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from core.schema.base import account_key, big, day, flag, instant, metadata, text, to

_NOW = sql("now()")

# The questions of a person, in order; their answers are made anew each time. `begins_with` holds
# the filters of the page on which it began, as they stand in an address.
conversations = Table(
    "conversations",
    metadata,
    account_key(),
    Column("conversation_id", BigInteger, Identity(always=False), primary_key=True),
    big("owner_id", nullable=False),
    text("name", nullable=False),
    text("begins_with", nullable=False, server_default=""),
    Column("questions", JSONB, nullable=False),
    flag("is_pinned"),
    instant("updated_at", nullable=False, server_default=_NOW),
    to("app.accounts"),
    ForeignKeyConstraint(["owner_id"], ["app.users.user_id"], ondelete="CASCADE"),
    Index("conversations_of_owner", "account_id", "owner_id", "updated_at"),
    schema="app",
)

# What people have said that Ask should understand: a word's meaning, or a question's. `said` is in
# the parser's own writing. A question keeps the query that it was on the day it was checked.
corrections = Table(
    "corrections",
    metadata,
    account_key(),
    Column("correction_id", BigInteger, Identity(always=False), primary_key=True),
    text("kind", nullable=False),
    text("said", nullable=False),
    text("means", nullable=False),
    text("field", nullable=False, server_default=""),
    flag("is_accepted"),
    Column("metric_query", JSONB),
    text("echo", nullable=False, server_default=""),
    day("as_of"),
    big("proposed_by"),
    big("decided_by"),
    instant("updated_at", nullable=False, server_default=_NOW),
    to("app.accounts"),
    ForeignKeyConstraint(["proposed_by"], ["app.users.user_id"], ondelete="SET NULL"),
    ForeignKeyConstraint(["decided_by"], ["app.users.user_id"], ondelete="SET NULL"),
    Index("corrections_said", "account_id", "kind", "said", unique=True),
    schema="app",
)
