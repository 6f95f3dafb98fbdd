"""The bridge of profit: each step means what it says, and the steps add up to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.profit_bridge import MIX, VOLUME, ProductSums, explain_change

NAMES = ("price", "cost", "fees", "ads")


def product(units: int, **amounts: str) -> ProductSums:
    return ProductSums(units, {name: Decimal(value) for name, value in amounts.items()})


def steps(before: dict[str, ProductSums], now: dict[str, ProductSums]) -> dict[str, Decimal]:
    found = explain_change(before, now, NAMES).steps
    return {name: value for name, value in found.items() if value}


def test_more_units_at_the_same_margin_are_volume_alone() -> None:
    before = {"A": product(10, price="100", cost="-40")}
    assert steps(before, {"A": product(15, price="150", cost="-60")}) == {VOLUME: Decimal(30)}


def test_a_higher_price_is_price_alone() -> None:
    before = {"A": product(10, price="100", cost="-40")}
    assert steps(before, {"A": product(10, price="120", cost="-40")}) == {"price": Decimal(20)}


def test_dearer_fees_lower_profit() -> None:
    before = {"A": product(10, price="100", fees="-15")}
    assert steps(before, {"A": product(10, price="100", fees="-18")}) == {"fees": Decimal(-3)}


def test_selling_more_of_what_earns_more_is_mix() -> None:
    before = {"good": product(5, price="100"), "poor": product(5, price="20")}
    now = {"good": product(8, price="160"), "poor": product(2, price="8")}
    assert steps(before, now) == {MIX: Decimal(48)}


def test_a_new_product_has_no_price_change() -> None:
    before = {"A": product(10, price="100")}
    now = {"A": product(10, price="100"), "new": product(10, price="50")}
    assert steps(before, now) == {VOLUME: Decimal(100), MIX: Decimal(-50)}


def test_a_product_that_is_gone_takes_its_profit_along() -> None:
    before = {"A": product(10, price="100"), "gone": product(10, price="300")}
    assert steps(before, {"A": product(10, price="100")}) == {
        VOLUME: Decimal(-200),
        MIX: Decimal(-100),
    }


def test_what_belongs_to_no_unit_stands_in_its_own_step() -> None:
    before = {"A": product(1, price="9"), "account": product(0, fees="-39.99")}
    now = {"A": product(1, price="9"), "account": product(0, fees="-45.00", ads="-1")}
    assert steps(before, now) == {"fees": Decimal("-5.01"), "ads": Decimal(-1)}


def test_a_late_fee_of_a_product_no_longer_sold_is_a_fee() -> None:
    before = {"A": product(3, price="30")}
    now = {"A": product(0, fees="-2")}
    assert steps(before, now) == {VOLUME: Decimal(-30), "fees": Decimal(-2)}


def test_an_amount_without_a_step_is_refused() -> None:
    with pytest.raises(ValueError, match="storage"):
        explain_change({}, {"A": ProductSums(1, {"storage": Decimal(1)})}, NAMES)


_cents = st.integers(-10_000_000, 10_000_000).map(lambda n: Decimal(n) / 100)
_sums = st.builds(
    ProductSums, st.integers(0, 5000), st.dictionaries(st.sampled_from(NAMES), _cents, max_size=4)
)
_period = st.dictionaries(st.sampled_from("ABCDEFG"), _sums, max_size=7)


@given(_period, _period)
@settings(max_examples=1000)
def test_the_steps_add_up_to_the_cent(before, now) -> None:
    bridge = explain_change(before, now, NAMES)
    assert bridge.before + sum(bridge.steps.values()) == bridge.now
    assert bridge.now == sum((one.profit for one in now.values()), Decimal(0))
    assert all(value == value.quantize(Decimal("0.01")) for value in bridge.steps.values())


_fractions = st.decimals(-(10**5), 10**5, allow_nan=False, places=8)
_rough = st.dictionaries(
    st.sampled_from("ABCDE"),
    st.builds(
        ProductSums,
        st.integers(0, 500),
        st.dictionaries(st.sampled_from(NAMES), _fractions, max_size=4),
    ),
    max_size=5,
)


@given(_rough, _rough, st.sampled_from([Decimal("0.01"), Decimal(1)]))
def test_amounts_finer_than_a_cent_still_add_up_to_what_is_shown(before, now, cent) -> None:
    bridge = explain_change(before, now, NAMES, cent)
    assert bridge.before + sum(bridge.steps.values()) == bridge.now
    assert abs(bridge.now - sum((one.profit for one in now.values()), Decimal(0))) <= cent / 2
    assert all(value % cent == 0 for value in bridge.steps.values())


@given(_period)
def test_nothing_changes_between_a_period_and_itself(period) -> None:
    assert not any(explain_change(period, period, NAMES).steps.values())
