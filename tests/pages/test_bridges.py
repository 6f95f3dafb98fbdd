"""The bridges on many random periods and filters of the demo: exact each time.

The arithmetic is tried a thousand times, on sums that are made here: for profit out of rows that
are asked for once, by day, marketplace and product, for payouts out of the simulator's books. The
page's own loaders are asked on ten of those pairs, and on 20 periods.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from data.loaders import load_marketplaces
from data.payout_bridge import (
    MOVEMENTS,
    RESERVE,
    TOTALS,
    BridgeInputs,
    BridgeLine,
    CountedDay,
    compute_payout_bridge,
)
from data.payout_timing import PAYMENT_STEPS
from data.profit_bridge import Bridge, ProductSums, explain_change
from data.query_model import TimeRange
from simulator.shop.calendar import SHOP_MARKETPLACES, days_between, second_of
from sync.sources.finances import MARGIN, REREAD
from tests.pages.asked import Asked, Row
from tests.pages.test_figures_on_screen import DE, GB, NOON, US, context_of
from tests.support.books.payout import PayoutBook, amounts, payout_book
from ui.context import PageContext
from ui.payout_view import as_paid, load_payout_bridge
from ui.profit_lines import BRIDGE_LINES
from ui.profit_view import load_change

FIRST, LAST = date(2026, 3, 1), date(2026, 11, 19)
# Amazon keeps the files of payouts for 90 days; the money of 35 days has been read.
PAID_FIRST = date(2026, 7, 20)
SEED, SECOND, SINCE = 7, second_of(NOON), second_of(NOON - MARGIN - REREAD)
NAMES = [line.title for line in BRIDGE_LINES]
PLACES = {"USD": US, "EUR": DE, "GBP": GB}
CENT = Decimal("0.01")


@pytest.fixture(scope="module")
def rows(demo) -> list[Row]:
    """Each day of each product in each marketplace, exact."""
    assert len(load_marketplaces(1)) == 3
    context = context_of(1, NOON, US, DE, GB)
    asked = Asked(1, context.places, FIRST, LAST, NOON)
    names = ["units", *(line.metric for line in BRIDGE_LINES)]
    return asked.rows(names, ["product"], grain="day")


def random_pair(dice: random.Random) -> tuple[TimeRange, str, str | None]:
    """Draw up to 100 days with as many before them, a currency, and sometimes a product."""
    days = dice.randint(1, 100)
    start = FIRST + timedelta(days=dice.randint(days, (LAST - FIRST).days - days + 1))
    time = TimeRange(start=start, end=start + timedelta(days=days - 1))
    return time, dice.choice(list(PLACES)), dice.choice([None, None, "one"])


class Books:
    """Sums since FIRST of each product in one currency: any range is one difference."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._units: dict[str, list[int]] = {}
        self._amounts: dict[str, dict[str, list[Decimal]]] = {}
        for row in sorted(rows, key=lambda one: one["day"]):
            product = str(row["product"])
            _add(self._units.setdefault(product, [0]), row["units"])
            lines = self._amounts.setdefault(product, {name: [Decimal(0)] for name in NAMES})
            for line in BRIDGE_LINES:
                _add(lines[line.title], line.sign * (row[line.metric] or Decimal(0)))

    def between(self, start: date, end: date, product: str | None) -> dict[str, ProductSums]:
        first, last = (start - FIRST).days, (end - FIRST).days + 1
        return {
            key: ProductSums(
                units[last] - units[first],
                {name: sums[last] - sums[first] for name, sums in self._amounts[key].items()},
            )
            for key, units in self._units.items()
            if product in (None, key)
        }


def _add(sums: list[Any], value: Any) -> None:
    sums.append(sums[-1] + value)


def bridge_of(books: Books, time: TimeRange, product: str | None) -> Bridge:
    days = timedelta(days=time.days)
    before = books.between(time.start - days, time.end - days, product)
    return explain_change(before, books.between(time.start, time.end, product), NAMES, CENT)


def context_for(time: TimeRange, currency: str, product: str | None) -> PageContext:
    context = context_of(1, NOON, PLACES[currency], period="custom", compare="custom")
    filters = replace(
        context.filters,
        start=time.start,
        end=time.end,
        against_start=time.start - timedelta(days=time.days),
        against_end=time.start - timedelta(days=1),
        products=(product,) if product else (),
    )
    return replace(context, filters=filters)


@pytest.mark.usefixtures("everything_is_known")
def test_the_bridge_of_profit_adds_up_on_1000_pairs_summed_here_and_the_page_s_own_agrees_on_ten(
    rows,
) -> None:
    dice = random.Random(4)
    books = {name: Books(row for row in rows if row["currency"] == name) for name in PLACES}
    products = sorted({row["product"] for row in rows if row["product"]})
    for number in range(1000):
        time, currency, kind = random_pair(dice)
        product = dice.choice(products) if kind else None
        bridge = bridge_of(books[currency], time, product)
        assert bridge.before + sum(bridge.steps.values()) == bridge.now
        assert all(step == step.quantize(CENT) for step in bridge.steps.values())
        if number % 100 == 0:
            context = context_for(time, currency, product)
            shown = load_change(context, currency).bridge
            # A product's VAT is rounded to a millionth once for the period, here once a day.
            assert abs(shown.now - bridge.now) <= CENT
            assert abs(shown.before - bridge.before) <= CENT
            assert shown.before + sum(shown.steps.values()) == shown.now


def add_up(lines: Iterable[BridgeLine]) -> list[str]:
    """Return the names of the sums; each must be the sum before it and its steps."""
    running, totals = None, []
    for line in lines:
        if line.is_total:
            assert running is None or running == line.amount
            totals.append(line.id)
            running = line.amount
        else:
            assert running is not None
            running += line.amount
    return totals


@pytest.fixture(scope="module")
def payout_books(demo) -> dict[str, PayoutBook]:
    """The simulator's books of each currency, from the time of which payouts are known."""
    return {
        place.currency: payout_book(SEED, place, PAID_FIRST, LAST, SINCE, SECOND)
        for place in SHOP_MARKETPLACES
    }


def random_days(dice: random.Random) -> TimeRange:
    start = PAID_FIRST + timedelta(days=dice.randint(0, (LAST - PAID_FIRST).days))
    days = dice.randint(1, min(100, (LAST - start).days + 1))
    return TimeRange(start=start, end=start + timedelta(days=days - 1))


def inputs_of(book: PayoutBook, time: TimeRange) -> BridgeInputs:
    """What the page would load, out of the books."""
    days = [book.days.get(day, {}) for day in days_between(time.start, time.end)]
    steps = book.steps(time.start, time.end)
    timing = amounts(steps, ("open", "too_old", "later", "earlier", *PAYMENT_STEPS, RESERVE))
    # What is pending is part of the step on the screen, not of what is loaded for it.
    timing["open"] += Decimal(steps["unpriced"]) / 100
    moved = amounts(steps, ("charged", "shipping", "payout", *MOVEMENTS))
    signs = {name: sign * moved[name] for name, sign in MOVEMENTS.items()}
    return BridgeInputs(
        tuple(
            CountedDay(
                Decimal(cents.get("revenue", 0)) / 100,
                cents.get("unpriced_units", 0),
                Decimal(cents.get("amazon_sales", 0)) / 100,
            )
            for cents in days
        ),
        {**moved, **signs, "discounts": -Decimal(steps["discounts"]) / 100},
        timing,
    )


def test_the_bridge_to_the_payout_made_of_the_books_adds_up_on_a_thousand_periods(
    payout_books,
) -> None:
    dice = random.Random(5)
    for _ in range(1000):
        time, currency = random_days(dice), dice.choice(list(PLACES))
        lines = compute_payout_bridge(inputs_of(payout_books[currency], time))
        assert add_up(lines) == list(TOTALS)
        steps = payout_books[currency].steps(time.start, time.end)
        assert {line.id: line.amount for line in lines if line.is_total} == amounts(steps, TOTALS)


def test_every_step_to_the_payout_on_the_screen_is_that_of_the_books_on_20_periods(
    payout_books,
) -> None:
    dice, seen = random.Random(6), set()
    for _ in range(20):
        time, currency = random_days(dice), dice.choice(list(PLACES))
        lines = load_payout_bridge(as_paid(context_for(time, currency, None)), currency)
        assert add_up(lines) == list(TOTALS)
        shown = {line.id: line.amount for line in lines}
        steps = payout_books[currency].steps(time.start, time.end)
        assert shown == amounts(steps, tuple(shown)), (time, currency)
        seen |= {name for name, amount in shown.items() if amount}
    assert {"open", "too_old", "later", "earlier", "unpriced", "held", "waiting", "paid_earlier",
            "reserve", "unexplained"} <= seen  # fmt: skip
