"""Why orders, charges and payouts fall on different days: by order and by payment, exact.

An order is charged when it is sent, and money is paid out when Amazon releases it: both may be
in another period than the order or the charge. A payment stands on the day on which Amazon
first told of it, as in seller.money_daily.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd
from sqlalchemy import Connection, text

from core.database import Role
from data.loaders import cached
from data.payout_bridge import (
    DIFFERENT,
    EARLIER,
    HELD,
    LATER,
    OPEN,
    PAID_EARLIER,
    RESERVE,
    TOO_OLD,
    WAITING,
)
from data.payouts import PAID, PlaceDays, values_of
from data.reading import reading

ORDER_STEPS = (OPEN, TOO_OLD, LATER, EARLIER, DIFFERENT)
PAYMENT_STEPS = (HELD, WAITING, PAID_EARLIER)
SOURCES = ("orders", "finances", "settlements", "marketplaces")

# Payments that count, on the day on which Amazon first told of them: those of the period and after
# it, and those of the settlements paid out in it.
_MOVES = (
    PAID
    + """,
moves AS MATERIALIZED (
    SELECT t.transaction_id, t.transaction_type, t.status, t.amazon_order_id, t.settlement_id,
        t.marketplace_id, t.currency, t.total_amount, s.first_on, s.last_on,
        coalesce(d.local_date, r.local_date, t.local_date) AS told_on
    FROM seller.transactions t
    JOIN spans s ON s.marketplace_id = t.marketplace_id
    LEFT JOIN seller.transactions d ON d.account_id = :account_id AND NOT d.is_counted
        AND d.transaction_id = t.deferred_transaction_id
    LEFT JOIN (
        SELECT o.release_transaction_id, min(o.local_date) AS local_date
        FROM seller.transactions o
        WHERE o.account_id = :account_id AND NOT o.is_counted
          AND o.release_transaction_id IS NOT NULL
        GROUP BY 1
    ) r ON r.release_transaction_id = t.transaction_id
    WHERE t.account_id = :account_id AND t.is_counted
      AND (t.local_date >= s.first_on OR t.settlement_id IN (SELECT settlement_id FROM paid))
)"""
)
# One row for each order that was placed or charged in the period.
_ORDERS = (
    _MOVES
    + """,
charges AS (
    SELECT t.amazon_order_id, t.marketplace_id, t.currency,
        coalesce(sum(a.amount) FILTER (WHERE t.told_on <= t.last_on), 0) AS now_amount,
        coalesce(sum(a.amount) FILTER (WHERE t.told_on > t.last_on), 0) AS later_amount
    FROM moves t
    JOIN seller.transaction_amounts a
        ON a.account_id = :account_id AND a.transaction_id = t.transaction_id
    WHERE t.told_on >= t.first_on AND t.transaction_type = 'Shipment'
      AND a.kind IN ('sales', 'shipping', 'gift_wrap', 'tax', 'tax_withheld', 'promotion')
    GROUP BY 1, 2, 3
),
placed AS (
    SELECT o.amazon_order_id, o.marketplace_id, coalesce(o.currency, m.currency) AS currency,
        o.local_date, o.status, o.local_date < s.known_from AS is_too_old,
        coalesce((SELECT sum(coalesce(i.item_price_amount, 0)
                + coalesce(i.shipping_price_amount, 0) + coalesce(i.gift_wrap_price_amount, 0)
                - coalesce(i.item_discount_amount, 0) - coalesce(i.shipping_discount_amount, 0))
            FROM seller.order_items i
            WHERE i.account_id = :account_id AND i.amazon_order_id = o.amazon_order_id
              AND o.status <> 'Cancelled'), 0) AS ordered_amount
    FROM seller.orders o
    JOIN spans s ON s.marketplace_id = o.marketplace_id
    JOIN seller.marketplaces m
        ON m.account_id = :account_id AND m.marketplace_id = o.marketplace_id
    WHERE o.account_id = :account_id AND o.local_date BETWEEN s.first_on AND s.last_on
),
both_sides AS (
    SELECT coalesce(p.marketplace_id, c.marketplace_id) AS marketplace_id,
        coalesce(p.amazon_order_id, c.amazon_order_id) AS amazon_order_id,
        p.local_date AS ordered_on, p.status, p.is_too_old,
        coalesce(p.currency, c.currency) AS currency,
        coalesce(p.ordered_amount, 0) AS ordered_amount,
        coalesce(c.now_amount, 0) AS now_amount, coalesce(c.later_amount, 0) AS later_amount,
        p.amazon_order_id IS NOT NULL AS is_placed, c.amazon_order_id IS NOT NULL AS is_charged
    FROM placed p
    FULL JOIN charges c
        ON c.amazon_order_id = p.amazon_order_id AND c.marketplace_id = p.marketplace_id
),
steps AS (
    SELECT b.*, k.step, k.amount
    FROM both_sides b
    CROSS JOIN LATERAL (VALUES
        ('earlier', CASE WHEN NOT b.is_placed THEN b.now_amount ELSE 0 END),
        ('later', CASE WHEN b.is_placed THEN -b.later_amount ELSE 0 END),
        (CASE WHEN b.is_charged AND b.status IN ('Shipped', 'Cancelled') THEN 'different'
            WHEN b.is_too_old AND NOT b.is_charged THEN 'too_old' ELSE 'open' END,
         CASE WHEN b.is_placed
            THEN b.now_amount + b.later_amount - b.ordered_amount ELSE 0 END)
    ) AS k (step, amount)
    WHERE k.amount <> 0
)"""
)
# One row for each payment that moved in the period or was paid out in it, not both.
_PAYMENTS = (
    _MOVES
    + """,
steps AS (
    SELECT t.marketplace_id, t.transaction_id, t.transaction_type, t.amazon_order_id,
        t.told_on, t.settlement_id, t.currency, k.step,
        CASE k.step WHEN 'paid_earlier' THEN t.total_amount ELSE -t.total_amount END AS amount
    FROM moves t
    LEFT JOIN paid p ON p.settlement_id = t.settlement_id
    CROSS JOIN LATERAL (SELECT CASE
        WHEN t.told_on BETWEEN t.first_on AND t.last_on THEN CASE
            WHEN t.status = 'DEFERRED' THEN 'held'
            WHEN p.settlement_id IS NULL THEN 'waiting' END
        WHEN p.settlement_id IS NOT NULL THEN 'paid_earlier' END AS step) AS k
    WHERE k.step IS NOT NULL
)"""
)
_RESERVES = (
    PAID
    + """,
steps AS (
    SELECT p.marketplace_id, p.settlement_id, p.paid_on, l.amount_description, l.currency,
        l.amount, 'reserve' AS step
    FROM paid p
    JOIN seller.settlement_lines l
        ON l.account_id = :account_id AND l.settlement_id = p.settlement_id
    WHERE l.kind = 'reserve'
)"""
)
_COLUMNS = {
    _ORDERS: "marketplace_id, amazon_order_id, ordered_on, status, ordered_amount, "
    "now_amount, later_amount",
    _PAYMENTS: "marketplace_id, transaction_type, amazon_order_id, told_on, settlement_id",
    _RESERVES: "marketplace_id, settlement_id, paid_on, amount_description",
}
_SQL_OF = {
    **dict.fromkeys(ORDER_STEPS, _ORDERS),
    **dict.fromkeys(PAYMENT_STEPS, _PAYMENTS),
    RESERVE: _RESERVES,
}

# The steps whose rows can be shown.
STEPS = frozenset(_SQL_OF)


def load_timing(account_id: int, spans: Sequence[PlaceDays]) -> dict[str, dict[str, Decimal]]:
    """Return the signed amounts of the steps in time: currency → step → amount."""

    def load(connection: Connection) -> dict[str, dict[str, Decimal]]:
        found: dict[str, dict[str, Decimal]] = {}
        for sql in _COLUMNS:
            statement = text(
                f"WITH {sql} SELECT currency, step, sum(amount) FROM steps GROUP BY 1, 2"
            )
            for currency, step, amount in connection.execute(
                statement, values_of(account_id, spans)
            ):
                found.setdefault(str(currency), {})[step] = Decimal(amount)
        return found

    value, _ = cached(Role.WEB, account_id, ("payout timing", tuple(spans)), SOURCES, load)
    return {currency: dict(steps) for currency, steps in value.items()}


def load_timing_rows(
    account_id: int, spans: Sequence[PlaceDays], step: str, currency: str
) -> pd.DataFrame:
    """Return the rows behind a step, the largest first, exact; their `amount` adds up to it.

    Columns: what the rows are known by, `currency`, `amount`. Raises KeyError for a step that is
    not one of time.
    """
    sql = _SQL_OF[step]
    statement = text(
        f"WITH {sql} SELECT {_COLUMNS[sql]}, currency, amount FROM steps"
        " WHERE step = :step AND currency = :currency ORDER BY abs(amount) DESC, 2"
    )
    values = {**values_of(account_id, spans), "step": step, "currency": currency}
    with reading(Role.WEB, account_id) as connection:
        found = connection.execute(statement, values)
        return pd.DataFrame(found.fetchall(), columns=list(found.keys()))
