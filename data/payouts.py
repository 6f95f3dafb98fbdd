"""Payouts as rows: what each settlement was made of, to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, text

from core.database import Role
from data.loaders import cached

SOURCES = ("settlements", "marketplaces")
# The parts of a settlement, in the order of the table; they add up to what was paid out.
PARTS = ("sales", "refunds", "fees", "advertising", "reimbursed", "reserve", "other")


@dataclass(frozen=True)
class PlaceDays:
    """The days of a period in one marketplace, the last one included."""

    marketplace_id: str
    first: date
    last: date


_BUYERS = "('sales', 'shipping', 'gift_wrap', 'tax', 'tax_withheld', 'promotion')"
_FEES = (
    "('referral_fee', 'fulfilment_fee', 'closing_fee', 'refund_fee', 'storage_fee',"
    " 'subscription', 'other_fee')"
)
# The days asked for in each marketplace, and the settlements that were paid out in them, on the
# same day as the metric `payout`. `known_from` is the day of the first payment known.
PAID = """
spans AS (
    SELECT s.marketplace_id, s.first_on, s.last_on, coalesce(m.time_zone, 'UTC') AS zone,
        (SELECT min(t.local_date) FROM seller.transactions t
         WHERE t.account_id = :account_id AND t.marketplace_id = s.marketplace_id) AS known_from
    FROM unnest(CAST(:places AS text[]), CAST(:firsts AS date[]), CAST(:lasts AS date[]))
        AS s (marketplace_id, first_on, last_on)
    LEFT JOIN seller.marketplaces m
        ON m.account_id = :account_id AND m.marketplace_id = s.marketplace_id
),
paid AS (
    SELECT p.*, s.zone,
        CAST(coalesce(p.deposited_at, p.ends_at) AT TIME ZONE s.zone AS date) AS paid_on
    FROM seller.settlements p JOIN spans s ON s.marketplace_id = p.marketplace_id
    WHERE p.account_id = :account_id
      AND CAST(coalesce(p.deposited_at, p.ends_at) AT TIME ZONE s.zone AS date)
          BETWEEN s.first_on AND s.last_on
)"""
_PAYOUTS = f"""
WITH {PAID},
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
SELECT p.settlement_id, p.paid_on, p.deposited_at IS NOT NULL AS is_deposited,
    CAST(p.starts_at AT TIME ZONE p.zone AS date) AS starts_on,
    CAST((p.ends_at - interval '1 second') AT TIME ZONE p.zone AS date) AS ends_on,
    p.marketplace_id, p.currency, coalesce(x.sales, 0) AS sales,
    coalesce(x.refunds, 0) AS refunds, coalesce(x.fees, 0) AS fees,
    coalesce(x.advertising, 0) AS advertising, coalesce(x.reimbursed, 0) AS reimbursed,
    coalesce(x.reserve, 0) AS reserve,
    p.total_amount - coalesce(
        x.sales + x.refunds + x.fees + x.advertising + x.reimbursed + x.reserve, 0) AS other,
    p.total_amount AS paid_out
FROM paid p LEFT JOIN parts x ON x.settlement_id = p.settlement_id
ORDER BY p.paid_on DESC, p.marketplace_id, p.settlement_id
"""


def values_of(account_id: int, spans: Sequence[PlaceDays]) -> dict[str, Any]:
    """Return the parameters of PAID."""
    return {
        "account_id": account_id,
        "places": [one.marketplace_id for one in spans],
        "firsts": [one.first for one in spans],
        "lasts": [one.last for one in spans],
    }


def load_payouts(account_id: int, spans: Sequence[PlaceDays]) -> pd.DataFrame:
    """Return the settlements paid out in a period, the newest first, with exact amounts.

    Columns: settlement_id, paid_on, is_deposited, starts_on, ends_on, marketplace_id, currency,
    the PARTS (signed: what costs is negative) and paid_out, which is their sum. Days are those
    of the marketplace. A settlement that is not deposited yet stands on its last day.
    """

    def load(connection: Connection) -> pd.DataFrame:
        found = connection.execute(text(_PAYOUTS), values_of(account_id, spans))
        return pd.DataFrame(found.fetchall(), columns=list(found.keys()))

    frame, _ = cached(Role.WEB, account_id, ("payouts", tuple(spans)), SOURCES, load)
    copy: pd.DataFrame = frame.copy(deep=False)
    return copy
