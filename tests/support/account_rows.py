"""A row in every table of an account, made out of the catalogue of tables alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, insert, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import Boolean, Date, DateTime, Float, Integer, LargeBinary, Numeric, Text

from core import schema
from core.account_removal import tables_of_accounts

_VALUES: tuple[tuple[Any, Any], ...] = (
    (Boolean, False), (Float, 1.0),
    (Date, date(2026, 11, 20)), (DateTime, datetime(2026, 11, 20, tzinfo=UTC)),
    (LargeBinary, b"sealed"),
    (JSONB, {}), (ARRAY, []),
)  # fmt: skip
# What a check of the database allows, where a word, a number or a day of ours is none of it.
_ALLOWED = {
    "product_costs.item_kind": "sku",
    "expenses.spread": "once",
    "tax_rules.rate": 0,
    "targets.month": date(2026, 11, 1),
}


def fill_every_table(
    connection: Connection, account_id: int, word: str = "a word", number: int = 1
) -> None:
    """Give each table of the account a row where it has none; those they point to come first.

    The account is named in the transaction, and somebody may log in already. `word` and `number`
    are what the rows hold.
    """
    for table in reversed(tables_of_accounts()):
        own = select(table.c.account_id).where(table.c.account_id == account_id)
        if connection.scalar(own.limit(1)) is None:
            connection.execute(
                insert(table).values(_row(connection, table, account_id, word, number))
            )


def rows_by_table(connection: Connection, account_id: int) -> dict[str, list[str]]:
    """Return all that is stored of an account, as text."""
    return {
        table.fullname: sorted(
            str(row)
            for row in connection.execute(select(table).where(table.c.account_id == account_id))
        )
        for table in tables_of_accounts()
    }


def _row(
    connection: Connection, table: Table, account_id: int, word: str, number: int
) -> dict[str, Any]:
    values = {
        column.name: _value(column, word, number)
        for column in table.columns
        if not column.nullable and column.server_default is None and column.identity is None
    }
    values |= {"account_id": account_id}
    for key in table.foreign_key_constraints:
        names = [element.column.name for element in key.elements]
        if key.referred_table is schema.users:
            values |= {key.column_keys[0]: connection.scalar(select(schema.users.c.user_id))}
        elif names != ["account_id"]:
            other = key.referred_table
            found = connection.execute(
                select(*(other.c[name] for name in names)).where(other.c.account_id == account_id)
            ).first()
            assert found is not None, other
            values |= dict(zip(key.column_keys, found, strict=True))
    return values


def _value(column: Column[Any], word: str, number: int) -> Any:
    allowed = _ALLOWED.get(f"{column.table.name}.{column.name}")
    if allowed is not None:
        return allowed
    if isinstance(column.type, Text):
        return word
    if isinstance(column.type, Integer | Numeric) and not isinstance(column.type, Float):
        return number
    return next(value for kind, value in _VALUES if isinstance(column.type, kind))
