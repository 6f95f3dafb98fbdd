"""Advertising from the simulator into the database: to the cent, again, and after trouble."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.clock import parse_instant
from core.database import Role, engine_for
from simulator.ads.desk import QUEUE_LENGTH
from simulator.ads.truth import ad_ledger
from sync.ads_desk import MOST_AT_ONCE
from sync.stream_run import StreamResult
from tests.conftest import FROZEN_NOW
from tests.integration.sync.conftest import Amazon, read, states

Make = Callable[..., Amazon]
US, DE, UK = "ATVPDKIKX0DER", "A1PA6795UKMFR9", "A1F83G8C2ARO7P"
CAMPAIGNS = ("ads_sp_campaigns", "ads_sb_campaigns", "ads_sd_campaigns")
REPORTS = (*CAMPAIGNS, "ads_sp_products", "ads_sp_targets", "ads_sp_search_terms")
LISTS = ("ads_profiles", "ads_campaigns", "ads_groups", "ads_targets")
TABLES = ("ads_daily", "ad_products_daily", "ad_targets_daily", "ad_search_terms")
YESTERDAY = date(2026, 11, 19)
FIGURES = "impressions, clicks, cost_amount, sales_amount, orders, units"


def stored(first: date, last: date) -> dict[tuple[str, ...], tuple[Decimal, ...]]:
    """Return the campaigns' days in the database by (marketplace, day, campaign)."""
    rows = read(
        f"SELECT marketplace_id, local_date, ad_product, campaign_id, currency, {FIGURES}"
        " FROM seller.ads_daily WHERE local_date BETWEEN :first AND :last",
        first=first,
        last=last,
    )
    return {(row[0], str(row[1]), *row[2:5]): tuple(map(Decimal, row[5:])) for row in rows}


def true(amazon: Amazon, first: date, last: date) -> dict[tuple[str, ...], tuple[Decimal, ...]]:
    """Return the same out of the simulator's ad ledger, as of its clock."""
    world = amazon.simulator.world
    names = ("impressions", "clicks", "cost", "sales", "orders", "units")
    return {
        tuple(
            str(row[name])
            for name in ("marketplace_id", "local_date", "ad_product", "campaign_id", "currency")
        ): tuple(Decimal(str(row[name])) for name in names)
        for row in ad_ledger(world.seed, first, last, world.second())
    }


def calls_of(amazon: Amazon, operation: str) -> int:
    return int(amazon.simulator.world.rates.served[operation])


def by_stream(results: list[StreamResult], region: str) -> dict[str, StreamResult]:
    return {one.stream: one for one in results if one.connection == region}


def test_figures_equal_the_simulator_s_ad_ledger_to_the_cent(amazon_of: Make) -> None:
    amazon = amazon_of(days=40)
    results = amazon.run(*LISTS, *REPORTS)
    assert states(results) == {"done"}
    first = date(2026, 11, 20) - timedelta(days=40)
    expected = true(amazon, first, YESTERDAY)
    assert len(expected) > 2000
    assert stored(first, YESTERDAY) == expected
    assert read("SELECT min(local_date), max(local_date) FROM seller.ads_daily") == [
        (first, YESTERDAY)
    ]


def test_each_level_adds_up_to_the_campaigns_and_has_its_names_in_the_lists(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=10)
    amazon.run(*LISTS, *REPORTS)
    sums = {
        table: {
            row[0]: tuple(row[1:])
            for row in read(
                "SELECT marketplace_id, sum(clicks), sum(cost_amount), sum(sales_amount),"
                f" sum(orders), sum(units) FROM seller.{table}"
                + (" WHERE ad_product = 'SPONSORED_PRODUCTS'" if table == "ads_daily" else "")
                + " GROUP BY 1"
            )
        }
        for table in TABLES
    }
    assert set(sums["ads_daily"]) == {US, DE, UK}
    assert all(one == sums["ads_daily"] for one in sums.values())
    for table, names, key in (
        ("ads_daily", "ad_campaigns", "campaign_id"),
        ("ad_products_daily", "ad_groups", "ad_group_id"),
        ("ad_targets_daily", "ad_targets", "target_id"),
        ("ad_search_terms", "ad_targets", "target_id"),
    ):
        sql = f"SELECT count(*) FROM seller.{table} d LEFT JOIN seller.{names} n USING"
        sql += f" (account_id, profile_id, {key}) WHERE n.account_id IS NULL"
        assert read(sql) == [(0,)], table
    # Lists and reports write targets alike, so that they can be shown as one.
    assert read(
        "SELECT count(*) FROM seller.ad_targets_daily d JOIN seller.ad_targets n"
        " USING (account_id, profile_id, target_id) WHERE d.expression <> n.expression"
    ) == [(0,)]


def test_a_second_run_reads_everything_and_writes_nothing(amazon_of: Make) -> None:
    amazon = amazon_of(days=40)
    amazon.run(*LISTS, *REPORTS)
    restated = read("SELECT count(*) FROM seller.ads_restatements")
    second = amazon.run(*LISTS, *REPORTS, is_forced=True)
    assert states(second) == {"done"}
    assert all(one.rows_read > 0 for one in second)
    assert [one.rows_written for one in second] == [0] * len(second)
    assert read("SELECT count(*) FROM seller.ads_restatements") == restated


def test_days_are_read_again_for_as_long_as_amazon_restates_them(amazon_of: Make) -> None:
    amazon = amazon_of(days=50)
    amazon.run(*LISTS, *CAMPAIGNS)
    young = stored(YESTERDAY - timedelta(days=6), YESTERDAY)
    for _ in range(2):
        amazon.clock.advance(20 * 86400)
        assert states(amazon.run(*CAMPAIGNS)) == {"done"}
    last = YESTERDAY + timedelta(days=40)
    # Nobody looked for 20 days, twice; and yet every day is as Amazon tells it now.
    assert stored(YESTERDAY - timedelta(days=1), last) == true(
        amazon, YESTERDAY - timedelta(days=1), last
    )
    old = stored(YESTERDAY - timedelta(days=6), YESTERDAY)
    assert sum(row[3] for row in old.values()) > sum(row[3] for row in young.values())
    # How far a day has moved can be read afterwards.
    moves = read(
        "SELECT count(*), count(DISTINCT sales_amount) FROM seller.ads_restatements"
        " WHERE local_date = :day AND ad_product = 'SPONSORED_PRODUCTS' GROUP BY profile_id",
        day=YESTERDAY,
    )
    assert len(moves) == 3
    assert all(count >= 2 for count, _amounts in moves)
    assert any(amounts >= 2 for _count, amounts in moves)


def test_what_was_read_today_is_asked_for_again_only_by_force(amazon_of: Make) -> None:
    amazon = amazon_of(days=5)
    amazon.run(*LISTS, "ads_sp_campaigns")
    asked = calls_of(amazon, "adsCreateReport")
    assert states(amazon.run("ads_sp_campaigns")) == {"done"}
    assert calls_of(amazon, "adsCreateReport") == asked
    assert states(amazon.run("ads_sp_campaigns", is_forced=True)) == {"done"}
    assert calls_of(amazon, "adsCreateReport") == asked + 3


def test_at_most_two_reports_are_asked_for_each_profile_type_and_day(amazon_of: Make) -> None:
    amazon = amazon_of(days=40)
    amazon.run(*LISTS, *REPORTS)
    before = calls_of(amazon, "adsCreateReport")
    amazon.clock.advance(86400)
    amazon.run(*REPORTS)
    assert 0 < calls_of(amazon, "adsCreateReport") - before <= 2 * 3 * len(REPORTS)
    longest = "SELECT max(data_end_at - data_start_at) FROM sync.report_jobs"
    assert read(longest + " WHERE profile_id IS NOT NULL") == [(timedelta(days=30),)]


def test_the_history_stops_where_amazon_s_does(amazon_of: Make) -> None:
    amazon = amazon_of(days=730)
    assert states(amazon.run(*LISTS, "ads_sp_campaigns", "ads_sb_campaigns")) == {"done"}
    today = date(2026, 11, 20)
    assert dict(read("SELECT ad_product, min(local_date) FROM seller.ads_daily GROUP BY 1")) == {
        "SPONSORED_PRODUCTS": today - timedelta(days=94),
        "SPONSORED_BRANDS": today - timedelta(days=59),
    }


def test_a_longer_history_is_added_before_the_old_one(amazon_of: Make) -> None:
    amazon = amazon_of(days=10)
    amazon.run(*LISTS, "ads_sp_campaigns")
    amazon.run("ads_sp_campaigns", kind="backfill", backfill_days=60)
    first = date(2026, 11, 20) - timedelta(days=60)
    expected = {
        key: row
        for key, row in true(amazon, first, YESTERDAY).items()
        if key[2] == "SPONSORED_PRODUCTS"
    }
    assert stored(first, YESTERDAY) == expected


def test_without_an_ads_key_advertising_is_skipped_and_nothing_fails(amazon_of: Make) -> None:
    amazon = amazon_of(days=3)
    forget_ads_key("EU")
    results = amazon.run(*LISTS, *REPORTS)
    skipped = by_stream(results, "EU")
    assert {one.state for one in skipped.values()} == {"skipped"}
    assert "ADS_REFRESH_TOKEN_EU" in skipped["ads_campaigns"].sentence
    assert {one.state for one in by_stream(results, "NA").values()} == {"done"}
    health = "SELECT count(*) FROM sync.stream_health WHERE failures > 0"
    assert read(health) == [(0,)]


def test_a_skipped_stream_says_so_once_in_its_time_and_runs_when_the_key_comes(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=3)
    sealed = forget_ads_key("EU")
    assert "skipped" in states(amazon.run_due())
    assert by_stream(amazon.run_due(), "EU").keys().isdisjoint({*LISTS, *REPORTS})
    give_ads_key("EU", sealed)
    found = by_stream(amazon.run_due(), "EU")
    assert {found[name].state for name in (*LISTS, *REPORTS)} == {"done"}


def test_a_refused_ads_key_leaves_orders_alone(amazon_of: Make) -> None:
    amazon = amazon_of(days=3)
    with engine_for(Role.OWNER).begin() as connection:
        connection.exec_driver_sql("SELECT set_config('app.account_id', '1', true)")
        # The key of the Selling Partner API is none for advertising: Amazon refuses it there.
        connection.exec_driver_sql(
            "UPDATE app.credentials a SET sealed = s.sealed FROM app.credentials s"
            " WHERE a.kind = 'ads_refresh_token' AND s.kind = 'sp_api_refresh_token'"
            " AND s.connection_id = a.connection_id"
        )
    results = amazon.run("marketplaces", "orders", *LISTS, "fx_rates")
    found = by_stream(results, "NA")
    assert {found[name].state for name in ("marketplaces", "orders", "fx_rates")} == {"done"}
    assert found["ads_profiles"].state == "forbidden"
    assert read("SELECT DISTINCT state FROM app.connections") == [("active",)]


def forget_ads_key(region: str) -> bytes:
    """Take a connection's Ads key away and return it."""
    with engine_for(Role.OWNER).begin() as connection:
        connection.exec_driver_sql("SELECT set_config('app.account_id', '1', true)")
        gone = connection.exec_driver_sql(
            "DELETE FROM app.credentials WHERE kind = 'ads_refresh_token' AND connection_id ="
            " (SELECT connection_id FROM app.connections WHERE region = %s) RETURNING sealed",
            (region,),
        ).scalar_one()
    return bytes(gone)


def give_ads_key(region: str, sealed: bytes) -> None:
    with engine_for(Role.OWNER).begin() as connection:
        connection.exec_driver_sql("SELECT set_config('app.account_id', '1', true)")
        connection.exec_driver_sql(
            "INSERT INTO app.credentials (account_id, connection_id, kind, sealed, key_id)"
            " SELECT c.account_id, c.connection_id, 'ads_refresh_token', %s, o.key_id"
            " FROM app.connections c JOIN app.credentials o USING (account_id, connection_id)"
            " WHERE c.region = %s AND o.kind = 'sp_api_refresh_token'",
            (sealed, region),
        )


def test_a_report_in_the_making_is_looked_after_by_its_id(amazon_of: Make) -> None:
    amazon = amazon_of(days=20, rate_plan="real")
    amazon.run(*LISTS)
    first = by_stream(amazon.run("ads_sp_campaigns"), "EU")["ads_sp_campaigns"]
    assert first.state == "waiting"
    assert "still preparing 2 advertising reports" in first.sentence
    asked = calls_of(amazon, "adsCreateReport")
    ids = read("SELECT report_id FROM sync.report_jobs ORDER BY 1")
    amazon.clock.advance(1000)
    assert states(amazon.run("ads_sp_campaigns")) == {"done"}
    assert calls_of(amazon, "adsCreateReport") == asked
    assert read("SELECT report_id FROM sync.report_jobs ORDER BY 1") == ids
    assert read("SELECT DISTINCT state FROM sync.report_jobs") == [("closed",)]
    assert stored(date(2026, 10, 31), YESTERDAY)


def test_reports_of_an_earlier_day_give_way_where_they_are_about_the_same_days(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=90, rate_plan="real")
    amazon.run(*LISTS)
    assert states(amazon.run("ads_sp_campaigns")) == {"waiting"}
    # Nobody looks for two days; then both the old days and the new ones are asked for.
    amazon.clock.advance(2 * 86400)
    for _ in range(4):
        if states(amazon.run("ads_sp_campaigns")) == {"done"}:
            break
        amazon.clock.advance(900)
    first, last = date(2026, 8, 22), YESTERDAY + timedelta(days=2)
    rows, now = stored(first, last), amazon.simulator.world.second()
    assert {key[1] for key in rows} == {
        str(first + timedelta(days=n)) for n in range((last - first).days + 1)
    }
    # What still moves is as of the later look: no older report has overwritten it.
    recent = last - timedelta(days=20)
    at_most_an_hour_old = [
        ad_ledger(amazon.simulator.world.seed, recent, last, now - ago)
        for ago in range(0, 3600, 300)
    ]
    seen = [
        {(r["local_date"], r["campaign_id"]): r["sales"] for r in one}
        for one in at_most_an_hour_old
    ]
    for key, row in stored(recent, last).items():
        if key[2] == "SPONSORED_PRODUCTS":
            assert row[3] in {Decimal(str(one.get((key[1], key[3]), -1))) for one in seen}


def test_a_run_never_waits_for_a_report_beyond_its_budget(amazon_of: Make) -> None:
    amazon = amazon_of(days=20, rate_plan="real")
    amazon.run(*LISTS)
    before = amazon.clock.monotonic()
    assert states(amazon.run(*REPORTS)) == {"waiting"}
    # Two connections, six streams, half a minute each.
    assert amazon.clock.monotonic() - before <= 2 * 6 * 30


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("moment", ["before the id is saved", "after it", "before the rows"])
def test_a_kill_at_any_moment_leaves_no_gap_and_asks_for_nothing_twice(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    from sync import ads_desk, ads_reports

    amazon = amazon_of(days=20, rate_plan="real")
    amazon.run(*LISTS)
    with monkeypatch.context() as patch:
        if moment == "before the rows":
            amazon.run("ads_sp_campaigns")
            amazon.clock.advance(1000)
            patch.setattr(ads_reports, "close_job", _kill)
        elif moment == "before the id is saved":
            patch.setattr(ads_desk, "save_job", _kill)
        else:
            patch.setattr(ads_desk.AdsReportDesk, "_look", _kill)
        with pytest.raises(Killed):
            amazon.run("ads_sp_campaigns")
    ends = states(amazon.run("ads_sp_campaigns"))
    if moment != "before the rows":
        assert ends == {"waiting"}
        amazon.clock.advance(1000)
        ends = states(amazon.run("ads_sp_campaigns"))
    assert ends == {"done"}
    # One report for each of the three profiles, whatever happened; where an id was lost, Amazon
    # names it again: one for each connection's process.
    assert calls_of(amazon, "adsCreateReport") == 3
    assert amazon.simulator.world.rates.refused["adsCreateReport"] == (
        2 if moment == "before the id is saved" else 0
    )
    assert read("SELECT count(*) FROM sync.report_jobs WHERE profile_id IS NOT NULL") == [(3,)]
    days = {(key[0], key[1]) for key in stored(date(2026, 10, 31), YESTERDAY)}
    assert len(days) == 3 * 20


def _kill(*_arguments: Any, **_named: Any) -> Any:
    raise Killed


def test_a_duplicate_request_is_the_report_that_is_named(amazon_of: Make) -> None:
    amazon = amazon_of(days=20, rate_plan="real")
    amazon.run(*LISTS)
    amazon.run("ads_sp_campaigns")
    # As if the process had died between Amazon's answer and our commit.
    ids = read("SELECT report_id FROM sync.report_jobs ORDER BY 1")
    read("UPDATE sync.report_jobs SET state = 'wanted', report_id = NULL, attempts = 0 RETURNING 1")
    assert states(amazon.run("ads_sp_campaigns")) == {"waiting"}
    assert amazon.simulator.world.rates.refused["adsCreateReport"] == 3
    assert read("SELECT report_id FROM sync.report_jobs ORDER BY 1") == ids
    amazon.clock.advance(1000)
    assert states(amazon.run("ads_sp_campaigns")) == {"done"}


def test_a_duplicate_without_a_number_rests_and_the_other_reports_go_on(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=20, rate_plan="real")
    amazon.run(*LISTS)
    amazon.run("ads_sp_campaigns")
    # As if the process had died before our commit, for Germany only; and Amazon names no twin.
    read(
        "UPDATE sync.report_jobs SET state = 'wanted', report_id = NULL, attempts = 0"
        " FROM seller.ad_profiles p WHERE p.profile_id = report_jobs.profile_id"
        " AND p.marketplace_id = :place RETURNING 1",
        place=DE,
    )
    monkeypatch.setattr("sync.clients.ads_api._TWIN", re.compile("(?!)"))
    amazon.run("ads_sp_campaigns")
    jobs_of = (
        "SELECT p.marketplace_id, j.state, j.note FROM sync.report_jobs j"
        " JOIN seller.ad_profiles p USING (account_id, profile_id) ORDER BY 1"
    )
    words = "Amazon already makes this report, but does not say which it is."
    assert read(jobs_of) == [
        (UK, "requested", None),
        (DE, "failed", words),
        (US, "requested", None),
    ]
    amazon.clock.advance(1000)
    amazon.run("ads_sp_campaigns")
    assert [row[1] for row in read(jobs_of)] == ["closed", "failed", "closed"]
    # Eight hours later it is asked for again; Amazon has forgotten the twin.
    amazon.clock.advance(9 * 3600)
    amazon.run("ads_sp_campaigns")
    amazon.clock.advance(1000)
    assert states(amazon.run("ads_sp_campaigns")) == {"done"}
    assert [row[1] for row in read(jobs_of)] == ["closed"] * 3


def test_a_full_queue_is_left_alone_longer_each_time_and_by_every_stream(amazon_of: Make) -> None:
    amazon = amazon_of(days=20)
    amazon.run(*LISTS)
    amazon.fault("throttle", operation="adsCreateReport", count=1000)
    pauses = []
    for _ in range(7):
        tried = amazon.simulator.world.rates.refused["adsCreateReport"]
        before = amazon.clock.monotonic()
        results = amazon.run("ads_sp_campaigns", "ads_sp_targets")
        assert states(results) == {"throttled"}
        # One refusal for each region; the second stream does not even ask, and nobody sleeps.
        assert amazon.simulator.world.rates.refused["adsCreateReport"] == tried + 2
        assert amazon.clock.monotonic() == before
        [(until,)] = read("SELECT max(not_before) FROM sync.report_jobs WHERE throttles > 0")
        pauses.append((until - amazon.clock.now()).total_seconds())
        # Before the time is over nobody asks again.
        amazon.run("ads_sp_campaigns")
        assert amazon.simulator.world.rates.refused["adsCreateReport"] == tried + 2
        amazon.clock.move_to(until + timedelta(seconds=1))
    assert pauses == [60, 120, 240, 480, 960, 1800, 1800]
    amazon.simulator.world.faults.clear()
    assert states(amazon.run("ads_sp_campaigns", "ads_sp_targets")) == {"done"}
    assert read("SELECT max(throttles) FROM sync.report_jobs") == [(0,)]


def test_a_throttled_stream_is_due_again_when_the_pause_is_over(amazon_of: Make) -> None:
    amazon = amazon_of(days=3)
    # One for each connection.
    amazon.fault("throttle", operation="adsCreateReport", count=2)
    assert "throttled" in {one.state for one in amazon.run_due()}
    amazon.clock.advance(30)
    assert not {one.stream for one in amazon.run_due()} & set(REPORTS)
    amazon.clock.advance(40)
    assert {one.state for one in amazon.run_due() if one.stream in REPORTS} == {"done"}


def test_no_more_reports_stand_in_the_queue_than_amazon_takes(amazon_of: Make) -> None:
    amazon = amazon_of(days=90, rate_plan="real")
    amazon.run(*LISTS)
    assert MOST_AT_ONCE < QUEUE_LENGTH
    for _ in range(8):
        results = amazon.run(*REPORTS)
        amazon.clock.advance(900)
        if states(results) == {"done"}:
            break
    assert states(results) == {"done"}
    assert amazon.simulator.world.rates.refused["adsCreateReport"] == 0


def test_a_report_that_never_works_rests_and_the_others_arrive(amazon_of: Make) -> None:
    amazon = amazon_of(days=20)
    amazon.run(*LISTS)
    amazon.fault("fatal_report", operation="adsCreateReport", count=3)
    results = by_stream(amazon.run("ads_sp_campaigns", "ads_sp_products"), "NA")
    assert results["ads_sp_campaigns"].state == "failed"
    assert results["ads_sp_products"].state == "done"
    [(note, attempts)] = read("SELECT note, attempts FROM sync.report_jobs WHERE state = 'failed'")
    assert "internal error" in note
    assert attempts == 3
    asked = calls_of(amazon, "adsCreateReport")
    # It is left in peace for eight hours, however often the stream runs.
    assert by_stream(amazon.run("ads_sp_campaigns"), "NA")["ads_sp_campaigns"].state == "failed"
    assert calls_of(amazon, "adsCreateReport") == asked
    amazon.clock.move_to(parse_instant(FROZEN_NOW) + timedelta(hours=9))
    assert states(amazon.run("ads_sp_campaigns")) == {"done"}
    first = date(2026, 10, 31)
    assert {key[0] for key in stored(first, YESTERDAY)} == {US, DE, UK}


@pytest.mark.parametrize(
    ("kind", "operation", "fields"),
    [
        ("http_error", "adsCreateReport", {"status": 503, "count": 3}),
        ("http_error", "adsGetReport", {"status": 401, "count": 3}),
        ("drop_connection", "adsGetReport", {"count": 1}),
        ("expire_tokens", "adsCreateReport", {"count": 1}),
        ("fatal_report", "adsCreateReport", {"count": 2}),
        ("throttle", "adsSpCampaigns", {"count": 3}),
        ("throttle", "adsGetReport", {"count": 3}),
        ("truncate_document", "document", {"count": 2}),
    ],
)
def test_passing_trouble_leaves_the_same_figures(
    amazon_of: Make, kind: str, operation: str, fields: dict[str, Any]
) -> None:
    amazon = amazon_of(days=12)
    amazon.fault(kind, operation=operation, **fields)
    assert states(amazon.run(*LISTS, *CAMPAIGNS)) == {"done"}
    assert amazon.simulator.world.faults.waiting() == []
    first = date(2026, 11, 20) - timedelta(days=12)
    assert stored(first, YESTERDAY) == true(amazon, first, YESTERDAY)


def test_a_row_that_makes_no_sense_is_set_aside_and_read_again(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    from simulator.ads.desk import AdsReportDesk

    amazon = amazon_of(days=12)
    amazon.run(*LISTS)
    made, spoilt = AdsReportDesk._rows, []

    def with_a_bad_row(desk: AdsReportDesk, job: Any) -> list[dict[str, Any]]:
        rows = made(desk, job)
        if not spoilt:
            spoilt.append(json.loads(json.dumps(rows[5])))
            rows[5] = rows[5] | {"clicks": "many"}
        return rows

    monkeypatch.setattr(AdsReportDesk, "_rows", with_a_bad_row)
    result = by_stream(amazon.run("ads_sp_campaigns"), "NA")["ads_sp_campaigns"]
    assert result.state == "partial"
    first = date(2026, 11, 20) - timedelta(days=12)
    expected = true(amazon, first, YESTERDAY)
    expected = {key: row for key, row in expected.items() if key[2] == "SPONSORED_PRODUCTS"}
    missing = set(expected) - set(stored(first, YESTERDAY))
    assert {key[3] for key in missing} == {str(spoilt[0]["campaignId"])}
    assert amazon.run("ads_sp_campaigns", is_forced=True)[0].state == "done"
    assert stored(first, YESTERDAY) == expected


def test_a_campaign_that_is_gone_goes_but_an_empty_list_takes_nothing(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    from simulator.ads import entities

    amazon = amazon_of(days=3)
    amazon.run(*LISTS)
    [(before,)] = read("SELECT count(*) FROM seller.ad_groups")
    whole = entities._groups
    monkeypatch.setattr(entities, "_groups", lambda call: whole(call)[:-2])
    amazon.run("ads_groups")
    assert read("SELECT count(*) FROM seller.ad_groups") == [(before - 2 * 3,)]
    monkeypatch.setattr(entities, "_groups", lambda _call: [])
    assert states(amazon.run("ads_groups")) == {"done"}
    assert read("SELECT count(*) FROM seller.ad_groups") == [(before - 2 * 3,)]


def test_the_advertising_of_another_seller_behind_the_same_key_is_left_out(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    from simulator.ads import entities

    amazon = amazon_of(days=3)
    own = entities.profiles

    def with_another(seed: int, owner: Any) -> list[dict[str, Any]]:
        rows = own(seed, owner)
        other = json.loads(json.dumps(rows[0]))
        other["profileId"] += 1
        other["accountInfo"]["id"] = "A0ANOTHERSELLER"
        return [*rows, other]

    monkeypatch.setattr(entities, "profiles", with_another)
    amazon.run("ads_profiles")
    assert read("SELECT count(*) FROM seller.ad_profiles") == [(3,)]
