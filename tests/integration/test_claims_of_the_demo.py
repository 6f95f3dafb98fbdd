"""Money to claim on the demo against the simulator's truth: nothing missed, nothing more."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.clock import parse_instant
from core.database import Role
from core.marketplaces import MARKETPLACES
from data.claim_rows import Claims, read_claims
from data.claims import FEE_DAYS
from data.reading import reading
from data.stock_claims import BROKEN, LOST
from simulator.shop.calendar import SHOP_MARKETPLACES, days_between, local_date, second_of
from simulator.shop.fees import charged_fulfilment_fee, fulfilment_fee
from simulator.shop.money import money_of
from simulator.shop.money_events import paid_back, refunds_of, shipped_second
from simulator.shop.products import offers
from simulator.shop.reimbursements import LOST as LOST_THERE
from simulator.shop.reimbursements import losses_of_month, reimbursements_of_day
from simulator.shop.returns import AMAZON_S_FAULT, units_of_refund
from simulator.shop.shop import shop_of
from sync.sources.finances import MARGIN
from tests.conftest import FROZEN_NOW
from tests.support.simulator import running_simulator

NOW = parse_instant(FROZEN_NOW)
SECOND = second_of(NOW)
SEED = 7
# Deep enough for refunds that can be claimed, and no deeper: each day read takes its time.
HISTORY_DAYS = 80
TODAYS = tuple((place.marketplace_id, local_date(place, SECOND)) for place in SHOP_MARKETPLACES)
# Buyers have so many days to send a unit back. No window of Amazon's closes within 80.
REFUNDED_BEFORE = 45


@pytest.fixture(scope="module")
def claims(demo) -> Claims:
    """What can be claimed once the money of 80 days has been read."""
    with running_simulator(demo):
        finished = demo.run("sync", "backfill", "finances", "--days", str(HISTORY_DAYS))
    assert finished.returncode == 0, finished.stderr
    with reading(Role.WEB, 1) as connection:
        return read_claims(connection, 1, TODAYS)


def refunds_of_amazon_s_orders():
    """Every refund of an order that Amazon sent, from the shop's own dice."""
    shop = shop_of(SEED)
    first = NOW.date() - timedelta(days=260)
    for place in SHOP_MARKETPLACES:
        for day in days_between(first, NOW.date()):
            paid = [one for one in reimbursements_of_day(SEED, place, day) if one.order_id]
            for order in shop.day(place, day):
                shipped = shipped_second(order)
                if not order.is_fba or shipped is None:
                    continue
                for refund in refunds_of(SEED, order, shipped):
                    units = [one for one in units_of_refund(SEED, order, refund)
                             if one.second <= SECOND]  # fmt: skip
                    is_paid = any(
                        one.order_id == order.order_id and one.second <= SECOND for one in paid
                    )
                    yield place, order, refund, units, is_paid


def age_of(place, second: int) -> int:
    return (local_date(place, SECOND) - local_date(place, second)).days


def is_claimable(place, refund) -> bool:
    is_old = age_of(place, refund.second) >= REFUNDED_BEFORE
    return is_old and refund.second >= SECOND - HISTORY_DAYS * 86400 - MARGIN.seconds


def test_the_products_measured_wrong_are_found_and_nothing_else(claims):
    wrong = {
        (offer.place.marketplace_id, offer.sku)
        for place in SHOP_MARKETPLACES
        for offer in offers(place.marketplace_id)
        if charged_fulfilment_fee(offer, NOW.date()) > fulfilment_fee(offer)
    }
    assert len({sku for _, sku in wrong}) == 3
    assert {(one.marketplace_id, one.sku) for one in claims.fees} == wrong


def test_the_difference_of_each_is_the_shop_s_to_the_cent(claims):
    end = second_of(NOW - MARGIN)
    start = end - HISTORY_DAYS * 86400
    for claim in claims.fees:
        place = MARKETPLACES[claim.marketplace_id]
        (offer,) = [one for one in offers(claim.marketplace_id) if one.sku == claim.sku]
        units = charged = 0
        for event in money_of(SEED).events(place, end - 150 * 86400, end):
            # What was held back before the money was read is known by its release.
            told = event.posted if event.posted >= start else event.released
            if event.kind != "Shipment" or event.visible > SECOND or not start <= told <= end:
                continue
            assert age_of(place, told) <= FEE_DAYS
            for item in event.items:
                if item.offer.sku == claim.sku:
                    units += item.quantity
                    charged -= sum(e.cents for e in item.entries
                                   if e.path[-1] == "FBAPerUnitFulfillmentFee")  # fmt: skip
        assert (claim.units, claim.charged) == (units, Decimal(charged) / 100)
        assert claim.amount == Decimal(charged - units * fulfilment_fee(offer)) / 100 > 0


def test_refunds_never_returned_are_those_of_the_shop(claims):
    truth = {
        (order.order_id, refund.line.offer.sku): (
            refund.line.quantity, Decimal(paid_back(refund.line)) / 100
        )
        for place, order, refund, units, is_paid in refunds_of_amazon_s_orders()
        if not units and not is_paid
        and is_claimable(place, refund)
    }  # fmt: skip
    assert len(truth) > 5
    found = {(one.order_id, one.sku): (one.units, one.amount) for one in claims.missing}
    assert found == truth


def test_units_broken_by_amazon_and_not_paid_are_those_of_the_shop(claims):
    truth = {}
    for place, order, refund, units, is_paid in refunds_of_amazon_s_orders():
        broken = [one for one in units if one.disposition in AMAZON_S_FAULT]
        if broken and not is_paid and is_claimable(place, refund):
            truth[(order.order_id, refund.line.offer.sku)] = len(broken)
    assert truth
    assert {(one.order_id, one.sku): one.units for one in claims.damaged} == truth


def losses_of_the_last_sixty_days():
    """What Amazon lost or broke in its warehouses up to yesterday, from the shop's own dice."""
    for place in SHOP_MARKETPLACES:
        for month in (9, 10, 11):
            for loss in losses_of_month(SEED, place, date(2026, month, 1)):
                if 0 < age_of(place, loss.second) <= 60:
                    yield place, loss


def test_stock_lost_or_broken_and_neither_found_nor_paid_for_is_that_of_the_shop(claims):
    truth, kinds = {}, set()
    for place, loss in losses_of_the_last_sixty_days():
        is_paid = any(one.visible <= SECOND for one in loss.payments)
        is_found = loss.found and age_of(place, loss.found) > 0
        kind = LOST if loss.reason == LOST_THERE else BROKEN
        kinds.add((kind, is_paid, bool(is_found)))
        if not is_paid and not is_found:
            key = (place.marketplace_id, loss.offer.sku, local_date(place, loss.second))
            truth[key] = (kind, loss.units)
    assert kinds == {
        (LOST, False, False), (LOST, False, True), (LOST, True, False),
        (BROKEN, False, False), (BROKEN, True, False),
    }  # fmt: skip
    found = {
        (one.marketplace_id, one.sku, one.since): (one.kind, one.units) for one in claims.stock
    }
    assert found == truth
    waits = {one.opens_on > local_date(MARKETPLACES[one.marketplace_id], SECOND)
             for one in claims.stock}  # fmt: skip
    assert waits == {True, False}


def test_a_lost_unit_is_worth_what_amazon_pays_in_this_shop(claims):
    for claim in claims.stock:
        (offer,) = [one for one in offers(claim.marketplace_id) if one.sku == claim.sku]
        a_unit = offer.product.family.price_cents * 6 // 10
        if not claim.is_at_cost:
            assert claim.amount == claim.units * Decimal(a_unit) / 100
        assert claim.amount > 0
    assert not all(one.is_at_cost for one in claims.stock)
