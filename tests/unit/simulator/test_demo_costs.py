"""The demo's costs: every offer has one, and the shop earns with believable margins."""

from __future__ import annotations

from datetime import date

from core.demo_costs import COSTS, EXPENSES
from simulator.shop.calendar import SHOP_MARKETPLACES
from simulator.shop.prices import price_on
from simulator.shop.products import offers
from tests.support.books.costs import unit_cost_cents

DAY = date(2026, 11, 1)


def test_every_offer_of_the_shop_has_a_cost_and_every_cost_an_offer() -> None:
    skus = {offer.sku for place in SHOP_MARKETPLACES for offer in offers(place.marketplace_id)}
    assert {row.sku for row in COSTS} == skus
    assert len(COSTS) == len(skus)


def test_a_unit_costs_between_a_tenth_and_a_half_of_its_price() -> None:
    for place in SHOP_MARKETPLACES:
        for offer in offers(place.marketplace_id):
            cost = unit_cost_cents(offer.sku, DAY)
            assert cost is not None
            assert 0.1 < cost / price_on(7, offer, DAY) < 0.5, offer.sku


def test_costs_rise_once_and_begin_with_the_shop() -> None:
    sku = COSTS[0].sku
    before, after = unit_cost_cents(sku, date(2025, 12, 31)), unit_cost_cents(sku, date(2026, 1, 1))
    assert before is not None
    assert after is not None
    assert before < after
    assert unit_cost_cents(sku, date(2022, 1, 1)) is None
    assert unit_cost_cents("unknown", DAY) is None


def test_expenses_that_are_shared_out_have_an_end() -> None:
    assert all(one.ends_on is not None for one in EXPENSES if one.spread == "daily")
    assert {one.country for one in EXPENSES} <= {"", "US", "DE", "GB"}
