"""Advertising, read: rows of lists and reports, days to ask for, and files in pieces."""

from __future__ import annotations

import io
import json
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DataError, RetryableError
from core.marketplaces import MARKETPLACES
from sync.ads_jobs import pause_seconds
from sync.ads_json import rows_of
from sync.ads_kinds import SB, SD, SP, ReportKind
from sync.ads_known import Profile
from sync.ads_values import a_day, ad_id, money, some_day, whole_number
from sync.ads_windows import Days, History, cut, first_day, joined, lookback, plan
from sync.connections import SellerConnection
from sync.sources import (
    ads_sb_campaigns,
    ads_sd_campaigns,
    ads_sp_campaigns,
    ads_sp_products,
    ads_sp_search_terms,
    ads_sp_targets,
)
from sync.sources.ads_campaigns import parse_campaign
from sync.sources.ads_groups import parse_group
from sync.sources.ads_profiles import parse_profiles
from sync.sources.ads_targets import expression_words, parse_keyword, parse_target

DE = "A1PA6795UKMFR9"
PROFILE = Profile("123456789012345678", MARKETPLACES[DE], "EUR", "Europe/Berlin", "seller")
VENDOR = PROFILE._replace(account_type="vendor")
OWN = SellerConnection(1, 2, "EU", "own")
KINDS = [
    module.KIND
    for module in (ads_sp_campaigns, ads_sb_campaigns, ads_sd_campaigns, ads_sp_products,
                   ads_sp_targets, ads_sp_search_terms)
]  # fmt: skip
TODAY = date(2026, 11, 20)
YESTERDAY = TODAY - timedelta(days=1)


def profile_entry(**changes: Any) -> dict[str, Any]:
    account = {"marketplaceStringId": DE, "id": "A1OWN", "type": "seller", "name": "Shop"}
    account |= changes.pop("accountInfo", {})
    entry = {"profileId": 123456789012345678, "currencyCode": "EUR", "timezone": "Europe/Berlin"}
    return {**entry, "accountInfo": account, **changes}


def test_a_profile_keeps_every_digit_of_its_number() -> None:
    [row] = parse_profiles([profile_entry()], OWN)
    assert (row.profile_id, row.connection_id) == ("123456789012345678", 2)
    assert (row.marketplace_id, row.currency, row.account_type) == (DE, "EUR", "seller")


@pytest.mark.parametrize(
    "account",
    [{"type": "agency"}, {"marketplaceStringId": "ANEWMARKETPLACE"}, {"marketplaceStringId": None}],
)
def test_profiles_that_are_no_shop_of_ours_are_left_out(account: dict[str, Any]) -> None:
    assert parse_profiles([profile_entry(accountInfo=account)], OWN) == []


def test_another_seller_s_profile_is_left_out_where_our_own_is_known() -> None:
    known = SellerConnection(1, 2, "EU", "A1OWN")
    other = profile_entry(accountInfo={"id": "A2OTHER"})
    assert len(parse_profiles([profile_entry(), other], known)) == 1
    assert len(parse_profiles([profile_entry(), other], OWN)) == 2


@pytest.mark.parametrize("payload", [{}, None, [{}], [{"accountInfo": None}], ["x"]])
def test_what_is_no_list_of_profiles_is_told(payload: Any) -> None:
    with pytest.raises(DataError):
        parse_profiles(payload, OWN)


def test_a_profile_whose_time_zone_is_unknown_goes_by_its_marketplace() -> None:
    assert str(PROFILE.zone) == "Europe/Berlin"
    assert PROFILE._replace(time_zone="Mars/Olympus").zone == MARKETPLACES[DE].zone
    assert PROFILE._replace(time_zone="").zone == MARKETPLACES[DE].zone


@pytest.mark.parametrize(
    ("product", "entry", "expected"),
    [
        (
            SP,
            {"campaignId": "7", "name": " A ", "state": "ENABLED", "targetingType": "AUTO",
             "dynamicBidding": {"strategy": "LEGACY_FOR_SALES"}, "portfolioId": "9",
             "budget": {"budget": Decimal("12.50"), "budgetType": "DAILY"},
             "startDate": "2024-11-20", "endDate": None},
            ("A", "ENABLED", "AUTO", "LEGACY_FOR_SALES", "9", Decimal("12.50"), "DAILY", "EUR",
             date(2024, 11, 20), None),
        ),
        (
            SB,
            {"campaignId": "7", "name": "B", "state": "PAUSED", "budget": 10,
             "budgetType": "LIFETIME", "bidding": {"bidOptimizationStrategy": "MAXIMIZE"},
             "startDate": "2025-01-02", "endDate": "2025-02-03"},
            ("B", "PAUSED", None, "MAXIMIZE", None, Decimal(10), "LIFETIME", "EUR",
             date(2025, 1, 2), date(2025, 2, 3)),
        ),
        (
            SD,
            {"campaignId": 123456789012345678, "name": "C", "state": "archived", "tactic": "T00030",
             "budget": Decimal("5.0"), "budgetType": "daily", "startDate": "20250704"},
            ("C", "ARCHIVED", "T00030", None, None, Decimal("5.0"), "DAILY", "EUR",
             date(2025, 7, 4), None),
        ),
        (SP, {"campaignId": "7"}, ("", None, None, None, None, None, None, "EUR", None, None)),
    ],
)  # fmt: skip
def test_campaigns_of_all_three_kinds_become_one_shape(
    product: str, entry: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    row = parse_campaign(PROFILE, product, entry)
    assert row[1:4] == (str(entry["campaignId"]), DE, product)
    assert row[4:] == expected


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"campaignId": None},
        {"campaignId": Decimal("1.5")},
        {"campaignId": True},
        {"campaignId": "7", "budget": "much"},
        {"campaignId": "7", "startDate": "soon"},
    ],
)
def test_a_campaign_that_makes_no_sense_is_told(entry: dict[str, Any]) -> None:
    with pytest.raises(DataError):
        parse_campaign(PROFILE, SP, entry)


def test_an_ad_group_without_a_bid_has_none() -> None:
    entry = {"adGroupId": "1", "campaignId": "2", "name": "G", "state": "ENABLED"}
    assert parse_group(PROFILE, entry).default_bid_amount is None
    assert parse_group(PROFILE, entry | {"defaultBid": "0.45"}).default_bid_amount == Decimal(
        "0.45"
    )
    with pytest.raises(DataError):
        parse_group(PROFILE, {"adGroupId": "1", "name": "G"})


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ({"type": "QUERY_HIGH_REL_MATCHES"}, "close-match"),
        ({"type": "QUERY_BROAD_REL_MATCHES"}, "loose-match"),
        ({"type": "ASIN_SUBSTITUTE_RELATED"}, "substitutes"),
        ({"type": "ASIN_ACCESSORY_RELATED"}, "complements"),
        ({"type": "ASIN_SAME_AS", "value": "B0X"}, 'asin="B0X"'),
        ({"type": "ASIN_EXPANDED_FROM", "value": "B0X"}, 'asin-expanded="B0X"'),
        ({"type": "ASIN_CATEGORY_SAME_AS", "value": "12"}, 'asin-category="12"'),
        ({"type": "A_NEW_ONE"}, "a-new-one"),
    ],
)
def test_targets_are_written_as_in_the_reports(part: dict[str, str], words: str) -> None:
    assert expression_words(part) == words


def test_keywords_and_targets_become_one_shape() -> None:
    shared = {"adGroupId": "2", "campaignId": "3", "state": "ENABLED", "bid": Decimal("0.7")}
    word = {"keywordId": "1", "keywordText": "große tasse", "matchType": "EXACT", **shared}
    assert parse_keyword(PROFILE, word)[4:7] == ("KEYWORD", "große tasse", "EXACT")
    auto = {"targetId": "1", "expressionType": "AUTO",
            "expression": [{"type": "QUERY_HIGH_REL_MATCHES"}], **shared}  # fmt: skip
    assert parse_target(PROFILE, auto)[4:6] == ("AUTO", "close-match")
    manual = auto | {"expressionType": "MANUAL", "bid": None}
    assert parse_target(PROFILE, manual)[4] == "PRODUCT"
    assert parse_target(PROFILE, manual).bid_amount is None
    for broken in (word | {"keywordText": " "}, word | {"campaignId": None}):
        with pytest.raises(DataError):
            parse_keyword(PROFILE, broken)
    with pytest.raises(DataError):
        parse_target(PROFILE, auto | {"expression": []})


def full_row(kind: ReportKind, profile: Profile = PROFILE, **changes: Any) -> dict[str, Any]:
    sales, orders, units = kind.measures(profile)
    row = {
        "date": "2026-11-19", "campaignId": 123456789012345678, "campaignName": "C",
        "adGroupId": 22, "advertisedAsin": "B0X", "advertisedSku": "SKU", "keywordId": 33,
        "keyword": "tasse", "targeting": "tasse", "matchType": "EXACT", "searchTerm": "große tasse",
        "topOfSearchImpressionShare": Decimal("0.25"), "impressions": 100, "clicks": 7,
        "cost": Decimal("3.21"), sales: Decimal("29.99"), orders: 1, units: 2,
    }  # fmt: skip
    asked = set(kind.wish(profile, YESTERDAY, YESTERDAY)["configuration"]["columns"])
    return {name: value for name, value in row.items() if name in asked} | changes


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.report_type)
def test_every_report_row_becomes_a_row_of_its_table(kind: ReportKind) -> None:
    row = dict(zip(kind.columns, kind.read(PROFILE, full_row(kind)), strict=True))
    names = {column.name for column in kind.table.columns}
    required = {
        column.name
        for column in kind.table.columns
        if not column.nullable and column.server_default is None
    }
    own = {"account_id", "source", "report_id", "run_id", "fetched_at"}
    assert set(row) <= names
    assert required - own <= set(row)
    assert row["campaign_id"] == "123456789012345678"
    assert (row["local_date"], row["currency"], row["marketplace_id"]) == (YESTERDAY, "EUR", DE)
    assert (row["impressions"], row["clicks"], row["orders"], row["units"]) == (100, 7, 1, 2)
    assert (row["cost_amount"], row["sales_amount"]) == (Decimal("3.21"), Decimal("29.99"))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.report_type)
@pytest.mark.parametrize(
    "broken",
    [{"date": None}, {"date": "19/11/2026"}, {"clicks": -1}, {"impressions": Decimal("0.5")},
     {"cost": "NaN"}, {"cost": "free"}, {"campaignId": None}, {"campaignId": ""},
     {"clicks": "many"}],
)  # fmt: skip
def test_a_report_row_that_makes_no_sense_is_told(kind: ReportKind, broken: dict[str, Any]) -> None:
    with pytest.raises(DataError):
        kind.read(PROFILE, full_row(kind, **broken))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.report_type)
def test_empty_sums_are_zero(kind: ReportKind) -> None:
    sales, orders, units = kind.measures(PROFILE)
    row = full_row(kind, **{sales: None, orders: None, units: None, "clicks": None, "cost": None})
    found = dict(zip(kind.columns, kind.read(PROFILE, row), strict=True))
    assert (found["sales_amount"], found["orders"], found["units"], found["clicks"]) == (0, 0, 0, 0)


def test_sellers_count_seven_days_vendors_and_the_other_kinds_fourteen() -> None:
    sp, sb = ads_sp_campaigns.KIND, ads_sb_campaigns.KIND
    assert sp.measures(PROFILE) == ("sales7d", "purchases7d", "unitsSoldClicks7d")
    assert sp.measures(VENDOR) == ("sales14d", "purchases14d", "unitsSoldClicks14d")
    assert sb.measures(PROFILE) == ("sales", "purchases", "unitsSold")
    of = [sp.attribution_days(PROFILE), sp.attribution_days(VENDOR), sb.attribution_days(PROFILE)]
    assert [lookback(days_counted) for days_counted in of] == [35, 42, 42]


def test_a_vendor_s_product_has_no_sku_and_no_product_is_without_an_asin() -> None:
    kind = ads_sp_products.KIND
    row = kind.read(VENDOR, full_row(kind, VENDOR, advertisedSku=None))
    assert row[kind.columns.index("sku")] == ""
    with pytest.raises(DataError):
        kind.read(PROFILE, full_row(kind, advertisedAsin=None))


def test_a_target_without_a_keyword_goes_by_what_it_targets() -> None:
    kind = ads_sp_targets.KIND
    at = kind.columns.index("expression")
    assert kind.read(PROFILE, full_row(kind, keyword=None))[at] == "tasse"
    assert kind.read(PROFILE, full_row(kind, targeting="", keyword="k"))[at] == "k"
    with pytest.raises(DataError):
        kind.read(PROFILE, full_row(kind, targeting=None, keyword=None))


def test_two_ads_for_one_product_are_added_up() -> None:
    kind = ads_sp_products.KIND
    one, other = (kind.read(PROFILE, full_row(kind, clicks=n)) for n in (3, 4))
    assert kind.key(one) == kind.key(other)
    both = dict(zip(kind.columns, kind.added(one, other), strict=True))
    assert (both["clicks"], both["cost_amount"], both["units"]) == (7, Decimal("6.42"), 4)
    assert (both["attribution_days"], both["currency"], both["asin"]) == (7, "EUR", "B0X")


def test_the_same_days_are_asked_for_in_the_very_same_words() -> None:
    wishes = [ads_sp_targets.KIND.wish(PROFILE, YESTERDAY, YESTERDAY) for _ in range(2)]
    assert json.dumps(wishes[0]) == json.dumps(wishes[1])
    assert wishes[0]["configuration"]["timeUnit"] == "DAILY"
    assert "date" in wishes[0]["configuration"]["columns"]


@pytest.mark.parametrize(
    ("value", "number"), [(0, 0), ("12", 12), (None, 0), ("", 0), (Decimal("3.0"), 3)]
)
def test_counts_are_whole(value: Any, number: int) -> None:
    assert whole_number(value) == number


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.none()))
def test_any_value_is_understood_or_refused(value: Any) -> None:
    for read in (whole_number, money, some_day, a_day, lambda one: ad_id(one, "id")):
        with suppress(DataError):
            read(value)  # type: ignore[operator]


@given(st.lists(st.dictionaries(st.text(), st.one_of(st.text(), st.integers(), st.none()))),
       st.integers(1, 40), st.booleans())  # fmt: skip
def test_a_file_is_the_same_in_pieces_of_any_size(
    rows: list[dict[str, Any]], chunk: int, is_spread: bool
) -> None:
    body = json.dumps(rows, ensure_ascii=False, indent=2 if is_spread else None)
    try:
        data = body.encode()
    except UnicodeEncodeError:
        return
    assert list(rows_of(io.BytesIO(data), chunk)) == rows
    assert list(rows_of(io.BytesIO(b"\xef\xbb\xbf" + data), chunk)) == rows


@given(st.integers(1, 30), st.data())
def test_a_file_cut_anywhere_is_never_taken_for_a_whole_one(chunk: int, data: Any) -> None:
    body = json.dumps([{"a": 1, "b": "ü"}, {"a": 22}], ensure_ascii=False).encode()
    end = data.draw(st.integers(0, len(body) - 1))
    with pytest.raises((RetryableError, DataError)):
        list(rows_of(io.BytesIO(body[:end]), chunk))


@pytest.mark.parametrize(
    ("body", "error"),
    [(b"{}", DataError), (b'"x"', DataError), (b"<html>", DataError), (b"", RetryableError),
     (b"[{]", RetryableError), (b'[{"a":1} {"b":2}]', RetryableError),
     (b'["\xff"]', RetryableError), (b"[", RetryableError)],
)  # fmt: skip
def test_what_is_no_list_of_rows_is_told(body: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        list(rows_of(io.BytesIO(body), 3))


def test_cents_stay_cents() -> None:
    assert list(rows_of(io.BytesIO(b'[{"cost": 0.1, "id": 123456789012345678}]'))) == [
        {"cost": Decimal("0.1"), "id": 123456789012345678}
    ]


days = st.integers(-800, 0).map(lambda n: YESTERDAY + timedelta(days=n))


@given(days, days)
def test_windows_cover_every_day_once_and_none_is_longer_than_31(one: date, other: date) -> None:
    first, last = sorted((one, other))
    windows = cut(Days(first, last))
    covered = [w.first + timedelta(days=n) for w in windows
               for n in range((w.last - w.first).days + 1)]  # fmt: skip
    assert sorted(covered) == [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert len(covered) == len(set(covered))
    assert max((w.last - w.first).days for w in windows) <= 30
    assert windows == sorted(windows, reverse=True)
    assert joined(windows) == [Days(first, last)]


@given(st.integers(1, 400), st.integers(0, 120), st.sampled_from([35, 42]), st.integers(1, 400))
def test_no_day_that_still_moved_at_the_last_look_is_forgotten(
    since_ago: int, away: int, restated: int, wanted_ago: int
) -> None:
    since, first = (YESTERDAY - timedelta(days=n) for n in (since_ago, wanted_ago))
    through = max(YESTERDAY - timedelta(days=away), since)
    windows = plan(first, YESTERDAY, restated, History(since, through))
    asked = {w.first + timedelta(days=n) for w in windows
             for n in range((w.last - w.first).days + 1)}  # fmt: skip
    looked_on = through + timedelta(days=1)
    day = since
    while day <= YESTERDAY:
        moved_then, is_new = (looked_on - day).days < restated, day > through
        moves_now = (TODAY - day).days <= restated
        if moved_then or is_new or moves_now:
            assert day in asked
        day += timedelta(days=1)
    # A longer history than before is read; nothing before the wanted one is.
    assert all(first + timedelta(days=n) in asked for n in range((since - first).days))
    assert min(asked, default=first) >= min(first, since)


def test_the_first_time_everything_is_read_and_the_next_day_two_windows_at_most() -> None:
    first = first_day(TODAY, 730, 95)
    assert (TODAY - first).days == 94
    assert len(plan(first, YESTERDAY, 35, History())) == 4
    for restated in (35, 42):
        again = plan(first, YESTERDAY, restated, History(first, YESTERDAY - timedelta(days=1)))
        assert [(w.last - w.first).days + 1 for w in again] == [31, restated - 31]


def test_windows_apart_stay_apart() -> None:
    one, other = Days(date(2026, 11, 10), YESTERDAY), Days(date(2026, 10, 1), date(2026, 10, 9))
    assert joined([one, other]) == [one, other]


@pytest.mark.parametrize(
    ("throttles", "said", "seconds"),
    [(1, None, 60), (2, None, 120), (5, None, 960), (6, None, 1800), (900, None, 1800),
     (1, 10.0, 60), (1, 300.0, 300), (3, 7200.0, 7200)],
)  # fmt: skip
def test_a_full_queue_is_left_alone_from_a_minute_to_half_an_hour(
    throttles: int, said: float | None, seconds: float
) -> None:
    assert pause_seconds(throttles, said) == seconds
