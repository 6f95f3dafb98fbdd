"""The catalogue: every metric, defined once, for pages, commands, exports and Ask.

A metric is a formula over measures. A measure is a sum that a fact table can give; a
ratio is always a sum divided by a sum, and null where the divisor is 0. What the sums
mean (cancelled, pending, unpriced) is said in core/schema/seller.py. The rows stand in
data/catalogue/.
"""

from __future__ import annotations

from data.catalogue import ads, money, parts, profit, sales, stock
from data.catalogue.stock import COVER_DAYS, SELL_THROUGH_DAYS
from data.dimensions import DIMENSIONS, GRAINS, Dimension
from data.measures import MEASURES, Measure
from data.metric import Metric, Term

__all__ = [
    "COVER_DAYS",
    "DIMENSIONS",
    "GRAINS",
    "GROUPS",
    "MEASURES",
    "METRICS",
    "SELL_THROUGH_DAYS",
    "Dimension",
    "Measure",
    "Metric",
    "metric_of_term",
    "parts_of",
]

# The metrics by subject, in the order in which lists show them.
GROUPS: dict[str, tuple[Metric, ...]] = {
    "Sales": sales.ROWS,
    "Advertising and visits": ads.ROWS,
    "Refunds, fees and payouts": money.ROWS,
    "Costs and profit": profit.ROWS,
    "Stock": stock.ROWS,
    "Parts of other figures": parts.ROWS,
}
METRICS: dict[str, Metric] = {one.id: one for rows in GROUPS.values() for one in rows}
# The metrics that are sums and nothing else: what ratios of several places are made again from.
_SUMS: dict[tuple[Term, ...], str] = {
    one.top_terms: one.id
    for one in reversed(METRICS.values())
    if one.is_additive and not one.bottom
}


# The metrics that are one measure and nothing else.
_PLAIN = {
    one.top[0]: one.id for one in reversed(METRICS.values()) if len(one.top) == 1 and not one.bottom
}


def metric_of_term(measure: str) -> str | None:
    """Return the metric that is a measure and nothing else; None when there is none."""
    return _PLAIN.get(measure)


def parts_of(metric: str) -> tuple[list[str], list[str]]:
    """Return the metrics a ratio divides and divides by; empty lists when it has none.

    Each list is added up. A whole line of the formula that is a metric of its own is that one.
    """
    one = METRICS[metric]
    if one.additivity != "ratio":
        return [], []
    top, bottom = _parts(one.top_terms), _parts(one.bottom_terms)
    return (top, bottom) if top and bottom else ([], [])


def _parts(terms: tuple[Term, ...]) -> list[str]:
    if terms in _SUMS:
        return [_SUMS[terms]]
    found = [_SUMS.get((term,)) for term in terms]
    return [name for name in found if name] if all(found) else []
