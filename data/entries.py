"""What people enter themselves: one shape for each kind, checked, saved, read back.

Costs, expenses, tax rules, targets, settings of products and of the account, saved views.
Saving moves the version of what figures are made from, in the same transaction, so that no
kept answer outlives the change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

import pandas as pd
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from sqlalchemy import Connection, text

from core.database import Role, account_transaction
from core.errors import QueryError
from core.marketplaces import MARKETPLACES
from data.metrics import METRICS
from data.query_model import is_zone
from data.reading import reading

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
# '' is every marketplace.
Place = Annotated[str, StringConstraints(pattern=rf"^({'|'.join(MARKETPLACES)}|)$")]
Amount = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=4)]
Days = Annotated[int, Field(ge=0, le=1000)]


def _existing_zone(name: str) -> str:
    if not is_zone(name):
        raise ValueError("there is no such time zone")
    return name


class Entry(BaseModel):
    """A row that a person enters. `SOURCE` is what moves in seller.settings_versions."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    TABLE: ClassVar[str]
    KEY: ClassVar[tuple[str, ...]]
    SOURCE: ClassVar[str] = ""


class Cost(Entry):
    """What one unit of a SKU or an ASIN costs from a day on."""

    TABLE = "seller.product_costs"
    KEY = ("item_kind", "item", "marketplace_id", "valid_from")
    SOURCE = "costs"
    item_kind: Literal["sku", "asin"]
    item: Words
    marketplace_id: Place = ""
    valid_from: date
    currency: Currency
    goods_amount: Amount = Decimal(0)
    freight_amount: Amount = Decimal(0)
    other_amount: Amount = Decimal(0)


class Expense(Entry):
    """An expense of the shop: once, shared out over days, or every month."""

    TABLE = "seller.expenses"
    KEY = ("expense_id",)
    SOURCE = "expenses"
    expense_id: int | None = None
    name: Words
    category: Words
    marketplace_id: Place = ""
    spread: Literal["once", "daily", "monthly"]
    starts_on: date
    ends_on: date | None = None
    amount: Annotated[Decimal, Field(max_digits=18, decimal_places=4)]
    currency: Currency

    @model_validator(mode="after")
    def _days_make_sense(self) -> Expense:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise QueryError(f"The expense {self.name!r} ends before it starts.")
        if self.spread == "daily" and self.ends_on is None:
            raise QueryError(
                f"The expense {self.name!r} is shared out over days: it needs its last day."
            )
        return self


class TaxRule(Entry):
    """The VAT of a marketplace, or of one product in it, from a day on."""

    TABLE = "seller.tax_rules"
    KEY = ("marketplace_id", "asin", "valid_from")
    SOURCE = "taxes"
    marketplace_id: Annotated[Place, StringConstraints(min_length=1)]
    asin: str = ""
    valid_from: date
    rate: Annotated[Decimal, Field(ge=0, lt=1, max_digits=10, decimal_places=8)]
    is_in_prices: bool = True


class Target(Entry):
    """What a metric should reach in a month, written as its first day."""

    TABLE = "seller.targets"
    KEY = ("metric", "marketplace_id", "month")
    SOURCE = "targets"
    metric: Annotated[str, StringConstraints(pattern=rf"^({'|'.join(METRICS)})$")]
    marketplace_id: Place = ""
    month: date
    target: Annotated[Decimal, Field(max_digits=18, decimal_places=4)]
    currency: Currency | None = None

    @model_validator(mode="after")
    def _is_a_month(self) -> Target:
        if self.month.day != 1:
            raise QueryError("The month of a target is written as its first day.")
        return self


class ProductSetting(Entry):
    """How a SKU is ordered again; null is the account's own value."""

    TABLE = "seller.product_settings"
    KEY = ("sku", "marketplace_id")
    SOURCE = "reordering"
    sku: Words
    marketplace_id: Place = ""
    lead_time_days: Days | None = None
    safety_days: Days | None = None
    target_cover_days: Days | None = None
    minimum_order_units: Annotated[int, Field(ge=0, le=1_000_000)] | None = None


RoiMetric = Literal["roi", "roi_all_costs"]


class AccountSetting(Entry):
    """What the account sees by default. `roi_metric` is the definition of ROI in use."""

    TABLE = "seller.account_settings"
    KEY = ()
    SOURCE = "reordering"
    reporting_currency: Currency | None = None
    time_zone: Annotated[str, AfterValidator(_existing_zone)] | None = None
    roi_metric: RoiMetric = "roi"
    lead_time_days: Days = 30
    safety_days: Days = 14
    target_cover_days: Days = 60


class SavedView(Entry):
    """A page with its filters under a name: the part of its address after the question mark."""

    TABLE = "app.saved_views"
    KEY = ("view_id",)
    view_id: int | None = None
    name: Words
    page: Words
    query_string: Annotated[str, StringConstraints(max_length=4000)]
    owner_id: int
    is_shared: bool = False


def read_entry(kind: type[Entry], values: Mapping[str, Any]) -> Entry:
    """Check what a person has entered. Raises QueryError with a sentence about the first fault."""
    try:
        return kind.model_validate(dict(values))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the entry"
        raise QueryError(f"{place.replace('_', ' ')}: {first['msg']}.") from None


def save_entries(account_id: int, entries: Sequence[Entry]) -> None:
    """Save entries; one that is there already is replaced. All are saved, or none."""
    with account_transaction(Role.WEB, account_id) as connection:
        for entry in entries:
            connection.execute(text(_save_sql(entry)), _values(account_id, entry))
        _move_versions(connection, account_id, {type(entry) for entry in entries})


def delete_entries(account_id: int, kind: type[Entry], keys: Iterable[Mapping[str, Any]]) -> int:
    """Delete entries by their keys; return how many were there."""
    same = " AND ".join(["account_id = :account_id", *(f"{name} = :{name}" for name in kind.KEY)])
    with account_transaction(Role.WEB, account_id) as connection:
        gone = sum(
            connection.execute(
                text(f"DELETE FROM {kind.TABLE} WHERE {same}"),
                {"account_id": account_id, **{name: key[name] for name in kind.KEY}},
            ).rowcount
            for key in keys
        )
        _move_versions(connection, account_id, {kind})
    return gone


def load_entries(account_id: int, kind: type[Entry], role: Role = Role.WEB) -> pd.DataFrame:
    """Return all entries of a kind in the order of their keys, with exact amounts.

    Columns: the fields of the kind, in order. Read anew each time: they are few.
    """
    names = list(kind.model_fields)
    order = ", ".join(kind.KEY) or "account_id"
    with reading(role, account_id) as connection:
        rows = connection.execute(
            text(
                f"SELECT {', '.join(names)} FROM {kind.TABLE}"
                f" WHERE account_id = :account_id ORDER BY {order}"
            ),
            {"account_id": account_id},
        ).fetchall()
    return pd.DataFrame([tuple(row) for row in rows], columns=names, dtype=object)


def load_account_setting(account_id: int) -> AccountSetting:
    """Return the account's settings, or the defaults where it has chosen none."""
    found = load_entries(account_id, AccountSetting).to_dict("records")
    values = {str(name): value for name, value in found[0].items()} if found else {}
    return AccountSetting.model_validate(values)


def _values(account_id: int, entry: Entry) -> dict[str, Any]:
    return {"account_id": account_id, **entry.model_dump(exclude=_unset_number(entry))}


def _unset_number(entry: Entry) -> set[str]:
    """Return the key that the database gives itself, where it has not given it yet."""
    return {name for name in entry.KEY if name.endswith("_id") and getattr(entry, name, 0) is None}


def _save_sql(entry: Entry) -> str:
    new = _unset_number(entry)
    names = ["account_id", *(name for name in type(entry).model_fields if name not in new)]
    sets = [f"{name} = excluded.{name}" for name in names if name not in entry.KEY][1:]
    sql = (
        f"INSERT INTO {entry.TABLE} ({', '.join(names)})"
        f" VALUES ({', '.join(f':{name}' for name in names)})"
    )
    if new:
        return sql
    key = ", ".join(["account_id", *entry.KEY])
    return f"{sql} ON CONFLICT ({key}) DO UPDATE SET {', '.join([*sets, 'updated_at = now()'])}"


def _move_versions(connection: Connection, account_id: int, kinds: set[type[Entry]]) -> None:
    for source in sorted({kind.SOURCE for kind in kinds if kind.SOURCE}):
        connection.execute(
            text(
                "INSERT INTO seller.settings_versions AS known (account_id, source, version)"
                " VALUES (:account_id, :source, 1) ON CONFLICT (account_id, source)"
                " DO UPDATE SET version = known.version + 1, changed_at = now()"
            ),
            {"account_id": account_id, "source": source},
        )
