"""The rules for stock that Amazon lost or broke and never paid for, on values made by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from data.stock_claims import BROKEN, FOUND, LOST, StockEvent, StockPayment, compute_stock_claims

DE = "A1PA6795UKMFR9"
TODAY = date(2026, 11, 20)


def before(days: int) -> date:
    return TODAY - timedelta(days=days)


def event(
    days: int, kind: str = LOST, units: int = 2, *, sku: str = "MUG",
    paid: str | None = "4.50", cost: str | None = "3.20",
) -> StockEvent:  # fmt: skip
    return StockEvent(
        DE, "B000000001", sku, "EUR", before(days), kind, units, f"R{days}", "LEJ3",
        paid and Decimal(paid), cost and Decimal(cost),
    )  # fmt: skip


def payment(days: int, units: int = 2, kind: str = LOST, sku: str = "MUG") -> StockPayment:
    return StockPayment(sku, kind, before(days), units)


def units_of(events: list[StockEvent], payments: list[StockPayment]) -> dict[str, int]:
    return {one.reference: one.units for one in compute_stock_claims(events, payments, TODAY)}


def test_a_loss_that_was_never_paid_is_claimed_at_what_amazon_last_paid():
    (claim,) = compute_stock_claims([event(40)], [], TODAY)
    assert (claim.units, claim.amount, claim.is_at_cost) == (2, Decimal("9.00"), False)
    assert (claim.since, claim.opens_on, claim.deadline) == (
        before(40), before(10), TODAY + timedelta(days=20)
    )  # fmt: skip


def test_where_amazon_never_paid_for_one_a_unit_is_worth_what_it_costs():
    (claim,) = compute_stock_claims([event(40, paid=None)], [], TODAY)
    assert (claim.amount, claim.is_at_cost) == (Decimal("6.40"), True)
    (unknown,) = compute_stock_claims([event(40, paid=None, cost=None)], [], TODAY)
    assert (unknown.amount, unknown.is_at_cost) == (None, False)


@pytest.mark.parametrize(
    ("payments", "left"),
    [
        ([], 2),
        ([payment(38, 1)], 1),
        ([payment(38, 2)], 0),
        ([payment(38, 1), payment(20, 1)], 0),
        # Taken back as a whole, or for another reason, or of another SKU: nothing is paid.
        ([payment(38, 0)], 2),
        ([payment(38, 2, BROKEN)], 2),
        ([payment(38, 2, sku="CUP")], 2),
        # Paid before it was lost: that was for something else. A day or two are the reports'.
        ([payment(43, 2)], 2),
        ([payment(41, 2)], 0),
    ],
)
def test_what_is_left_is_what_was_lost_less_what_was_paid(payments, left):
    assert units_of([event(40)], payments) == ({"R40": left} if left else {})


def test_units_found_again_are_not_claimed():
    assert units_of([event(40), event(25, FOUND, 1)], []) == {"R40": 1}
    assert units_of([event(40), event(25, FOUND, 2)], []) == {}
    # Found before they were lost: those were others.
    assert units_of([event(40), event(50, FOUND, 2)], []) == {"R40": 2}


def test_a_broken_unit_is_never_found():
    assert units_of([event(40, BROKEN), event(30, FOUND)], []) == {"R40": 2}


def test_a_payment_is_for_the_newest_loss_before_it():
    losses = [event(55), event(35)]
    assert units_of(losses, [payment(33)]) == {"R55": 2}
    assert units_of(losses, [payment(50)]) == {"R35": 2}
    assert units_of(losses, [payment(33, 3)]) == {"R55": 1}


def test_what_was_found_or_paid_belongs_to_no_loss_after_it_while_there_is_one_before():
    losses = [event(40, units=3), event(31, units=1)]
    assert units_of([*losses, event(32, FOUND, 3)], []) == {"R31": 1}
    assert units_of(losses, [payment(32, 3)]) == {"R31": 1}


def test_an_old_loss_nobody_can_claim_any_more_does_not_use_up_a_payment():
    assert units_of([event(100), event(35)], [payment(33)]) == {}


def test_a_loss_can_be_claimed_up_to_sixty_days_after_it_was_reported():
    assert units_of([event(60)], []) == {"R60": 2}
    assert units_of([event(61)], []) == {}


def test_what_was_lost_yesterday_is_there_and_opens_in_a_month():
    (claim,) = compute_stock_claims([event(1)], [], TODAY)
    assert claim.opens_on == TODAY + timedelta(days=29)
