"""Files of the ad console in the database: once, twice, before the API and after it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.clock import FakeClock, parse_instant
from sync.connections import list_connections
from sync.imports.importer import Outcome, Wish, import_bytes
from tests.conftest import FROZEN_NOW
from tests.integration.sync.conftest import Amazon, read
from tests.support.installation import Installation
from tests.support.report_cases import CASES, FIGURES, Case

Make = Callable[..., Amazon]
CLOCK = FakeClock(parse_instant(FROZEN_NOW))
US = "ATVPDKIKX0DER"
FIGURE = "impressions, clicks, cost_amount, sales_amount, orders, units"
DAYS = f"SELECT local_date, campaign_name, {FIGURE} FROM seller.ads_daily WHERE marketplace_id = :m"
REPORTS = ("marketplaces", "ads_profiles", "ads_sp_campaigns", "ads_sp_search_terms")


def case_of(kind: str, name: str = "US utf-8") -> Case:
    return next(case for case in CASES if (case.kind, case.name) == (kind, name))


def bring(case: Case, body: bytes | None = None, **wish: Any) -> Outcome:
    account_id = list_connections(is_demo=True)[0].account_id
    (place,) = case.hints.own
    wanted = {"marketplace": place, "day": case.hints.day, **wish}
    return import_bytes(case.file, body or case.body, Wish(account_id, **wanted), CLOCK)


def sums(table: str, where: str = "true") -> tuple[Any, ...]:
    names = [name.strip() for name in FIGURE.split(",")]
    (row,) = read(
        f"SELECT {', '.join(f'sum({n})' for n in names)} FROM seller.{table} WHERE {where}"
    )
    return tuple(row)


def test_a_campaign_file_comes_in_to_the_cent_and_twice_is_as_good_as_once(
    database: Installation,
) -> None:
    case = case_of("ad_campaigns")
    preview = bring(case, is_preview=True)
    assert read("SELECT count(*) FROM seller.ads_daily") == [(0,)]
    first = bring(case)
    assert (first.sentence, first.new, first.changed) == ("", 3, 0)
    assert dataclasses.replace(preview, new=0) == dataclasses.replace(first, new=0)
    impressions, clicks, cost, sales, orders, units = sums("ads_daily")
    assert (impressions, clicks, cost, sales, orders) == case.told
    assert units == 0
    again = bring(case)
    assert (again.new, again.changed, again.equal) == (0, 0, 3)
    assert sums("ads_daily")[2] == case.told[2]
    # The profile is there without any key for advertising, and Amazon is never asked about it.
    assert read(
        "SELECT profile_id, currency, time_zone, account_type, source FROM seller.ad_profiles"
    ) == [(f"import {US}", "USD", "America/Los_Angeles", "seller", "import ad_campaigns")]


def test_a_newer_file_of_the_same_days_corrects_the_older_one(database: Installation) -> None:
    case = case_of("ad_campaigns")
    bring(case)
    outcome = bring(case, case.body.replace(b"1,210", b"1,211"))
    assert (outcome.new, outcome.changed, outcome.equal) == (0, 1, 2)
    assert sums("ads_daily")[1] == case.told[1] + 1


@pytest.mark.parametrize("name", ["JP shift-jis", "DE semicolons", "ES workbook"])
def test_search_terms_of_any_country_come_in_with_their_target(
    database: Installation, name: str
) -> None:
    case = case_of("ad_search_terms", name)
    outcome = bring(case)
    assert (outcome.sentence, outcome.new) == ("", 3)
    assert sums("ad_search_terms") == case.told
    rows = read("SELECT expression, match_type, search_term FROM seller.ad_search_terms ORDER BY 2")
    assert [row[1] for row in rows] == ["BROAD", "EXACT", None]
    assert rows[2][0] == "*"
    # Pages name campaigns and groups as the console does.
    assert read(
        "SELECT DISTINCT c.name, g.name FROM seller.ad_search_terms t"
        " JOIN seller.ad_campaigns c USING (account_id, profile_id, campaign_id)"
        " JOIN seller.ad_groups g USING (account_id, profile_id, ad_group_id)"
    ) == [("夏のキャンペーン" if name.startswith("JP") else "Möbel, Herbst", "G")]
    assert bring(case).equal == 3


def test_what_the_api_has_told_is_never_changed_by_a_file(amazon_of: Make) -> None:
    amazon = amazon_of(days=10)
    amazon.run(*REPORTS)
    before = {kind: sums(kind) for kind in ("ads_daily", "ad_search_terms")}
    for kind in ("ad_campaigns", "ad_search_terms"):
        outcome = bring(case_of(kind))
        assert (outcome.sentence, outcome.new, outcome.kept) == ("", 0, 3)
    assert {kind: sums(kind) for kind in before} == before


def test_days_of_a_file_give_way_to_the_api_and_older_ones_stay(amazon_of: Make) -> None:
    amazon = amazon_of(days=10)
    old = date(2026, 3, 1)
    for kind in ("ad_campaigns", "ad_search_terms"):
        case = case_of(kind)
        assert bring(case).new == 3
        early = case.body.replace(b"Nov 18", b"Mar 01").replace(b"Nov 19", b"Mar 02")
        assert bring(case, early).new == 3
    amazon.run(*REPORTS)
    for table, kind in (("ads_daily", "ad_campaigns"), ("ad_search_terms", "ad_search_terms")):
        by_hand = "source LIKE 'import %'"
        assert read(
            f"SELECT DISTINCT local_date FROM seller.{table} WHERE {by_hand} ORDER BY 1"
        ) == [(old,), (old + timedelta(days=1),)]
        told = case_of(kind).told
        assert sums(table, by_hand)[: len(told)] == told
        assert sums(table, "source NOT LIKE 'import %'")[1] > 0
        # What gave way does not come back by the same file.
        assert bring(case_of(kind)).kept == 3
    # Amazon was asked about its own profiles only.
    assert read("SELECT count(*) FROM sync.report_jobs WHERE profile_id LIKE 'import %'") == [(0,)]


def test_a_refused_file_leaves_nothing(database: Installation) -> None:
    case = case_of("ad_campaigns", "a month as one sum")
    outcome = bring(case)
    assert "Daily" in outcome.sentence
    assert read("SELECT count(*) FROM seller.ads_daily") == [(0,)]
    assert read("SELECT count(*) FROM seller.ad_profiles") == [(0,)]


def test_lines_about_the_same_campaign_and_day_are_added_up(database: Installation) -> None:
    case = case_of("ad_campaigns")
    text = case.body.decode()
    # Two campaigns of one name: an archived one and its successor.
    twin = text.splitlines()[1].replace("1,210", "5").replace("$1,234.56", "$1.00")
    assert bring(case, (text + twin + "\r\n").encode()).new == 3
    assert sums("ads_daily")[:3] == (
        case.told[0] + 1234567, case.told[1] + 5, case.told[2] + Decimal(1))  # fmt: skip
    assert set(FIGURES) >= {"ad_campaigns", "ad_search_terms"}
