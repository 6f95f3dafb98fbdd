"""What stock-outs cost: each rule on a few days written by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.metrics import COVER_DAYS
from data.stockouts import (
    LOOK_BACK_DAYS,
    MOST_DAYS,
    Launch,
    StockDay,
    StockOut,
    compute_cost,
    find_stockouts,
)

FIRST = date(2026, 3, 1)
CENT = Decimal("0.01")


def day(number: int) -> date:
    """Day 1 is the first of March; day 0 and below lie before it."""
    return FIRST + timedelta(days=number - 1)


def days_of(stock: dict[int, int | None], sold: dict[int, int]) -> list[StockDay]:
    return [
        StockDay(day(number), stock.get(number), sold.get(number, 0))
        for number in sorted({*stock, *sold})
    ]


def before(units: int = 60) -> tuple[dict[int, int | None], dict[int, int]]:
    """Thirty days in stock before day 1, in which `units` were sold on one of them."""
    return dict.fromkeys(range(1 - COVER_DAYS, 1), 5), {-3: units}


def found(stock, sold, start: int = 1, end: int = 31) -> list[StockOut]:
    return find_stockouts(days_of(stock, sold), day(start), day(end))


def test_days_out_times_the_pace_before_are_the_units_lost():
    stock, sold = before(units=60)
    (one,) = found({**stock, 1: 0, 2: 0, 3: 0, 4: 9}, sold)
    assert (one.first_day, one.lost_days, one.pace, one.is_over) == (day(1), 3, 2, True)
    assert one.lost_units == 6


def test_a_product_never_in_stock_before_loses_nothing():
    _, sold = before()
    assert found({1: 0, 2: 0}, sold) == []


def test_a_product_without_sales_before_loses_nothing():
    stock, _ = before()
    assert found({**stock, 1: 0, 2: 0}, {}) == []


def test_a_day_that_sold_from_the_seller_s_own_warehouse_is_not_lost():
    stock, sold = before()
    (one,) = found({**stock, 1: 0, 2: 0, 3: 0}, {**sold, 2: 1})
    assert one.lost_days == 2
    assert one.pace == 2


def test_a_day_without_a_picture_is_no_day_out_of_stock():
    stock, sold = before()
    (one,) = found({**stock, 1: 0, 2: None, 4: 0}, sold)
    assert one.lost_days == 2


def test_only_days_of_the_period_are_lost_but_the_pace_is_that_before_the_stock_out():
    stock, sold = before()
    (one,) = found({**stock, **dict.fromkeys(range(1, 11), 0)}, sold, start=4, end=6)
    assert (one.lost_days, one.pace, one.first_day) == (3, 2, day(1))


def test_the_pace_counts_only_days_in_stock():
    stock, sold = before(units=60)
    (one,) = found({**stock, **dict.fromkeys(range(-19, -9), 0), 1: 0}, sold, start=1)
    assert one.pace == 3


def test_the_pace_of_a_new_product_counts_from_its_first_piece_or_sale():
    stock, sold = dict.fromkeys(range(-9, 1), 5), {-8: 20}
    counted = Launch(counted_since=day(-100))
    days = days_of({**stock, -20: 0, 1: 0}, sold)
    (one,) = find_stockouts(days, day(1), day(31), counted)
    assert one.pace == 2
    # A piece within the days before those of the pace: the product is not new.
    (one,) = find_stockouts(days_of({**stock, -40: 1, 1: 0}, sold), day(1), day(31), counted)
    assert one.pace == Decimal(20) / 30


def test_where_nobody_counted_before_the_first_piece_the_opening_of_the_offer_says_it():
    days = days_of({**dict.fromkeys(range(-9, 1), 5), 1: 0}, {-8: 20})
    for opened_on, pace in ((day(-19), 1), (day(-400), Decimal(20) / 30), (None, Decimal(20) / 30)):
        launch = Launch(counted_since=day(-9), opened_on=opened_on)
        (one,) = find_stockouts(days, day(1), day(31), launch)
        assert one.pace == pace


def test_each_stock_out_has_its_own_pace():
    stock, sold = before(units=60)
    first, second = found({**stock, 1: 0, 2: 5, 3: 0}, {**sold, 2: 27})
    assert first.pace == 2
    assert second.pace == Decimal(87) / 29
    assert not second.is_over


def test_after_a_quarter_a_product_counts_as_given_up():
    stock, sold = before()
    empty = dict.fromkeys(range(1, 200), 0)
    (one,) = found({**stock, **empty}, sold, end=199)
    assert one.lost_days == MOST_DAYS
    assert found({**stock, **empty}, sold, start=MOST_DAYS + 1, end=199) == []
    (one,) = found({**stock, **empty}, sold, start=MOST_DAYS, end=199)
    assert one.lost_days == 1


def test_what_is_back_after_the_period_is_still_out_at_its_end():
    stock, sold = before()
    (one,) = found({**stock, 1: 0, 2: 0, 3: 7}, sold, end=2)
    assert not one.is_over


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from([None, 0, 4]), st.integers(0, 3)), min_size=1, max_size=320),
    st.integers(0, 319),
)
# One stock-out across the cut and one after it, at paces of 2/30 and 2/28 a day.
@example([(None, 0), (None, 0), (4, 2), (0, 0), (0, 0), (4, 0), (0, 0)], 3)
def test_two_halves_of_a_period_lose_what_the_whole_loses(history, at):
    days = [StockDay(day(n), stock, units) for n, (stock, units) in enumerate(history, 1)]
    cut = at % len(days) + 1

    def lost(start: int, end: int) -> Decimal:
        seen = [one for one in days if day(start - LOOK_BACK_DAYS) <= one.day <= day(end)]
        return sum(
            (one.lost_units for one in find_stockouts(seen, day(start), day(end))), Decimal(0)
        )

    # A pace such as 2 units in 30 days has no end: of its 28 digits the last may be rounded apart.
    apart = lost(1, cut) + lost(cut + 1, len(days)) - lost(1, len(days))
    assert abs(apart) < Decimal("1e-20")


def test_profit_lost_is_units_lost_times_the_profit_of_a_unit_rounded_once():
    half = Decimal("0.5")
    runs = [StockOut(day(1), True, 1, half), StockOut(day(9), False, 3, half)]
    cost = compute_cost(runs, CENT, CENT)
    assert cost is not None
    # Half a cent and one and a half: rounded one by one they would be 0.00 and 0.02, or 0.03.
    assert cost.lost_profit == Decimal("0.02")
    assert compute_cost(runs, Decimal("7.01"), CENT).lost_profit == Decimal("14.02")
    assert (cost.lost_days, cost.lost_units, cost.pace) == (4, 2, half)
    assert cost.out_since == day(9)


def test_a_product_that_loses_money_on_each_unit_costs_nothing_while_it_is_out():
    cost = compute_cost([StockOut(day(1), True, 5, Decimal(2))], Decimal(-3), CENT)
    assert cost is not None
    assert cost.lost_profit == 0
    assert cost.lost_units == 10


def test_what_a_unit_leaves_is_not_guessed():
    cost = compute_cost([StockOut(day(1), True, 5, Decimal(2))], None, CENT)
    assert cost is not None
    assert cost.lost_profit is None
    assert compute_cost([], Decimal(1), CENT) is None
