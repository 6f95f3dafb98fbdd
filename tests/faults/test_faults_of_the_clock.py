"""F26 to F28 and F58 to F60: clocks, calendars, and when nothing is to happen at all."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.clock import FakeClock, parse_instant
from core.marketplaces import MARKETPLACES
from simulator.shop.calendar import SHOP_MARKETPLACES, day_bounds
from simulator.shop.order import CANCELLED, PENDING
from sync.hosts import ads_host, exchange_host, lwa_address, sp_api_host
from sync.order_rows import local_moment
from tests.faults.oracle import History, assert_honest, assert_same, history
from tests.faults.shop import NOW, STREAMS, Shop, states
from tests.integration.sync.conftest import read

CURSORS = "SELECT connection_id, cursor_at FROM sync.cursors WHERE stream = 'orders' ORDER BY 1"


@pytest.mark.parametrize("minutes", [10, -10, 90], ids=["ahead", "behind", "an hour and a half"])
def test_f26_a_clock_that_goes_wrong_makes_no_gap_and_no_window_in_the_future(
    later: Shop, expected_later: History, minutes: int
) -> None:
    later.machine = FakeClock(later.clock.now() + timedelta(minutes=minutes))
    assert states(later.run()) == {"done"}
    assert later.world.rates.refused["searchOrders"] == 0
    # The window ended by Amazon's clock, not by ours.
    [(first, _), (second, _)] = [(row[1], row) for row in read(CURSORS)]
    assert first == second == later.clock.now() - timedelta(minutes=3)
    assert_honest(later.world)
    later.machine = later.clock
    assert states(later.run()) == {"done"}
    assert_same(history(), expected_later)


def test_f26_a_first_history_read_by_a_wrong_clock_is_the_right_one(
    expected: History, shop: Shop
) -> None:
    shop.machine = FakeClock(NOW + timedelta(minutes=10))
    assert states(shop.run()) == {"done"}
    assert_honest(shop.world)
    shop.machine = shop.clock
    assert states(shop.run()) == {"done"}
    assert_same(history(), expected)


@pytest.mark.parametrize(
    "now",
    [
        "2026-11-02T12:00:00Z",  # Los Angeles: a day of 25 hours
        "2026-03-09T12:00:00Z",  # Los Angeles: a day of 23 hours
        "2026-10-26T12:00:00Z",  # Berlin and London: 25 hours
        "2026-03-30T12:00:00Z",  # Berlin and London: 23 hours
        "2027-01-01T12:00:00Z",  # a year ends
        "2028-03-01T12:00:00Z",  # after a leap day
    ],
)
def test_f27_f28_days_of_23_and_25_hours_leap_days_and_new_year_add_up(
    shop: Shop, now: str
) -> None:
    shop.clock.move_to(parse_instant(now))
    shop.timer.move_to(parse_instant(now))
    assert states(shop.run("marketplaces", "orders")) == {"done"}
    day = "marketplace_id, local_date, currency"
    sums = "sum(units), sum(revenue_amount), sum(orders), sum(order_lines)"
    days = read(f"SELECT {day}, {sums} FROM seller.sales_daily GROUP BY 1, 2, 3 ORDER BY 1, 2")
    assert len(days) >= 5
    assert days == read(
        f"SELECT {day}, {sums} FROM seller.sales_hourly GROUP BY 1, 2, 3 ORDER BY 1, 2"
    )
    assert ours() == theirs(shop)


def ours() -> dict[tuple[str, str], tuple[Any, int]]:
    return {
        (str(row[0]), row[1]): (row[2], int(row[3]))
        for row in read("SELECT local_date, marketplace_id, sum(revenue_amount), sum(units)"
                        " FROM seller.sales_daily GROUP BY 1, 2")
    }  # fmt: skip


def theirs(shop: Shop) -> dict[tuple[str, str], tuple[Any, int]]:
    """Sum what the simulator's shop sold, by its own days; the last three minutes are left out."""
    [(first,)] = read("SELECT min(local_date) FROM seller.orders")
    found: dict[tuple[str, str], tuple[Any, int]] = {}
    now = shop.world.second()
    for place in SHOP_MARKETPLACES:
        start = day_bounds(place, first)[0]
        for order, status, _ in shop.world.shop.updated_between(place, start, now - 180, now):
            if order.day < first or status == CANCELLED:
                continue
            cents = 0 if status == PENDING else sum(one.amounts.item_price for one in order.lines)
            key = (str(order.day), place.marketplace_id)
            revenue, units = found.get(key, (Decimal(0), 0))
            units += sum(line.quantity for line in order.lines)
            found[key] = (revenue + Decimal(cents) / 100, units)
    return found


def test_f27_a_day_in_tokyo_is_tokyo_s() -> None:
    tokyo = MARKETPLACES["A1VC38T7YXB528"]
    day, hour = local_moment(datetime(2026, 12, 31, 15, 30, tzinfo=UTC), tokyo)
    assert (str(day), hour) == ("2027-01-01", 0)


def test_f58_with_schedules_disabled_cron_ends_with_0_and_makes_no_call(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from sync import cli

    shop.set(disable_schedules=True)
    monkeypatch.setattr(cli, "get_settings", lambda: shop.settings)
    monkeypatch.setattr(cli, "_end_on_signal", lambda _stop: None)
    monkeypatch.setattr(cli, "configure_logging", lambda *_: None)
    assert cli.main(["run"]) == cli.main(["run", "orders"]) == cli.main(["loop"]) == 0
    assert capsys.readouterr().out.count("DISABLE_SCHEDULES") == 3
    assert shop.world.rates.served.total() == 0
    assert read("SELECT count(*) FROM sync.runs") == [(0,)]


def test_f59_the_demo_opens_no_socket_to_anywhere_else(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached: set[str] = set()
    real = socket.socket.connect

    def connect(line: socket.socket, address: Any) -> None:
        reached.add(address[0] if isinstance(address, tuple) else "a file")
        real(line, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    assert states(shop.run(*STREAMS, "products", "fx_rates", "sales_control", "ads_profiles")) == {
        "done"
    }
    assert reached <= {"127.0.0.1", "a file"}


def test_f59_every_address_of_the_demo_is_this_machine(shop: Shop) -> None:
    plain = shop.settings.model_copy(
        update={name: "" for name in type(shop.settings).model_fields
                if name.startswith(("sp_api_host_", "ads_host_")) or name in ("lwa_url", "ecb_url")}
    )  # fmt: skip
    assert plain.is_demo
    hosts = [one(region, plain) for one in (sp_api_host, ads_host) for region in ("NA", "EU", "FE")]
    for address in (*hosts, lwa_address(plain), exchange_host(plain)):
        assert address.startswith("http://127.0.0.1:")


def test_f60_a_clock_put_back_an_hour_makes_no_negative_time_no_endless_wait_and_no_gap(
    later: Shop, expected_later: History
) -> None:
    later.set(simulator_rate_plan="real")
    assert states(later.run()) == {"done"}
    cursors = read(CURSORS)
    later.machine = FakeClock(later.clock.now() - timedelta(hours=1))
    later.timer.move_to(later.timer.now() - timedelta(hours=1))
    waited = later.timer.monotonic()
    results = later.run()
    assert states(results) == {"done"}
    assert later.timer.monotonic() - waited < 60
    assert all(one.seconds >= 0 for one in results)
    assert read("SELECT count(*) FROM sync.runs WHERE finished_at < started_at") == [(0,)]
    assert read(CURSORS) == cursors
    later.machine = later.clock
    later.timer.move_to(later.clock.now())
    assert states(later.run()) == {"done"}
    assert_same(history(), expected_later)
