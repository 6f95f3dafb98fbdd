"""F51 and F53 to F56: advertising, one marketplace of several, and an account that goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from starlette.responses import Response

from core.marketplaces import MARKETPLACES
from simulator.call import Call
from simulator.endpoints import inventory as stock
from simulator.errors import ApiError
from tests.faults.oracle import History, assert_same, assert_settled, history
from tests.faults.shop import Shop, by_stream, states
from tests.integration.sync.conftest import read

ADS = ("ads_profiles", "ads_sp_campaigns")
DE = "A1PA6795UKMFR9"


def ads_in_two_runs(shop: Shop) -> None:
    """Advertising at Amazon's own pace: asked for in one run, read an hour later."""
    shop.world.rates.change_plan("real")
    first = shop.run("marketplaces", *ADS)
    assert "waiting" in states(first)
    for clock in (shop.clock, shop.timer):
        clock.advance(3600)
    assert states(shop.run(*ADS)) == {"done"}


def test_f51_f53_a_report_that_amazon_has_already_is_looked_after_and_not_made_twice(
    shop: Shop,
) -> None:
    ads_in_two_runs(shop)
    expected = history()
    assert len(expected["ads_daily"]) > 50
    jobs = read("SELECT count(*) FROM sync.report_jobs")
    shop = Shop(shop.simulator, shop.installation)
    shop.restore("empty")
    made: list[Any] = []

    def lose(answer: Any) -> Any:
        """Amazon takes every second wish, and its answer is lost on the way."""
        made.append(answer)
        return Response(status_code=500) if len(made) % 2 else answer

    shop.edit("adsCreateReport", lose)
    ads_in_two_runs(shop)
    # A wish that was repeated is answered 425 with the number of its twin, which is read.
    assert [(len(made),)] == jobs
    assert shop.world.rates.refused["adsCreateReport"] >= len(made) // 2
    assert_same(history(), expected)


def test_f51_a_longer_history_that_is_asked_for_while_a_report_is_under_way_comes_too(
    shop: Shop,
) -> None:
    shop.world.rates.change_plan("real")
    assert "waiting" in states(shop.run("marketplaces", *ADS))
    shop.run(*ADS, kind="backfill", backfill_days=5)
    for clock in (shop.clock, shop.timer):
        clock.advance(3600)
    assert states(shop.run(*ADS)) == {"done"}
    days = "SELECT min(local_date)::text, count(DISTINCT local_date) FROM seller.ads_daily"
    assert read(days) == [("2026-11-15", 5)]


def test_f54_days_that_are_restated_are_replaced_and_what_they_were_is_kept(shop: Shop) -> None:
    assert states(shop.run("marketplaces", *ADS)) == {"done"}
    day = "2026-11-19"
    cost = "SELECT sum(sales_amount) FROM seller.ads_daily WHERE local_date = :day"
    before = read(cost, day=day)
    for clock in (shop.clock, shop.timer):
        clock.advance(timedelta(days=3).total_seconds())
    assert states(shop.run(*ADS)) == {"done"}
    restated = [row for row in history()["ads_daily"] if f'"local_date": "{day}"' in row]
    assert read(cost, day=day) != before
    versions = read(
        "SELECT max(n) FROM (SELECT count(*) AS n FROM seller.ads_restatements"
        " WHERE local_date = :day GROUP BY profile_id, ad_product) AS v",
        day=day,
    )
    assert versions == [(2,)]
    # One who has never seen the old figures reads the very same new ones.
    shop.restore("empty")
    shop.set(backfill_days=5)
    assert states(shop.run("marketplaces", *ADS)) == {"done"}
    assert [row for row in history()["ads_daily"] if f'"local_date": "{day}"' in row] == restated


def test_f55_one_marketplace_that_fails_does_not_stop_the_others(
    shop: Shop, expected: History
) -> None:
    async def broken(call: Call) -> Any:
        if call.query["marketplaceIds"] == DE:
            raise ApiError(503, "ServiceUnavailable", "Try later.")
        return await stock.OPERATIONS[0].handler(call)

    shop.answer("getInventorySummaries", broken)
    results = by_stream(shop.run(), "EU")
    assert results["inventory"].state == "failed"
    assert results["orders"].state == "done"
    places = read("SELECT marketplace_id FROM seller.inventory GROUP BY 1 ORDER BY 1")
    assert places == [("A1F83G8C2ARO7P",), ("ATVPDKIKX0DER",)]
    assert results["inventory"].sentence.startswith(MARKETPLACES[DE].name)
    shop.heal()
    assert states(shop.run()) == {"done"}
    assert_same(history(), expected)
    assert_settled()
