"""What-if: one unit's money, and where it breaks even."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.what_if import SUMS, UnitEconomics, economics_of, units_for_same_profit

# 23.80 with 19 % VAT is 20.00; 15 % referral is 3.57.
LAMP = UnitEconomics(
    units=100,
    price=23.80,
    cost=6.0,
    fee_share=0.15,
    fixed_fee=3.43,
    vat_rate=0.19,
    acos=0.2,
    ad_share=0.5,
)


def test_one_unit_by_hand() -> None:
    assert LAMP.net_price == pytest.approx(20)
    assert LAMP.fees == pytest.approx(7)
    assert LAMP.ads == pytest.approx(2.38)
    assert LAMP.unit_profit == pytest.approx(20 - 7 - 6 - 2.38)
    assert LAMP.profit == pytest.approx(462)
    assert LAMP.margin == pytest.approx(4.62 / 23.80)
    assert LAMP.break_even_acos == pytest.approx(7 / 23.80)


def test_half_the_margin_needs_twice_the_units() -> None:
    dearer = replace(LAMP, cost=LAMP.cost + LAMP.unit_profit / 2)
    assert units_for_same_profit(LAMP, dearer) == pytest.approx(200)


def test_what_loses_on_each_unit_never_catches_up() -> None:
    assert units_for_same_profit(LAMP, replace(LAMP, cost=50)) is None


def test_where_amazon_takes_all_of_a_price_there_is_no_break_even() -> None:
    assert replace(LAMP, fee_share=0.9).break_even_price is None
    assert replace(LAMP, price=0.0).break_even_acos is None
    assert replace(LAMP, price=0.0).margin is None


_economics = st.builds(
    UnitEconomics,
    units=st.floats(0, 1e5),
    price=st.floats(0.5, 1e4),
    cost=st.floats(0, 1e3),
    fee_share=st.floats(0, 0.45),
    fixed_fee=st.floats(0, 100),
    vat_rate=st.floats(0, 0.27),
    refund_cost=st.floats(0, 20),
    acos=st.floats(0, 1),
    ad_share=st.floats(0, 0.3),
)


@given(_economics)
def test_at_each_break_even_a_unit_earns_nothing(one: UnitEconomics) -> None:
    price = one.break_even_price
    if price is not None and price < 1e6:
        assert replace(one, price=price).unit_profit == pytest.approx(0, abs=1e-5)
    acos = one.break_even_acos
    assert acos is not None
    assert replace(one, acos=acos, ad_share=1.0).unit_profit == pytest.approx(0, abs=1e-6)


def sums_of(**more: float) -> dict[str, float]:
    return {
        "units": 300,
        "uncosted_units": 0,
        "revenue": 7140,
        "revenue_ex_vat": 6000,
        "net_revenue": 5700,
        "commission": 1071,
        "fees": 2100,
        "cogs": 1800,
        "ad_spend": 714,
        "ad_sales": 3570,
        **more,
    }


def test_one_unit_is_read_from_three_months_of_sums() -> None:
    assert set(sums_of()) == set(SUMS)
    found = economics_of(sums_of(), months=3)
    assert found is not None
    assert found.units == 100
    assert found.price == pytest.approx(23.80)
    assert found.vat_rate == pytest.approx(0.19)
    assert found.fee_share == pytest.approx(0.15)
    assert found.fixed_fee == pytest.approx(3.43)
    assert found.refund_cost == pytest.approx(1)
    assert (found.acos, found.ad_share) == (pytest.approx(0.2), pytest.approx(0.5))


_amounts = st.floats(0, 1e5)


@given(
    st.builds(
        sums_of,
        units=st.integers(1, 10_000),
        net_revenue=_amounts,
        commission=_amounts,
        fees=_amounts,
        cogs=_amounts,
        ad_spend=_amounts,
        ad_sales=st.sampled_from([0.0, 1.0, 3570.0]),
    )
)
def test_with_nothing_changed_it_is_the_profit_of_the_account(sums: dict[str, float]) -> None:
    found = economics_of(sums, months=3)
    profit = sums["net_revenue"] - sums["fees"] - sums["cogs"] - sums["ad_spend"]
    assert found is not None
    assert found.profit * 3 == pytest.approx(profit, abs=1e-5)


def test_units_without_a_cost_are_taken_at_that_of_the_others() -> None:
    found = economics_of(sums_of(uncosted_units=150), months=3)
    assert found is not None
    assert found.cost == 12
    unknown = economics_of(sums_of(uncosted_units=300, cogs=0), months=3)
    assert unknown is not None
    assert unknown.cost == 0


def test_what_was_not_sold_has_no_price_to_change() -> None:
    assert economics_of(sums_of(units=0, revenue=0), months=3) is None
