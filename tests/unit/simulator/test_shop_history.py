"""The shop's past is fixed: by seed and date, whatever the clock says."""

from __future__ import annotations

import time
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from core.clock import parse_instant
from simulator.ledger import ledger_rows
from simulator.shop.calendar import (
    OPENING_DAY,
    SHOP_MARKETPLACES,
    day_bounds,
    days_between,
    local_date,
    second_of,
)
from simulator.shop.identifiers import find_order
from simulator.shop.order import CANCELLED, LONGEST_LIFE_DAYS, PENDING
from simulator.shop.shop import Shop

STATE = ("status", "line_status", "last_updated_at", "quantity", "promotion_ids")
MONEY = ("item_price", "item_tax", "shipping_price", "shipping_tax", "gift_wrap_price")
US, DE, UK = SHOP_MARKETPLACES


def ledger(shop: Shop, day: date, now: str) -> list[dict]:
    return list(ledger_rows(shop, day, day, second_of(parse_instant(now))))


def test_the_ledger_of_a_day_is_the_same_whenever_it_is_read():
    day = date(2026, 3, 3)
    early = ledger(Shop(7), day, "2026-06-01T00:00:00Z")
    late = ledger(Shop(7), day, "2026-12-20T00:00:00Z")
    assert early
    assert early == late


def test_a_day_read_the_next_day_differs_later_only_in_what_time_changes():
    shop = Shop(7)
    day = date(2026, 3, 3)
    first = {row["order_item_id"]: row for row in ledger(shop, day, "2026-03-04T12:00:00Z")}
    later = {row["order_item_id"]: row for row in ledger(shop, day, "2026-09-20T12:00:00Z")}
    assert first.keys() == later.keys()
    for key, row in first.items():
        after = later[key]
        changing = {name for name in row if row[name] != after[name]}
        if row["status"] not in (PENDING, CANCELLED) and after["status"] != CANCELLED:
            assert changing <= set(STATE[:3])
        fixed = set(row) - set(STATE) - set(MONEY)
        assert all(
            row[name] == after[name]
            for name in fixed - {"gift_wrap_tax", "item_discount", "shipping_discount"}
        )


def test_another_seed_is_another_shop():
    day = date(2026, 3, 3)
    assert ledger(Shop(7), day, "2026-06-01T00:00:00Z") != ledger(
        Shop(8), day, "2026-06-01T00:00:00Z"
    )


def test_the_order_in_which_days_are_read_changes_nothing():
    forwards, backwards = Shop(7), Shop(7)
    days = days_between(date(2026, 1, 1), date(2026, 1, 20))
    for day in days:
        forwards.day(DE, day)
    for day in reversed(days):
        backwards.day(DE, day)
    for day in days:
        ids = [order.order_id for order in forwards.day(DE, day)]
        assert ids == [order.order_id for order in backwards.day(DE, day)]


def test_nothing_was_sold_before_the_shop_opened():
    assert Shop(7).day(US, OPENING_DAY - timedelta(days=1)) == ()
    assert Shop(7).day(US, OPENING_DAY)


def test_every_order_lies_in_its_local_day_also_when_clocks_change():
    shop = Shop(7)
    for place, day in (
        (US, date(2026, 3, 8)),
        (US, date(2026, 11, 1)),
        (DE, date(2026, 3, 29)),
        (UK, date(2026, 10, 25)),
    ):
        start, end = day_bounds(place, day)
        assert (end - start) in (23 * 3600, 25 * 3600)
        orders = shop.day(place, day)
        assert orders
        assert all(start <= order.created < end for order in orders)
        assert all(local_date(place, order.created) == day for order in orders)


def test_no_order_falls_into_the_hour_that_does_not_exist():
    shop = Shop(7)
    day = date(2026, 3, 29)
    zone = ZoneInfo("Europe/Berlin")
    start, end = day_bounds(DE, day)
    hours = {(start + offset) // 3600 for offset in range(0, end - start, 3600)}
    assert len(hours) == 23
    assert all(order.created // 3600 in hours for order in shop.day(DE, day))
    assert zone == DE.zone


def test_order_numbers_are_unique_and_lead_back_to_the_order():
    shop = Shop(7)
    seen: set[str] = set()
    items: set[str] = set()
    for place in SHOP_MARKETPLACES:
        for day in days_between(date(2026, 6, 1), date(2026, 7, 31)):
            for order in shop.day(place, day):
                assert order.order_id not in seen
                seen.add(order.order_id)
                for line in order.lines:
                    assert line.order_item_id not in items
                    items.add(line.order_item_id)
                assert shop.order(order.order_id) is order
    assert find_order(7, "111-0000000-0000000") is None
    assert find_order(7, "nonsense") is None


def test_every_life_starts_pending_goes_forward_and_ends_in_time():
    shop = Shop(7)
    for day in days_between(date(2026, 5, 1), date(2026, 5, 31)):
        for order in shop.day(DE, day):
            seconds = [second for second, _ in order.changes]
            assert order.changes[0] == (order.created, PENDING)
            assert seconds == sorted(seconds)
            assert seconds[-1] - order.created < LONGEST_LIFE_DAYS * 86400


def test_most_days_bring_60_to_120_orders_with_the_shape_of_a_week_and_peaks():
    shop = Shop(7)
    counts = {
        day: sum(len(shop.day(place, day)) for place in SHOP_MARKETPLACES)
        for day in days_between(date(2025, 1, 1), date(2025, 12, 31))
    }
    usual = [count for count in counts.values() if 60 <= count <= 120]
    assert len(usual) > 0.9 * len(counts)
    of_weekday = [
        sum(count for day, count in counts.items() if day.weekday() == weekday)
        for weekday in range(7)
    ]
    # Saturday is the quietest day, Sunday and Monday are busy ones.
    assert min(of_weekday) == of_weekday[5]
    assert min(of_weekday[6], of_weekday[0]) > 1.1 * of_weekday[5]
    assert max(counts.values()) > 150


def test_two_years_of_the_shop_are_worked_out_in_seconds():
    shop = Shop(11)
    started = time.process_time()
    days = days_between(date(2024, 11, 24), date(2026, 11, 23))
    count = sum(len(shop.day(place, day)) for place in SHOP_MARKETPLACES for day in days)
    spent = time.process_time() - started
    assert 60 * 720 < count < 120 * 740
    assert spent < 8  # about 2 s alone; the machine may be busy
