"""Reimbursements as rows: what Amazon paid for units it lost or broke, and took back again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from core.clock import parse_instant
from core.errors import DataError
from core.marketplaces import MARKETPLACES, Marketplace
from sync.imports.headers import Cells
from sync.imports.values import Style, read_count, read_number


class ReimbursementRow(NamedTuple):
    """A row of seller.reimbursements, without account and provenance."""

    reimbursement_id: str
    line_no: int
    marketplace_id: str | None
    approved_at: datetime
    local_date: date
    case_id: str | None
    amazon_order_id: str | None
    reason: str
    asin: str | None
    sku: str | None
    fnsku: str | None
    condition: str | None
    currency: str
    amount_per_unit: Decimal | None
    total_amount: Decimal
    cash_units: int
    inventory_units: int
    original_reimbursement_id: str | None


def approved_at(cell: Cells, _place: Marketplace) -> datetime:
    """Read when a line was approved. Raises ValueError."""
    return parse_instant(cell("approved"))


def parse_reimbursement(cell: Cells, place: Marketplace) -> ReimbursementRow:
    """Read one line of the report. Raises DataError or ValueError.

    Its marketplace is not told: `place` gives the day until it is known.
    """
    total = read_number(cell("total"), None)
    missing = [name for name in ("number", "reason", "currency") if not cell(name)]
    if missing or total is None:
        raise DataError(f"it has no {' and no '.join(missing or ['total'])}")
    approved = approved_at(cell, place)
    return ReimbursementRow(
        cell("number"),
        0,
        None,
        approved,
        approved.astimezone(place.zone).date(),
        cell("case") or None,
        cell("order_id") or None,
        cell("reason"),
        cell("asin") or None,
        cell("sku") or None,
        cell("fnsku") or None,
        cell("condition") or None,
        cell("currency"),
        read_number(cell("per_unit"), None),
        total,
        read_count(cell("cash_units"), Style.POINT),
        read_count(cell("inventory_units"), Style.POINT),
        cell("original") or None,
    )


def numbered(rows: Iterable[ReimbursementRow]) -> list[ReimbursementRow]:
    """Return the rows with their numbers within a reimbursement, the same in every report."""
    groups: dict[str, list[ReimbursementRow]] = defaultdict(list)
    for row in rows:
        groups[row.reimbursement_id].append(row)
    return [
        row._replace(line_no=number)
        for group in groups.values()
        for number, row in enumerate(sorted(group, key=_order))
    ]


def _order(row: ReimbursementRow) -> tuple[str, ...]:
    return (row.sku or "", row.fnsku or "", row.condition or "", row.reason, str(row.total_amount),
            str(row.cash_units), row.original_reimbursement_id or "")  # fmt: skip


def placed(
    row: ReimbursementRow, orders: Mapping[str, str], own: Sequence[Marketplace]
) -> ReimbursementRow:
    """Return a row with its marketplace and that marketplace's day.

    That is the order's, else the only one of the seller's (`own`) with this currency, else none.
    """
    place = MARKETPLACES.get(orders.get(row.amazon_order_id or "", ""))
    if place is None:
        fitting = [one for one in own if one.currency == row.currency]
        place = fitting[0] if len(fitting) == 1 else None
    if place is None:
        return row
    day = row.approved_at.astimezone(place.zone).date()
    return row._replace(marketplace_id=place.marketplace_id, local_date=day)
