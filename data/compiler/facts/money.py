"""Money that Amazon moves: fees and refunds from the daily sums, returns, settlements."""

from __future__ import annotations

from dataclasses import replace

from data.compiler.conditions import days_sql
from data.compiler.parameters import Parameters
from data.compiler.select import FX, Part, Scope, Side, choose, plain_parts, refuse_series, select
from data.compiler.sources import MARKETPLACES_JOIN, WEEKDAY, Source, product_fields
from data.metrics import MEASURES

# Amazon names no marketplace for some money, and no product for more.
_PLACE = {"marketplace": "nullif(f.marketplace_id, '')", "currency": "f.currency"}
_NAMES = [name for name, one in MEASURES.items() if one.fact == "money"]
_SUMS = {name: f"sum(f.{name}{FX if MEASURES[name].is_money else ''})" for name in _NAMES}
_FEES = {
    "commission_amount": "Referral fee",
    "fulfilment_fee_amount": "FBA fulfilment fee",
    "closing_fee_amount": "Closing fee",
    "refund_fee_amount": "Refund fee",
    "storage_fee_amount": "Storage fee",
    "subscription_amount": "Selling plan",
    "other_fee_amount": "Other fee",
}
_PRODUCT = product_fields("nullif(f.asin, '')", "nullif(f.sku, '')")
# Each row once for every kind of fee that it holds.
_KINDS = ", ".join(f"('{name}', '{words}', f.{name})" for name, words in _FEES.items())
_BY_KIND = f"CROSS JOIN LATERAL (VALUES {_KINDS}) k (measure, words, amount)"
_FEES_BY_KIND = {name: f"sum(k.amount{FX}) FILTER (WHERE k.measure = '{name}')" for name in _FEES}

DAILY = Source("seller.money_daily", _PLACE | WEEKDAY, _SUMS)
PRODUCT_DAILY = Source(
    "seller.money_product_daily", _PLACE | WEEKDAY | _PRODUCT, _SUMS, asin="nullif(f.asin, '')"
)
LADDER = (
    DAILY,
    PRODUCT_DAILY,
    Source(
        "seller.money_daily",
        _PLACE | WEEKDAY | {"fee_type": "k.words"},
        _FEES_BY_KIND,
        join=_BY_KIND,
        needs=frozenset({"fee_type"}),
    ),
    Source(
        "seller.money_product_daily",
        _PLACE | WEEKDAY | _PRODUCT | {"fee_type": "k.words"},
        _FEES_BY_KIND,
        asin="nullif(f.asin, '')",
        join=_BY_KIND,
        needs=frozenset({"fee_type"}),
    ),
)
_MARKETPLACE_OF = (
    "LEFT JOIN seller.marketplaces m"
    " ON m.account_id = :account_id AND m.marketplace_id = f.marketplace_id"
)
_RETURNS = (
    Source(
        "seller.returns",
        {
            "marketplace": "f.marketplace_id",
            "currency": "coalesce(f.currency, m.currency)",
            "return_reason": "f.reason",
            "disposition": "f.disposition",
        }
        | WEEKDAY
        | product_fields("f.asin", "f.sku"),
        {
            "returned_units": "sum(f.quantity)",
            "sellable_returned_units": "sum(f.quantity) FILTER (WHERE f.disposition = 'SELLABLE')",
        },
        asin="f.asin",
        join=_MARKETPLACE_OF,
    ),
)
# A refund counts on the day of its order; which movements are refunds is said in sync/rollups.py.
_ORDER_REFUNDS = (
    Source(
        "seller.orders",
        {
            "marketplace": "f.marketplace_id",
            "currency": "coalesce(f.currency, m.currency)",
            "order": "f.amazon_order_id",
            "fulfillment_channel": "f.fulfillment_channel",
        }
        | WEEKDAY
        | product_fields("a.asin", "a.sku"),
        {"order_refund_units": "sum(a.quantity)"},
        asin="a.asin",
        join=f"""{MARKETPLACES_JOIN}
  JOIN seller.transactions t ON t.account_id = :account_id
    AND t.amazon_order_id = f.amazon_order_id AND t.is_counted
    AND t.transaction_type <> 'Shipment'
  JOIN seller.transaction_amounts a ON a.account_id = :account_id
    AND a.transaction_id = t.transaction_id AND a.kind = 'sales'""",
    ),
)
_PAID_ON = (
    "CAST(coalesce(f.deposited_at, f.ends_at) AT TIME ZONE coalesce(m.time_zone, 'UTC') AS date)"
)
_PAYOUTS = (
    Source(
        "seller.settlements",
        {
            "marketplace": "f.marketplace_id",
            "currency": "f.currency",
            "weekday": f"CAST(extract(isodow FROM {_PAID_ON}) AS integer)",
        },
        {"payout_amount": f"sum(f.total_amount{FX})"},
        date=_PAID_ON,
        join=_MARKETPLACE_OF,
    ),
)
_LINE_OFFER = (
    frozenset({"product", "brand", "category", "parent"}),
    (
        "LEFT JOIN seller.listings l ON l.account_id = :account_id"
        " AND l.marketplace_id = f.marketplace_id AND l.sku = f.sku"
    ),
)
_PROCEEDS = (
    Source(
        "seller.settlement_lines",
        {"marketplace": "f.marketplace_id", "currency": "f.currency"}
        | WEEKDAY
        | product_fields("l.asin", "f.sku"),
        {"net_proceeds_amount": f"sum(f.amount{FX})"},
        asin="l.asin",
        lookups=(_LINE_OFFER,),
    ),
)
_STORAGE = (
    Source(
        "seller.storage_fees",
        {
            "marketplace": "f.marketplace_id",
            "currency": "f.currency",
            "weekday": "CAST(extract(isodow FROM f.month) AS integer)",
        }
        | product_fields("f.asin"),
        {"storage_charged_amount": f"sum(f.fee_amount{FX})"},
        date="f.month",
        asin="f.asin",
    ),
)
_HELD = (
    Source(
        "seller.transactions",
        {"marketplace": "f.marketplace_id", "currency": "f.currency"},
        {"held_back_amount": f"sum(f.total_amount{FX})", "held_back_payments": "count(*)"},
    ),
)


def money_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write the parts of fees and refunds."""
    return plain_parts(LADDER, "Fees and refunds", scope, side, measures, parameters)


def order_refunds_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write what was refunded until now of the orders placed in the range."""
    ((source, names),) = choose(
        _ORDER_REFUNDS, scope.fields, measures, "What was refunded of orders"
    ).items()
    # A cancelled order is no sale, so nothing of it was sold and given back.
    where = [days_sql(source, side.whole_days, parameters), "f.status <> 'Cancelled'"]
    formulas = {name: source.measures[name] for name in names}
    return [select(scope, side, source, formulas, where, parameters)]


def returns_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write the parts of what came back."""
    return plain_parts(_RETURNS, "Returns", scope, side, measures, parameters)


def payouts_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write what was paid out."""
    return plain_parts(_PAYOUTS, "Payouts", scope, side, measures, parameters)


def proceeds_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write the lines of settlements, added up."""
    return plain_parts(_PROCEEDS, "Settlements", scope, side, measures, parameters)


def storage_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write what storage costs by product, month by month."""
    return plain_parts(_STORAGE, "Storage by product", scope, side, measures, parameters)


def held_parts(scope: Scope, side: Side, measures: list[str], parameters: Parameters) -> list[Part]:
    """Write what Amazon holds back, as it is now, whatever the range."""
    refuse_series(scope, "What Amazon holds back")
    (source,) = choose(_HELD, scope.fields, measures, "What Amazon holds back")
    end = parameters.add(side.time.end, "date")
    held = replace(source, rate_day=end)
    formulas = {name: held.measures[name] for name in measures}
    where = ["f.status = 'DEFERRED'", "f.is_counted"]
    return [select(scope, side, held, formulas, where, parameters)]
