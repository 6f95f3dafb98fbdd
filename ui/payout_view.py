"""What the payout cards load: the bridge from our number to the payout, and its words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import pandas as pd

from core.marketplaces import MARKETPLACES
from core.money import smallest_coin
from data.count_changes import load_count_changes
from data.metrics import METRICS
from data.payout_bridge import (
    MOVEMENTS,
    BridgeInputs,
    BridgeLine,
    ChangedSince,
    CountedDay,
    compute_payout_bridge,
)
from data.payout_timing import load_timing
from data.payouts import PlaceDays, load_payouts
from ui.context import PageContext
from ui.filters import NATIVE
from ui.formats import is_missing
from ui.questions import ask
from ui.ranges import ranges_of
from ui.remember import remembered

_AMOUNTS = ("charged", "shipping", "discounts", "balance_change", "payout", *MOVEMENTS)


@dataclass(frozen=True)
class StepWords:
    """How a step is called, why it is there, and the metric behind it where it is one."""

    name: str
    sentence: str
    metric: str = ""


STEPS: dict[str, StepWords] = {
    "revenue": StepWords(
        "Our revenue", "What was ordered in these days, at the prices known today.", "revenue"
    ),
    "unpriced": StepWords(
        "Prices of pending orders",
        "Amazon's count knows the price of orders that are not confirmed yet; it tells us once "
        "they are. The whole difference of days with such orders stands here.",
        "unpriced_units",
    ),
    "counted": StepWords(
        "Changed since the count",
        "Orders that were cancelled or changed after Amazon counted their day.",
        "cancelled_orders",
    ),
    "unaccounted": StepWords(
        "Not explained",
        "Amazon counts otherwise, and no order that changed since says why: an order may not have "
        "been read. Look at Data health; the command “python -m sync check” names the days, and "
        "how to read them again.",
        "amazon_sales",
    ),
    "uncounted": StepWords(
        "Days not counted yet",
        "Our revenue of days that Amazon has not counted, such as today.",
        "revenue",
    ),
    "amazon_sales": StepWords(
        "Shown in Seller Central",
        "Ordered product sales by Amazon's own count of the same days.",
        "amazon_sales",
    ),
    "uncounted_back": StepWords(
        "Days not counted yet, back",
        "Orders of days that Amazon has not counted are charged like all others.",
        "revenue",
    ),
    "counted_back": StepWords(
        "Changed since the count, back",
        "What was cancelled is not charged; what the count does not hold yet is.",
        "cancelled_orders",
    ),
    "unaccounted_back": StepWords(
        "Not explained, back",
        "What buyers were charged is told by payments, whether the order was read or not.",
        "amazon_sales",
    ),
    "shipping": StepWords(
        "Shipping and gift wrap", "Buyers pay it on top of the prices.", "shipping"
    ),
    "discounts": StepWords("Discounts", "Promotions take it off what buyers pay.", "discounts"),
    "open": StepWords(
        "Not charged yet",
        "Orders of these days that are not sent, or only in part. Buyers are charged when it "
        "leaves the warehouse; Amazon tells of it up to two days later.",
    ),
    "too_old": StepWords(
        "From before the first payment",
        "Orders of days of which Amazon gave no payments: its list reaches back less far.",
    ),
    "later": StepWords(
        "Charged after these days", "Ordered in these days, sent and charged after the last."
    ),
    "earlier": StepWords(
        "Ordered before, charged now", "Orders from before these days that were sent in them."
    ),
    "different": StepWords(
        "Charged differently than ordered",
        "Orders whose charge is not what was ordered: changed, sent twice or charged in part.",
    ),
    "charged": StepWords(
        "Paid by buyers",
        "What buyers were charged, on the day Amazon booked it, with tax inside prices.",
        "charged",
    ),
    "refund_amount": StepWords("Refunds", "Given back to buyers.", "refund_amount"),
    "fees": StepWords("Amazon fees", "For selling, sending and storing.", "fees"),
    "advertising_charged": StepWords(
        "Advertising taken off",
        "Advertising that Amazon takes off the balance. What goes over a credit card is not here.",
        "advertising_charged",
    ),
    "reimbursements": StepWords(
        "Reimbursements", "Paid for stock that Amazon lost or damaged.", "reimbursements"
    ),
    "other_movements": StepWords(
        "Other movements", "Money of a kind that is not known here.", "other_movements"
    ),
    "balance_change": StepWords(
        "Moved on the balance", "What your balance with Amazon gained.", "balance_change"
    ),
    "held": StepWords(
        "Held back still",
        "Booked in these days; Amazon keeps it until some days after delivery.",
    ),
    "waiting": StepWords(
        "Not paid out in these days",
        "Booked in these days and free, but paid with a later settlement, or with one whose "
        "file Amazon does not keep any more.",
    ),
    "paid_earlier": StepWords(
        "Booked before, paid now", "Booked before these days and paid out in them."
    ),
    "reserve": StepWords(
        "Reserve of settlements",
        "What Amazon gave back of the reserve before, less what it kept of these payouts.",
    ),
    "unexplained": StepWords(
        "Lines without a payment",
        "Lines of these payouts that Amazon's list of payments does not hold, such as payments "
        "from before it begins.",
        "net_proceeds",
    ),
    "payout": StepWords("Paid out", "What went to your bank in these days.", "payout"),
}


def as_paid(context: PageContext) -> PageContext:
    """Return the context with amounts as they were paid: payouts are never converted."""
    return replace(context, filters=replace(context.filters, currency=NATIVE))


def spans_of(context: PageContext) -> tuple[PlaceDays, ...]:
    """Return the days of the period in each marketplace."""
    groups = ranges_of(context.filters, context.places, context.now)
    return tuple(
        PlaceDays(place.marketplace_id, time.start, time.end)
        for time, places in groups.items()
        for place in places
    )


@remembered
def load_payout_bridge(context: PageContext, currency: str) -> tuple[BridgeLine, ...]:
    """Load the bridge of the period in one native currency."""
    days = ask(
        context,
        ["revenue", "unpriced_units", "amazon_sales"],
        ["marketplace"],
        grain="day",
        compare="none",
        exact=True,
    )
    frame = ask(context, _AMOUNTS, compare="none", exact=True)
    rows = frame[frame["currency"] == currency].to_dict("records")
    amounts = {name: _decimal(rows[0][name]) for name in _AMOUNTS} if rows else {}
    spans = spans_of(context)
    timing = load_timing(context.account_id, spans).get(currency, {})
    changes = load_count_changes(context.account_id, spans)
    counted = tuple(
        CountedDay(
            _decimal(row["revenue"]),
            0 if is_missing(row["unpriced_units"]) else int(row["unpriced_units"]),
            None if is_missing(row["amazon_sales"]) else _decimal(row["amazon_sales"]),
            changes.get((row["marketplace"], pd.Timestamp(row["day"]).date()), ChangedSince()),
        )
        for row in days[days["currency"] == currency].to_dict("records")
    )
    return compute_payout_bridge(BridgeInputs(counted, amounts, timing), smallest_coin(currency))


def _decimal(value: object) -> Decimal:
    return Decimal(0) if is_missing(value) else Decimal(str(value))


@remembered
def load_payout_rows(context: PageContext, currency: str) -> pd.DataFrame:
    """Load the settlements paid out in the period in one currency; see data/payouts.py.

    `marketplace` is the name of the shop front in place of its number.
    """
    frame = load_payouts(context.account_id, spans_of(context))
    rows = frame[frame["currency"] == currency].reset_index(drop=True)
    names = [MARKETPLACES[one].name for one in rows["marketplace_id"]]
    return rows.assign(marketplace=names).drop(columns=["marketplace_id", "currency"])


@remembered
def load_held_back(context: PageContext, currency: str) -> Decimal:
    """Load what Amazon holds back now in one currency, whatever the period."""
    frame = ask(context, ["held_back"], compare="none", exact=True)
    rows = frame[frame["currency"] == currency]
    return _decimal(rows["held_back"].iloc[0]) if len(rows) else Decimal(0)


def metric_name(line: BridgeLine) -> str:
    """Return the metric that a line is; empty for a step in time."""
    metric = STEPS[line.id].metric
    return metric if metric in METRICS else ""
