"""What the page Money to claim loads: rows and sums as of now, each currency by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from core.marketplaces import MARKETPLACES
from core.streams import STREAMS
from data.claim_rows import DAMAGE_SOURCES, FEE_SOURCES, RETURN_SOURCES, Claims, load_claims
from data.claims import FeeClaim, ReturnClaim
from data.loaders import load_freshness
from data.stock_claim_rows import STOCK_CLAIM_SOURCES
from data.stock_claims import LOST, StockClaim
from ui.context import PageContext
from ui.filters import NATIVE
from ui.formats import day_zones, exact_money, exact_time, joined, plural
from ui.remember import remembered

FEES, MISSING, DAMAGED, STOCK = "fees", "missing", "damaged", "stock"
SOURCES = {
    FEES: FEE_SOURCES,
    MISSING: RETURN_SOURCES,
    DAMAGED: DAMAGE_SOURCES,
    STOCK: STOCK_CLAIM_SOURCES,
}
Claim = FeeClaim | ReturnClaim | StockClaim
_DISPOSITIONS = {
    "DAMAGED": "It came back broken at Amazon",
    "CARRIER_DAMAGED": "It came back broken by the carrier",
}
REMEASURE = "Help: ask to measure it again and to pay the difference back"
ASK_FOR_RETURN = "Inventory defect and reimbursement: look for the order, then open a claim"
ASK_FOR_STOCK = "Inventory defect and reimbursement: look for the FNSKU, then open a claim"
WAIT = "Wait: Amazon may still pay by itself"
WAIT_FOR_STOCK = "Wait: Amazon may still find it or pay by itself"


@dataclass(frozen=True)
class Sum:
    """What one kind comes to in one currency: what can be claimed today, and what later.

    `unknown_units` are units that can be claimed and whose worth is not known.
    """

    now: Decimal
    later: Decimal
    rows: int
    unknown_units: int


def as_of_now(context: PageContext) -> PageContext:
    """Return the page's choices without a currency to convert into: a claim has its own."""
    return replace(context, filters=replace(context.filters, currency=NATIVE))


def today_of(context: PageContext, marketplace_id: str) -> date:
    """Return the day that it is in a marketplace."""
    return context.now.astimezone(MARKETPLACES[marketplace_id].zone).date()


def unread(context: PageContext, kind: str) -> list[str]:
    """Return the names of the streams that have not been read to their end yet."""
    known = load_freshness(context.account_id).sources
    return [
        STREAMS[name].title
        for name in SOURCES[kind]
        # Orders also come out of files, which never end; without any the page is not drawn.
        if name != "orders" and (name not in known or known[name].synced_at is None)
    ]


@remembered
def load_chosen(context: PageContext) -> Claims:
    """Load the claims of the marketplaces, products and brands chosen."""
    places = [place.marketplace_id for place in context.places]
    claims = load_claims(context.account_id, [(one, today_of(context, one)) for one in places])
    is_chosen = _chooser(context)
    return Claims(
        tuple(one for one in claims.fees if is_chosen(one.asin)),
        tuple(one for one in claims.missing if is_chosen(one.asin)),
        tuple(one for one in claims.damaged if is_chosen(one.asin)),
        tuple(one for one in claims.stock if is_chosen(one.asin)),
        claims.read_back_to,
    )


def _chooser(context: PageContext) -> Callable[[str], bool]:
    filters = context.filters
    brands = dict(zip(context.products["asin"], context.products["brand"], strict=True))

    def is_chosen(asin: str) -> bool:
        is_product = not filters.products or asin in filters.products
        return is_product and (not filters.brands or brands.get(asin) in filters.brands)

    return is_chosen


def load_sums(context: PageContext) -> dict[str, dict[str, Sum]]:
    """Load kind → currency → what it comes to; a kind that cannot be told yet is left out."""
    claims = load_chosen(context)
    rows: dict[str, Sequence[Claim]] = {
        FEES: claims.fees,
        MISSING: claims.missing,
        DAMAGED: claims.damaged,
        STOCK: claims.stock,
    }
    return {
        kind: {currency: _sum(context, rows[kind], currency) for currency in context.currencies}
        for kind in rows
        if not unread(context, kind)
    }


def _sum(context: PageContext, rows: Iterable[Claim], currency: str) -> Sum:
    own = [one for one in rows if one.currency == currency]
    is_open = [_is_open(context, one) for one in own]
    now = [one.amount for one, can in zip(own, is_open, strict=True) if can]
    later = [one.amount for one, can in zip(own, is_open, strict=True) if not can]
    return Sum(
        sum((one for one in now if one is not None), Decimal(0)),
        sum((one for one in later if one is not None), Decimal(0)),
        len(now),
        sum(one.units for one, can in zip(own, is_open, strict=True) if can and one.amount is None),
    )


def _is_open(context: PageContext, claim: Claim) -> bool:
    if isinstance(claim, FeeClaim):
        return True
    return claim.opens_on <= today_of(context, claim.marketplace_id)


def load_fee_rows(context: PageContext, currency: str) -> pd.DataFrame:
    """Load one row for each SKU that is charged too much, exact; the dearest first."""
    rows = [
        {
            **_common(one),
            "expected": one.expected,
            "charged": one.charged,
            "amount": one.amount,
            "why": f"Charged {exact_money(one.charged / one.units, currency)} a unit, "
            f"Amazon expects {exact_money(one.expected / one.units, currency)}",
            "since": one.since,
            "deadline": one.deadline,
            "what_to_do": REMEASURE,
        }
        for one in load_chosen(context).fees
        if one.currency == currency
    ]
    return pd.DataFrame(rows).sort_values("amount", ascending=False) if rows else pd.DataFrame()


def load_missing_rows(context: PageContext, currency: str) -> pd.DataFrame:
    """Load one row for each order line refunded and never returned; the oldest first."""
    return _return_rows(
        context,
        load_chosen(context).missing,
        currency,
        lambda one: f"Refunded {_ago(context, one, one.since)}, not returned and not paid for",
    )


def load_damaged_rows(context: PageContext, currency: str) -> pd.DataFrame:
    """Load one row for each order line that came back broken by Amazon; the oldest first."""
    return _return_rows(
        context,
        load_chosen(context).damaged,
        currency,
        lambda one: f"{_DISPOSITIONS[one.disposition]}, no payment for this order",
    )


def _return_rows(
    context: PageContext,
    claims: Iterable[ReturnClaim],
    currency: str,
    why: Callable[[ReturnClaim], str],
) -> pd.DataFrame:
    rows = [
        {
            **_common(one),
            "order": one.order_id,
            "amount": one.amount,
            "why": why(one),
            "since": one.since,
            "opens_on": one.opens_on,
            "deadline": one.deadline,
            "what_to_do": ASK_FOR_RETURN if _is_open(context, one) else WAIT,
        }
        for one in claims
        if one.currency == currency
    ]
    return pd.DataFrame(rows)


def load_stock_rows(context: PageContext, currency: str) -> pd.DataFrame:
    """Load one row for each loss in a warehouse that is not found or paid for; the oldest first."""
    rows = [
        {
            **_common(one),
            "amount": one.amount,
            "why": _why_stock(context, one),
            "since": one.since,
            "opens_on": one.opens_on,
            "deadline": one.deadline,
            "what_to_do": ASK_FOR_STOCK if _is_open(context, one) else WAIT_FOR_STOCK,
            "reference": one.reference,
            "warehouse": one.centre,
        }
        for one in load_chosen(context).stock
        if one.currency == currency
    ]
    return pd.DataFrame(rows)


def _why_stock(context: PageContext, one: StockClaim) -> str:
    what = "Lost in" if one.kind == LOST else "Broken in"
    worth = "at your cost" if one.is_at_cost else "at what Amazon last paid"
    said = f"{what} the warehouse {_ago(context, one, one.since)}, not paid for"
    return f"{said}; {worth}" if one.amount is not None else said


def _common(one: Claim) -> dict[str, Any]:
    return {
        "product": one.asin,
        "sku": one.sku,
        "marketplace": MARKETPLACES[one.marketplace_id].name,
        "units": one.units,
    }


def _ago(context: PageContext, one: Claim, day: date) -> str:
    return f"{plural((today_of(context, one.marketplace_id) - day).days, 'day')} ago"


def claim_notes(context: PageContext) -> list[str]:
    """Say what was chosen, for whoever opens a download later."""
    notes = [
        f"Marketplaces: {joined(place.name for place in context.places)}",
        f"Days run in {day_zones(context.places)}",
        f"As of {exact_time(context.now, ZoneInfo('UTC'))} UTC",
    ]
    if context.filters.products:
        notes.append(f"Products: {', '.join(context.filters.products)}")
    if context.filters.brands:
        notes.append(f"Brands: {', '.join(context.filters.brands)}")
    return notes
