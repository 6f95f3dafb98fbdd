"""Schema `sync`: orders that Amazon says have changed, until they are fetched."""

from __future__ import annotations

from sqlalchemy import Table

from core.schema.base import account_key, big, instant, metadata, text, to

order_notices = Table(
    "order_notices",
    metadata,
    account_key(),
    big("connection_id", primary_key=True, autoincrement=False),
    text("amazon_order_id", primary_key=True),
    # When the order changed; null where Amazon does not say.
    instant("changed_at"),
    instant("received_at", nullable=False),
    to("app.connections", "connection_id"),
    schema="sync",
)
