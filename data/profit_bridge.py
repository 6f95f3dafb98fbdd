"""Why profit changed: from the profit of one period to that of another, step by step.

The usual decomposition by price, volume and mix (for example: Horngren, Cost Accounting,
"sales-mix and sales-quantity variances"), over profit instead of sales:

- volume: more or fewer units, at the average profit of a unit before;
- mix: other products sold, at the profit of each product's unit before;
- one step for each amount, such as price or fees: what it came to mean for a unit, times the
  units of now;
- amounts that belong to no unit, such as a subscription, stand in their step as they are.

Everything is computed with fractions and shared out in cents at the end, so the steps add
up to the change exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

VOLUME, MIX = "volume", "mix"


@dataclass(frozen=True)
class ProductSums:
    """What one product did in one period: pieces, and signed amounts in one currency.

    `amounts` add up to the product's profit: revenue is positive, what it cost negative.
    Something without pieces, such as a subscription fee, is a product with 0 units.
    """

    units: int
    amounts: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def profit(self) -> Decimal:
        """The sum of all amounts."""
        return sum(self.amounts.values(), Decimal(0))


@dataclass(frozen=True)
class Bridge:
    """From `before` to `now`; the steps, in their order, add up to the difference exactly."""

    before: Decimal
    now: Decimal
    steps: dict[str, Decimal]


_NOTHING = ProductSums(0)


def explain_change(
    before: Mapping[str, ProductSums],
    now: Mapping[str, ProductSums],
    names: Sequence[str],
    cent: Decimal = Decimal("0.01"),
) -> Bridge:
    """Split the change of profit into volume, mix and one step for each of `names`.

    The keys of `before` and `now` are products; `names` are the amounts, in the order in
    which the steps are shown. `cent` is the smallest coin of the currency: both profits are
    rounded to it, as people see them. Raises ValueError when an amount is not among `names`.
    """
    _check_names([*before.values(), *now.values()], set(names))
    pairs = [
        (before.get(key, _NOTHING), now.get(key, _NOTHING))
        for key in dict.fromkeys([*before, *now])
    ]
    steps = {VOLUME: Fraction(0), MIX: Fraction(0), **dict.fromkeys(names, Fraction(0))}
    units_before = sum(old.units for old, _ in pairs if old.units > 0)
    units_now = sum(new.units for _, new in pairs if new.units > 0)
    sold_before = sum((_sold(old) for old, _ in pairs), Fraction(0))
    at_old_margins = sum((_at_old_margin(old, new) for old, new in pairs), Fraction(0))
    average = sold_before / units_before if units_before else Fraction(0)
    steps[VOLUME] = (units_now - units_before) * average
    steps[MIX] = at_old_margins - sold_before - steps[VOLUME]
    for old, new in pairs:
        for name in names:
            steps[name] += _rate_change(old, new, name)
    total_before = _rounded(sum((old.profit for old, _ in pairs), Decimal(0)), cent)
    total_now = _rounded(sum((new.profit for _, new in pairs), Decimal(0)), cent)
    return Bridge(total_before, total_now, share_out(steps, total_now - total_before, cent))


def _rounded(amount: Decimal, cent: Decimal) -> Decimal:
    return (amount / cent).quantize(Decimal(1), ROUND_HALF_UP) * cent


def _check_names(sums: Iterable[ProductSums], names: set[str]) -> None:
    unknown = {name for one in sums for name in one.amounts} - names
    if unknown:
        raise ValueError(f"Amounts without a step: {', '.join(sorted(unknown))}.")


def _amount(one: ProductSums, name: str) -> Fraction:
    return Fraction(one.amounts.get(name, Decimal(0)))


def _sold(one: ProductSums) -> Fraction:
    """Return the profit of a product that has units; others count in the steps directly."""
    return Fraction(one.profit) if one.units > 0 else Fraction(0)


def _at_old_margin(old: ProductSums, new: ProductSums) -> Fraction:
    """Return what the units of now would have brought before; a new product as it is now."""
    if new.units <= 0:
        return Fraction(0)
    if old.units <= 0:
        return Fraction(new.profit)
    return new.units * Fraction(old.profit) / old.units


def _rate_change(old: ProductSums, new: ProductSums, name: str) -> Fraction:
    """Return what an amount changed apart from how much was sold.

    With units on both sides it is the change for a unit, times the units of now. A side
    without units has no rate: its amount counts as it is.
    """
    amount_before, amount_now = _amount(old, name), _amount(new, name)
    if old.units > 0 and new.units > 0:
        return amount_now - new.units * amount_before / old.units
    change = Fraction(0)
    if old.units <= 0:
        change -= amount_before
    if new.units <= 0:
        change += amount_now
    return change


def share_out(
    steps: Mapping[str, Fraction], total: Decimal, cent: Decimal = Decimal("0.01")
) -> dict[str, Decimal]:
    """Round steps to whole cents that add up to `total`: the largest remainders get the rest.

    Raises ValueError when the steps are a whole cent or more away from the total, which is
    more than rounding explains.
    """
    coin = Fraction(cent)
    if abs(sum(steps.values(), Fraction(0)) - Fraction(total)) > coin:
        raise ValueError("The steps do not add up to the change.")
    whole = {name: value / coin // 1 for name, value in steps.items()}
    left = int(Fraction(total) / coin - sum(whole.values()))
    by_remainder = sorted(steps, key=lambda name: whole[name] - steps[name] / coin)
    if left < 0:
        by_remainder.reverse()
    for number in range(abs(left)):
        whole[by_remainder[number % len(by_remainder)]] += 1 if left > 0 else -1
    return {name: int(count) * cent for name, count in whole.items()}
