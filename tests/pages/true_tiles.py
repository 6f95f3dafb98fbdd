"""What each page's tiles must say, from questions asked anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, time
from decimal import Decimal

from sqlalchemy import text

from core.database import Role
from core.marketplaces import Marketplace
from data.claim_rows import Claims, load_claims
from data.loaders import load_freshness
from data.metrics import METRICS
from data.month_forecast import PlaceForecast, load_month_forecast
from data.month_totals import load_newest_rates
from data.query_model import Filter, TimeRange
from data.reading import reading
from tests.pages.asked import Asked
from ui.claims_view import SOURCES
from ui.formats import (
    UNKNOWN,
    count,
    currency_label,
    currency_name,
    exact_money,
    figure,
    is_missing,
    money,
    share,
)

Tile = tuple[str, str, str]


def _from(words: str) -> str:
    return "" if words == UNKNOWN else f"from {words}"


def catalogue_tiles(
    asked: Asked, metrics: Sequence[str], time: TimeRange | None = None
) -> Iterator[Tile]:
    """One tile for each metric, with an amount for each currency."""
    for name in metrics:
        one = METRICS[name]
        currencies = asked.currencies if one.has_money else [""]
        for currency in currencies:
            compare = asked.is_compared and time is None
            row = asked.total(name, currency, time=time, compare=compare)
            label = f"{one.name}, {currency_name(currency)}" if currency else one.name
            yield (
                label if len(currencies) > 1 else one.name,
                figure(row[name], one.unit, currency),
                _from(figure(row.get(f"{name}_before"), one.unit, currency)),
            )


def _plus(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [one for one in values if one is not None]
    return sum(known, Decimal(0)) if known else None


def overview_tiles(asked: Asked) -> Iterator[Tile]:
    """Today, yesterday, this month and last month, each in the days of each marketplace."""
    for period in ("today", "yesterday", "this_month", "last_month"):
        for currency in asked.currencies:
            rows = [
                row
                for place in asked.places
                for row in asked.at(place).rows(
                    ["revenue"], time=_range(period, asked, place.time_zone), compare=True
                )
                if row["currency"] == currency
            ]
            before = _plus(row["revenue_before"] for row in rows)
            yield (
                f"Revenue in {currency_name(currency)}",
                money(_plus(row["revenue"] for row in rows) or 0, currency),
                _from(money(before, currency)),
            )
    yield from _forecasts(asked)


def days_of_tile(period: str, asked: Asked, place: Marketplace) -> TimeRange:
    """The days of a tile of the Overview in a marketplace."""
    return _range(period, asked, place.time_zone)


def _range(period: str, asked: Asked, zone: str) -> TimeRange:
    """The days at FROZEN_NOW, written out: 4, 12 or 13 o'clock of 20 November."""
    hour = {"America/Los_Angeles": "04", "Europe/London": "12", "Europe/Berlin": "13"}[zone]
    start, end = {
        "today": ("2026-11-20", f"2026-11-20T{hour}:00"),
        "yesterday": ("2026-11-19", "2026-11-19"),
        "this_month": ("2026-11-01", f"2026-11-20T{hour}:00"),
        "last_month": ("2026-10-01", "2026-10-31"),
    }[period]
    day, _, clock = end.partition("T")
    return TimeRange(
        start=date.fromisoformat(start),
        end=date.fromisoformat(day),
        until=time.fromisoformat(clock) if clock else None,
    )


def _forecasts(asked: Asked) -> Iterator[Tile]:
    only = [Filter(field="product", op="in", value=[asked.product])] if asked.product else []
    made = load_month_forecast(asked.account_id, asked.places, asked.now, only=only)
    rates = {}
    if asked.currency:
        rates = load_newest_rates(asked.account_id, asked.currency, asked.now.date())
    for currency in asked.currencies:
        expected = [
            _month_of(asked, one) * float(rates[one.place.currency].per_unit)
            if asked.currency and one.place.currency != currency
            else _month_of(asked, one)
            for one in made
            if asked.currency or one.place.currency == currency
        ]
        if expected:
            yield (
                f"Revenue to expect in {currency_name(currency)}",
                money(sum(expected), currency),
                "",
            )


def _month_of(asked: Asked, made: PlaceForecast) -> float:
    """What the question about this month has brought, and the forecast of the rest alone."""
    month = TimeRange(start=date(2026, 11, 1), end=date(2026, 11, 20))
    own = asked.unconverted().at(made.place)
    so_far = own.total("revenue", made.place.currency, time=month)["revenue"] or 0
    return float(so_far) + made.forecast.expected - made.forecast.so_far


def sales_tiles(asked: Asked) -> Iterator[Tile]:
    """Revenue in each currency, orders, units, and the average where there is one currency."""
    names = [("revenue", one) for one in asked.currencies] + [("orders", ""), ("units", "")]
    is_one = len(asked.currencies) == 1
    for name, currency in [*names, *([("aov", asked.currencies[0])] if is_one else [])]:
        row = asked.total(name, currency, compare=asked.is_compared)
        label = {"orders": "Orders", "units": "Units", "aov": "Average order"}.get(name, "Revenue")
        if name == "revenue" and not is_one:
            label = f"Revenue {currency_label(currency)}"
        unit = "money" if currency else "count"
        before = row.get(f"{name}_before")
        yield label, figure(row[name], unit, currency), _from(figure(before, unit, currency))


def product_tiles(asked: Asked) -> Iterator[Tile]:
    """The figures of one product, and what is left when nothing is changed."""
    yield from catalogue_tiles(asked, _OF_PRODUCT)
    yield from _what_if(asked)


def what_if_days() -> tuple[date, date]:
    """The last 90 days, as far as their fees are known: the first sync reads those of 35."""
    return date(2026, 10, 17), date(2026, 11, 19)


def _what_if(asked: Asked) -> Iterator[Tile]:
    place = asked.places[0]
    start, end = what_if_days()
    months = ((end - start).days + 1) / 30
    names = ["units", "uncosted_units", "revenue", "revenue_ex_vat", "net_revenue", "commission",
             "fees", "cogs", "ad_spend", "ad_sales"]  # fmt: skip
    own = Asked(asked.account_id, (place,), start, end, asked.now, product=asked.product)
    (row,) = own.rows(names)
    sums = {name: float(row[name] or 0) for name in names}
    units, revenue, currency = sums["units"], sums["revenue"], place.currency
    cost = sums["cogs"] / (units - sums["uncosted_units"])
    before_ads = (sums["net_revenue"] - sums["fees"]) / units - cost
    left = before_ads - sums["ad_spend"] / units
    price = revenue / units
    kept = (sums["revenue_ex_vat"] - sums["commission"] - sums["ad_spend"]) / revenue
    fixed = cost + (sums["fees"] - sums["commission"]) / units
    fixed += (sums["revenue_ex_vat"] - sums["net_revenue"]) / units
    yield "Profit for each unit", exact_money(left, currency), ""
    # Nobody sells a part of a unit.
    sold = round(units / months)
    yield "Profit in 30 days", money(left * sold, currency), ""
    yield "Margin", share(left / price), ""
    yield "Break-even price", exact_money(fixed / kept if kept > 0 else None, currency), ""
    yield "Break-even ACOS", share(before_ads / price), ""
    yield "Units needed", count(sold if left > 0 else None), ""


def claims_of(asked: Asked) -> Claims:
    """The claims as of today; tests/integration/test_claims_of_the_demo.py holds them."""
    places = [(one.marketplace_id, asked.now.astimezone(one.zone).date()) for one in asked.places]
    found = load_claims(asked.account_id, places)
    kept = {
        name: tuple(
            one for one in getattr(found, name) if not asked.product or one.asin == asked.product
        )
        for name in ("fees", "missing", "damaged", "stock")
    }
    return Claims(**kept, read_back_to=found.read_back_to)


def claim_tiles(asked: Asked) -> Iterator[Tile]:
    """What can be claimed today: all, and by kind; a dash where not all of it has been read."""
    titles = {"fees": "Fees too high", "missing": "Never returned",
              "damaged": "Returned broken", "stock": "Lost or damaged"}  # fmt: skip
    # A claim stays in its own currency.
    asked = asked.unconverted()
    claims, sums = claims_of(asked), {}
    known = load_freshness(asked.account_id).sources
    for kind in titles:
        sources = [name for name in SOURCES[kind] if name != "orders"]
        if all(name in known and known[name].synced_at for name in sources):
            sums[kind] = [_open(asked, getattr(claims, kind), one) for one in asked.currencies]
    if "fees" in sums:
        assert sums["fees"] == [_fees_too_high(asked, one) for one in asked.currencies]
    everything = [sum(parts, Decimal(0)) for parts in zip(*sums.values(), strict=True)]
    for title, amounts in (
        ("To claim today", everything if sums else None),
        *((title, sums.get(kind)) for kind, title in titles.items()),
    ):
        if amounts is None:
            yield title, UNKNOWN, ""
            continue
        for currency, amount in zip(asked.currencies, amounts, strict=True):
            yield f"{title} in {currency_name(currency)}", exact_money(amount, currency), ""


# What was charged for sending above the estimate, since the last day on which it was not, of
# SKUs charged so three times or more. Units are those sold, not those that the fee names.
_FEES_TOO_HIGH = """
WITH sent AS (
    SELECT coalesce(h.local_date, t.local_date) AS day, e.sku, e.fulfillment_fee_amount AS expected,
        sum(a.quantity) FILTER (WHERE a.kind = 'sales') AS units,
        -sum(a.amount) FILTER (WHERE a.kind = 'fulfilment_fee' AND a.path !~* '/tax$') AS charged
    FROM seller.transactions t
    JOIN seller.transaction_amounts a USING (account_id, transaction_id)
    JOIN seller.fee_estimates e ON e.account_id = t.account_id AND e.sku = a.sku
        AND e.marketplace_id = t.marketplace_id AND e.currency = a.currency
    LEFT JOIN seller.transactions h ON h.account_id = t.account_id
        AND h.transaction_id = t.deferred_transaction_id
    WHERE t.account_id = :account AND t.marketplace_id = :place AND t.is_counted
        AND t.transaction_type = 'Shipment'
        AND (CAST(:product AS text) IS NULL OR e.asin = :product)
        AND coalesce(h.local_date, t.local_date) >= CAST(:today AS date) - 90
    GROUP BY t.transaction_id, 1, 2, 3
),
days AS (
    SELECT *, max(day) FILTER (WHERE charged < units * (expected + 0.01)) OVER (PARTITION BY sku)
        AS last_right
    FROM sent WHERE charged > 0 AND expected > 0
)
SELECT coalesce(sum(over), 0) FROM (
    SELECT sum(charged - units * expected) AS over FROM days
    WHERE last_right IS NULL OR day > last_right GROUP BY sku HAVING count(*) >= 3
) AS too_high
"""


def _fees_too_high(asked: Asked, currency: str) -> Decimal:
    """Fees above the estimate in plain SQL, without the rules of the product."""
    with reading(Role.WEB, asked.account_id) as connection:
        return sum(
            (
                connection.scalar(text(_FEES_TOO_HIGH), {
                    "account": asked.account_id, "place": one.marketplace_id,
                    "product": asked.product, "today": asked.now.astimezone(one.zone).date(),
                })
                for one in asked.places if one.currency == currency
            ),
            Decimal(0),
        )  # fmt: skip


def _open(asked: Asked, rows: Iterable[object], currency: str) -> Decimal:
    zones = {one.marketplace_id: one.zone for one in asked.places}
    return sum(
        (
            one.amount
            for one in rows
            if one.currency == currency
            and not is_missing(one.amount)
            and getattr(one, "opens_on", one.since)
            <= asked.now.astimezone(zones[one.marketplace_id]).date()
        ),
        Decimal(0),
    )


# The figures of the catalogue that the pages show as tiles with "How?".
_OF_PRODUCT = (
    "units", "revenue", "fees", "cogs", "ad_spend", "profit", "profit_margin", "acos", "tacos",
    "sessions", "unit_session_rate", "featured_offer_rate",
)  # fmt: skip
_OF_ADS = (
    "ad_spend", "ad_sales", "acos", "tacos", "roas", "cpc", "ad_conversion_rate", "wasted_spend",
)  # fmt: skip
_OF_PROFIT = (
    "net_revenue", "fees", "cogs", "ad_spend", "gross_profit", "profit", "profit_margin", "roi",
)  # fmt: skip
_OF_STOCK = (
    "stock_units", "days_of_cover", "inventory_value", "stranded_units", "aged_share",
    "sell_through",
    "excess_units",
    "excess_value",
)  # fmt: skip
# On Sales it stands above the numbers, for the measure that is chosen.
_OF_SALES = ["revenue", "orders", "units", "aov"]
EXPLAINED = tuple(dict.fromkeys((*_OF_PRODUCT, *_OF_ADS, *_OF_PROFIT, "in_stock_rate", *_OF_SALES)))
EXPLAINED_NOW = _OF_STOCK
# The tiles of Overview: tests/pages/test_headline_dialogs.py.
HEADLINES = ("today", "yesterday", "this_month", "last_month")

TILES: dict[str, Callable[[Asked], Iterable[Tile]]] = {
    "overview": overview_tiles,
    "sales": sales_tiles,
    "products": lambda _asked: [],
    "product": product_tiles,
    "ads": lambda asked: catalogue_tiles(asked, _OF_ADS),
    "profit": lambda asked: catalogue_tiles(asked, _OF_PROFIT),
    "inventory": lambda asked: [
        *catalogue_tiles(asked, _OF_STOCK, asked.this_moment),
        *catalogue_tiles(asked, ["in_stock_rate"]),
    ],
    "money_to_claim": claim_tiles,
}  # fmt: skip
