"""The FBA reimbursements report, tab separated."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.formats import cents, report_time
from simulator.shop.reimbursements import Reimbursement

COLUMNS = (
    "approval-date", "reimbursement-id", "case-id", "amazon-order-id", "reason", "sku", "fnsku",
    "asin", "product-name", "condition", "currency-unit", "amount-per-unit", "amount-total",
    "quantity-reimbursed-cash", "quantity-reimbursed-inventory", "quantity-reimbursed-total",
    "original-reimbursement-id", "original-reimbursement-type",
)  # fmt: skip


def _signed(amount: int) -> str:
    return f"-{cents(-amount)}" if amount < 0 else cents(amount)


def _row(one: Reimbursement) -> str:
    offer, units = one.offer, abs(one.cash_units)
    values = (
        report_time(one.second), one.number, one.case, one.order_id, one.reason, offer.sku,
        offer.fnsku, offer.product.asin, offer.title, "NewItem", one.place.currency,
        _signed(one.cents // units if units else 0), _signed(one.cents), one.cash_units,
        one.stock_units, one.cash_units + one.stock_units, one.original, one.original_reason,
    )  # fmt: skip
    return "\t".join(str(value) for value in values)


def reimbursements_file(rows: Iterable[Reimbursement]) -> str:
    """Return the report's text."""
    return "\r\n".join(["\t".join(COLUMNS), *(_row(one) for one in rows)]) + "\r\n"
