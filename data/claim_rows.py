"""What claims are made of, read from the database exactly, and kept until the data changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, text

from core.database import Role
from data.claims import (
    FEE_DAYS,
    DamagedReturn,
    FeeClaim,
    FeeDay,
    RefundedLine,
    ReturnClaim,
    compute_damaged_returns,
    compute_fee_claims,
    compute_missing_returns,
)
from data.loaders import cached
from data.stock_claim_rows import STOCK_CLAIM_SOURCES, read_stock_claims
from data.stock_claims import StockClaim

FEE_SOURCES = ("fee_estimates", "finances")
RETURN_SOURCES = ("finances", "orders", "returns_fba", "reimbursements")
DAMAGE_SOURCES = RETURN_SOURCES
# What a claim is worth also goes by what the seller has entered.
_WORTH_SOURCES = ("costs", "fx_rates")
# Refunds and returns of this many days are looked at: the longest window, and some days more.
_LOOK_BACK = timedelta(days=130)

# A release stands on the day of what was held back: that is when the fee was charged. Several
# leaves of one fee (base, discount) are one charge; the tax of a fee is not in the estimate.
_FEE_DAYS = """
WITH charges AS (
    SELECT t.marketplace_id, coalesce(h.local_date, t.local_date) AS day, a.sku,
        t.transaction_id, a.currency, a.path, sum(a.quantity) AS units, -sum(a.amount) AS charged
    FROM seller.transactions t
    JOIN seller.transaction_amounts a
        ON a.account_id = t.account_id AND a.transaction_id = t.transaction_id
    LEFT JOIN seller.transactions h
        ON h.account_id = t.account_id AND h.transaction_id = t.deferred_transaction_id
    WHERE t.account_id = :account_id AND t.marketplace_id = :place AND t.is_counted
        AND t.transaction_type = 'Shipment' AND t.local_date >= :first
        AND a.kind = 'fulfilment_fee' AND a.path !~* '/tax$'
    GROUP BY 1, 2, 3, 4, 5, 6
),
shipments AS (
    SELECT marketplace_id, day, sku, currency, max(units) AS units, sum(charged) AS charged
    FROM charges GROUP BY marketplace_id, day, sku, currency, transaction_id
)
SELECT s.marketplace_id, e.asin, s.sku, s.currency, e.fulfillment_fee_amount AS expected,
    s.day, count(*) AS charges, sum(s.units) AS units, sum(s.charged) AS charged,
    min(s.charged / s.units) AS least
FROM shipments s
JOIN seller.fee_estimates e ON e.account_id = :account_id
    AND e.marketplace_id = s.marketplace_id AND e.sku = s.sku AND e.currency = s.currency
WHERE s.units > 0 AND s.charged > 0 AND e.fulfillment_fee_amount > 0
GROUP BY s.marketplace_id, e.asin, s.sku, s.currency, e.fulfillment_fee_amount, s.day
"""
# What Amazon has paid for an order's units, '' where no SKU is named. The report may be five days
# late and the history of money shorter, so the larger of the two counts.
_PAID = """
paid AS (
    SELECT order_id, sku, max(units) AS units FROM (
        SELECT 'report' AS told_by, amazon_order_id AS order_id, coalesce(sku, '') AS sku,
            sum(cash_units + inventory_units) AS units
        FROM seller.reimbursements
        WHERE account_id = :account_id AND amazon_order_id IS NOT NULL GROUP BY 2, 3
        UNION ALL
        SELECT 'money', t.amazon_order_id, coalesce(a.sku, ''), sum(a.quantity)
        FROM seller.transactions t JOIN seller.transaction_amounts a
            ON a.account_id = t.account_id AND a.transaction_id = t.transaction_id
        WHERE t.account_id = :account_id AND t.is_counted AND a.kind = 'reimbursement'
            AND a.amount > 0 AND t.amazon_order_id IS NOT NULL GROUP BY 2, 3
    ) told GROUP BY order_id, sku
)"""
# What the buyers of orders sent by Amazon got back. Two refunds of one line are one line: no
# more units are meant than were ordered.
_REFUNDS = """
refunds AS (
    SELECT t.amazon_order_id AS order_id, a.sku, max(a.asin) AS asin, a.currency,
        max(t.local_date) AS refunded_on,
        sum(a.quantity) FILTER (WHERE a.kind = 'sales') AS units,
        -sum(a.amount) AS amount
    FROM seller.transactions t JOIN seller.transaction_amounts a
        ON a.account_id = t.account_id AND a.transaction_id = t.transaction_id
    WHERE t.account_id = :account_id AND t.is_counted AND t.transaction_type = 'Refund'
        AND t.local_date >= :first AND t.amazon_order_id IS NOT NULL
        AND a.kind IN ('sales', 'shipping', 'gift_wrap', 'tax', 'promotion')
    GROUP BY t.amazon_order_id, a.sku, a.currency
)"""
_REFUNDED_LINES = f"""
WITH {_PAID}, {_REFUNDS},
ordered AS (
    SELECT amazon_order_id AS order_id, sku, max(asin) AS asin, sum(quantity) AS units
    FROM seller.order_items WHERE account_id = :account_id
        AND amazon_order_id IN (SELECT order_id FROM refunds) GROUP BY 1, 2
),
back AS (
    SELECT amazon_order_id AS order_id, sku, sum(quantity) AS units
    FROM seller.returns WHERE account_id = :account_id
        AND amazon_order_id IN (SELECT order_id FROM refunds) GROUP BY 1, 2
)
SELECT o.marketplace_id, r.order_id, coalesce(r.asin, i.asin) AS asin, r.sku, r.currency,
    r.refunded_on, least(r.units, i.units) AS units, r.amount,
    coalesce(b.units, 0) AS returned,
    coalesce(p.units, 0) + coalesce(n.units, 0) AS reimbursed
FROM refunds r
JOIN seller.orders o ON o.account_id = :account_id AND o.amazon_order_id = r.order_id
JOIN ordered i ON i.order_id = r.order_id AND i.sku = r.sku
LEFT JOIN back b ON b.order_id = r.order_id AND b.sku = r.sku
LEFT JOIN paid p ON p.order_id = r.order_id AND p.sku = r.sku
LEFT JOIN paid n ON n.order_id = r.order_id AND n.sku = ''
WHERE o.marketplace_id = :place AND o.fulfillment_channel = 'AFN'
    AND r.units > 0 AND i.units > 0 AND r.amount > 0
"""
# DAMAGED is what broke at Amazon, CARRIER_DAMAGED on the way; CUSTOMER_DAMAGED and DEFECTIVE
# are nobody's to pay for. A return whose refund has not been read has no window, so it is not here.
_DAMAGED = f"""
WITH {_PAID}, {_REFUNDS}
SELECT b.marketplace_id, b.amazon_order_id AS order_id, max(b.asin) AS asin, b.sku, m.currency,
    max(b.local_date) AS returned_on, max(r.refunded_on) AS refunded_on,
    sum(b.quantity) AS units, max(b.disposition) AS disposition,
    coalesce(max(p.units), 0) + coalesce(max(n.units), 0) AS reimbursed,
    (SELECT x.amount_per_unit FROM seller.reimbursements x
        WHERE x.account_id = :account_id AND x.marketplace_id = b.marketplace_id
            AND x.sku = b.sku AND x.currency = m.currency AND x.amount_per_unit > 0
            AND x.cash_units > 0
        ORDER BY x.approved_at DESC, x.reimbursement_id DESC, x.line_no LIMIT 1) AS paid_for_one
FROM seller.returns b
JOIN seller.marketplaces m ON m.account_id = :account_id AND m.marketplace_id = b.marketplace_id
JOIN refunds r ON r.order_id = b.amazon_order_id AND r.sku = b.sku
LEFT JOIN paid p ON p.order_id = b.amazon_order_id AND p.sku = b.sku
LEFT JOIN paid n ON n.order_id = b.amazon_order_id AND n.sku = ''
WHERE b.account_id = :account_id AND b.channel = 'AFN' AND b.marketplace_id = :place
    AND b.disposition IN ('DAMAGED', 'CARRIER_DAMAGED') AND b.local_date >= :first
GROUP BY b.marketplace_id, b.amazon_order_id, b.sku, m.currency
"""
_READ_BACK_TO = """
SELECT min(local_date) FROM seller.transactions
WHERE account_id = :account_id AND marketplace_id = :place
"""


@dataclass(frozen=True)
class Claims:
    """What can be claimed in some marketplaces.

    `read_back_to` is the first day of money in each marketplace; None where there is none.
    """

    fees: tuple[FeeClaim, ...]
    missing: tuple[ReturnClaim, ...]
    damaged: tuple[ReturnClaim, ...]
    stock: tuple[StockClaim, ...]
    read_back_to: Mapping[str, date | None]


def load_claims(account_id: int, todays: Iterable[tuple[str, date]]) -> Claims:
    """Return what can be claimed in marketplaces, each as of its own day (`todays`)."""
    asked = tuple(todays)
    sources = sorted({*FEE_SOURCES, *RETURN_SOURCES, *STOCK_CLAIM_SOURCES, *_WORTH_SOURCES})
    claims: Claims
    claims, _ = cached(
        Role.WEB,
        account_id,
        ("claims", asked),
        sources,
        lambda connection: read_claims(connection, account_id, asked),
    )
    return claims


def read_claims(
    connection: Connection, account_id: int, todays: Iterable[tuple[str, date]]
) -> Claims:
    """Read what can be claimed; see `load_claims`."""
    fees: list[FeeClaim] = []
    missing: list[ReturnClaim] = []
    damaged: list[ReturnClaim] = []
    stock: list[StockClaim] = []
    read_back_to: dict[str, date | None] = {}
    for place, today in todays:
        one = {"account_id": account_id, "place": place}
        since = {**one, "first": today - _LOOK_BACK}
        charged = {**one, "first": today - timedelta(days=FEE_DAYS)}
        fees += compute_fee_claims(
            [FeeDay(**row) for row in _rows(connection, _FEE_DAYS, charged)], today
        )
        missing += compute_missing_returns(
            [RefundedLine(**row) for row in _rows(connection, _REFUNDED_LINES, since)], today
        )
        damaged += compute_damaged_returns(
            [DamagedReturn(**row) for row in _rows(connection, _DAMAGED, since)], today
        )
        stock += read_stock_claims(connection, account_id, place, today)
        read_back_to[place] = connection.scalar(text(_READ_BACK_TO), one)
    return Claims(tuple(fees), tuple(missing), tuple(damaged), tuple(stock), read_back_to)


def _rows(connection: Connection, sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return rows by name; counts, which PostgreSQL adds up as numeric, are whole numbers."""
    counts = ("charges", "units", "returned", "reimbursed")
    return [
        {name: int(value) if name in counts else value for name, value in row.items()}
        for row in map(dict, connection.execute(text(sql), values).mappings())
    ]
