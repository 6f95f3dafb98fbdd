"""Costs out of a CSV file: read whole, refused line by line, shown before anything is saved.

One line is one cost: `sku` or `asin`, and optionally `marketplace` (all where empty), `valid from`,
`currency`, `goods`, `freight`, `other`. Commas, semicolons and tabs part columns; amounts may
have a decimal comma.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from core.errors import QueryError
from data.entries import Cost, load_entries, read_entry
from data.loaders import load_products
from data.query_model import marketplace_id_of

# A larger file is no list of costs: 200,000 lines are less than this.
MOST_BYTES = 20 * 1024 * 1024
_HEADERS = {
    "sku": ("sku", "seller sku", "seller-sku", "msku", "artikelnummer"),
    "asin": ("asin", "product"),
    "marketplace": ("marketplace", "country", "marktplatz", "land"),
    "valid_from": ("valid from", "valid_from", "from", "date", "gültig ab"),
    "currency": ("currency", "währung"),
    "goods_amount": ("goods", "cost", "unit cost", "cogs", "price", "einkaufspreis", "warenkosten"),
    "freight_amount": ("freight", "shipping", "inbound freight", "fracht"),
    "other_amount": ("other", "other costs", "sonstiges"),
}
_NAMES = {word: name for name, words in _HEADERS.items() for word in words}


@dataclass(frozen=True)
class LineFault:
    """A line that cannot be read, by its number in the file, and why."""

    line: int
    sentence: str


@dataclass(frozen=True)
class CostFile:
    """What a file holds: costs that can be saved, and lines that cannot."""

    costs: list[Cost] = field(default_factory=list)
    faults: list[LineFault] = field(default_factory=list)


@dataclass(frozen=True)
class CostPreview:
    """What saving would do. `unknown_items`: SKUs and ASINs that the shop does not have."""

    new: list[Cost]
    changed: list[tuple[Cost, Cost]]
    same: int
    unknown_items: list[str]


def read_costs(content: bytes, currency: str, today: date) -> CostFile:
    """Read a file of costs. `currency` and `today` stand in where a line names none.

    Raises QueryError when the file as a whole cannot be read: too large, no text, no header.
    """
    rows = _rows(content)
    header = [name.strip().strip("\ufeff").lower() for name in next(rows, [])]
    columns = [_NAMES.get(name) for name in header]
    if not {"sku", "asin"} & set(columns) or "goods_amount" not in columns:
        raise QueryError(
            "The first line must name the columns: sku or asin, and goods. Also known: "
            "marketplace, valid from, currency, freight, other."
        )
    found = CostFile()
    seen: dict[tuple[Any, ...], int] = {}
    for number, row in enumerate(rows, 2):
        if not any(value.strip() for value in row):
            continue
        try:
            cost = _cost(dict(zip(columns, row, strict=False)), currency, today)
            key = (cost.item_kind, cost.item, cost.marketplace_id, cost.valid_from)
            if key in seen:
                raise QueryError(f"The same cost stands in line {seen[key]} already.")
            seen[key] = number
            found.costs.append(cost)
        except QueryError as error:
            found.faults.append(LineFault(number, error.sentence))
    return found


def preview_costs(account_id: int, costs: list[Cost]) -> CostPreview:
    """Compare costs with those that are saved."""
    saved = {
        _key(one): one
        for one in (
            Cost.model_validate({str(name): value for name, value in row.items()})
            for row in load_entries(account_id, Cost).to_dict("records")
        )
    }
    new = [one for one in costs if _key(one) not in saved]
    changed = [
        (saved[_key(one)], one) for one in costs if _key(one) in saved and saved[_key(one)] != one
    ]
    products = load_products(account_id)
    known = {*products["asin"], *(sku for skus in products["skus"] for sku in skus)}
    unknown = sorted({one.item for one in costs} - known)
    return CostPreview(new, changed, len(costs) - len(new) - len(changed), unknown)


def _key(cost: Cost) -> tuple[Any, ...]:
    return tuple(getattr(cost, name) for name in Cost.KEY)


def _rows(content: bytes) -> Iterator[list[str]]:
    if len(content) > MOST_BYTES:
        raise QueryError("The file is larger than 20 MB: that is no list of costs.")
    if b"\x00" in content:
        raise QueryError("The file is no text. Save the table as CSV and try again.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    mark = max(";\t,", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        yield from reader
    except csv.Error as error:
        raise QueryError(f"Line {reader.line_num} cannot be taken apart: {error}.") from None


def _cost(row: Mapping[str | None, str], currency: str, today: date) -> Cost:
    values = {name: value.strip() for name, value in row.items() if name}
    sku, asin = values.get("sku", ""), values.get("asin", "")
    if not (sku or asin):
        raise QueryError("The line names no SKU and no ASIN.")
    place = values.get("marketplace", "")
    if not values.get("goods_amount"):
        raise QueryError("The line names no cost of goods.")
    entry: dict[str, Any] = {
        "item_kind": "sku" if sku else "asin",
        "item": sku or asin.upper(),
        "marketplace_id": marketplace_id_of(place) if place else "",
        "valid_from": _day(values.get("valid_from", ""), today),
        "currency": values.get("currency", "").upper() or currency,
    }
    for name in ("goods_amount", "freight_amount", "other_amount"):
        if values.get(name):
            entry[name] = _amount(values[name])
    return cast("Cost", read_entry(Cost, entry))


def _day(written: str, today: date) -> date:
    if not written:
        return today
    for pattern in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(written, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise QueryError(f"{written!r} is no day: write it as 2026-01-31 or 31.01.2026.")


def _amount(written: str) -> Decimal:
    """Read an amount with a decimal point or comma; one of both must part the thousands."""
    plain = written.replace("\u00a0", "").replace(" ", "").strip("€$£")
    comma, point = plain.rfind(","), plain.rfind(".")
    if comma > point:
        plain = plain.replace(".", "").replace(",", ".") if plain.count(",") == 1 else "?"
    elif point > comma >= 0:
        plain = plain.replace(",", "")
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        raise QueryError(f"{written!r} is no amount.") from None
    if not amount.is_finite():
        raise QueryError(f"{written!r} is no amount.")
    return amount
