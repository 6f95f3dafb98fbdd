"""Building blocks of the tables: the shared columns and the keys that start with the account."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Numeric,
    SmallInteger,
    Text,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP

metadata = MetaData()

# The columns that say where a row came from. They never decide whether a row has changed.
PROVENANCE = ("source", "report_id", "run_id", "fetched_at")


def account_key() -> Column[int]:
    """The first column of every tenant table."""
    return Column("account_id", BigInteger, primary_key=True, autoincrement=False)


def text(name: str, **options: Any) -> Column[str]:
    """Words, codes and ids."""
    return Column(name, Text, **options)


def instant(name: str, **options: Any) -> Column[Any]:
    """An instant in UTC."""
    return Column(name, TIMESTAMP(timezone=True), **options)


def day(name: str, **options: Any) -> Column[Any]:
    """A day of the marketplace."""
    return Column(name, Date, **options)


def amount(name: str, **options: Any) -> Column[Any]:
    """Money; null when unknown."""
    return Column(name, Numeric(18, 4), **options)


def share(name: str, **options: Any) -> Column[Any]:
    """A part of a whole, 0 to 1, or another factor; null when unknown."""
    return Column(name, Numeric(18, 8), **options)


def quantity(name: str, **options: Any) -> Column[Any]:
    """A measure that need not be whole: a volume, a weight, an average; null when unknown."""
    return Column(name, Numeric(18, 4), **options)


def count(name: str, **options: Any) -> Column[int]:
    """A whole number of things; 0 unless said otherwise."""
    options.setdefault("nullable", False)
    if not options["nullable"]:
        options.setdefault("server_default", "0")
    return Column(name, Integer, **options)


def small(name: str, **options: Any) -> Column[int]:
    """A small whole number, such as an hour."""
    return Column(name, SmallInteger, **options)


def big(name: str, **options: Any) -> Column[int]:
    """A large whole number: ids of ours and versions."""
    return Column(name, BigInteger, **options)


def flag(name: str, **options: Any) -> Column[bool]:
    """Yes or no; no unless said otherwise."""
    options.setdefault("nullable", False)
    options.setdefault("server_default", "false")
    return Column(name, Boolean, **options)


def provenance() -> tuple[Column[Any], ...]:
    """Where a row came from: source, Amazon's report, our run, and when it was fetched."""
    return (
        text("source", nullable=False),
        text("report_id"),
        big("run_id"),
        instant("fetched_at", nullable=False),
    )


def to(table: str, *columns: str, cascade: bool = False) -> ForeignKeyConstraint:
    """A foreign key within the account."""
    names = ["account_id", *columns]
    targets = [f"{table}.{name}" for name in names]
    return ForeignKeyConstraint(names, targets, ondelete="CASCADE" if cascade else None)
