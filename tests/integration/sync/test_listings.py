"""Stream `listings`: the report is the truth of a listing, whatever else has seen the SKU."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from simulator.reports.kinds import KINDS, File
from simulator.shop.calendar import SHOP_MARKETPLACES
from simulator.shop.products import offers
from tests.integration.sync.conftest import Amazon, read, states

Make = Callable[..., Amazon]
TYPE = "GET_MERCHANT_LISTINGS_ALL_DATA"
SEEN = ("marketplaces", "orders", "inventory", "products")
ALL = "SELECT * FROM seller.listings ORDER BY marketplace_id, sku"


def rewrite(monkeypatch: pytest.MonkeyPatch, change: Callable[[list[str]], list[str]]) -> None:
    """Let Amazon's report say something else: `change` gets its lines, without line ends."""
    made = KINDS[TYPE].make

    def make(wish: Any) -> File | None:
        file = made(wish)
        assert file is not None
        charset = "cp1252" if wish.region == "EU" else "utf-8"
        lines = change(file.content.decode(charset).rstrip("\r\n").split("\r\n"))
        return File("".join(line + "\r\n" for line in lines).encode(charset), file.content_type)

    monkeypatch.setitem(KINDS, TYPE, KINDS[TYPE].__class__(False, 1800, make))


def asked(amazon: Amazon) -> Counter[str]:
    return Counter(amazon.simulator.world.rates.served)


def test_every_offer_is_there_as_the_report_describes_it(amazon_of: Make) -> None:
    amazon = amazon_of(days=3)
    assert states(amazon.run("marketplaces", "listings")) == {"done"}
    stored = {
        (place, sku): row
        for place, sku, *row in read(
            "SELECT marketplace_id, sku, asin, title, fulfillment_channel, currency, condition"
            " FROM seller.listings WHERE status = 'Active'"
        )
    }
    expected = {
        (place.marketplace_id, offer.sku): [
            offer.product.asin, offer.title, "AFN" if offer.is_fba else "MFN", place.currency,
            "NewItem",
        ]
        for place in SHOP_MARKETPLACES for offer in offers(place.marketplace_id)
    }  # fmt: skip
    assert stored == expected
    # A quotation mark in a title of America, an umlaut out of Windows-1252.
    titles = " ".join(str(row[1]) for row in stored.values())
    assert '8" (20 cm)' in titles
    assert "für" in titles
    [(missing, units)] = read(
        "SELECT count(*) FILTER (WHERE price_amount IS NULL OR opened_at IS NULL"
        " OR listing_id IS NULL), count(quantity) FILTER (WHERE fulfillment_channel = 'AFN')"
        " FROM seller.listings"
    )
    assert (missing, units) == (0, 0)


def test_neither_orders_nor_stock_nor_catalog_take_away_what_the_report_knows(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=3)
    amazon.run("marketplaces", "listings")
    columns = "marketplace_id, sku, asin, fulfillment_channel, price_amount, status, source"
    first = read(f"SELECT {columns} FROM seller.listings ORDER BY 1, 2")
    assert states(amazon.run(*SEEN, is_forced=True)) == {"done"}
    assert read(f"SELECT {columns} FROM seller.listings ORDER BY 1, 2") == first


def test_in_any_order_of_arrival_the_listings_are_the_same(amazon_of: Make) -> None:
    amazon = amazon_of(days=3)
    amazon.run(*SEEN, "listings")
    named = ALL.replace(
        "*", "marketplace_id, sku, asin, title, fulfillment_channel, price_amount, status, source"
    )
    first = read(named)
    assert {row[-1] for row in first} == {"listings-report"}
    for table in ("inventory_daily", "inventory", "order_items", "orders", "product_images",
                  "listings", "products"):  # fmt: skip
        read(f"DELETE FROM seller.{table} RETURNING 1")
    read("DELETE FROM sync.cursors RETURNING 1")
    amazon.run("listings", *SEEN, is_forced=True)
    assert read(named) == first


def test_a_listing_that_is_gone_is_marked_deleted_and_comes_back(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=3)
    amazon.run("marketplaces", "listings")
    gone = read("SELECT sku FROM seller.listings ORDER BY 1 LIMIT 1")[0][0]
    with monkeypatch.context() as patch:
        rewrite(patch, lambda lines: [line for line in lines if f"\t{gone}\t" not in line])
        amazon.run("listings", is_forced=True)
        where = f"FROM seller.listings WHERE sku = '{gone}'"
        assert set(read(f"SELECT status {where}")) == {("Deleted",)}
        assert [one.rows_written for one in amazon.run("listings", is_forced=True)] == [0, 0]
    amazon.run("listings", is_forced=True)
    assert set(read(f"SELECT status {where}")) == {("Active",)}


def test_a_line_that_makes_no_sense_is_set_aside_and_nothing_counts_as_deleted(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=3)
    amazon.run("marketplaces", "listings")
    before = read(ALL)

    def spoil(lines: list[str]) -> list[str]:
        # A tab in a title: every cell behind it has moved.
        return [lines[0], lines[1].replace(" ", "\t", 1), *lines[3:]]

    with monkeypatch.context() as patch:
        rewrite(patch, spoil)
        results = amazon.run("listings", is_forced=True)
    assert states(results) == {"partial"}
    assert [one.sentence.split()[0] for one in results] == ["1", "2"]
    assert read(ALL) == before
    [(reason,)] = read("SELECT DISTINCT reason FROM sync.quarantine WHERE stream = 'listings'")
    assert "30 cells, the header has 29" in reason


def test_a_line_is_read_again_by_replay_once_it_can_be(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sync import replay
    from sync.sources import listings

    amazon = amazon_of(days=3)
    with monkeypatch.context() as patch:
        patch.setattr(listings, "_ASIN", listings.re.compile("C.*"))
        assert states(amazon.run("marketplaces", "listings")) == {"done", "partial"}
    assert read("SELECT count(*) FROM seller.listings") == [(0,)]
    assert states(amazon.run("listings", kind=replay.KIND)) == {"done"}
    [(count,)] = read("SELECT count(*) FROM seller.listings WHERE status = 'Active'")
    assert count == sum(len(offers(place.marketplace_id)) for place in SHOP_MARKETPLACES)
    assert read("SELECT count(*) FROM sync.quarantine WHERE replayed_at IS NULL") == [(0,)]


def test_at_amazon_s_pace_a_report_is_asked_for_once_and_found_again_by_its_number(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=3, rate_plan="real")
    monkeypatch.setattr("sync.snapshots.PATIENCE_SECONDS", 1.0)
    results = {one.stream: one for one in amazon.run("marketplaces", "listings")}
    assert results["listings"].state == "waiting"
    assert "preparing" in results["listings"].sentence
    amazon.clock.advance(900)
    assert states(amazon.run("listings")) == {"done"}
    assert asked(amazon)["createReport"] == 3
    assert amazon.simulator.world.rates.refused.total() == 0


def test_asked_too_soon_it_waits_for_amazon_s_interval_and_loses_nothing(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=3, rate_plan="real")
    # Up to four minutes is how long the simulator takes for a report.
    monkeypatch.setattr("sync.snapshots.PATIENCE_SECONDS", 300.0)
    assert states(amazon.run("marketplaces", "listings")) == {"done"}
    before = read(ALL)
    [one, _] = amazon.run("listings", is_forced=True)
    assert one.state == "waiting"
    assert "in 30 minutes" in one.sentence
    assert read(ALL) == before
    amazon.clock.advance(40 * 60)
    assert states(amazon.run("listings")) == {"done"}


def test_a_report_that_amazon_cannot_make_leaves_the_stream_due(amazon_of: Make) -> None:
    amazon = amazon_of(days=3)
    amazon.run("marketplaces")
    amazon.fault("fatal_report", operation="createReport", count=1000)
    for _ in range(3):
        last = amazon.run("listings")
        amazon.clock.advance(31 * 60)
    assert states(last) == {"failed"}
    assert "could not give" in last[0].sentence
    amazon.simulator.world.faults.clear()
    resting = amazon.run("listings")
    assert states(resting) == {"waiting"}
    assert "hours" in resting[0].sentence
    amazon.clock.advance(8 * 3600)
    assert states(amazon.run("listings")) == {"done"}


def test_the_catalog_is_asked_about_new_products_daily_and_all_weekly(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=3)
    # One product is not listed at first.
    late = offers(SHOP_MARKETPLACES[0].marketplace_id)[0].product.asin
    with monkeypatch.context() as patch:
        rewrite(patch, lambda lines: [line for line in lines if late not in line])
        amazon.run("marketplaces", "listings", "products")
    whole = asked(amazon)["searchCatalogItems"]
    assert whole > 6
    day = timedelta(days=1).total_seconds()
    for _ in range(2):
        amazon.clock.advance(day)
        amazon.run("listings", "products")
    # The new one, once in each of the three marketplaces.
    assert asked(amazon)["searchCatalogItems"] == whole + 3
    assert read(f"SELECT count(*) FROM seller.products WHERE asin = '{late}' AND title <> ''") == [
        (1,)
    ]
    amazon.clock.advance(6 * day)
    amazon.run("products")
    assert asked(amazon)["searchCatalogItems"] >= 2 * whole
