"""Statements that must do no harm, statements that must be let through, and their generic names.

The files of tests/support/ask speak of a shop's tables in generic names; here these become the
names of the report views (for the guard), or of the tables themselves (for the role alone).
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import sqlglot
from sqlglot import exp

_FOLDER = Path(__file__).parent / "ask"
# What a generic table is called among the report views; its columns below.
_VIEWS = {
    "orders": "orders",
    "order_items": "order_items",
    "products": "products",
    "inventory": "inventory_daily",
    "settlements": "settlement_lines",
    "ads_daily": "ads_by_product",
}
_COLUMNS = {
    "product_id": "asin",
    "total_amount": "product_sales",
    "refunded_quantity": "returned_quantity",
}
_TABLES = {
    "app.tenant_id": "app.account_id",
    "tenant_id": "account_id",
    "private.users": "app.users",
    "auth.users": "app.users",
    "app.orders": "seller.orders",
}


@lru_cache
def statements(name: str) -> dict[str, str]:
    """Return the statements of a file by their ids."""
    lines = (_FOLDER / f"{name}.sql.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["id"]: row["sql"] for row in map(json.loads, lines)}


@lru_cache
def prompt_attacks() -> dict[str, str]:
    """All questions that must do no harm, by their ids."""
    lines = (_FOLDER / "attacks.prompt.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["id"]: row["prompt"] for row in map(json.loads, lines)}


def attacks() -> dict[str, str]:
    """All statements that must do no harm."""
    return statements("attacks") | statements("own.attacks")


def benign() -> dict[str, str]:
    """All statements that must be let through, in the names of the report views."""
    told = {name: in_report_names(sql) for name, sql in statements("benign").items()}
    return told | statements("own.benign")


def in_report_names(sql: str) -> str:
    """Write a statement of generic names in those of the report views."""
    tree = sqlglot.parse_one(sql, dialect="postgres")
    parts = {one.alias for one in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        is_app = table.db == "app"
        if table.name in _VIEWS and (is_app or table.name not in parts):
            if not table.alias and _VIEWS[table.name] != table.name:
                table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name)))
            table.set("this", exp.to_identifier(_VIEWS[table.name]))
        if is_app:
            table.set("db", exp.to_identifier("report"))
    for name in tree.find_all(exp.Identifier):
        if name.this in _COLUMNS:
            name.set("this", _COLUMNS[name.this])
    return tree.sql("postgres")


def in_table_names(sql: str) -> str:
    """Write an attack of generic names so that it aims at our own tables and settings."""
    for generic, own in _TABLES.items():
        sql = sql.replace(generic, own)
    return sql
