"""What claims about lost and broken stock are made of, read from the database exactly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, text

from data.stock_claims import (
    BROKEN,
    FOUND,
    LOST,
    StockClaim,
    StockEvent,
    StockPayment,
    compute_stock_claims,
)

STOCK_CLAIM_SOURCES = ("ledger_events", "reimbursements")
# A payment for a loss that can still be claimed is never older; a few days more for its pair.
_LOOK_BACK = timedelta(days=130)

# Adjustment reasons as Seller Central's help names them: M misplaced, 5 given up for lost, F found,
# E broken in the warehouse. Only what could be sold counts: units that were broken or returned
# broken already are not Amazon's to pay. The other codes move units between owners or states.
_EVENTS = """
SELECT e.marketplace_id, e.asin, e.sku, m.currency, e.local_date AS day,
    CASE e.reason WHEN 'F' THEN :found WHEN 'E' THEN :broken ELSE :lost END AS kind,
    abs(e.units) AS units, coalesce(e.reference_id, '') AS reference,
    coalesce(e.fulfillment_center, '') AS centre, p.amount_per_unit AS paid_for_one,
    c.amount AS cost_of_one
FROM seller.ledger_events e
JOIN seller.marketplaces m ON m.account_id = e.account_id AND m.marketplace_id = e.marketplace_id
LEFT JOIN LATERAL (
    SELECT x.amount_per_unit FROM seller.reimbursements x
    WHERE x.account_id = :account_id AND x.marketplace_id = e.marketplace_id AND x.sku = e.sku
        AND x.currency = m.currency AND x.amount_per_unit > 0 AND x.cash_units > 0
    ORDER BY x.approved_at DESC, x.reimbursement_id DESC, x.line_no LIMIT 1) p ON true
LEFT JOIN LATERAL (
    SELECT k.goods_amount * CASE WHEN k.currency = m.currency THEN 1
        ELSE t.per_euro / f.per_euro END AS amount
    FROM seller.product_costs k
    LEFT JOIN LATERAL (SELECT CASE k.currency WHEN 'EUR' THEN 1 ELSE (
        SELECT r.per_euro FROM app.fx_rates r WHERE r.currency = k.currency
            AND r.rate_on <= e.local_date ORDER BY r.rate_on DESC LIMIT 1) END AS per_euro) f
        ON true
    LEFT JOIN LATERAL (SELECT CASE m.currency WHEN 'EUR' THEN 1 ELSE (
        SELECT r.per_euro FROM app.fx_rates r WHERE r.currency = m.currency
            AND r.rate_on <= e.local_date ORDER BY r.rate_on DESC LIMIT 1) END AS per_euro) t
        ON true
    WHERE k.account_id = :account_id AND k.valid_from <= e.local_date
        AND k.marketplace_id IN ('', e.marketplace_id)
        AND ((k.item_kind = 'sku' AND k.item = e.sku) OR (k.item_kind = 'asin' AND k.item = e.asin))
    ORDER BY k.item_kind = 'sku' DESC, k.marketplace_id DESC, k.valid_from DESC LIMIT 1) c ON true
WHERE e.account_id = :account_id AND e.marketplace_id = :place AND e.local_date >= :first
    AND e.event_type = 'Adjustments'
    AND (e.reason = 'F' AND e.units > 0
        OR e.reason IN ('M', '5', 'E') AND e.units < 0 AND e.disposition = 'SELLABLE')
"""
# Payments without an order are for stock. What Amazon took back of one stands in a line of its
# own that names it: its cash counts, not the units, which are in the ledger as found.
_PAYMENTS = """
SELECT r.sku, CASE r.reason WHEN 'Lost_Warehouse' THEN :lost ELSE :broken END AS kind,
    r.local_date AS day,
    sum(r.cash_units + r.inventory_units) + coalesce(sum(b.units), 0) AS units
FROM seller.reimbursements r
JOIN seller.marketplaces m ON m.account_id = r.account_id AND m.marketplace_id = :place
LEFT JOIN LATERAL (
    SELECT sum(x.cash_units) AS units FROM seller.reimbursements x
    WHERE x.account_id = :account_id AND x.original_reimbursement_id = r.reimbursement_id
        AND x.sku = r.sku) b ON true
WHERE r.account_id = :account_id AND r.local_date >= :first AND r.amazon_order_id IS NULL
    AND r.original_reimbursement_id IS NULL AND r.sku IS NOT NULL
    AND r.reason IN ('Lost_Warehouse', 'Damaged_Warehouse')
    AND (r.marketplace_id = :place OR r.marketplace_id IS NULL AND r.currency = m.currency)
GROUP BY r.reimbursement_id, r.sku, r.reason, r.local_date
"""


def read_stock_claims(
    connection: Connection, account_id: int, place: str, today: date
) -> list[StockClaim]:
    """Read what can be claimed for lost and broken stock of a marketplace, as of its day."""
    values = {
        "account_id": account_id, "place": place, "first": today - _LOOK_BACK,
        "lost": LOST, "broken": BROKEN, "found": FOUND,
    }  # fmt: skip
    return compute_stock_claims(
        [StockEvent(**row) for row in _rows(connection, _EVENTS, values)],
        [StockPayment(**row) for row in _rows(connection, _PAYMENTS, values)],
        today,
    )


def _rows(connection: Connection, sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = [dict(row) for row in connection.execute(text(sql), values).mappings()]
    return [{**row, "units": int(row["units"])} for row in rows]
