"""Pan-European stock: found in Amazon's answers, kept, ended, and not found where there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.database import Role, account_transaction
from simulator.shop.pan_europe import GERMANY, NEIGHBOURS
from sync.connections import list_connections
from sync.findings import OK
from sync.stock_pools import find_pooled_stock, write_stock_pools
from tests.integration.sync.conftest import Amazon, read, states

Make = Callable[..., Amazon]
POOL = [GERMANY.marketplace_id, *(place.marketplace_id for place in NEIGHBOURS)]
FRANCE, SPAIN = NEIGHBOURS[0].marketplace_id, NEIGHBOURS[2].marketplace_id
DAY = 86400


def pools() -> dict[str, set[str]]:
    """Return the marketplaces that share a stock now, by SKU."""
    found: dict[str, set[str]] = {}
    for sku, place in read(
        "SELECT sku, marketplace_id FROM seller.stock_pools WHERE until IS NULL"
    ):
        found.setdefault(sku, set()).add(place)
    return found


def told_skus() -> set[str]:
    return {sku for (sku,) in read(
        "SELECT sku FROM seller.inventory WHERE marketplace_id = :place AND total_units > 0",
        place=GERMANY.marketplace_id,
    )}  # fmt: skip


def finding() -> Any:
    seller = next(one for one in list_connections(is_demo=True) if one.region == "EU")
    return find_pooled_stock(seller)


def test_a_shop_without_the_programme_has_no_such_stock(amazon_of: Make) -> None:
    amazon = amazon_of(days=1)
    amazon.run("marketplaces", "inventory")
    assert read("SELECT count(*) FROM seller.stock_pools") == [(0,)]
    assert finding() is None


def test_every_sku_of_the_programme_is_found_at_once_and_britain_stays_apart(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=1)
    amazon.simulator.world.is_pan_european = True
    assert states(amazon.run("marketplaces", "inventory")) == {"done"}
    assert pools() == {sku: set(POOL) for sku in told_skus()}
    assert len(pools()) > 20
    ranks = read("SELECT DISTINCT rank, marketplace_id, until FROM seller.stock_pools ORDER BY 1")
    assert ranks == [(number, place, None) for number, place in enumerate(POOL, 1)]
    assert finding().level == OK
    assert "for Germany, France, Italy, Spain: it is pan-European" in finding().sentence
    versions = read("SELECT version FROM seller.data_versions WHERE source = 'inventory'")
    # Hours and days later nothing begins or ends, however stock moves between two answers.
    for seconds in (3600, DAY, DAY):
        amazon.clock.advance(seconds)
        amazon.run("inventory")
        assert set(pools()) >= told_skus()
        assert read("SELECT count(*) FROM seller.stock_pools WHERE until IS NOT NULL") == [(0,)]
    assert read("SELECT version FROM seller.data_versions WHERE source = 'inventory'") > versions


def test_what_leaves_the_programme_ends_and_the_days_before_stay_shared(amazon_of: Make) -> None:
    amazon = amazon_of(days=1)
    amazon.simulator.world.is_pan_european = True
    amazon.run("marketplaces", "inventory")
    sku = min(told_skus())
    # Spain is not told this SKU any more: its offer there is gone.
    read(
        "UPDATE seller.inventory_daily SET fulfillable_units = 0, inbound_units = 0,"
        " reserved_units = 0, unfulfillable_units = 0, total_units = 0"
        " WHERE marketplace_id = :place AND sku = :sku RETURNING 1",
        place=SPAIN, sku=sku,
    )  # fmt: skip
    today = amazon.clock.now().date()
    with account_transaction(Role.SYNC, 1) as connection:
        assert write_stock_pools(connection, 1, today) == 1
    assert pools()[sku] == set(POOL) - {SPAIN}
    ((until,),) = read(
        "SELECT until FROM seller.stock_pools WHERE marketplace_id = :place AND sku = :sku",
        place=SPAIN, sku=sku,
    )  # fmt: skip
    assert until == today


def test_days_on_which_each_was_told_its_own_stay_before_the_beginning(amazon_of: Make) -> None:
    amazon = amazon_of(days=1)
    amazon.run("marketplaces", "inventory")
    amazon.simulator.world.is_pan_european = True
    amazon.run("marketplaces", is_forced=True)
    sku = min(told_skus())
    today = amazon.clock.now().date()
    read(
        "INSERT INTO seller.inventory_daily (account_id, marketplace_id, local_date, sku, asin,"
        " fulfillable_units, total_units, source, fetched_at)"
        " SELECT account_id, p.place, CAST(:today AS date) - 30, sku, asin, p.units, p.units,"
        " 'fba-inventory-v1', fetched_at FROM seller.inventory,"
        " (VALUES (CAST(:germany AS text), 90), (:spain, 40)) AS p (place, units)"
        " WHERE marketplace_id = :germany AND sku = :sku RETURNING 1",
        today=today, germany=GERMANY.marketplace_id, spain=SPAIN, sku=sku,
    )  # fmt: skip
    amazon.run("inventory", is_forced=True)
    begun = dict(read("SELECT DISTINCT sku, since FROM seller.stock_pools"))
    assert (today - begun[sku]).days == 29
    assert {since.year for other, since in begun.items() if other != sku} == {1}
