"""The database goes away, collides or fills up in the middle of a page: nothing is half done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text

from sync.registry import SOURCES
from tests.faults.superuser import raise_in
from tests.integration.sync.conftest import read, snapshot, states

# What these tests look at; where the others must not suffer, all streams run.
ORDERS = ("marketplaces", "orders")


def before_saving(
    monkeypatch: pytest.MonkeyPatch, stream: str, trouble: Callable[..., None]
) -> list[int]:
    """Let `trouble(connection, count)` happen after each page is written, before its commit."""
    source, pages = SOURCES[stream], [0]

    def save(connection, context, page):
        saved = source.save(connection, context, page)
        pages[0] += 1
        trouble(connection, pages[0])
        return saved

    monkeypatch.setitem(SOURCES, stream, replace(source, save=save))
    return pages


def fail_with(code: str, times: int = 1) -> Callable[..., None]:
    def trouble(connection, count: int) -> None:
        if count <= times:
            raise_in(connection, code)

    return trouble


def test_a_connection_that_is_cut_in_a_page_costs_a_second_try(amazon_of, monkeypatch) -> None:
    amazon = amazon_of(days=5)

    def cut(connection, count: int) -> None:
        if count == 1:
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    before_saving(monkeypatch, "orders", cut)
    assert states(amazon.run(*ORDERS)) == {"done"}
    [(sums, lines)] = read(
        "SELECT (SELECT sum(order_lines) FROM seller.sales_daily),"
        " (SELECT count(*) FROM seller.order_items JOIN seller.orders"
        "  USING (account_id, amazon_order_id) WHERE status <> 'Cancelled')"
    )
    assert sums == lines > 0


@pytest.mark.parametrize("code", ["40P01", "40001"])
def test_a_collision_of_two_writers_is_repeated(amazon_of, monkeypatch, code: str) -> None:
    amazon = amazon_of(days=2)
    before_saving(monkeypatch, "orders", fail_with(code, times=2))
    results = amazon.run(*ORDERS)
    assert states(results) == {"done"}
    assert sum(one.rows_read for one in results) > 100


def test_a_full_disk_is_one_sentence_and_no_half_page(amazon_of, monkeypatch) -> None:
    amazon = amazon_of(days=2)
    before_saving(monkeypatch, "orders", fail_with("53100", times=1000))
    orders = [one for one in amazon.run(*ORDERS) if one.stream == "orders"]
    assert {one.state for one in orders} == {"failed"}
    assert "The disk that holds the database is full" in orders[0].sentence
    assert read("SELECT 1 FROM seller.orders") == []
    assert read("SELECT DISTINCT rows_written FROM sync.runs WHERE stream = 'orders'") == [(0,)]


def test_a_fault_of_our_own_in_one_stream_leaves_the_others_alone(amazon_of, monkeypatch) -> None:
    amazon = amazon_of(days=2)

    def trip(_connection, _count: int) -> None:
        raise KeyError("a bug")

    before_saving(monkeypatch, "orders", trip)
    results = amazon.run()
    assert {one.stream for one in results if one.state == "done"} == set(SOURCES) - {"orders"}
    assert all(isinstance(one.crash, KeyError) for one in results if one.stream == "orders")
    assert read("SELECT count(*) FROM sync.runs WHERE state = 'running'") == [(0,)]


class Killed(BaseException):
    """As a kill -9 would end it: nothing after this line runs."""


def test_killed_at_any_page_the_next_runs_make_it_whole(amazon_of, monkeypatch) -> None:
    amazon = amazon_of(days=70)
    amazon.run(*ORDERS)
    expected = snapshot()
    for name in ("orders", "sales_daily", "sales_hourly", "sales_product_daily"):
        read(f"DELETE FROM seller.{name} RETURNING 1")
    read("DELETE FROM sync.cursors RETURNING 1")
    read("DELETE FROM sync.report_jobs RETURNING 1")
    kill_at = 1

    def kill(_connection, count: int) -> None:
        if count == kill_at:
            raise Killed

    with monkeypatch.context() as patch:
        pages = before_saving(patch, "orders", kill)
        while True:
            pages[0] = 0
            try:
                amazon.run("orders")
            except Killed:
                kill_at = kill_at % 3 + 1
                read("UPDATE sync.leases SET owner = NULL, expires_at = NULL RETURNING 1")
                if kill_at == 1:
                    break
            else:
                break
    assert states(amazon.run(*ORDERS)) == {"done"}
    assert snapshot() == expected
