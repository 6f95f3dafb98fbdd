"""Money to claim: which charges, returns and refunds Amazon may owe something for.

Pure rules on plain values; data/claim_rows.py reads them. Nothing here says that Amazon will
pay: a row says what does not fit together, by how much, and until when it can be claimed.

Sources of the windows, all of them Amazon's own pages, as read in 2026:

- Fees: "FBA fees reimbursement policy: Weight and dimensions" (Seller Central help,
  GL7U4JFSDXUTQAJ): a request within 90 days of the date on which the fee was charged.
- Returns in the US: "FBA inventory reimbursement policy: Customer return claims" (Seller Central
  help, G9N934L7Y4SFWPJ4): no sooner than 60 and no later than 120 days after the refund.
- Returns in Europe: Amazon Europe's announcement of October 2024: 45 to 105 days after it.
- Elsewhere no window is known for sure, so no last day is claimed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from core.marketplaces import MARKETPLACES

#: A fee can be claimed for so many days after it was charged.
FEE_DAYS = 90
#: A buyer may take this long to send a unit back; before, nothing is missing.
RETURN_DAYS = 45
# Fewer charges in a row may be a mistake of one day; more are how the product is measured.
_LEAST_CHARGES = 3
# Where more than half of at least so many SKUs cost more than expected, the price list has
# changed (as in the weeks before Christmas), and no product was measured wrong.
_LEAST_SKUS = 4
_CENT = Decimal("0.01")


class Window(NamedTuple):
    """From which to which day after the refund a return can be claimed."""

    opens: int
    closes: int | None


_AMERICA, _EUROPE, _ELSEWHERE = Window(60, 120), Window(45, 105), Window(60, None)
# How long a row of a marketplace without a known window is worth looking at.
_MOST_DAYS = 120


def window_of(marketplace_id: str) -> Window:
    """Return the days after a refund in which Amazon takes a claim about a return."""
    place = MARKETPLACES[marketplace_id]
    if place.country_code == "US":
        return _AMERICA
    return _EUROPE if place.region == "EU" else _ELSEWHERE


@dataclass(frozen=True)
class FeeDay:
    """What sending one SKU cost on one day, without VAT on the fee.

    `least` is the smallest fee charged for a unit, `charges` how many shipments; all amounts
    are positive and in `currency`.
    """

    marketplace_id: str
    asin: str
    sku: str
    currency: str
    expected: Decimal
    day: date
    charges: int
    units: int
    charged: Decimal
    least: Decimal


@dataclass(frozen=True)
class FeeClaim:
    """One SKU charged above what Amazon's own estimate expects, from `since` on without a break.

    `expected` and `charged` are totals of the units; `amount` is their difference.
    """

    marketplace_id: str
    asin: str
    sku: str
    currency: str
    units: int
    expected: Decimal
    charged: Decimal
    amount: Decimal
    since: date
    deadline: date


def compute_fee_claims(days: Iterable[FeeDay], today: date) -> list[FeeClaim]:
    """Return the SKUs of one marketplace that are charged too much each time, dearest first.

    Only an unbroken row of too dear days up to the newest one counts: a single charge may be
    anything, and a difference that has ended is of an old price list. Charges older than
    FEE_DAYS are left out.
    """
    by_sku: dict[str, list[FeeDay]] = defaultdict(list)
    for one in days:
        if today - one.day <= timedelta(days=FEE_DAYS):
            by_sku[one.sku].append(one)
    found = [
        claim
        for rows in by_sku.values()
        if (claim := _fee_claim(sorted(rows, key=lambda row: row.day, reverse=True)))
    ]
    if len(by_sku) >= _LEAST_SKUS and 2 * len(found) > len(by_sku):
        return []
    return sorted(found, key=lambda claim: (-claim.amount, claim.sku))


def _fee_claim(newest_first: Sequence[FeeDay]) -> FeeClaim | None:
    run: list[FeeDay] = []
    for one in newest_first:
        if one.least < one.expected + _CENT:
            break
        run.append(one)
    if sum(one.charges for one in run) < _LEAST_CHARGES:
        return None
    first = run[-1]
    units = sum(one.units for one in run)
    charged = sum((one.charged for one in run), Decimal(0))
    expected = sum((one.units * one.expected for one in run), Decimal(0))
    return FeeClaim(
        first.marketplace_id, first.asin, first.sku, first.currency, units, expected, charged,
        charged - expected, first.day, first.day + timedelta(days=FEE_DAYS),
    )  # fmt: skip


@dataclass(frozen=True)
class RefundedLine:
    """One SKU of an order that was refunded, and what came back of it.

    `units` and `amount` (positive, with tax) are what buyers got back, `returned` the units
    that arrived at Amazon, `reimbursed` those that Amazon has paid the seller for.
    """

    marketplace_id: str
    order_id: str
    asin: str
    sku: str
    currency: str
    refunded_on: date
    units: int
    amount: Decimal
    returned: int
    reimbursed: int


@dataclass(frozen=True)
class DamagedReturn:
    """Units of an order that came back broken by Amazon or its carrier.

    `paid_for_one` is what Amazon last paid for one unit of this SKU; None when it never did.
    """

    marketplace_id: str
    order_id: str
    asin: str
    sku: str
    currency: str
    returned_on: date
    refunded_on: date
    units: int
    disposition: str
    reimbursed: int
    paid_for_one: Decimal | None


@dataclass(frozen=True)
class ReturnClaim:
    """Units of an order line to claim. `amount` is None where their worth is not known.

    A claim may be made from `opens_on` to `deadline`; None: no last day is known.
    """

    marketplace_id: str
    order_id: str
    asin: str
    sku: str
    currency: str
    units: int
    amount: Decimal | None
    since: date
    opens_on: date
    deadline: date | None
    disposition: str = ""


def compute_missing_returns(lines: Iterable[RefundedLine], today: date) -> list[ReturnClaim]:
    """Return what was refunded at least RETURN_DAYS ago and neither came back nor was paid for.

    Where a part of the units is missing, that part of the refund is meant, to the cent. Lines
    whose last day has passed are left out. The oldest come first.
    """
    found = []
    for line in lines:
        missing = line.units - line.returned - line.reimbursed
        window = window_of(line.marketplace_id)
        age = (today - line.refunded_on).days
        if missing <= 0 or not RETURN_DAYS <= age <= (window.closes or _MOST_DAYS):
            continue
        amount = round(line.amount * missing / line.units, 2)
        found.append(
            ReturnClaim(
                line.marketplace_id, line.order_id, line.asin, line.sku, line.currency, missing,
                amount, line.refunded_on, *_days_of(window, line.refunded_on),
            )
        )  # fmt: skip
    return sorted(found, key=lambda claim: (claim.since, claim.order_id, claim.sku))


def compute_damaged_returns(rows: Iterable[DamagedReturn], today: date) -> list[ReturnClaim]:
    """Return what came back broken by Amazon, old enough to claim, and not paid for.

    The window is counted from the refund, not from the return. The oldest come first.
    """
    found = []
    for row in rows:
        missing = row.units - row.reimbursed
        window = window_of(row.marketplace_id)
        age = (today - row.refunded_on).days
        if missing <= 0 or not RETURN_DAYS <= age <= (window.closes or _MOST_DAYS):
            continue
        found.append(
            ReturnClaim(
                row.marketplace_id, row.order_id, row.asin, row.sku, row.currency, missing,
                None if row.paid_for_one is None else row.paid_for_one * missing,
                row.returned_on, *_days_of(window, row.refunded_on), row.disposition,
            )
        )  # fmt: skip
    return sorted(found, key=lambda claim: (claim.since, claim.order_id, claim.sku))


def _days_of(window: Window, start: date) -> tuple[date, date | None]:
    last = None if window.closes is None else start + timedelta(days=window.closes)
    return start + timedelta(days=window.opens), last
