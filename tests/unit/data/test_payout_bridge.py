"""The bridge from revenue to the payout: whatever goes in, it adds up to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.metrics import METRICS
from data.payout_bridge import (
    DIFFERENT,
    MOVEMENTS,
    TOTALS,
    UNEXPLAINED,
    BridgeInputs,
    ChangedSince,
    CountedDay,
    compute_payout_bridge,
)
from data.payout_timing import STEPS as TIMING_STEPS
from ui.payout_view import STEPS

AMOUNTS = ("charged", "shipping", "discounts", "payout", *MOVEMENTS)
money = st.decimals(-100_000, 100_000, places=4)
prices, orders = st.decimals(0, 100_000, places=4), st.integers(0, 3)
changes = st.builds(ChangedSince, prices, prices, orders, orders, st.none() | st.integers(-3, 3))
days = st.builds(CountedDay, money, st.integers(0, 3), st.none() | money, changes)
inputs = st.builds(
    BridgeInputs,
    st.lists(days, max_size=6).map(tuple),
    st.dictionaries(st.sampled_from(AMOUNTS), money),
    st.dictionaries(st.sampled_from(sorted(TIMING_STEPS - {DIFFERENT})), money),
)


@settings(max_examples=1000)
@given(inputs, st.sampled_from([Decimal("0.01"), Decimal("1")]))
def test_each_sum_and_its_steps_are_the_next_sum_exactly(made, cent) -> None:
    lines = compute_payout_bridge(made, cent)
    assert [line.id for line in lines if line.is_total] == list(TOTALS)
    running = lines[0].amount
    for line in lines[1:]:
        if line.is_total:
            assert running == line.amount
        else:
            running += line.amount
        assert line.amount % cent == 0
    last, revenue = lines[-1].amount, sum((day.revenue for day in made.days), Decimal(0))
    assert abs(lines[0].amount - revenue) <= cent / 2
    assert abs(last - made.amounts.get("payout", Decimal(0))) <= cent / 2


@given(inputs)
def test_every_line_has_its_words_and_the_rows_behind_it(made) -> None:
    for line in compute_payout_bridge(made):
        words = STEPS[line.id]
        assert words.name
        assert words.sentence.endswith(".")
        assert words.metric in METRICS or line.id in TIMING_STEPS


def amounts_of(*made: CountedDay, timing=None, **amounts: str) -> dict[str, Decimal]:
    found = {name: Decimal(value) for name, value in amounts.items()}
    lines = compute_payout_bridge(BridgeInputs(made, found, timing or {}))
    return {line.id: line.amount for line in lines if line.amount}


def day(revenue: str, unpriced: int, amazon: str | None, **changed: int) -> CountedDay:
    return CountedDay(
        Decimal(revenue),
        unpriced,
        None if amazon is None else Decimal(amazon),
        ChangedSince(**{
            name: Decimal(value) if name.endswith("amount") else value
            for name, value in changed.items()
        }),
    )  # fmt: skip


def test_a_day_says_why_amazon_counts_it_otherwise() -> None:
    later = day("100", 0, "90", changed_amount=60)
    found = amounts_of(day("100", 1, "130"), later, day("40", 0, None), charged="0")
    assert found["unpriced"] == 30
    assert found["counted"] == -10
    assert found["uncounted"] == -40
    assert found["amazon_sales"] == 220


@pytest.mark.parametrize(
    ("changed", "counted", "unaccounted"),
    [
        ({}, None, 50),
        ({"missing_orders": 1}, None, 50),
        ({"cancelled_amount": 20, "cancelled_orders": 1, "missing_orders": 2}, 20, 30),
        ({"cancelled_amount": 90, "cancelled_orders": 1, "missing_orders": 1}, 50, None),
        ({"cancelled_orders": 1, "unpriced_orders": 1, "missing_orders": 1}, 50, None),
        ({"cancelled_orders": 1, "unpriced_orders": 1, "missing_orders": 2}, None, 50),
        ({"cancelled_orders": 1, "unpriced_orders": 1, "missing_orders": 0}, None, 50),
        ({"cancelled_orders": 1, "unpriced_orders": 1}, None, 50),
        ({"changed_amount": 60}, None, 50),
    ],
)
def test_a_lost_order_is_not_said_to_be_cancelled(changed, counted, unaccounted) -> None:
    found = amounts_of(day("100", 0, "150", **changed), charged="100")
    assert (found.get("counted"), found.get("unaccounted")) == (counted, unaccounted)
    assert found.get("counted_back", 0) == -(counted or 0)
    assert found.get("unaccounted_back", 0) == -(unaccounted or 0)
    assert "different" not in found


def test_what_we_have_and_amazon_does_not_count_must_have_changed_since() -> None:
    found = amounts_of(day("100", 0, "40", changed_amount=25), charged="100")
    assert (found["counted"], found["unaccounted"]) == (-25, -35)


def test_what_only_amazon_counts_was_never_charged() -> None:
    found = amounts_of(
        day("100", 1, "130"), timing={"open": Decimal(-20)}, charged="80", payout="80"
    )
    assert found == {
        "revenue": 100, "unpriced": 30, "amazon_sales": 130, "open": -50, "charged": 80,
        "balance_change": 80, "payout": 80,
    }  # fmt: skip


@pytest.mark.parametrize(("step", "total"), [(DIFFERENT, "charged"), (UNEXPLAINED, "payout")])
def test_what_no_reason_explains_stands_alone(step, total) -> None:
    assert amounts_of(**{total: "7"})[step] == 7
