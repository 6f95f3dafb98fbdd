"""GET_SALES_AND_TRAFFIC_REPORT: sales and visits by day, and by product over all of the days.

Kept of Amazon's habits: the part by product is one sum over the whole range, and products
without orders are missing there; the visits of the whole shop are fewer than the sum over its
products, because a visitor looks at several; amounts are numbers; percentages run to 100.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from core.marketplaces import Marketplace
from simulator.shop.calendar import days_between
from simulator.shop.dice import dice_for
from simulator.shop.products import Product, offers
from simulator.shop.traffic import (
    Echo,
    Ordered,
    Visits,
    counted_share,
    echo_on,
    ordered_on,
    plus,
    visits_on,
)

SALES_AND_TRAFFIC = "GET_SALES_AND_TRAFFIC_REPORT"
# A visitor of the shop looks at more than one product.
_VISITORS = 0.86


class Counts(NamedTuple):
    """Visits as counted so far, in whole numbers; `offer_views` had the Featured Offer."""

    browser_sessions: int = 0
    app_sessions: int = 0
    browser_views: int = 0
    app_views: int = 0
    business_sessions: int = 0
    business_views: int = 0
    offer_views: int = 0

    @property
    def sessions(self) -> int:
        """All sessions."""
        return self.browser_sessions + self.app_sessions

    @property
    def views(self) -> int:
        """All page views."""
        return self.browser_views + self.app_views


def _counts(visits: Visits, share: float) -> Counts:
    """Return what is counted of a product's visits; more of them with a larger share."""
    browser, app, browser_views, app_views = (
        int(whole * share + visits.rounding) for whole in visits[:4]
    )
    views = browser_views + app_views
    return Counts(
        browser,
        app,
        browser_views,
        app_views,
        int((browser + app) * visits.business_share),
        int(views * visits.business_share),
        int(views * visits.offer_share),
    )


def _added(one: Counts, other: Counts) -> Counts:
    return Counts(*plus(one, other))


def _percent(part: float, whole: float, most: float = 100.0) -> float:
    return round(min(most, 100.0 * part / whole), 2) if whole else 0.0


def _money(cents: float, place: Marketplace) -> dict[str, Any]:
    return {"amount": round(cents / 100, 2), "currencyCode": place.currency}


def _sales(ordered: Ordered, place: Marketplace) -> dict[str, Any]:
    """Return what both parts of the report tell of what was ordered."""
    return {
        "orderedProductSales": _money(ordered.cents, place),
        "orderedProductSalesB2B": _money(ordered.business_cents, place),
        "unitsOrdered": ordered.units,
        "unitsOrderedB2B": ordered.business_units,
        "totalOrderItems": ordered.lines,
        "totalOrderItemsB2B": ordered.business_lines,
    }


def _averages(ordered: Ordered, place: Marketplace) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for mark, lines, units, cents in (("", *ordered[:3]), ("B2B", *ordered[3:])):
        found[f"averageSalesPerOrderItem{mark}"] = _money(cents / (lines or 1), place)
        found[f"averageUnitsPerOrderItem{mark}"] = round(units / (lines or 1), 2)
        found[f"averageSellingPrice{mark}"] = _money(cents / (units or 1), place)
    return found


def _sales_by_date(ordered: Ordered, echo: Echo, place: Marketplace) -> dict[str, Any]:
    return {
        **_sales(ordered, place),
        **_averages(ordered, place),
        "unitsRefunded": echo.refunded_units,
        "refundRate": _percent(echo.refunded_units, ordered.units),
        "claimsGranted": 0,
        "claimsAmount": _money(0, place),
        "shippedProductSales": _money(echo.shipped_cents, place),
        "unitsShipped": echo.shipped_units,
        "ordersShipped": echo.shipped_orders,
    }


def _visits(counts: Counts) -> dict[str, Any]:
    """Return what both parts of the report tell of visits."""
    return {
        "browserPageViews": counts.browser_views,
        "mobileAppPageViews": counts.app_views,
        "pageViews": counts.views,
        "pageViewsB2B": counts.business_views,
        "browserSessions": counts.browser_sessions,
        "mobileAppSessions": counts.app_sessions,
        "sessions": counts.sessions,
        "sessionsB2B": counts.business_sessions,
        "buyBoxPercentage": _percent(counts.offer_views, counts.views),
    }


def _traffic_by_date(
    seed: int, counts: Counts, ordered: Ordered, place: Marketplace, day: date
) -> dict[str, Any]:
    draw = dice_for(seed, "feedback", place.marketplace_id, day.isoformat())
    received = sum(draw.random() < 0.25 for _ in range(4))
    negative = sum(draw.random() < 0.05 for _ in range(received))
    rows = offers(place.marketplace_id)
    return {
        **_visits(counts),
        "orderItemSessionPercentage": _percent(ordered.lines, counts.sessions),
        "unitSessionPercentage": _percent(ordered.units, counts.sessions, float("inf")),
        "averageOfferCount": len(rows),
        "averageParentItems": len({row.product.parent_asin or row.product.asin for row in rows}),
        "feedbackReceived": received,
        "negativeFeedbackReceived": negative,
        "receivedNegativeFeedbackRate": _percent(negative, received),
    }


def _by_asin(
    product: Product, counts: Counts, ordered: Ordered, whole: Counts, place: Marketplace
) -> dict[str, Any]:
    return {
        "parentAsin": product.parent_asin or product.asin,
        "childAsin": product.asin,
        "salesByAsin": _sales(ordered, place),
        "trafficByAsin": {
            **_visits(counts),
            "browserSessionPercentage": _percent(counts.browser_sessions, whole.browser_sessions),
            "mobileAppSessionPercentage": _percent(counts.app_sessions, whole.app_sessions),
            "sessionPercentage": _percent(counts.sessions, whole.sessions),
            "browserPageViewsPercentage": _percent(counts.browser_views, whole.browser_views),
            "mobileAppPageViewsPercentage": _percent(counts.app_views, whole.app_views),
            "pageViewsPercentage": _percent(counts.views, whole.views),
            "unitSessionPercentage": _percent(ordered.units, counts.sessions, float("inf")),
        },
    }


def sales_and_traffic(
    seed: int, place: Marketplace, first: date, last: date, now: int
) -> dict[str, Any] | None:
    """Return the report of local days `first` to `last`, as of second `now`; by DAY and CHILD.

    None when no order was ever placed in them.
    """
    days, ordered_of = [], defaultdict[Product, Ordered](Ordered)
    counts_of = defaultdict[Product, Counts](Counts)
    for day in days_between(first, last):
        ordered = ordered_on(seed, place, day, now)
        share = counted_share(place, day, now)
        whole = Counts()
        for product, visits in visits_on(seed, place, day).items():
            counts = _counts(visits, share)
            whole = _added(whole, counts)
            counts_of[product] = _added(counts_of[product], counts)
        for product, row in ordered.items():
            ordered_of[product] = Ordered(*plus(ordered_of[product], row))
        total = Ordered()
        for row in ordered.values():
            total = Ordered(*plus(total, row))
        if not total.lines and not whole.views:
            continue
        shop = whole._replace(
            browser_sessions=int(whole.browser_sessions * _VISITORS),
            app_sessions=int(whole.app_sessions * _VISITORS),
        )
        days.append(
            {
                "date": day.isoformat(),
                "salesByDate": _sales_by_date(total, echo_on(seed, place, day), place),
                "trafficByDate": _traffic_by_date(seed, shop, total, place, day),
            }
        )
    if not days:
        return None
    everything = Counts()
    for counts in counts_of.values():
        everything = _added(everything, counts)
    return {
        "reportSpecification": {
            "reportType": SALES_AND_TRAFFIC,
            "reportOptions": {"dateGranularity": "DAY", "asinGranularity": "CHILD"},
            "dataStartTime": first.isoformat(),
            "dataEndTime": last.isoformat(),
            "marketplaceIds": [place.marketplace_id],
        },
        "salesAndTrafficByDate": days,
        "salesAndTrafficByAsin": [
            _by_asin(product, counts_of[product], ordered, everything, place)
            for product, ordered in sorted(ordered_of.items(), key=lambda row: row[0].index)
        ],
    }


def report_bytes(report: dict[str, Any]) -> bytes:
    """Return the report as Amazon writes it: JSON, UTF-8."""
    return json.dumps(report, separators=(",", ":")).encode()
