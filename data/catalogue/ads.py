"""Metrics of advertising and of how many people came.

A figure of advertisements is the one of the level it is split by: campaigns give the totals;
products, keywords and search terms are told by Amazon for Sponsored Products only.
"""

from __future__ import annotations

from typing import Any

from data.catalogue.rows import row
from data.catalogue.sources import AD_TARGETS, ADS, ADS_LAG, ORDERS, TRAFFIC, TRAFFIC_LAG
from data.metric import Metric, Unit

_WINDOW = "within 7 days of a click, 14 for Sponsored Brands and Display"


def _ads(id_: str, name: str, sentence: str, unit: Unit, *formula: Any, **more: Any) -> Metric:
    more = {"sources": ADS, "lag": ADS_LAG, **more}
    return row(id_, name, sentence, *formula, unit=unit, **more)


def _traffic(id_: str, name: str, sentence: str, unit: Unit, *formula: Any, **more: Any) -> Metric:
    # A visit that looks at two products counts once in the total and once for each.
    kind = "ratio" if len(formula) > 1 else "orders"
    more = {"sources": TRAFFIC, "lag": TRAFFIC_LAG, "additivity": kind, **more}
    return row(id_, name, sentence, *formula, unit=unit, is_good=True, **more)


_ADVERTISING = (
    _ads("ad_spend", "Ad spend", "What advertising cost, by the day of the click.", "money",
         ("ad_spend_amount",), decimals=2,
         synonyms=("advertising cost", "ad cost", "ppc spend", "ads spend", "spend")),
    _ads("ad_sales", "Ad sales",
         f"Sales that Amazon counts as brought by an advertisement: {_WINDOW}.", "money",
         ("ad_sales_amount",), is_good=True, decimals=2,
         synonyms=("ppc sales", "attributed sales", "advertising sales", "sales from ads")),
    _ads("ad_orders", "Ad orders",
         f"Orders that Amazon counts as brought by an advertisement: {_WINDOW}.", "count",
         ("ad_orders",), is_good=True,
         synonyms=("ppc orders", "attributed orders", "orders from ads", "conversions")),
    _ads("ad_units", "Ad units",
         f"Pieces that Amazon counts as sold by an advertisement: {_WINDOW}.", "count",
         ("ad_units",), is_good=True, synonyms=("attributed units",)),
    _ads("impressions", "Impressions", "How often advertisements were shown.", "count",
         ("impressions",), is_good=True, synonyms=("ad views", "ad impressions")),
    _ads("clicks", "Clicks", "How often advertisements were clicked.", "count", ("clicks",),
         is_good=True, synonyms=("ad clicks",)),
    _ads("ctr", "Click rate", "Clicks divided by impressions.", "share",
         ("clicks",), ("impressions",), is_good=True, decimals=2,
         synonyms=("click through rate", "click-through rate")),
    _ads("cpc", "Cost per click", "Ad spend divided by clicks.", "money",
         ("ad_spend_amount",), ("clicks",), is_good=False, decimals=2,
         synonyms=("click price", "average cpc")),
    _ads("ad_conversion_rate", "Ad conversion", "Ad orders divided by clicks.", "share",
         ("ad_orders",), ("clicks",), is_good=True, decimals=1,
         synonyms=("cvr", "ad cvr", "conversion rate of ads", "ads conversion rate")),
    _ads("ad_cost_per_order", "Ad cost per order", "Ad spend divided by ad orders.", "money",
         ("ad_spend_amount",), ("ad_orders",), is_good=False, decimals=2,
         synonyms=("cost per acquisition", "cpa", "cost per ad order")),
    _ads("acos", "ACOS", "Ad spend divided by ad sales.", "share",
         ("ad_spend_amount",), ("ad_sales_amount",), is_good=False, decimals=1,
         synonyms=("advertising cost of sales",)),
    _ads("roas", "ROAS", "Ad sales divided by ad spend.", "count",
         ("ad_sales_amount",), ("ad_spend_amount",), is_good=True, decimals=2,
         synonyms=("return on ad spend",)),
    _ads("wasted_spend", "Wasted spend",
         "Ad spend on keywords and targets of Sponsored Products that brought no order in the "
         "period: in a series, in its day, week or month.",
         "money", ("wasted_spend_amount",), is_good=False, decimals=2, sources=AD_TARGETS,
         synonyms=("wasted ad spend", "spend without orders", "ad waste")),
    _ads("tacos", "TACOS", "Ad spend divided by all revenue.", "share",
         ("ad_spend_amount",), ("revenue_amount",), is_good=False, decimals=1,
         sources=(*ADS, *ORDERS), synonyms=("total acos", "total advertising cost of sales")),
    _ads("ad_revenue_share", "Ad share of revenue", "Ad sales divided by all revenue.", "share",
         ("ad_sales_amount",), ("revenue_amount",), decimals=1, sources=(*ADS, *ORDERS),
         synonyms=("ad share", "share of revenue from ads", "ppc share")),
    _ads("organic_sales", "Organic sales",
         "Revenue less ad sales: what was bought without an advertisement.", "money",
         ("revenue_amount", "-ad_sales_amount"), is_good=True, decimals=2,
         sources=(*ADS, *ORDERS), synonyms=("organic revenue", "unadvertised sales")),
    _ads("organic_share", "Organic share of revenue", "Organic sales divided by revenue.", "share",
         ("revenue_amount", "-ad_sales_amount"), ("revenue_amount",), is_good=True, decimals=1,
         sources=(*ADS, *ORDERS), synonyms=("share of organic sales",)),
)  # fmt: skip

_VISITS = (
    _traffic("sessions", "Sessions",
             "Visits to your product pages within 24 hours, browser and app together. A visit that "
             "looks at two products counts once in the total and once for each.",
             "count", ("sessions",), synonyms=("visits", "traffic", "visitors")),
    _traffic("page_views", "Page views", "How often your product pages were opened.", "count",
             ("page_views",), synonyms=("views", "pageviews")),
    _traffic("visited_units", "Units by traffic report",
             "Pieces ordered as Amazon's traffic report counts them: what unit session % divides.",
             "count", ("visited_units",)),
    _traffic("visited_lines", "Order lines by traffic report",
             "Lines of orders as Amazon's traffic report counts them: what order line session % "
             "divides.", "count", ("visited_lines",), synonyms=("total order items",)),
    _traffic("featured_views", "Views with the Featured Offer",
             "Page views at which yours was the Featured Offer: what Featured Offer % divides.",
             "count", ("featured_views",)),
    _traffic("measured_views", "Views with a known Featured Offer",
             "Page views for which Amazon says whether yours was the Featured Offer.", "count",
             ("measured_views",)),
    _traffic("unit_session_rate", "Unit session %",
             "Units divided by sessions, both as Amazon's traffic report counts them.", "share",
             ("visited_units",), ("sessions",), decimals=1,
             synonyms=("conversion", "conversion rate", "unit session percentage",
                       "unit session rate", "unit session pct")),
    _traffic("order_line_session_rate", "Order line session %",
             "Order lines divided by sessions, both as Amazon's traffic report counts them: how "
             "many visits end in an order, however many pieces it has.", "share",
             ("visited_lines",), ("sessions",), decimals=1,
             synonyms=("order item session percentage", "order item session rate",
                       "order item session %")),
    _traffic("featured_offer_rate", "Featured Offer %",
             "The share of page views at which yours was the Featured Offer (the Buy Box), each "
             "day weighted by its page views.", "share",
             ("featured_views",), ("measured_views",), decimals=1,
             synonyms=("buy box", "buy box share", "featured offer share", "buy box percentage",
                       "featured offer percentage")),
)  # fmt: skip

ROWS = (*_ADVERTISING, *_VISITS)
