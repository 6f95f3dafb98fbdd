"""The catalogue: every metric, defined once, for pages, commands, exports and Ask.

A metric is a formula over measures. A measure is a sum that a fact table can give; a
ratio is always a sum divided by a sum, and null where the divisor is 0. What the sums
mean (cancelled, pending, unpriced) is said in core/schema/seller.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from data.dimensions import DIMENSIONS, GRAINS, Dimension

__all__ = ["COVER_DAYS", "DIMENSIONS", "GRAINS", "MEASURES", "METRICS", "Dimension", "Metric"]

Unit = Literal["money", "count", "share", "days"]
Fact = Literal["sales", "stock", "cover"]
Additivity = Literal["additive", "orders", "latest", "ratio"]

# Days of cover go by the average of this many days; the sentence of the metric says so.
COVER_DAYS = 30


@dataclass(frozen=True)
class Measure:
    """A base sum: which fact gives it, and whether it counts whole orders.

    An order with two products counts once in a total and once for each product, so what
    counts orders does not add up over products.
    """

    id: str
    fact: Fact = "sales"
    counts_orders: bool = False


MEASURES: dict[str, Measure] = {
    one.id: one
    for one in (
        Measure("orders", counts_orders=True),
        Measure("cancelled_orders", counts_orders=True),
        Measure("pending_orders", counts_orders=True),
        Measure("order_lines"),
        Measure("units"),
        Measure("unpriced_units"),
        Measure("revenue_amount"),
        Measure("tax_amount"),
        Measure("discount_amount"),
        Measure("shipping_amount"),
        Measure("fulfillable_units", fact="stock"),
        Measure("inbound_units", fact="stock"),
        Measure("reserved_units", fact="stock"),
        Measure("unfulfillable_units", fact="stock"),
        Measure("cover_units", fact="cover"),
    )
}


@dataclass(frozen=True)
class Metric:
    """One figure: what it is called, what it means, how it is computed, how to read it.

    The figure is the sum of the measures `top`, times `factor`, divided by the sum of the
    measures `bottom` where there are any. `additivity`: "additive" adds up over everything;
    "orders" over days and marketplaces, not over products; "latest" is the state at the end
    of a period and adds up over products and marketplaces; "ratio" never adds up. `sources`
    are the names in seller.data_versions that it is made from.
    """

    id: str
    name: str
    sentence: str
    unit: Unit
    top: tuple[str, ...]
    bottom: tuple[str, ...] = ()
    factor: int = 1
    up_is_good: bool | None = None
    additivity: Additivity = "additive"
    sources: tuple[str, ...] = ("orders",)
    lag: str = "Orders arrive with each sync; the price of a pending order follows within days."
    decimals: int = 0
    synonyms: tuple[str, ...] = ()

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures of the formula."""
        return self.top + self.bottom

    @property
    def facts(self) -> frozenset[Fact]:
        """The facts that the measures come from."""
        return frozenset(MEASURES[name].fact for name in self.measures)

    @property
    def is_money(self) -> bool:
        """Whether the figure needs a currency beside it."""
        return self.unit == "money"

    @property
    def is_additive(self) -> bool:
        """Whether the figures of different marketplaces may be added up."""
        return self.additivity != "ratio"

    @property
    def formula(self) -> str:
        """The formula in words, such as `revenue_amount / orders`."""
        top = " + ".join(self.top)
        top = f"{top} * {self.factor}" if self.factor != 1 else top
        bottom = " + ".join(self.bottom)
        bottom = f"({bottom})" if len(self.bottom) > 1 else bottom
        return f"{top} / {bottom}" if bottom else top


_STOCK_LAG = "Read from Amazon every hour; Amazon's own stock figures trail by some hours."


def _stock(id_: str, name: str, sentence: str, measure: str, synonyms: tuple[str, ...]) -> Metric:
    return Metric(
        id_,
        name,
        f"{sentence} It is the state at the end of the period.",
        "count",
        (measure,),
        additivity="latest",
        sources=("inventory",),
        lag=_STOCK_LAG,
        synonyms=synonyms,
    )


_ROWS = (
    Metric(
        "revenue",
        "Revenue",
        "What buyers ordered, at the prices of the products. Cancelled orders do not count, "
        "refunds are not taken off, and a pending order adds its price once Amazon names it.",
        "money",
        ("revenue_amount",),
        up_is_good=True,
        decimals=2,
        synonyms=("sales", "turnover", "ordered product sales", "income"),
    ),
    Metric(
        "units",
        "Units",
        "Pieces ordered. Cancelled orders do not count.",
        "count",
        ("units",),
        up_is_good=True,
        synonyms=("units sold", "pieces", "quantity", "items sold", "units ordered"),
    ),
    Metric(
        "orders",
        "Orders",
        "Orders placed. Cancelled ones do not count, and an order with several products "
        "counts once.",
        "count",
        ("orders",),
        up_is_good=True,
        additivity="orders",
        synonyms=("order count", "number of orders", "purchases"),
    ),
    Metric(
        "order_lines",
        "Order lines",
        "Lines of orders: a product in an order is one line, whatever its quantity.",
        "count",
        ("order_lines",),
        up_is_good=True,
        synonyms=("order items", "lines"),
    ),
    Metric(
        "aov",
        "Average order",
        "Revenue divided by orders.",
        "money",
        ("revenue_amount",),
        ("orders",),
        up_is_good=True,
        additivity="ratio",
        decimals=2,
        synonyms=("average order value", "basket", "order value"),
    ),
    Metric(
        "avg_selling_price",
        "Average price",
        "Revenue divided by units.",
        "money",
        ("revenue_amount",),
        ("units",),
        additivity="ratio",
        decimals=2,
        synonyms=("average selling price", "asp", "price per unit"),
    ),
    Metric(
        "units_per_order",
        "Units per order",
        "Units divided by orders.",
        "count",
        ("units",),
        ("orders",),
        up_is_good=True,
        additivity="ratio",
        decimals=2,
        synonyms=("items per order",),
    ),
    Metric(
        "cancelled_orders",
        "Cancelled orders",
        "Orders that were cancelled, counted on the day they were placed.",
        "count",
        ("cancelled_orders",),
        up_is_good=False,
        additivity="orders",
        synonyms=("cancellations", "canceled orders"),
    ),
    Metric(
        "cancelled_rate",
        "Cancelled share",
        "Cancelled orders divided by all orders.",
        "share",
        ("cancelled_orders",),
        ("orders", "cancelled_orders"),
        up_is_good=False,
        additivity="ratio",
        decimals=1,
        synonyms=("cancel rate", "cancellation rate"),
    ),
    Metric(
        "pending_orders",
        "Pending orders",
        "Orders that Amazon has not confirmed yet. They count, but their price is not known yet.",
        "count",
        ("pending_orders",),
        additivity="orders",
        synonyms=("open orders", "unconfirmed orders"),
    ),
    Metric(
        "unpriced_units",
        "Units without a price",
        "Pieces whose price Amazon has not named yet. They count as units and add nothing to "
        "revenue until then.",
        "count",
        ("unpriced_units",),
        synonyms=("units still settling",),
    ),
    Metric(
        "discounts",
        "Discounts",
        "What promotions took off prices and shipping.",
        "money",
        ("discount_amount",),
        decimals=2,
        synonyms=("promotions", "rebates", "promo"),
    ),
    Metric(
        "tax",
        "Tax",
        "Sales tax or VAT on items, shipping and gift wrap, as Amazon reports it. Where prices "
        "include VAT it is the part inside them.",
        "money",
        ("tax_amount",),
        decimals=2,
        synonyms=("vat", "sales tax"),
    ),
    Metric(
        "shipping",
        "Shipping and gift wrap",
        "What buyers paid for shipping and gift wrap.",
        "money",
        ("shipping_amount",),
        up_is_good=True,
        decimals=2,
        synonyms=("shipping income", "postage"),
    ),
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
        "How many days the stock lasts: pieces that can be sold, divided by the average units a "
        f"day over the last {COVER_DAYS} days.",
        "days",
        ("fulfillable_units",),
        ("cover_units",),
        factor=COVER_DAYS,
        additivity="ratio",
        sources=("inventory", "orders"),
        lag=_STOCK_LAG,
        synonyms=("cover", "days of stock", "days of inventory"),
    ),
)

METRICS: dict[str, Metric] = {one.id: one for one in _ROWS}
# The metrics that are one measure and nothing else: what sums of ratios are made again from.
_PLAIN = {
    one.top[0]: one.id
    for one in reversed(_ROWS)
    if one.is_additive and len(one.top) == 1 and not one.bottom and one.factor == 1
}


def parts_of(metric: str) -> tuple[list[str], list[str]]:
    """Return the metrics a ratio divides and divides by; empty lists when it has none."""
    one = METRICS[metric]
    if one.is_additive or not set(one.measures) <= set(_PLAIN):
        return [], []
    return [_PLAIN[name] for name in one.top], [_PLAIN[name] for name in one.bottom]
