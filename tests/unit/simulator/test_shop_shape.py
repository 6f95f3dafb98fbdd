"""The shop is believable: seasons, growth, gaps, taxes, promotions, variations."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from simulator.shop.calendar import SHOP_MARKETPLACES, days_between, hour_weights
from simulator.shop.order import CANCELLED, Amounts
from simulator.shop.prices import price_on
from simulator.shop.products import offers, parents, products
from simulator.shop.season import event_of
from simulator.shop.shop import Shop
from simulator.shop.stock import stock_levels
from simulator.shop.stock_cycles import cycle_on, is_in_stock

SEED = 7
US, DE, UK = SHOP_MARKETPLACES


@pytest.fixture(scope="module")
def shop() -> Shop:
    return Shop(SEED)


def orders(shop: Shop, first: date, last: date, places=SHOP_MARKETPLACES):
    for place in places:
        for day in days_between(first, last):
            yield from shop.day(place, day)


def test_about_sixty_products_in_families_brands_and_categories():
    rows = products()
    assert 55 <= len(rows) <= 65
    assert len({row.asin for row in rows}) == len(rows)
    assert all(len(row.asin) == 10 and row.asin.startswith("B0") for row in rows)
    assert len({row.family.code for row in rows}) >= 20
    assert len({row.family.brand for row in rows}) == 4
    assert 6 <= len({row.family.category for row in rows}) <= 8
    assert not set(parents()) & {row.asin for row in rows}


def test_titles_speak_the_marketplace_s_language():
    product = next(row for row in products() if row.family.code == "ORG")
    assert "Desk Organizer" in product.title(US)
    assert "Desk Organiser" in product.title(UK)
    assert "Schreibtisch" in product.title(DE)


def test_prices_end_the_way_prices_do_and_change_over_the_years():
    for place in SHOP_MARKETPLACES:
        for offer in offers(place.marketplace_id):
            seen = {
                price_on(SEED, offer, date(2025, 1, 1) + timedelta(days=30 * n)) for n in range(24)
            }
            assert all(price % 100 in (99, 49) for price in seen)
            assert len(seen) > 1


def test_the_busiest_day_of_a_year_is_a_sales_event(shop):
    days = Counter(order.day for order in orders(shop, date(2025, 1, 1), date(2025, 12, 31)))
    (busiest, most), *_ = days.most_common()
    assert event_of(busiest)[0] in ("prime-day", "black-friday")
    prime = [day for day in days if event_of(day)[0] == "prime-day"]
    assert {day.month for day in prime} == {7}
    assert min(days[day] for day in prime) > 1.5 * sum(days.values()) / len(days)
    assert most < 300


def test_products_grow_decline_and_are_launched(shop):
    def units(code: str, year: int) -> int:
        return sum(
            line.quantity
            for order in orders(shop, date(year, 1, 1), date(year, 6, 30))
            for line in order.lines
            if line.offer.product.family.code == code
        )

    assert units("BTL", 2026) > 1.2 * units("BTL", 2024)
    assert units("KNF", 2026) < 0.8 * units("KNF", 2024)
    assert units("PIL", 2025) == 0
    assert units("PIL", 2026) > 0


def test_evenings_are_busier_than_nights():
    running = hour_weights(US, date(2026, 5, 5))
    hours = [running[0]] + [b - a for a, b in pairwise(running)]
    assert hours[20] > 8 * hours[3]


def test_some_orders_are_cancelled_some_hold_more_than_one_line(shop):
    rows = list(orders(shop, date(2026, 4, 1), date(2026, 6, 30)))
    cancelled = sum(order.changes[-1][1] == CANCELLED for order in rows) / len(rows)
    several = sum(len(order.lines) > 1 for order in rows) / len(rows)
    business = sum(order.is_business for order in rows) / len(rows)
    merchant = sum(not order.is_fba for order in rows) / len(rows)
    assert 0.02 < cancelled < 0.04
    assert 0.05 < several < 0.2
    assert 0.04 < business < 0.1
    assert 0.01 < merchant < 0.15
    lines = [line for order in rows for line in order.lines]
    assert any(line.gift_message for line in lines)
    assert any(line.customised_url for line in lines)
    assert any(line.split_quantity for line in lines)
    assert any(line.amounts.item_discount for line in lines)
    assert any(line.amounts.shipping_discount for line in lines)


def test_tax_is_on_top_in_the_us_and_inside_elsewhere(shop):
    for order in orders(shop, date(2026, 4, 1), date(2026, 4, 14)):
        rate = {"DE": 19, "GB": 20}.get(order.place.country_code)
        for line in order.lines:
            money: Amounts = line.amounts
            goods = money.item_price - money.item_discount
            assert money.item_price == line.unit_price * line.quantity
            if rate is None:
                assert 0 <= money.item_tax <= goods * 0.11
            else:
                assert abs(money.item_tax - goods * rate / (100 + rate)) <= 0.5


def test_nothing_is_sold_while_it_is_out_of_stock(shop):
    gaps = 0
    for offer in offers(DE.marketplace_id):
        if not offer.is_fba:
            continue
        cycle = cycle_on(SEED, offer, date(2026, 5, 1))
        for number in range(4):
            cycle = cycle_on(SEED, offer, cycle.last_day + timedelta(days=1 if number else 0))
            for day in days_between(cycle.first_day, cycle.last_day):
                if not is_in_stock(SEED, offer, day):
                    gaps += 1
                    assert shop.units_sold(DE, day)[offer.sku] == 0
    assert gaps > 20


def test_stock_falls_by_exactly_what_is_sold(shop):
    day = date(2026, 5, 12)
    evening = 1778608800  # 18:00 UTC of that day
    for before, after in ((evening, evening + 3 * 3600),):
        early = {row.offer.sku: row for row in stock_levels(shop, DE, before)}
        late = {row.offer.sku: row for row in stock_levels(shop, DE, after)}
        sold: Counter[str] = Counter()
        held: Counter[str] = Counter()
        for order in orders(shop, day - timedelta(days=6), day, [DE]):
            for line in order.lines if order.is_fba else ():
                if before < order.created <= after and not order.is_cancelled_in_the_end:
                    sold[line.offer.sku] += line.quantity
                if order.is_cancelled_in_the_end:
                    held[line.offer.sku] += 1
        assert sum(sold.values()) > 0
        for sku, row in early.items():
            if not held[sku]:
                assert row.fulfillable - late[sku].fulfillable == sold[sku]


def test_stock_is_nothing_on_days_without_stock(shop):
    for offer in offers(DE.marketplace_id):
        if not offer.is_fba:
            continue
        for day in days_between(date(2026, 5, 1), date(2026, 8, 30)):
            if not is_in_stock(SEED, offer, day):
                noon = 1777636800 + (day - date(2026, 5, 1)).days * 86400
                level = next(
                    row for row in stock_levels(shop, DE, noon) if row.offer.sku == offer.sku
                )
                assert level.fulfillable == 0
                return
    pytest.fail("The shop has no gap between May and August.")
