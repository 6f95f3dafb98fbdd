"""Payouts as rows: what each settlement was made of, to the cent."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Connection, text

from core.database import Role
from data.loaders import cached
from data.payout_timing import PlaceDays

SOURCES = ("settlements", "marketplaces")
# The parts of a settlement, in the order of the table; they add up to what was paid out.
PARTS = ("sales", "refunds", "fees", "advertising", "reimbursed", "reserve", "other")

_BUYERS = "('sales', 'shipping', 'gift_wrap', 'tax', 'tax_withheld', 'promotion')"
_FEES = (
    "('referral_fee', 'fulfilment_fee', 'closing_fee', 'refund_fee', 'storage_fee',"
    " 'subscription', 'other_fee')"
)
# The day of a payout is that of the metric `payout`.
_PAYOUTS = f"""
WITH spans AS (
    SELECT s.marketplace_id, s.first_on, s.last_on, coalesce(m.time_zone, 'UTC') AS zone
    FROM unnest(CAST(:places AS text[]), CAST(:firsts AS date[]), CAST(:lasts AS date[]))
        AS s (marketplace_id, first_on, last_on)
    LEFT JOIN seller.marketplaces m
        ON m.account_id = :account_id AND m.marketplace_id = s.marketplace_id
),
paid AS (
    SELECT p.*, CAST(coalesce(p.deposited_at, p.ends_at) AT TIME ZONE s.zone AS date) AS paid_on,
        CAST(p.starts_at AT TIME ZONE s.zone AS date) AS starts_on,
        CAST((p.ends_at - interval '1 second') AT TIME ZONE s.zone AS date) AS ends_on
    FROM seller.settlements p JOIN spans s ON s.marketplace_id = p.marketplace_id
    WHERE p.account_id = :account_id
      AND CAST(coalesce(p.deposited_at, p.ends_at) AT TIME ZONE s.zone AS date)
          BETWEEN s.first_on AND s.last_on
),
parts AS (
    SELECT l.settlement_id,
        coalesce(sum(l.amount) FILTER (WHERE l.kind IN {_BUYERS}
            AND l.transaction_type NOT ILIKE '%refund%'), 0) AS sales,
        coalesce(sum(l.amount) FILTER (WHERE l.kind IN {_BUYERS}
            AND l.transaction_type ILIKE '%refund%'), 0) AS refunds,
        coalesce(sum(l.amount) FILTER (WHERE l.kind IN {_FEES}), 0) AS fees,
        coalesce(sum(l.amount) FILTER (WHERE l.kind = 'advertising'), 0) AS advertising,
        coalesce(sum(l.amount) FILTER (WHERE l.kind = 'reimbursement'), 0) AS reimbursed,
        coalesce(sum(l.amount) FILTER (WHERE l.kind = 'reserve'), 0) AS reserve
    FROM seller.settlement_lines l
    WHERE l.account_id = :account_id AND l.settlement_id IN (SELECT settlement_id FROM paid)
    GROUP BY 1
)
SELECT p.settlement_id, p.paid_on, p.deposited_at IS NOT NULL AS is_deposited, p.starts_on,
    p.ends_on, p.marketplace_id, p.currency, coalesce(x.sales, 0) AS sales,
    coalesce(x.refunds, 0) AS refunds, coalesce(x.fees, 0) AS fees,
    coalesce(x.advertising, 0) AS advertising, coalesce(x.reimbursed, 0) AS reimbursed,
    coalesce(x.reserve, 0) AS reserve,
    p.total_amount - coalesce(
        x.sales + x.refunds + x.fees + x.advertising + x.reimbursed + x.reserve, 0) AS other,
    p.total_amount AS paid_out
FROM paid p LEFT JOIN parts x ON x.settlement_id = p.settlement_id
ORDER BY p.paid_on DESC, p.marketplace_id, p.settlement_id
"""


def load_payouts(account_id: int, spans: Sequence[PlaceDays]) -> pd.DataFrame:
    """Return the settlements paid out in a period, the newest first, with exact amounts.

    Columns: settlement_id, paid_on, is_deposited, starts_on, ends_on, marketplace_id, currency,
    the PARTS (signed: what costs is negative) and paid_out, which is their sum. Days are those
    of the marketplace. A settlement that is not deposited yet stands on its last day.
    """

    def load(connection: Connection) -> pd.DataFrame:
        found = connection.execute(
            text(_PAYOUTS),
            {
                "account_id": account_id,
                "places": [one.marketplace_id for one in spans],
                "firsts": [one.first for one in spans],
                "lasts": [one.last for one in spans],
            },
        )
        return pd.DataFrame(found.fetchall(), columns=list(found.keys()))

    frame, _ = cached(Role.WEB, account_id, ("payouts", tuple(spans)), SOURCES, load)
    copy: pd.DataFrame = frame.copy(deep=False)
    return copy
