"""Rows out of Amazon's report of sales and traffic, for the shop and for a product.

Source: sellerSalesAndTrafficReport.json among Amazon's schemas. Percentages are 0 to 100; the
keys of business customers are missing where the seller has none. Products without orders are
missing in Amazon's report, and stay missing here: nothing is known of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from core.errors import DataError
from core.marketplaces import Marketplace
from sync.ads_values import a_day, some_money, some_text, whole_number

Row = tuple[Any, ...]

SHARED_COLUMNS = ("marketplace_id", "local_date", "currency", "sales_amount", "b2b_sales_amount",
                  "units", "b2b_units", "order_lines", "page_views", "browser_page_views",
                  "app_page_views", "sessions", "browser_sessions", "app_sessions",
                  "featured_offer_pct")  # fmt: skip
_SOLD = ("unitsOrdered", "unitsOrderedB2B", "totalOrderItems")
_SEEN = ("pageViews", "browserPageViews", "mobileAppPageViews", "sessions", "browserSessions",
         "mobileAppSessions")  # fmt: skip
DAY_COLUMNS = (*SHARED_COLUMNS, "refunded_units", "shipped_sales_amount", "shipped_units",
               "shipped_orders", "feedback_received", "negative_feedback_received")  # fmt: skip
PRODUCT_COLUMNS = (*SHARED_COLUMNS, "asin", "parent_asin")


def parse_day(entry: Mapping[str, Any], place: Marketplace) -> Row:
    """Read one day of the shop in the order of DAY_COLUMNS. Raises DataError."""
    sales, traffic = _part(entry, "salesByDate"), _part(entry, "trafficByDate")
    return (
        *_shared(place, a_day(entry.get("date")), sales, traffic),
        whole_number(sales.get("unitsRefunded")),
        _amount(sales, "shippedProductSales"),
        whole_number(sales.get("unitsShipped")),
        whole_number(sales.get("ordersShipped")),
        whole_number(traffic.get("feedbackReceived")),
        whole_number(traffic.get("negativeFeedbackReceived")),
    )


def parse_product(entry: Mapping[str, Any], place: Marketplace, day: date) -> Row:
    """Read one product of a day in the order of PRODUCT_COLUMNS. Raises DataError."""
    asin = some_text(entry.get("childAsin"))
    if asin is None:
        raise DataError("A product of the traffic report has no ASIN.")
    sales, traffic = _part(entry, "salesByAsin"), _part(entry, "trafficByAsin")
    return (*_shared(place, day, sales, traffic), asin, some_text(entry.get("parentAsin")))


def _shared(
    place: Marketplace, day: date, sales: Mapping[str, Any], traffic: Mapping[str, Any]
) -> Row:
    sold = _part(sales, "orderedProductSales")
    return (
        place.marketplace_id,
        day,
        str(sold.get("currencyCode") or place.currency),
        _amount(sales, "orderedProductSales"),
        _amount(sales, "orderedProductSalesB2B"),
        *(whole_number(sales.get(name)) for name in _SOLD),
        *(whole_number(traffic.get(name)) for name in _SEEN),
        _percent(traffic.get("buyBoxPercentage")),
    )


def _part(entry: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = entry.get(name)
    if not isinstance(found, dict):
        raise DataError(f"The traffic report has no {name}.")
    return found


def _amount(sales: Mapping[str, Any], name: str) -> Decimal | None:
    found = sales.get(name)
    return some_money(_part(sales, name).get("amount")) if found is not None else None


def _percent(value: Any) -> Decimal | None:
    percent = some_money(value)
    if percent is not None and not 0 <= percent <= 100:
        raise DataError(f"{percent} is not a percentage.")
    return percent
