"""The rules for money to claim, on values made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from data.claims import (
    DamagedReturn,
    FeeDay,
    RefundedLine,
    compute_damaged_returns,
    compute_fee_claims,
    compute_missing_returns,
)

US, DE, JP = "ATVPDKIKX0DER", "A1PA6795UKMFR9", "A1VC38T7YXB528"
TODAY = date(2026, 11, 20)


def before(days: int) -> date:
    return TODAY - timedelta(days=days)


def fee_day(days: int, least: str, *, sku: str = "MUG", charges: int = 1, units: int = 1) -> FeeDay:
    return FeeDay(
        US, "B000000001", sku, "USD", Decimal("3.96"), before(days), charges, units,
        Decimal(least) * units, Decimal(least),
    )  # fmt: skip


def test_a_product_charged_too_much_each_time_is_found_with_its_difference():
    days = [fee_day(1, "4.75", units=2), fee_day(2, "4.75"), fee_day(9, "4.75", units=3)]
    (claim,) = compute_fee_claims(days, TODAY)
    assert (claim.units, claim.charged, claim.expected) == (6, Decimal("28.50"), Decimal("23.76"))
    assert claim.amount == Decimal("4.74")
    assert (claim.since, claim.deadline) == (before(9), before(9) + timedelta(days=90))


def test_two_dear_charges_are_not_yet_a_rule():
    assert compute_fee_claims([fee_day(1, "4.75"), fee_day(2, "4.75")], TODAY) == []


def test_a_difference_that_has_ended_is_no_claim():
    days = [fee_day(1, "3.96"), *[fee_day(n, "4.75") for n in range(2, 9)]]
    assert compute_fee_claims(days, TODAY) == []


def test_only_the_unbroken_row_up_to_now_counts():
    days = [fee_day(n, "4.75") for n in (1, 2, 3)] + [fee_day(4, "3.96"), fee_day(5, "4.75")]
    (claim,) = compute_fee_claims(days, TODAY)
    assert (claim.units, claim.since) == (3, before(3))


def test_charges_older_than_ninety_days_are_too_late():
    days = [fee_day(n, "4.75") for n in (1, 2, 90, 91)]
    (claim,) = compute_fee_claims(days, TODAY)
    assert (claim.units, claim.since, claim.deadline) == (3, before(90), TODAY)


def test_a_fee_below_or_within_a_cent_of_the_estimate_is_no_claim():
    days = [fee_day(n, least) for n, least in ((1, "3.965"), (2, "3.96"), (3, "3.50"))]
    assert compute_fee_claims(days, TODAY) == []


def test_a_new_price_list_for_most_products_is_no_wrong_measure():
    dear = [fee_day(n, "4.20", sku=sku) for sku in ("A", "B", "C") for n in (1, 2, 3)]
    assert compute_fee_claims([*dear, fee_day(1, "3.96", sku="D")], TODAY) == []
    assert len(compute_fee_claims(dear, TODAY)) == 3


REFUND = RefundedLine(
    US, "111-1", "B000000001", "MUG", "USD", before(70), 2, Decimal("39.98"), 0, 0
)


def test_a_refund_without_a_return_or_a_payment_is_to_claim():
    (claim,) = compute_missing_returns([REFUND], TODAY)
    assert (claim.order_id, claim.units, claim.amount) == ("111-1", 2, Decimal("39.98"))
    assert (claim.opens_on, claim.deadline) == (before(10), before(70) + timedelta(days=120))


def test_what_came_back_or_was_paid_for_is_no_claim():
    rows = [
        replace(REFUND, returned=2),
        replace(REFUND, reimbursed=2),
        replace(REFUND, returned=1, reimbursed=1),
    ]
    assert compute_missing_returns(rows, TODAY) == []


def test_where_a_part_came_back_the_other_part_is_meant():
    (claim,) = compute_missing_returns(
        [replace(REFUND, units=3, amount=Decimal("10.00"), returned=1)], TODAY
    )
    assert (claim.units, claim.amount) == (2, Decimal("6.67"))


def test_a_claim_opens_and_closes_where_amazon_says():
    def listed(place: str, days: int) -> bool:
        row = replace(REFUND, marketplace_id=place, refunded_on=before(days))
        return bool(compute_missing_returns([row], TODAY))

    assert [listed(US, days) for days in (44, 45, 120, 121)] == [False, True, True, False]
    assert [listed(DE, days) for days in (44, 45, 105, 106)] == [False, True, True, False]


def test_no_last_day_is_told_where_none_is_known():
    (claim,) = compute_missing_returns([replace(REFUND, marketplace_id=JP)], TODAY)
    assert claim.deadline is None


BROKEN = DamagedReturn(
    DE, "302-1", "B000000001", "MUG", "EUR", before(50), before(60), 2, "CARRIER_DAMAGED", 0,
    Decimal("7.50"),
)  # fmt: skip


def test_what_broke_at_amazon_is_worth_what_amazon_last_paid():
    (claim,) = compute_damaged_returns([BROKEN], TODAY)
    assert (claim.units, claim.amount, claim.since) == (2, Decimal("15.00"), before(50))
    assert claim.deadline == before(60) + timedelta(days=105)


def test_the_worth_stays_unknown_where_amazon_never_paid():
    (claim,) = compute_damaged_returns([replace(BROKEN, paid_for_one=None)], TODAY)
    assert (claim.units, claim.amount) == (2, None)


def test_the_window_of_a_broken_return_is_that_of_its_refund():
    late = replace(BROKEN, refunded_on=before(106), returned_on=before(80))
    early = replace(BROKEN, refunded_on=before(44), returned_on=before(40))
    assert compute_damaged_returns([late, early], TODAY) == []


def test_a_broken_return_that_was_paid_for_is_no_claim():
    assert compute_damaged_returns([replace(BROKEN, reimbursed=2)], TODAY) == []
    (claim,) = compute_damaged_returns([replace(BROKEN, reimbursed=1)], TODAY)
    assert claim.units == 1
