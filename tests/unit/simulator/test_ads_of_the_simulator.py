"""The Ads API of the simulator: who may call, profiles, lists, reports and restated days."""

from __future__ import annotations

import gzip
import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.demo import CLIENT_ID, CONNECTIONS
from simulator.ads.desk import QUEUE_LENGTH
from simulator.ads.kinds import REPORT_TYPES
from simulator.ads.truth import ad_ledger
from tests.unit.simulator.support import DE, UK, US, Amazon, token_form

REPORT = "application/vnd.createasyncreportrequest.v3+json"
CAMPAIGN = "application/vnd.spCampaign.v3+json"
YESTERDAY = date(2026, 11, 19)
SP_NAMES = ["date", "campaignId", "impressions", "clicks", "cost", "sales7d", "purchases7d",
            "unitsSoldClicks7d"]  # fmt: skip
OTHER_NAMES = ["date", "campaignId", "impressions", "clicks", "cost", "sales", "purchases",
               "unitsSold"]  # fmt: skip


class Ads:
    """A plain caller of the simulator's Ads API."""

    def __init__(self, amazon: Amazon, region: str = "EU") -> None:
        self.amazon = amazon
        self.url = f"{amazon.running.url}/ads/{region.lower()}"
        refresh = next(row.ads_refresh_token for row in CONNECTIONS if row.region == region)
        form = token_form(refresh_token=refresh)
        answer = amazon.session.post(amazon.running.token_url, data=form)
        answer.raise_for_status()
        self.token = answer.json()["access_token"]

    def call(self, path: str, profile: str = "", media: str = "", **options: Any):
        headers = {
            "Amazon-Advertising-API-ClientId": CLIENT_ID,
            "Authorization": f"Bearer {self.token}",
        }
        if profile:
            headers["Amazon-Advertising-API-Scope"] = profile
        if media:
            headers |= {"Content-Type": media, "Accept": media}
        method = "POST" if "data" in options else "GET"
        return self.amazon.session.request(
            method, self.url + path, headers=headers | options.pop("headers", {}), **options
        )

    def profiles(self) -> dict[str, str]:
        """Return profile ids by marketplace."""
        rows = self.call("/v2/profiles").json()
        return {row["accountInfo"]["marketplaceStringId"]: str(row["profileId"]) for row in rows}

    def wish(self, kind: str, first: date, last: date, **changes: Any) -> dict[str, Any]:
        names = SP_NAMES if REPORT_TYPES[kind].ad_product == "SPONSORED_PRODUCTS" else OTHER_NAMES
        return {
            "name": "test",
            "startDate": first.isoformat(),
            "endDate": last.isoformat(),
            "configuration": {
                "adProduct": REPORT_TYPES[kind].ad_product,
                "groupBy": list(REPORT_TYPES[kind].group_by),
                "columns": names,
                "reportTypeId": kind,
                "timeUnit": "DAILY",
                "format": "GZIP_JSON",
                **changes,
            },
        }

    def create(self, profile: str, wish: dict[str, Any]):
        return self.call("/reporting/reports", profile, REPORT, data=json.dumps(wish))

    def report(self, profile: str, kind: str, first: date, last: date) -> list[dict[str, Any]]:
        """Ask for a report and return its rows."""
        made = self.create(profile, self.wish(kind, first, last))
        assert made.status_code == 200, made.text
        found = self.call(f"/reporting/reports/{made.json()['reportId']}", profile).json()
        assert found["status"] == "COMPLETED"
        body = self.amazon.session.get(found["url"]).content
        rows: list[dict[str, Any]] = json.loads(gzip.decompress(body), parse_float=Decimal)
        return rows


def test_each_region_has_the_profiles_of_its_marketplaces(amazon):
    assert set(Ads(amazon).profiles()) == {DE, UK}
    assert set(Ads(amazon, "NA").profiles()) == {US}
    row = Ads(amazon, "NA").call("/v2/profiles").json()[0]
    assert (row["currencyCode"], row["timezone"]) == ("USD", "America/Los_Angeles")
    assert row["accountInfo"]["type"] == "seller"
    # Larger than what a floating-point number holds exactly.
    assert row["profileId"] > 2**53


def test_a_selling_token_opens_no_advertising_and_the_other_way_round(amazon):
    ads = Ads(amazon)
    ads.token, own = amazon.token("EU"), ads.token
    assert ads.call("/v2/profiles").status_code == 401
    answer = amazon.session.get(
        amazon.running.eu_url + "/sellers/v1/marketplaceParticipations",
        headers={"x-amz-access-token": own},
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Amazon-Advertising-API-ClientId": "another"},
        {"Authorization": "Bearer nothing"},
        {"Authorization": ""},
        {"Amazon-Advertising-API-Scope": "12345"},
    ],
)
def test_a_call_without_its_headers_is_refused(amazon, headers):
    ads = Ads(amazon)
    profile = ads.profiles()[DE]
    assert ads.call("/sd/campaigns", profile).status_code == 200
    answer = ads.call("/sd/campaigns", profile, headers=headers)
    assert (answer.status_code, set(answer.json())) == (401, {"code", "detail", "details"})


def test_a_profile_of_another_region_is_refused(amazon):
    other = Ads(amazon, "NA").profiles()[US]
    assert Ads(amazon).call("/sd/campaigns", other).status_code == 401


def test_a_list_goes_from_page_to_page(amazon):
    ads = Ads(amazon)
    profile, found, token = ads.profiles()[DE], [], None
    while True:
        wish = {"maxResults": 5} | ({"nextToken": token} if token else {})
        page = ads.call("/sp/campaigns/list", profile, CAMPAIGN, data=json.dumps(wish))
        assert page.headers["Content-Type"] == CAMPAIGN
        found += page.json()["campaigns"]
        token = page.json().get("nextToken")
        if token is None:
            break
    assert len({row["campaignId"] for row in found}) == len(found) == page.json()["totalResults"]
    assert all(isinstance(row["campaignId"], str) for row in found)


def test_a_list_wants_its_own_media_type(amazon):
    ads = Ads(amazon)
    profile = ads.profiles()[DE]
    answer = ads.call("/sp/campaigns/list", profile, "application/json", data="{}")
    assert answer.status_code == 415


def test_keywords_and_targets_belong_to_ad_groups_that_are_listed(amazon):
    ads = Ads(amazon)
    profile = ads.profiles()[DE]

    def listed(path: str, media: str, name: str) -> list[dict[str, Any]]:
        media = f"application/vnd.{media}.v3+json"
        answer = ads.call(path, profile, media, data='{"maxResults": 5000}')
        rows: list[dict[str, Any]] = answer.json()[name]
        return rows

    groups = {row["adGroupId"] for row in listed("/sp/adGroups/list", "spAdGroup", "adGroups")}
    keywords = listed("/sp/keywords/list", "spKeyword", "keywords")
    targets = listed("/sp/targets/list", "spTargetingClause", "targetingClauses")
    assert keywords
    assert targets
    assert {row["adGroupId"] for row in keywords + targets} == groups


@pytest.mark.parametrize("kind", ["spCampaigns", "sbCampaigns", "sdCampaigns"])
def test_a_campaign_report_equals_the_ad_ledger_to_the_cent(amazon, kind):
    ads = Ads(amazon)
    first = YESTERDAY - timedelta(days=30)
    rows = ads.report(ads.profiles()[DE], kind, first, YESTERDAY)
    names = SP_NAMES if kind == "spCampaigns" else OTHER_NAMES
    got = {
        (row["date"], str(row["campaignId"])): tuple(Decimal(row[name]) for name in names[2:])
        for row in rows
    }
    told = ad_ledger(amazon.world.seed, first, YESTERDAY, amazon.world.second())
    expected = {
        (row["local_date"], row["campaign_id"]): tuple(
            Decimal(str(row[name]))
            for name in ("impressions", "clicks", "cost", "sales", "orders", "units")
        )
        for row in told
        if row["marketplace_id"] == DE and row["ad_product"] == REPORT_TYPES[kind].ad_product
    }
    assert got == expected
    assert len(got) == len(rows) > 0


def test_the_levels_below_add_up_to_the_campaigns_but_for_terms_without_a_click(amazon):
    ads = Ads(amazon)
    profile = ads.profiles()[DE]
    cost, shown = {}, {}
    for kind in ("spCampaigns", "spAdvertisedProduct", "spTargeting", "spSearchTerm"):
        rows = ads.report(profile, kind, YESTERDAY - timedelta(days=6), YESTERDAY)
        cost[kind] = sum(Decimal(row["cost"]) for row in rows)
        shown[kind] = sum(row["impressions"] for row in rows)
    assert len(set(cost.values())) == 1
    assert shown["spCampaigns"] == shown["spAdvertisedProduct"] == shown["spTargeting"]
    assert shown["spSearchTerm"] < shown["spCampaigns"]


def test_sales_of_a_day_are_restated_for_weeks_and_then_stand_still(amazon):
    seed, start = amazon.world.seed, amazon.world.second()

    def total(product: str, days_later: int) -> int:
        rows = ad_ledger(seed, YESTERDAY, YESTERDAY, start + days_later * 86400)
        return sum(Decimal(str(r["sales"])) for r in rows if r["ad_product"] == product)

    sp = [total("SPONSORED_PRODUCTS", later) for later in (0, 3, 14, 35, 60)]
    assert sp == sorted(sp)
    assert sp[0] < sp[1] < sp[2] <= sp[3] == sp[4]
    others = [total(p, 42) for p in ("SPONSORED_BRANDS", "SPONSORED_DISPLAY")]
    assert others == [total(p, 80) for p in ("SPONSORED_BRANDS", "SPONSORED_DISPLAY")]


@pytest.mark.parametrize(
    ("changes", "first", "last"),
    [
        ({"columns": ["date", "acosClicks14d"]}, 5, 1),
        ({"columns": ["campaignId"]}, 5, 1),
        ({"timeUnit": "HOURLY"}, 5, 1),
        ({"groupBy": ["adGroup"]}, 5, 1),
        ({"format": "CSV"}, 5, 1),
        ({"reportTypeId": "spEverything"}, 5, 1),
        ({}, 32, 1),
        ({}, 97, 90),
        ({}, 1, 5),
        ({}, 1, -1),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(amazon, changes, first, last):
    ads, today = Ads(amazon), YESTERDAY + timedelta(days=1)
    days = [today - timedelta(days=number) for number in (first, last)]
    answer = ads.create(ads.profiles()[DE], ads.wish("spCampaigns", *days, **changes))
    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_the_same_wish_again_is_refused_with_the_number_of_its_twin(strict_amazon):
    ads = Ads(strict_amazon)
    profile = ads.profiles()[DE]
    wish = ads.wish("spCampaigns", YESTERDAY, YESTERDAY)
    made = ads.create(profile, wish).json()
    assert made["status"] == "PENDING"
    again = ads.create(profile, wish | {"name": "another name"})
    assert again.status_code == 425
    assert again.json()["detail"] == f"The Request is a duplicate of : {made['reportId']}"
    # Once it is made, it may be asked for again.
    strict_amazon.clock.advance(1000)
    assert ads.create(profile, wish).status_code == 200


def test_a_report_is_pending_processing_completed_and_its_address_grows_old(strict_amazon):
    ads = Ads(strict_amazon)
    profile = ads.profiles()[DE]
    wish = ads.wish("spCampaigns", YESTERDAY, YESTERDAY)
    path = f"/reporting/reports/{ads.create(profile, wish).json()['reportId']}"
    seen = []
    for _ in range(40):
        found = ads.call(path, profile).json()
        seen.append(found["status"])
        if found["url"]:
            break
        strict_amazon.clock.advance(25)
    assert list(dict.fromkeys(seen)) == ["PENDING", "PROCESSING", "COMPLETED"]
    assert strict_amazon.session.get(found["url"]).status_code == 200
    strict_amazon.clock.advance(3601)
    assert strict_amazon.session.get(found["url"]).status_code == 403


def test_a_full_queue_answers_429_without_saying_how_long(strict_amazon):
    ads = Ads(strict_amazon)
    profile = ads.profiles()[DE]
    days = [YESTERDAY - timedelta(days=number) for number in range(QUEUE_LENGTH + 1)]
    answers = [ads.create(profile, ads.wish("spCampaigns", day, day)) for day in days]
    assert [one.status_code for one in answers] == [200] * QUEUE_LENGTH + [429]
    assert "Retry-After" not in answers[-1].headers


def test_a_report_can_fail_and_says_why(amazon):
    amazon.world.faults.add({"kind": "fatal_report", "operation": "adsCreateReport"})
    ads = Ads(amazon)
    profile = ads.profiles()[DE]
    made = ads.create(profile, ads.wish("spCampaigns", YESTERDAY, YESTERDAY)).json()
    found = ads.call(f"/reporting/reports/{made['reportId']}", profile).json()
    assert (found["status"], found["url"]) == ("FAILED", None)
    assert found["failureReason"]


def test_another_profile_s_report_is_not_found(amazon):
    ads = Ads(amazon)
    profiles = ads.profiles()
    made = ads.create(profiles[DE], ads.wish("spCampaigns", YESTERDAY, YESTERDAY)).json()
    path = f"/reporting/reports/{made['reportId']}"
    assert ads.call(path, profiles[UK]).status_code == 404
    assert ads.call("/reporting/reports/nothing", profiles[DE]).status_code == 404


def test_what_happened_does_not_change_as_days_pass(amazon):
    old = YESTERDAY - timedelta(days=50)
    seed, now = amazon.world.seed, amazon.world.second()
    before = list(ad_ledger(seed, old, old, now))
    assert before == list(ad_ledger(seed, old, old, now + 300 * 86400))
    wanted = {"from": old.isoformat(), "to": old.isoformat()}
    answer = amazon.session.get(amazon.running.url + "/_simulator/ad-ledger", params=wanted)
    assert [json.loads(line) for line in answer.text.splitlines()] == before
