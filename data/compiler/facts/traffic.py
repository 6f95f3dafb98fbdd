"""Visits: Amazon's Sales and Traffic report, by day and by product and day."""

from __future__ import annotations

from data.compiler.parameters import Parameters
from data.compiler.select import Part, Scope, Side, plain_parts
from data.compiler.sources import MARKETPLACES_JOIN, WEEKDAY, Source, product_fields

WHAT = "Visits"
_SUMS = {
    "sessions": "sum(f.sessions)",
    "page_views": "sum(f.page_views)",
    "visited_units": "sum(f.units)",
    "visited_lines": "sum(f.order_lines)",
    # A percentage counts as much as it has page views behind it.
    "featured_views": "sum(f.page_views * f.featured_offer_pct / 100)",
    "measured_views": "sum(f.page_views) FILTER (WHERE f.featured_offer_pct IS NOT NULL)",
}
_PLACE = {"marketplace": "f.marketplace_id", "currency": "coalesce(f.currency, m.currency)"}
LADDER = (
    Source("seller.traffic_daily", _PLACE | WEEKDAY, _SUMS, join=MARKETPLACES_JOIN),
    Source(
        "seller.traffic_product_daily",
        _PLACE | WEEKDAY | product_fields("f.asin"),
        _SUMS,
        asin="f.asin",
        join=MARKETPLACES_JOIN,
    ),
)


def traffic_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write the parts of visits."""
    return plain_parts(LADDER, WHAT, scope, side, measures, parameters)
