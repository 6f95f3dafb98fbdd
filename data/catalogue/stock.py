"""Metrics of stock: how much, how old, how long it lasts, what to order again."""

from __future__ import annotations

from data.catalogue.sources import (
    COSTS,
    LISTINGS,
    ORDERS,
    PLANNING,
    PLANNING_LAG,
    REORDERING,
    STOCK,
    STOCK_LAG,
    STRANDED,
)
from data.metric import Metric

# Days of cover and the pace of sales go by the average of this many days; the sentences say so.
COVER_DAYS = 30
# Sell-through looks back this far, as Amazon does.
SELL_THROUGH_DAYS = 90


_SHARED = "Stock that several marketplaces sell from counts once."


def _stock(id_: str, name: str, sentence: str, measure: str, synonyms: tuple[str, ...]) -> Metric:
    return Metric(
        id_,
        name,
        f"{sentence} It is the state at the end of the period. {_SHARED}",
        "count",
        (measure,),
        additivity="latest",
        sources=STOCK,
        lag=STOCK_LAG,
        synonyms=synonyms,
    )


ROWS = (
    _stock(
        "stock_units",
        "Stock",
        "Pieces in Amazon's warehouses that can be sold right away.",
        "fulfillable_units",
        ("inventory", "stock", "fulfillable units", "available units", "on hand"),
    ),
    _stock(
        "inbound_units",
        "On the way",
        "Pieces on their way to Amazon's warehouses.",
        "inbound_units",
        ("inbound", "incoming stock"),
    ),
    _stock(
        "reserved_units",
        "Reserved",
        "Pieces in Amazon's warehouses set aside for orders, transfers or checks.",
        "reserved_units",
        ("reserved stock",),
    ),
    _stock(
        "unfulfillable_units",
        "Cannot be sold",
        "Pieces in Amazon's warehouses that cannot be sold, such as damaged ones.",
        "unfulfillable_units",
        ("unsellable units", "damaged stock"),
    ),
    Metric(
        "days_of_cover",
        "Days of cover",
        "How many days the stock lasts: pieces that can be sold, divided by units a day in stock, "
        f"of all marketplaces that sell from it. These are of the last {COVER_DAYS} days without "
        "those out of stock, and of a new offer since it came on sale.",
        "days",
        ("fulfillable_units",),
        ("pool_daily_units",),
        additivity="ratio",
        sources=(*STOCK, *ORDERS, *LISTINGS),
        lag=STOCK_LAG,
        synonyms=("cover", "days of stock", "days of inventory"),
    ),
    Metric(
        "velocity",
        "Units a day in stock",
        f"Units sold a day over the last {COVER_DAYS} days, counting for each offer only the days "
        "on which it was in stock. A new offer counts from the day it came on sale.",
        "count",
        ("daily_units",),
        up_is_good=True,
        additivity="latest",
        sources=(*STOCK, *ORDERS, *LISTINGS),
        lag=STOCK_LAG,
        decimals=1,
        synonyms=("daily velocity", "sales velocity", "units per day", "run rate"),
    ),
    Metric(
        "reorder_point",
        "Reorder point",
        "The stock at which it is time to order again: units a day in stock, times the lead time "
        "and the safety days of the offer.",
        "count",
        ("reorder_point_units",),
        additivity="latest",
        sources=(*STOCK, *ORDERS, *LISTINGS, *REORDERING),
        lag=STOCK_LAG,
        synonyms=("order point", "minimum stock"),
    ),
    Metric(
        "reorder_units",
        "To order",
        "Pieces to order now: none while stock and what is on the way are above the reorder point, "
        "else what is missing to the target cover, and at least the minimum order. "
        f"{_SHARED}",
        "count",
        ("reorder_units",),
        additivity="latest",
        sources=(*STOCK, *ORDERS, *LISTINGS, *REORDERING),
        lag=STOCK_LAG,
        synonyms=("reorder quantity", "units to order", "restock"),
    ),
    Metric(
        "inventory_value",
        "Stock at cost",
        "Pieces that can be sold, are reserved or on the way, at the cost you have entered. It is "
        f"the state at the end of the period. {_SHARED}",
        "money",
        ("inventory_value_amount",),
        additivity="latest",
        sources=(*STOCK, *COSTS),
        lag=STOCK_LAG,
        decimals=2,
        synonyms=("stock value", "value of stock", "capital in stock"),
    ),
    Metric(
        "uncosted_stock_units",
        "Stock without a cost",
        "Pieces for which no cost is entered. They are missing in stock at cost.",
        "count",
        ("uncosted_stock_units",),
        additivity="latest",
        sources=(*STOCK, *COSTS),
        lag=STOCK_LAG,
    ),
    Metric(
        "in_stock_rate",
        "In-stock rate",
        "Of the days and offers counted in the period, the share on which the offer had pieces "
        "that can be sold, in whichever country they lay.",
        "share",
        ("in_stock_days",),
        ("counted_days",),
        up_is_good=True,
        additivity="ratio",
        sources=STOCK,
        lag=STOCK_LAG,
        decimals=1,
        synonyms=("in stock rate", "availability"),
    ),
    Metric(
        "in_stock_days",
        "Days in stock",
        "Days on which an offer had pieces that can be sold, added up over offers.",
        "count",
        ("in_stock_days",),
        up_is_good=True,
        sources=STOCK,
        lag=STOCK_LAG,
    ),
    Metric(
        "counted_stock_days",
        "Days of stock counted",
        "Days on which the stock of an offer was counted, added up over offers.",
        "count",
        ("counted_days",),
        sources=STOCK,
        lag=STOCK_LAG,
    ),
    Metric(
        "sell_through",
        "Sell-through, 90 days",
        "Pieces that Amazon shipped in 90 days, divided by the average stock of those days.",
        "count",
        ("shipped_90_days_units",),
        ("average_stock_units",),
        up_is_good=True,
        additivity="ratio",
        sources=(*PLANNING, *STOCK),
        lag=PLANNING_LAG,
        decimals=2,
        synonyms=("sell through rate", "sell-through rate", "str"),
    ),
    Metric(
        "aged_units",
        "Aged stock",
        "Pieces that have been in Amazon's warehouses for more than 180 days, from when on Amazon "
        "charges extra. It is the state at the end of the period.",
        "count",
        ("aged_units",),
        up_is_good=False,
        additivity="latest",
        sources=PLANNING,
        lag=PLANNING_LAG,
        synonyms=("aged inventory", "old stock"),
    ),
    Metric(
        "aged_share",
        "Share of aged stock",
        "Aged stock divided by all pieces whose age Amazon names.",
        "share",
        ("aged_units",),
        ("counted_units",),
        up_is_good=False,
        additivity="ratio",
        sources=PLANNING,
        lag=PLANNING_LAG,
        decimals=1,
        synonyms=("aged inventory share",),
    ),
    Metric(
        "excess_units",
        "Excess stock",
        "Pieces beyond 90 days of supply. It is Amazon's own estimate by its own forecast, taken "
        "from its report on the age of stock; nothing of it is worked out here. It is the state "
        "at the end of the period.",
        "count",
        ("excess_units",),
        up_is_good=False,
        additivity="latest",
        sources=PLANNING,
        lag=PLANNING_LAG,
        synonyms=("excess inventory", "excess units", "overstock", "estimated excess quantity"),
    ),
    Metric(
        "excess_value",
        "Excess stock at cost",
        "Amazon's estimate of excess stock, at the cost you have entered; pieces without a cost "
        "count as nothing. It is the state at the end of the period.",
        "money",
        ("excess_value_amount",),
        up_is_good=False,
        additivity="latest",
        sources=(*PLANNING, *COSTS),
        lag=PLANNING_LAG,
        decimals=2,
        synonyms=("value of excess stock", "excess inventory value"),
    ),
    Metric(
        "stranded_units",
        "Stranded stock",
        "Pieces in Amazon's warehouses without an active offer, as it is now, whatever the period.",
        "count",
        ("stranded_units",),
        up_is_good=False,
        additivity="latest",
        sources=STRANDED,
        lag="Read from Amazon once a day.",
        synonyms=("stranded inventory", "units without an offer"),
    ),
)
