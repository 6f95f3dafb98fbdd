"""Rate plans: bursts, refills by the clock, and Amazon's 429."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.clock import parse_instant
from core.rate_plans import PUBLISHED
from simulator.rates import RateLimiter, parse_plan
from tests.unit.simulator.support import NOW, Amazon

ORDERS = "/orders/2026-01-01/orders"


def test_the_plan_is_off_real_or_a_factor():
    assert parse_plan("off") is None
    assert parse_plan("real") == 1
    assert parse_plan("10") == 10
    for wrong in ("", "fast", "0", "-1", "nan", "inf"):
        with pytest.raises(ValueError, match="rate plan"):
            parse_plan(wrong)


def test_a_bucket_gives_its_burst_then_one_call_for_each_refill():
    limiter = RateLimiter("real")
    now = parse_instant(NOW)

    def take() -> bool:
        return limiter.take("seller", "app", "searchOrders", now)

    assert [take() for _ in range(21)] == [True] * 20 + [False]
    now += timedelta(seconds=178)
    assert not take()
    now += timedelta(seconds=1)
    assert take()
    assert not take()
    now += timedelta(days=1)
    assert [take() for _ in range(21)] == [True] * 20 + [False]


def test_a_factor_makes_the_refill_faster_and_the_burst_stays():
    limiter = RateLimiter("10")
    now = parse_instant(NOW)
    assert sum(limiter.take("s", "a", "searchOrders", now) for _ in range(30)) == 20
    assert limiter.take("s", "a", "searchOrders", now + timedelta(seconds=18))
    assert limiter.rate_header("searchOrders") == "0.056"


def test_buckets_belong_to_one_seller_and_one_operation():
    limiter = RateLimiter("real")
    now = parse_instant(NOW)
    for _ in range(20):
        assert limiter.take("one", "app", "searchOrders", now)
    assert not limiter.take("one", "app", "searchOrders", now)
    assert limiter.take("two", "app", "searchOrders", now)
    assert limiter.take("one", "app", "getOrder", now)


def test_a_clock_put_back_refills_nothing():
    limiter = RateLimiter("real")
    now = parse_instant(NOW)
    for _ in range(20):
        limiter.take("s", "a", "searchOrders", now)
    assert not limiter.take("s", "a", "searchOrders", now - timedelta(hours=5))


def test_the_21st_search_is_refused_and_waiting_helps(strict_amazon: Amazon):
    amazon = strict_amazon
    wanted = {"createdAfter": "2026-11-20T00:00:00Z", "maxResultsPerPage": 1}
    statuses = [amazon.search(**wanted).status_code for _ in range(21)]
    assert statuses == [200] * 20 + [429]
    refused = amazon.search(**wanted)
    assert refused.json()["errors"][0]["code"] == "QuotaExceeded"
    assert "x-amzn-RequestId" in refused.headers
    assert "x-amzn-RateLimit-Limit" not in refused.headers
    assert "Retry-After" not in refused.headers
    amazon.clock.advance(179)
    allowed = amazon.search(**wanted)
    assert allowed.status_code == 200
    assert allowed.headers["x-amzn-RateLimit-Limit"] == "0.0056"
    calls = amazon.session.get(amazon.running.url + "/_simulator/calls").json()
    assert calls["served"]["searchOrders"] == 21
    assert calls["refused"]["searchOrders"] == 2


def test_the_plan_can_be_changed_while_it_runs(strict_amazon: Amazon):
    control = strict_amazon.running.url + "/_simulator/rates"
    assert strict_amazon.session.post(control, json={"plan": "off"}).json() == {"plan": "off"}
    wanted = {"createdAfter": "2026-11-20T11:00:00Z", "maxResultsPerPage": 1}
    assert {strict_amazon.search(**wanted).status_code for _ in range(25)} == {200}
    assert strict_amazon.session.post(control, json={"plan": "quick"}).status_code == 400


def test_every_operation_has_a_published_rate():
    from simulator.app import OPERATIONS
    from simulator.reports.kinds import KINDS

    asked = {row.name for row in OPERATIONS} | {kind.quota for kind in KINDS.values() if kind.quota}
    assert asked == set(PUBLISHED)
