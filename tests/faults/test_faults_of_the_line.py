"""F09 to F13: Amazon fails or the line breaks; one clean run later nothing is missing."""

from __future__ import annotations

from functools import partial

import pytest

from simulator.call import Answer, Call
from simulator.endpoints.orders import search_orders
from simulator.errors import ApiError
from sync.clients.transport import Transport
from tests.faults.conftest import through
from tests.faults.oracle import History, assert_honest, assert_same, assert_settled, history
from tests.faults.shop import Shop, by_stream, states
from tests.faults.tcp_proxy import TcpProxy, Toxic
from tests.integration.sync.conftest import read


def test_f09_a_burst_of_five_errors_is_survived(expected: History, shop: Shop) -> None:
    shop.fault("http_error", "searchOrders", status=503, count=5)
    assert states(shop.run()) == {"done"}
    assert_same(history(), expected)


def test_f09_errors_without_end_fail_one_stream_which_is_then_left_alone_for_a_while(
    later: Shop, expected_later: History
) -> None:
    shop = later
    shop.fault("http_error", "searchOrders", status=500, count=500)
    for _ in range(3):
        results = shop.run()
        assert {one.state for one in results if one.stream == "orders"} == {"failed"}
        assert {one.state for one in results if one.stream != "orders"} == {"done"}
        assert_honest(shop.world)
    # The circuit is open: what is due by the clock does not ask for orders now ...
    asked = shop.calls("searchOrders")
    assert "orders" not in {one.stream for one in shop.run_due()}
    assert shop.calls("searchOrders") == asked < 3 * 2 * 8
    # ... and later does.
    shop.heal()
    assert states([one for one in shop.run_due() if one.stream == "orders"]) == {"done"}
    assert read("SELECT DISTINCT failures FROM sync.stream_health WHERE stream = 'orders'") == [
        (0,)
    ]
    orders = ("orders", "order_items", "sales_daily", "sales_hourly", "sales_product_daily")
    found = history()
    assert_same({k: found[k] for k in orders}, {k: expected_later[k] for k in orders})


def test_f11_a_server_that_says_nothing_is_left_and_asked_again(
    expected: History, shop: Shop, line: TcpProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.runner.Transport", partial(Transport, read_seconds=0.1))
    through(shop, line)
    line.spoil(Toxic(timeout=True))
    assert states(shop.run()) == {"done"}
    assert line.struck == 1
    assert_same(history(), expected)


@pytest.mark.parametrize("slicer", [1, 40], ids=["from the first letter", "with its headers"])
def test_f12_a_server_that_drips_meets_the_total_deadline(
    expected: History, shop: Shop, line: TcpProxy, monkeypatch: pytest.MonkeyPatch, slicer: int
) -> None:
    monkeypatch.setattr("sync.runner.Transport", partial(Transport, total_seconds=0.4))
    through(shop, line)
    # Every letter comes within the read timeout, the whole answer would take minutes.
    line.spoil(Toxic(slicer=slicer, bandwidth=slicer * 20))
    assert states(shop.run()) == {"done"}
    assert line.struck == 1
    assert_same(history(), expected)


@pytest.mark.parametrize(
    "toxic",
    [
        Toxic(limit_data=700),
        Toxic(reset_peer=True),
        Toxic(slicer=500, connections=20),
        Toxic(latency=0.001, connections=20),
        Toxic(slow_close=0.05, connections=20),
    ],
    ids=["cut", "reset", "slices", "latency", "slow close"],
)
def test_f13_a_line_that_breaks_repeats_the_page(
    later: Shop, expected_later: History, line: TcpProxy, toxic: Toxic
) -> None:
    through(later, line)
    line.spoil(toxic)
    assert states(later.run()) == {"done"}
    assert line.struck
    assert_same(history(), expected_later)
    assert_settled()


def test_f13_a_page_is_cut_wherever_the_line_breaks(
    later: Shop, expected_later: History, line: TcpProxy
) -> None:
    """Cut after 0.5 kB, 2 kB, 8 kB, 32 kB of a connection: half a page is never a page."""
    through(later, line)
    for size in (500, 2000, 8000, 32000):
        line.spoil(Toxic(limit_data=size, connections=1))
        assert by_stream(later.run())["orders"].state == "done"
        assert_honest(later.world)
    assert line.struck == 4
    line.spoil(None)
    assert states(later.run()) == {"done"}
    assert_same(history(), expected_later)


def test_f09_every_page_that_comes_makes_patience_new(later: Shop, expected_later: History) -> None:
    """Five errors before each page: more in all than any one call would be forgiven."""
    asked = 0

    async def moody(call: Call) -> Answer:
        nonlocal asked
        asked += 1
        if asked % 6:
            raise ApiError(503, "ServiceUnavailable", "Try again.")
        return await search_orders(call)

    later.answer("searchOrders", moody)
    assert states(later.run()) == {"done"}
    assert asked >= 6 * 5
    assert_same(history(), expected_later)
