"""What the shop's goods cost, by the table that the demo enters."""

from __future__ import annotations

from datetime import date

from core.demo_costs import COSTS, COSTS_FROM, raised


def unit_cost_cents(sku: str, day: date) -> int | None:
    """Return what a unit of a SKU costs on a day, in cents of euro; None when nothing is known."""
    row = next((one for one in COSTS if one.sku == sku), None)
    if row is None or day < COSTS_FROM:
        return None
    return raised(row.goods_cents, day) + row.freight_cents
