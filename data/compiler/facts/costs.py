"""Cost of goods: units of each day at the cost that was valid then, in the day's currency."""

from __future__ import annotations

from data.compiler.parameters import Parameters
from data.compiler.select import FX, Part, Scope, Side, plain_parts
from data.compiler.sources import PLACE, WEEKDAY, Source, product_fields

WHAT = "Cost of goods"
# From the most exact to the widest: the first that knows a cost on the day is taken.
_LEVELS = (
    ("c1", "sku", "<>"),
    ("c2", "sku", "="),
    ("c3", "asin", "<>"),
    ("c4", "asin", "="),
)
_AMOUNT = f"coalesce({', '.join(f'{alias}.unit_amount' for alias, _, _ in _LEVELS)})"
_CURRENCY = f"coalesce({', '.join(f'{alias}.currency' for alias, _, _ in _LEVELS)})"


def cost_joins(day: str, currency: str) -> tuple[str, str]:
    """Return the joins that know the cost of a unit of `f` on a day, and the cost itself.

    The cost is in `currency`; null where none is entered or its currency has no rate.
    """
    joins = [_level(alias, kind, places, day) for alias, kind, places in _LEVELS]
    joins.append(
        f"LEFT JOIN cost_rates cr ON cr.day = {day}"
        f" AND cr.cost_currency = {_CURRENCY} AND cr.currency = {currency}"
    )
    factor = f"CASE WHEN {_CURRENCY} = {currency} THEN 1 ELSE cr.factor END"
    return "\n  ".join(joins), f"({_AMOUNT} * {factor})"


def _level(alias: str, kind: str, places: str, day: str) -> str:
    """Write one level of costs as spans of days that do not overlap."""
    place = f" AND {alias}.marketplace_id = f.marketplace_id" if places == "<>" else ""
    return (
        f"LEFT JOIN (SELECT c.item, c.marketplace_id, c.currency, c.valid_from,"
        " c.goods_amount + c.freight_amount + c.other_amount AS unit_amount,"
        " lead(c.valid_from) OVER (PARTITION BY c.item, c.marketplace_id ORDER BY c.valid_from)"
        " AS valid_until FROM seller.product_costs c WHERE c.account_id = :account_id"
        f" AND c.item_kind = '{kind}' AND c.marketplace_id {places} '') {alias}"
        f" ON {alias}.item = f.{kind}{place} AND {day} >= {alias}.valid_from"
        f" AND ({alias}.valid_until IS NULL OR {day} < {alias}.valid_until)"
    )


_JOINS, _UNIT = cost_joins("f.local_date", "f.currency")
LADDER = (
    Source(
        "seller.sales_product_daily",
        PLACE | WEEKDAY | product_fields("f.asin", "f.sku"),
        {
            "cogs_amount": f"sum(f.units * {_UNIT}{FX})",
            "uncosted_units": f"sum(f.units) FILTER (WHERE {_UNIT} IS NULL)",
        },
        asin="f.asin",
        join=_JOINS,
    ),
)


def costs_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write the parts of cost of goods."""
    parameters.needs_rates = parameters.needs_cost_rates = True
    return plain_parts(LADDER, WHAT, scope, side, measures, parameters, "f.units <> 0")
