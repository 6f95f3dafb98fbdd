"""Stream `reimbursements`: what Amazon paid, to the cent the money that moved for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal

from core.clock import parse_instant
from simulator.shop.calendar import SHOP_MARKETPLACES, second_of
from simulator.shop.reimbursements import Reimbursement, losses_of_month, reimbursements_between
from tests.conftest import FROZEN_NOW
from tests.integration.sync.conftest import Amazon, read, states

Make = Callable[..., Amazon]
DAYS = 120


def truth(amazon: Amazon, days: int = DAYS) -> list[Reimbursement]:
    """What was approved and is told so far, as the simulator knows it."""
    now = second_of(amazon.clock.now())
    first = second_of(parse_instant(FROZEN_NOW)) - days * 86400
    return [
        one
        for place in SHOP_MARKETPLACES
        for one in reimbursements_between(7, place, first, now)
        if one.visible <= now
    ]


def stored() -> list[tuple[str, str, str, Decimal, int, int]]:
    return read(
        "SELECT reimbursement_id, marketplace_id, reason, total_amount, cash_units,"
        " inventory_units FROM seller.reimbursements ORDER BY 1"
    )


def expected(amazon: Amazon, days: int = DAYS) -> list[tuple[str, str, str, Decimal, int, int]]:
    return sorted(
        (one.number, one.place.marketplace_id, one.reason, Decimal(one.cents) / 100,
         one.cash_units, one.stock_units)
        for one in truth(amazon, days)
    )  # fmt: skip


def test_every_payment_is_there_and_a_second_run_writes_nothing(amazon_of: Make) -> None:
    amazon = amazon_of(days=DAYS)
    assert states(amazon.run("marketplaces", "reimbursements")) == {"done"}
    assert len(stored()) > 80
    assert stored() == expected(amazon)
    again = amazon.run("reimbursements", is_forced=True)
    assert all(one.rows_read > 0 and one.rows_written == 0 for one in again)


def test_approvals_that_are_told_days_late_come_with_later_runs(amazon_of: Make) -> None:
    amazon = amazon_of(days=30)
    amazon.run("marketplaces", "reimbursements")
    for _ in range(4):
        amazon.clock.advance(3 * 86400)
        assert states(amazon.run("reimbursements")) == {"done"}
    late = Counter(one.visible - one.second > 86400 for one in truth(amazon, 30))
    assert late[True] > 5
    assert stored() == expected(amazon, 30)


def test_payments_and_movements_of_money_are_the_same_to_the_cent(amazon_of: Make) -> None:
    amazon = amazon_of(days=35)
    amazon.run("marketplaces", "reimbursements", "finances")
    paid = dict(
        read(
            "SELECT marketplace_id, sum(total_amount) FROM seller.reimbursements"
            " WHERE approved_at < (SELECT max(approved_at) FROM seller.reimbursements) GROUP BY 1"
        )
    )
    moved = dict(
        read(
            "SELECT t.marketplace_id, sum(a.amount) FROM seller.transaction_amounts a"
            " JOIN seller.transactions t USING (account_id, transaction_id)"
            " WHERE a.kind = 'reimbursement' AND EXISTS (SELECT 1 FROM seller.reimbursements r"
            "  WHERE r.approved_at = t.posted_at AND r.approved_at <"
            "   (SELECT max(approved_at) FROM seller.reimbursements)) GROUP BY 1"
        )
    )
    assert len(paid) == 3
    assert moved == paid


def test_some_units_that_were_lost_or_never_came_back_are_not_paid_for() -> None:
    losses = [
        loss
        for place in SHOP_MARKETPLACES
        for month in range(1, 11)
        for loss in losses_of_month(7, place, parse_instant(FROZEN_NOW).date().replace(
            month=month, day=1))
    ]  # fmt: skip
    unpaid = [loss for loss in losses if not loss.payments]
    assert 0.3 < len(unpaid) / len(losses) < 0.6
    assert any(len(loss.payments) == 2 for loss in losses)
    taken_back = next(loss.payments for loss in losses if len(loss.payments) == 2)
    assert sum(one.cents for one in taken_back) == 0
