"""What it costs to be out of stock: days lost, units not sold, profit not made.

For each stock-out: the days without a piece, times the units a day sold before it, times what a
unit leaves. An estimate that rather says too little:

- only a picture of the stock that says 0 is a day out of stock; a day without a picture is not;
- a day on which the product was sold all the same (from the seller's own warehouse, or in the
  hours before it ran out) is not lost;
- the pace is that of the COVER_DAYS before the stock-out, counting only days in stock, and of a
  new product only those since it came on sale: what the catalogue calls velocity. Without a sale
  or a piece in stock in them, nothing is lost;
- after MOST_DAYS a product counts as given up, and loses nothing more;
- a product that loses money on each unit costs nothing while it is out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from data.metrics import COVER_DAYS

# A quarter without a new delivery is a decision, not an accident.
MOST_DAYS = 90
# How many days before a period must be known to judge it: a stock-out that began that early is
# over its MOST_DAYS, and one that is not has its COVER_DAYS before it, and as many before those
# to tell a new product by.
LOOK_BACK_DAYS = MOST_DAYS + 2 * COVER_DAYS


@dataclass(frozen=True)
class StockDay:
    """One day of a product in a marketplace: pieces that can be sold (None = not counted)."""

    day: date
    stock: int | None
    units: int

    @property
    def is_empty(self) -> bool:
        """Whether a picture says that there was not one piece."""
        return self.stock is not None and self.stock <= 0


@dataclass(frozen=True)
class StockOut:
    """One stock-out, as far as it lies in the period. `pace` is in units a day."""

    first_day: date
    is_over: bool
    lost_days: int
    pace: Decimal

    @property
    def lost_units(self) -> Decimal:
        """Units that would have been sold at the pace before."""
        return self.pace * self.lost_days


@dataclass(frozen=True)
class Launch:
    """What is known of when a product came on sale in a marketplace.

    `counted_since`: the first day on which stock was counted there at all. `opened_on`: when its
    first offer was opened. None where Amazon has told neither.
    """

    counted_since: date | None = None
    opened_on: date | None = None


def find_stockouts(
    days: Sequence[StockDay], start: date, end: date, launch: Launch | None = None
) -> list[StockOut]:
    """Find the stock-outs of one product with a lost day from `start` to `end`.

    `days` are in order and known from LOOK_BACK_DAYS before `start`. A stock-out goes on until
    a day on which there was stock again.
    """
    launch = launch or Launch()
    found: list[StockOut | None] = []
    run: list[StockDay] = []
    for one in days:
        if one.day > end:
            break
        if one.stock is not None and not one.is_empty:
            found.append(_judge(run, days, start, launch, is_over=True))
            run = []
        elif one.is_empty:
            run.append(one)
    found.append(_judge(run, days, start, launch, is_over=False))
    return [one for one in found if one is not None]


def _judge(
    run: list[StockDay],
    days: Sequence[StockDay],
    start: date,
    launch: Launch,
    *,
    is_over: bool,
) -> StockOut | None:
    """Say what one stock-out lost from `start` on; None for nothing."""
    if not run:
        return None
    first = run[0].day
    given_up = first + timedelta(days=MOST_DAYS)
    lost = sum(start <= one.day < given_up and one.units == 0 for one in run)
    pace = _pace_before(days, first, launch)
    return StockOut(first, is_over, lost, pace) if lost and pace else None


def _pace_before(days: Sequence[StockDay], first: date, launch: Launch) -> Decimal:
    """Units a day over the days in stock of the COVER_DAYS before `first`; 0 when none."""
    since = first - timedelta(days=COVER_DAYS)
    seen = [one for one in days if since - timedelta(days=COVER_DAYS) <= one.day < first]
    since = max(since, _first_day_on_sale(seen, launch) or since)
    before = [one for one in seen if one.day >= since]
    if not any(one.stock for one in before):
        return Decimal(0)
    in_stock = (first - since).days - sum(one.is_empty for one in before)
    return Decimal(sum(one.units for one in before)) / in_stock


def _first_day_on_sale(seen: Sequence[StockDay], launch: Launch) -> date | None:
    """Return the first day with a sale or a piece, or when the product was opened.

    The first piece says it only where stock was counted before: data/compiler/facts/pace.py has
    the same rule in SQL.
    """
    sold = next((one.day for one in seen if one.units), None)
    stocked = next((one.day for one in seen if one.stock), None)
    known = [day for day in (sold, stocked) if day is not None]
    if stocked and launch.counted_since and launch.counted_since < stocked:
        return min(known)
    return min([launch.opened_on, *known]) if launch.opened_on else None


@dataclass(frozen=True)
class StockOutCost:
    """What the stock-outs of one product in one marketplace lost in a period.

    `unit_profit` is None, and so is `lost_profit`, where nothing was sold to know it by.
    """

    lost_days: int
    lost_units: Decimal
    unit_profit: Decimal | None
    lost_profit: Decimal | None
    out_since: date | None

    @property
    def pace(self) -> Decimal:
        """Units a day before the stock-outs, each weighed by its days."""
        return self.lost_units / self.lost_days


def compute_cost(
    stockouts: Sequence[StockOut], unit_profit: Decimal | None, coin: Decimal
) -> StockOutCost | None:
    """Add up the stock-outs of a product; None when there is none.

    `coin` is the smallest amount of the currency of `unit_profit`: profit is rounded to it once
    for each product, so that the rows of a table add up to their total.
    """
    if not stockouts:
        return None
    units = sum((one.lost_units for one in stockouts), Decimal(0))
    profit = None
    if unit_profit is not None:
        profit = (units * max(unit_profit, Decimal(0))).quantize(coin)
    last = stockouts[-1]
    return StockOutCost(
        sum(one.lost_days for one in stockouts),
        units,
        unit_profit,
        profit,
        None if last.is_over else last.first_day,
    )
