"""The bridges on many random periods and filters of the demo: exact each time.

The rows of a whole year are asked for once, by day, marketplace and product; each pair of a period
and a filter is summed up from them here, and for some pairs the page's own loader is asked as well.
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
from data.payout_bridge import TOTALS, BridgeLine
from data.profit_bridge import Bridge, ProductSums, explain_change
from data.query_model import TimeRange
from tests.pages.asked import Asked, Row
from tests.pages.test_figures_on_screen import DE, GB, NOON, US, context_of
from ui.context import PageContext
from ui.payout_view import as_paid, load_payout_bridge
from ui.profit_lines import BRIDGE_LINES
from ui.profit_view import load_change

FIRST, LAST = date(2026, 3, 1), date(2026, 11, 19)
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
def test_the_bridge_of_profit_is_exact_on_a_thousand_periods_and_filters(rows) -> None:
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


@pytest.mark.parametrize("pairs", [20, pytest.param(1000, marks=pytest.mark.soak)])
def test_the_bridge_to_the_payout_is_exact_on_random_periods_and_marketplaces(demo, pairs) -> None:
    dice = random.Random(5)
    for _ in range(pairs):
        time, currency, _kind = random_pair(dice)
        context = as_paid(context_for(time, currency, None))
        lines = load_payout_bridge(context, currency)
        assert add_up(lines) == list(TOTALS)
        asked = Asked(1, context.places, time.start, time.end, NOON)
        names = ["revenue", "charged", "balance_change", "payout"]
        (row,) = asked.rows(names)
        shown = {line.id: line.amount for line in lines}
        assert {name: shown[name] for name in names} == {
            name: round(row[name] or Decimal(0), 2) for name in names
        }
