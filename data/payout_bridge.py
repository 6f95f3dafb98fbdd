"""From our number to Seller Central's to the payout: steps that add up exactly to the cent.

    our revenue → what Seller Central shows → what buyers were charged
                → what moved on the balance → what was paid out

Between two of these sums, every step is an amount with a reason. What no reason explains is a
step of its own and never hidden in another. Pure functions of amounts in one currency.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from data.profit_bridge import share_out

# The sums, in their order; each is a metric of the catalogue.
TOTALS = ("revenue", "amazon_sales", "charged", "balance_change", "payout")
# Reasons why payments and orders differ in time, as data/payout_timing.py tells them.
OPEN, TOO_OLD, LATER, EARLIER = "open", "too_old", "later", "earlier"
DIFFERENT = "different"
HELD, WAITING, PAID_EARLIER, RESERVE = "held", "waiting", "paid_earlier", "reserve"
# Reasons why Amazon's count of a day is not ours.
UNPRICED, COUNTED, UNCOUNTED = "unpriced", "counted", "uncounted"
UNACCOUNTED = "unaccounted"
UNEXPLAINED = "unexplained"
# What moves the balance besides what buyers are charged: metric and its sign.
MOVEMENTS = {
    "refund_amount": -1,
    "fees": -1,
    "advertising_charged": -1,
    "reimbursements": 1,
    "other_movements": 1,
}


@dataclass(frozen=True)
class ChangedSince:
    """The orders of one day that changed after Amazon counted it, in the currency of its count.

    `cancelled_amount` and `changed_amount` are the prices of those cancelled and of the others.
    `unpriced_orders` of the `cancelled_orders` have no price any more. `missing_orders`: how many
    more orders Amazon counts than we do; None where it counts none.
    """

    cancelled_amount: Decimal = Decimal(0)
    changed_amount: Decimal = Decimal(0)
    cancelled_orders: int = 0
    unpriced_orders: int = 0
    missing_orders: int | None = None

    def explains(self, gap: Decimal) -> Decimal:
        """Return what of Amazon's count less ours comes from these orders; never more than it."""
        if gap <= 0:
            return max(gap, -self.changed_amount)
        missing = self.missing_orders or 0
        if self.unpriced_orders and 0 < missing <= self.cancelled_orders:
            return gap
        return min(gap, self.cancelled_amount)


@dataclass(frozen=True)
class CountedDay:
    """One day of one marketplace: our revenue, and Amazon's own count where there is one.

    `unpriced_units`: pieces whose price Amazon has not named to us yet. `changed`: what has
    changed since the count.
    """

    revenue: Decimal
    unpriced_units: int
    amazon_sales: Decimal | None
    changed: ChangedSince = ChangedSince()


@dataclass(frozen=True)
class BridgeInputs:
    """What the bridge is made from, in one currency.

    `amounts` are metrics of the period: charged, shipping, discounts, payout and the MOVEMENTS.
    `timing` are signed amounts: OPEN, TOO_OLD, LATER and EARLIER lead from what was ordered to
    what was charged, HELD, WAITING, PAID_EARLIER and RESERVE from what moved to what was paid out.
    """

    days: tuple[CountedDay, ...]
    amounts: Mapping[str, Decimal]
    timing: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class BridgeLine:
    """One line: a sum so far, or a signed step towards the next sum."""

    id: str
    amount: Decimal
    is_total: bool = False


def compute_payout_bridge(
    inputs: BridgeInputs, cent: Decimal = Decimal("0.01")
) -> tuple[BridgeLine, ...]:
    """Return the lines from revenue to payout; each sum plus its steps is the next sum exactly.

    `cent` is the smallest coin of the currency: sums are rounded to it, as people see them.
    """
    amounts = inputs.amounts
    revenue = sum((day.revenue for day in inputs.days), Decimal(0))
    counts = _count_steps(inputs.days)
    amazon = revenue + sum(counts.values(), Decimal(0))
    charged = _amount(amounts, "charged")
    moves = {name: sign * _amount(amounts, name) for name, sign in MOVEMENTS.items()}
    moved = charged + sum(moves.values(), Decimal(0))
    payout = _amount(amounts, "payout")
    sums = [revenue, amazon, charged, moved, payout]
    steps = [
        counts,
        _with_rest(_charge_steps(inputs, counts), charged - amazon, DIFFERENT),
        moves,
        _with_rest(_payout_steps(inputs.timing), payout - moved, UNEXPLAINED),
    ]
    return tuple(_lines(sums, steps, cent))


def _amount(amounts: Mapping[str, Decimal], name: str) -> Decimal:
    return amounts.get(name) or Decimal(0)


def _count_steps(days: Iterable[CountedDay]) -> dict[str, Decimal]:
    """Say why Amazon's own count is not ours, day by day; what nothing explains stands alone."""
    steps = dict.fromkeys((UNPRICED, COUNTED, UNACCOUNTED, UNCOUNTED), Decimal(0))
    for day in days:
        if day.amazon_sales is None:
            steps[UNCOUNTED] -= day.revenue
        elif day.unpriced_units:
            steps[UNPRICED] += day.amazon_sales - day.revenue
        else:
            gap = day.amazon_sales - day.revenue
            explained = day.changed.explains(gap)
            steps[COUNTED] += explained
            steps[UNACCOUNTED] += gap - explained
    return steps


def _charge_steps(inputs: BridgeInputs, counts: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Lead from Amazon's count to what buyers were charged.

    What only Amazon's count holds was not charged, so it goes off again: pending orders with
    those not sent yet. Days that Amazon has not counted come back.
    """
    timing = inputs.timing
    return {
        f"{UNCOUNTED}_back": -counts[UNCOUNTED],
        f"{COUNTED}_back": -counts[COUNTED],
        f"{UNACCOUNTED}_back": -counts[UNACCOUNTED],
        "shipping": _amount(inputs.amounts, "shipping"),
        "discounts": -_amount(inputs.amounts, "discounts"),
        OPEN: _amount(timing, OPEN) - counts[UNPRICED],
        TOO_OLD: _amount(timing, TOO_OLD),
        LATER: _amount(timing, LATER),
        EARLIER: _amount(timing, EARLIER),
    }


def _payout_steps(timing: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {name: _amount(timing, name) for name in (HELD, WAITING, PAID_EARLIER, RESERVE)}


def _with_rest(steps: dict[str, Decimal], whole: Decimal, name: str) -> dict[str, Decimal]:
    """Add what the steps leave open as a step of its own."""
    return {**steps, name: whole - sum(steps.values(), Decimal(0))}


def _lines(
    sums: list[Decimal], steps: list[dict[str, Decimal]], cent: Decimal
) -> Iterable[BridgeLine]:
    rounded = [_rounded(one, cent) for one in sums]
    yield BridgeLine(TOTALS[0], rounded[0], is_total=True)
    for number, between in enumerate(steps):
        before, after = rounded[number], rounded[number + 1]
        exact = {name: Fraction(value) for name, value in between.items()}
        for name, value in share_out(exact, after - before, cent).items():
            yield BridgeLine(name, value)
        yield BridgeLine(TOTALS[number + 1], after, is_total=True)


def _rounded(amount: Decimal, cent: Decimal) -> Decimal:
    return (amount / cent).quantize(Decimal(1), ROUND_HALF_UP) * cent
