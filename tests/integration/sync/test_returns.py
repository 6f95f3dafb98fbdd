"""Streams of returns: as the simulator has them, resumed by their report, nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.clock import parse_instant
from simulator.reports import kinds
from simulator.shop.calendar import SHOP_MARKETPLACES, second_of
from simulator.shop.money_events import paid_back
from simulator.shop.returns import LONGEST_RETURN_DAYS, returns_between
from sync.sources import returns_fba
from tests.conftest import FROZEN_NOW
from tests.integration.sync.conftest import Amazon, read, states

Make = Callable[..., Amazon]
DAYS = 60
FBA_TYPE = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA"
STORED = "SELECT return_key, disposition, local_date, marketplace_id FROM seller.returns"


def units(amazon: Amazon, days: int = DAYS) -> list[tuple[Any, ...]]:
    """What has come back to Amazon's warehouses so far, as the simulator knows it."""
    now = second_of(amazon.clock.now())
    first = second_of(parse_instant(FROZEN_NOW)) - days * 86400
    return sorted(
        (one.lpn, one.disposition, (parse_instant("1970-01-01T00:00:00Z")
         + timedelta(seconds=one.dated_at(now))).astimezone(place.zone).date(),
         place.marketplace_id)
        for place in SHOP_MARKETPLACES
        for day in returns_between(7, place, first, now)
        for one in day.units
        if first <= one.dated_at(now) < now
    )  # fmt: skip


def test_every_unit_that_came_back_is_there_once_with_its_order_s_marketplace(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=120)
    assert states(amazon.run("marketplaces", "orders", "returns_fba")) == {"done"}
    expected = units(amazon, 120)
    assert len(expected) > 400
    stored = read(STORED + " ORDER BY 1")
    assert [row[:2] for row in stored] == [row[:2] for row in expected]
    # Only of orders from before the history nobody knows the marketplace.
    known = {row for row in stored if row[3]}
    assert known <= set(expected)
    since = amazon.clock.now().date() - timedelta(days=120 - LONGEST_RETURN_DAYS)
    assert {row for row in expected if row[2] > since} <= known
    again = amazon.run("returns_fba", is_forced=True)
    assert all(one.rows_read > 0 and one.rows_written == 0 for one in again)
    assert [row[0] for row in read("SELECT DISTINCT source FROM seller.returns")] == [FBA_TYPE]


def test_a_return_whose_order_comes_later_gets_its_marketplace_then(amazon_of: Make) -> None:
    amazon = amazon_of(days=100)
    amazon.run("marketplaces", "returns_fba")
    unplaced = "SELECT count(*) FROM seller.returns WHERE marketplace_id IS NULL"
    [(before,)] = read(unplaced)
    assert before > 400
    amazon.run("orders")
    amazon.clock.advance(86400)
    amazon.run("returns_fba")
    assert read(unplaced)[0][0] < before / 2
    stored = [row for row in read(STORED) if row[3]]
    assert set(stored) <= set(units(amazon, 100))


def test_a_later_run_looks_back_thirty_days_and_a_unit_dated_anew_stays_one(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=DAYS)
    amazon.run("marketplaces", "returns_fba")
    for _ in range(3):
        amazon.clock.advance(86400 + 60)
        assert states(amazon.run("returns_fba")) == {"done"}
    expected = units(amazon)
    assert [row[:2] for row in read(STORED + " ORDER BY 1")] == [row[:2] for row in expected]
    [(windows,)] = read("SELECT count(*) FROM sync.report_jobs WHERE state = 'closed'")
    assert windows == 2 * (1 + 3)
    assert read("SELECT count(*) FROM sync.report_jobs WHERE data_end_at - data_start_at"
                " > interval '60 days' OR state <> 'closed'") == [(0,)]  # fmt: skip


def test_returns_to_the_seller_carry_the_refund_to_the_cent(amazon_of: Make) -> None:
    amazon = amazon_of(days=300)
    assert states(amazon.run("marketplaces", "returns_merchant")) == {"done"}
    now = second_of(amazon.clock.now())
    first = now - 300 * 86400
    expected = {
        (one.order.order_id, one.line.offer.sku): (
            place.marketplace_id, one.line.quantity, place.currency,
            Decimal(paid_back(one.line)) / 100 if one.refund.second <= now else None,
            bool(one.rma),
        )
        for place in SHOP_MARKETPLACES
        for day in returns_between(7, place, first, now)
        for one in day.seller
        if first <= one.requested < now
    }  # fmt: skip
    stored = {
        row[:2]: row[2:]
        for row in read(
            "SELECT amazon_order_id, sku, marketplace_id, quantity, currency, refunded_amount,"
            " return_key NOT LIKE 'no RMA%' FROM seller.returns WHERE channel = 'MFN'"
        )
    }
    assert stored == expected
    assert len(stored) > 40
    assert {row[0] for row in stored.values()} == {one.marketplace_id for one in SHOP_MARKETPLACES}


def test_a_marketplace_that_joins_later_brings_its_returns(amazon_of: Make) -> None:
    amazon = amazon_of(days=120)
    amazon.run("marketplaces")
    britain = "A1F83G8C2ARO7P"
    switch = "UPDATE seller.marketplaces SET is_participating = :on WHERE marketplace_id = :id"
    read(switch + " RETURNING 1", on=False, id=britain)
    amazon.run("returns_merchant")
    count = "SELECT count(*) FROM seller.returns WHERE marketplace_id = :id"
    assert read(count, id=britain) == [(0,)]
    read(switch + " RETURNING 1", on=True, id=britain)
    amazon.clock.advance(86400)
    amazon.run("returns_merchant")
    now = second_of(amazon.clock.now())
    place = next(one for one in SHOP_MARKETPLACES if one.marketplace_id == britain)
    expected = [
        one
        for day in returns_between(7, place, now - 121 * 86400, now)
        for one in day.seller
        if now - 121 * 86400 <= one.requested < now
    ]
    assert read(count, id=britain) == [(len(expected),)]
    assert len(expected) > 1


def test_a_longer_history_is_fetched_on_request(amazon_of: Make) -> None:
    amazon = amazon_of(days=20)
    amazon.run("marketplaces", "returns_fba")
    assert len(read(STORED)) == len(units(amazon, 20))
    amazon.run("returns_fba", kind="backfill", backfill_days=70)
    assert len(read(STORED)) == len(units(amazon, 70))
    again = amazon.run("returns_fba", is_forced=True)
    assert [one.rows_written for one in again] == [0, 0]


def test_a_run_that_was_cut_off_goes_on_with_the_same_report(amazon_of: Make) -> None:
    amazon = amazon_of(days=20)
    amazon.run("marketplaces")
    amazon.fault("http_error", operation="getReport", count=100, status=503)
    assert states(amazon.run("returns_fba")) == {"failed"}
    asked = read("SELECT report_id FROM sync.report_jobs WHERE state = 'requested' ORDER BY 1")
    assert len(asked) == 2
    amazon.simulator.world.faults.clear()
    served = amazon.simulator.world.rates.served
    before = served["createReport"]
    amazon.clock.advance(900)
    assert states(amazon.run("returns_fba")) == {"done"}
    assert served["createReport"] == before
    assert read("SELECT report_id FROM sync.report_jobs WHERE state = 'closed' ORDER BY 1") == asked


def test_a_report_of_yesterday_never_overwrites_what_is_asked_for_today(amazon_of: Make) -> None:
    amazon = amazon_of(days=20)
    amazon.run("marketplaces")
    amazon.fault("http_error", operation="getReport", count=100, status=503)
    amazon.run("returns_fba")
    amazon.simulator.world.faults.clear()
    amazon.clock.advance(86400)
    assert states(amazon.run("returns_fba")) == {"done"}
    notes = read("SELECT note, rows_read FROM sync.report_jobs WHERE note IS NOT NULL")
    assert notes == [("These days were asked for anew.", 0)] * 2
    assert read("SELECT count(*) FROM sync.report_jobs WHERE state <> 'closed'") == [(0,)]


def test_a_cancelled_report_is_asked_for_again_after_amazon_s_interval_and_then_is_empty(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=20)
    nothing = replace(kinds.KINDS[FBA_TYPE], make=lambda _wish: None)
    monkeypatch.setitem(kinds.KINDS, FBA_TYPE, nothing)
    served = amazon.simulator.world.rates.served
    assert states(amazon.run("marketplaces", "returns_fba")) == {"done"}
    assert served["createReport"] == 2
    # Not within four hours, whoever asks by schedule; a day later the days are asked for anew.
    assert read("SELECT DISTINCT state, not_before > :now FROM sync.report_jobs",
                now=amazon.clock.now()) == [("wanted", True)]  # fmt: skip
    amazon.clock.advance(86400)
    monkeypatch.undo()
    assert states(amazon.run("returns_fba")) == {"done"}
    assert len(read(STORED)) == len(units(amazon, 20))


def test_an_empty_window_without_an_interval_is_asked_for_twice_at_once(amazon_of: Make) -> None:
    amazon = amazon_of(days=1)
    results = amazon.run("marketplaces", "returns_merchant")
    assert states(results) == {"done"}
    found = read("SELECT DISTINCT state, attempts FROM sync.report_jobs WHERE state = 'empty'")
    assert found == [("empty", 2)]


def test_a_line_that_cannot_be_read_is_kept_without_the_person_and_read_again_later(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=20)
    real = kinds.unit_returns_file

    def clumsy(*arguments: Any) -> str:
        head, first, *rest = real(*arguments).split("\r\n")
        return "\r\n".join([head, first.replace("\t1\t", "\tone\t"), *rest])

    monkeypatch.setattr(kinds, "unit_returns_file", clumsy)
    assert "partial" in states(amazon.run("marketplaces", "returns_fba"))
    expected = units(amazon, 20)
    assert len(read(STORED)) == len(expected) - 2
    [(reason, open_rows)] = read(
        "SELECT min(reason), count(*) FROM sync.quarantine WHERE replayed_at IS NULL"
    )
    assert open_rows == 2
    assert "Line 2 of GET_FBA" in reason
    read_one = returns_fba.REPORT.read
    words = {"one": "1"}
    learned = replace(
        returns_fba.REPORT,
        read=lambda cell, place: read_one(lambda name: words.get(cell(name), cell(name)), place),
    )
    from sync import flat_reports
    from sync.registry import SOURCES

    monkeypatch.setitem(SOURCES, "returns_fba", flat_reports.source_of(learned))
    assert states(amazon.run("returns_fba", kind="replay", is_forced=True)) == {"done"}
    assert [row[:2] for row in read(STORED + " ORDER BY 1")] == [row[:2] for row in expected]
