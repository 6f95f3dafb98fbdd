"""Stream `inventory`: changes by the hour, the whole at night, and nothing zeroed by mistake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from core.errors import DataError
from simulator.shop.calendar import SHOP_MARKETPLACES
from simulator.shop.stock import stock_levels
from sync.sources import inventory
from tests.integration.sync.conftest import Amazon, read, states

Make = Callable[..., Amazon]
HOUR = 3600


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, datetime | None]]:
    """Note from when on each marketplace's stock is asked for; None is the whole."""
    noted: list[tuple[str, datetime | None]] = []
    real = inventory.read_stock

    def spy(context: Any, place: Any, since: datetime | None) -> Any:
        noted.append((place.country_code, since))
        return real(context, place, since)

    monkeypatch.setattr(inventory, "read_stock", spy)
    return noted


def truth(amazon: Amazon) -> dict[tuple[str, str], tuple[int, int, int, int]]:
    """What lies where, by the simulator itself: to sell, reserved, broken, on its way."""
    now = amazon.simulator.world.second()
    return {
        (place.marketplace_id, level.offer.sku): (
            level.fulfillable, level.reserved, level.unfulfillable, level.inbound
        )
        for place in SHOP_MARKETPLACES
        for level in stock_levels(amazon.simulator.world.shop, place, now)
    }  # fmt: skip


def stored() -> dict[tuple[str, str], tuple[int, int, int, int]]:
    rows = read(
        "SELECT marketplace_id, sku, fulfillable_units, reserved_units, unfulfillable_units,"
        " inbound_units FROM seller.inventory"
    )
    return {(place, sku): tuple(units) for place, sku, *units in rows}


def test_the_first_run_of_a_day_reads_everything_the_others_what_has_changed(
    amazon_of: Make, spans: list[tuple[str, datetime | None]]
) -> None:
    amazon = amazon_of(days=1)
    amazon.run("marketplaces", "inventory")
    assert sorted(spans, key=str) == [("DE", None), ("GB", None), ("US", None)]
    spans.clear()
    start = amazon.clock.now()
    amazon.clock.advance(HOUR)
    amazon.run("inventory")
    assert {since for _, since in spans} == {start - inventory.OVERLAP}
    # It is noon in London: midnight comes to Berlin first, then to London, then to Seattle.
    for hours, whole in ((10, {"DE"}), (1, {"GB"}), (8, {"US"})):
        amazon.clock.advance(hours * HOUR)
        spans.clear()
        amazon.run("inventory")
        assert {place for place, since in spans if since is None} == whole
    spans.clear()
    amazon.run("inventory", is_forced=True)
    assert all(since is None for _, since in spans)


def test_hour_by_hour_the_changes_give_the_whole_picture(amazon_of: Make) -> None:
    amazon = amazon_of(days=1)
    amazon.run("marketplaces", "inventory")
    read_rows = []
    for _ in range(9):
        amazon.clock.advance(HOUR)
        results = amazon.run("inventory")
        assert states(results) == {"done"}
        read_rows.append(sum(one.rows_read for one in results))
        # What is on its way to Amazon is seen by the whole picture only.
        seen = {key: units[:3] for key, units in stored().items()}
        assert seen == {key: units[:3] for key, units in truth(amazon).items()}
    assert max(read_rows) < len(truth(amazon)) / 2
    amazon.clock.advance(14 * HOUR)
    amazon.run("inventory")
    assert {key: units for key, units in stored().items() if any(units)} == {
        key: units for key, units in truth(amazon).items() if any(units)
    }


def test_changes_never_zero_a_sku_that_they_do_not_name(amazon_of: Make) -> None:
    amazon = amazon_of(days=1)
    amazon.run("marketplaces", "inventory")
    read(
        "INSERT INTO seller.inventory (account_id, marketplace_id, sku, asin, fulfillable_units,"
        " total_units, source, fetched_at) SELECT account_id, marketplace_id, 'GONE', asin, 5, 5,"
        " source, fetched_at FROM seller.inventory LIMIT 1 RETURNING 1"
    )
    gone = "SELECT fulfillable_units, total_units FROM seller.inventory WHERE sku = 'GONE'"
    for hours in (1, 2):
        amazon.clock.advance(hours * HOUR)
        amazon.run("inventory")
        assert read(gone) == [(5, 5)]
    amazon.clock.advance(24 * HOUR)
    amazon.run("inventory")
    assert read(gone) == [(0, 0)]


def units_in(country: str) -> list[int]:
    """How much lies in a country now, and by its newest row of a day."""
    place = next(one for one in SHOP_MARKETPLACES if one.country_code == country)
    [row] = read(
        "SELECT (SELECT sum(total_units) FROM seller.inventory WHERE marketplace_id = :id),"
        " (SELECT sum(total_units) FROM seller.inventory_daily WHERE marketplace_id = :id"
        "  GROUP BY local_date ORDER BY local_date DESC LIMIT 1)",
        id=place.marketplace_id,
    )
    return [int(units) for units in row]


def without_rows(answer: Any) -> Any:
    """Answer for the US that nothing lies there, and end the list properly."""
    payload = answer["payload"]
    if payload["granularity"]["granularityId"] != "ATVPDKIKX0DER":
        return answer
    return {"payload": {**payload, "inventorySummaries": []}}


def test_a_marketplace_is_emptied_by_empty_lists_of_two_nights_and_looked_at_each_hour_between(
    amazon_of: Make, spans: list[tuple[str, datetime | None]]
) -> None:
    amazon = amazon_of(days=1)
    amazon.run("marketplaces", "inventory")
    there = units_in("US")
    assert min(there) > 0
    amazon.simulator.world.faults.edit("getInventorySummaries", without_rows)
    amazon.clock.advance(24 * HOUR)
    for _ in range(2):
        spans.clear()
        assert states(amazon.run("inventory")) == {"done"}
        assert units_in("US") == there
        assert ("US", None) in spans
        amazon.clock.advance(HOUR)
    amazon.clock.advance(21 * HOUR)
    amazon.run("inventory")
    assert units_in("US") == [0, 0]
    assert min([*units_in("GB"), *units_in("DE")]) > 0
    amazon.simulator.world.faults.clear()
    amazon.clock.advance(HOUR)
    amazon.run("inventory")
    assert {key: units for key, units in stored().items() if any(units)} == {
        key: units for key, units in truth(amazon).items() if any(units)
    }


def test_an_empty_list_that_was_a_fault_empties_nothing_however_often_it_comes(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=1)
    amazon.run("marketplaces", "inventory")
    faults = amazon.simulator.world.faults
    for _ in range(3):
        faults.edit("getInventorySummaries", without_rows)
        amazon.clock.advance(22 * HOUR)
        amazon.run("inventory")
        assert min(units_in("US")) > 0
        # The very next look finds the whole stock: nobody waits for the night.
        faults.clear()
        amazon.clock.advance(HOUR)
        amazon.run("inventory")
        us = {key: units for key, units in truth(amazon).items() if key[0] == "ATVPDKIKX0DER"}
        assert {key: units for key, units in stored().items() if key in us} == us


@pytest.mark.parametrize("payload", [{}, None, {"inventorySummaries": ["odd"]}])
def test_a_broken_answer_never_empties_a_marketplace_however_many_nights_it_comes(
    amazon_of: Make, payload: Any
) -> None:
    amazon = amazon_of(days=1)
    amazon.run("marketplaces", "inventory")
    there = units_in("US")
    amazon.simulator.world.faults.edit("getInventorySummaries", lambda _: {"payload": payload})
    for _ in range(3):
        amazon.clock.advance(24 * HOUR)
        assert "done" not in states(amazon.run("inventory"))
        assert units_in("US") == there


def test_every_sku_has_its_row_of_the_day_though_only_some_have_changed(amazon_of: Make) -> None:
    amazon = amazon_of(days=1)
    amazon.run("marketplaces", "inventory")
    for _ in range(3):
        amazon.clock.advance(HOUR)
        amazon.run("inventory")
    [(skus,)] = read("SELECT count(*) FROM seller.inventory")
    [(rows, differ)] = read(
        "SELECT count(*), count(*) FILTER (WHERE d.total_units <> i.total_units)"
        " FROM seller.inventory_daily d JOIN seller.inventory i USING (account_id, marketplace_id,"
        " sku)"
    )
    assert (rows, differ) == (skus, 0)


def test_a_run_that_ends_between_marketplaces_goes_on_where_it_was(
    amazon_of: Make,
    spans: list[tuple[str, datetime | None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    amazon = amazon_of(days=1)
    amazon.run("marketplaces")
    with monkeypatch.context() as patch:
        real = inventory.read_stock

        def broken(context: Any, place: Any, since: Any) -> Any:
            if place.country_code == "DE":
                raise DataError("no")
            return real(context, place, since)

        patch.setattr(inventory, "read_stock", broken)
        amazon.run("inventory")
    spans.clear()
    amazon.clock.advance(HOUR)
    amazon.run("inventory")
    assert {place for place, since in spans if since is None} == {"DE"}
