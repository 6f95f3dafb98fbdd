"""Money to claim for stock that Amazon lost or broke in its warehouses and never paid for.

Pure rules on plain values; data/stock_claim_rows.py reads them. Units lost, less those found
again, less those paid for. The ledger does not say which payment is for which loss: what is
found or paid belongs to the newest loss of the SKU before it, as Amazon pays within days.

Sources of the window, both of them Amazon's own words, as read in 2026:

- "FBA inventory reimbursement policy: Fulfilment centre operations claims" (Seller Central help,
  GEV4254LJJ9BAEG): no sooner than 30 days after the unit was reported lost or damaged. Until then
  Amazon looks for it and mostly pays by itself; "Inventory Ledger report" (4FKT5KQWFFJ7LDN) says
  that a payment may take up to 45 days.
- The announcement of October 2024: no later than 60 days after it.

Since March 2025 Amazon pays what it costs to make or buy a unit, not what it sells for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

LOST, BROKEN, FOUND = "lost", "broken", "found"
#: From which to which day after it was reported a loss can be claimed.
OPENS_AFTER, CLOSES_AFTER = timedelta(days=30), timedelta(days=60)
# A payment is never dated before its loss, but days of two reports may differ by one or two.
_SLACK = timedelta(days=2)


@dataclass(frozen=True)
class StockEvent:
    """Units of a SKU that Amazon reports as LOST, BROKEN or FOUND again; `units` are positive.

    `paid_for_one` is what Amazon last paid for a unit of the SKU, `cost_of_one` what buying or
    making it costs, both in `currency`; None where it is not known.
    """

    marketplace_id: str
    asin: str
    sku: str
    currency: str
    day: date
    kind: str
    units: int
    reference: str
    centre: str
    paid_for_one: Decimal | None
    cost_of_one: Decimal | None


@dataclass(frozen=True)
class StockPayment:
    """Units of a SKU that Amazon has paid for or given back, less what it took back later."""

    sku: str
    kind: str
    day: date
    units: int


@dataclass(frozen=True)
class StockClaim:
    """Units lost or broken to claim. `amount` is None where their worth is not known.

    `is_at_cost`: their worth is what they cost, as Amazon has never paid for one.
    """

    marketplace_id: str
    asin: str
    sku: str
    currency: str
    kind: str
    units: int
    amount: Decimal | None
    is_at_cost: bool
    since: date
    opens_on: date
    deadline: date
    reference: str
    centre: str


@dataclass
class _Loss:
    """A loss and how many of its units are still open."""

    event: StockEvent
    left: int = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.event.units


def compute_stock_claims(
    events: Iterable[StockEvent], payments: Iterable[StockPayment], today: date
) -> list[StockClaim]:
    """Return the losses of one marketplace that are neither found nor paid for, oldest first.

    Those whose last day has passed are left out; those that cannot be claimed yet are there.
    """
    losses: dict[tuple[str, str], list[_Loss]] = defaultdict(list)
    ordered = sorted(events, key=lambda one: (one.day, one.reference))
    for event in ordered:
        if event.kind in (LOST, BROKEN):
            losses[event.sku, event.kind].append(_Loss(event))
    for event in ordered:
        if event.kind == FOUND:
            _settle(losses[event.sku, LOST], event.day, event.units)
    for payment in sorted(payments, key=lambda one: one.day):
        rows = losses[payment.sku, payment.kind]
        rest = _settle(rows, payment.day, payment.units)
        _settle(rows, payment.day + _SLACK, rest)
    found = [
        _claim(loss)
        for rows in losses.values()
        for loss in rows
        if loss.left and loss.event.day <= today <= loss.event.day + CLOSES_AFTER
    ]
    return sorted(found, key=lambda claim: (claim.since, claim.sku, claim.reference))


def _settle(losses: list[_Loss], day: date, units: int) -> int:
    """Take units off the losses up to a day, the newest first; return what is left over."""
    for loss in reversed(losses):
        if units > 0 and loss.event.day <= day:
            taken = min(units, loss.left)
            loss.left -= taken
            units -= taken
    return max(units, 0)


def _claim(loss: _Loss) -> StockClaim:
    event = loss.event
    is_at_cost = event.paid_for_one is None and event.cost_of_one is not None
    worth = event.cost_of_one if is_at_cost else event.paid_for_one
    amount = None if worth is None else round(worth * loss.left, 2)
    return StockClaim(
        event.marketplace_id, event.asin, event.sku, event.currency, event.kind, loss.left, amount,
        is_at_cost, event.day, event.day + OPENS_AFTER, event.day + CLOSES_AFTER,
        event.reference, event.centre,
    )  # fmt: skip
