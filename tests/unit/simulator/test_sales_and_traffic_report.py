"""The simulator's sales and traffic report: like Amazon's, down to its quota and its gaps."""

from __future__ import annotations

import gzip
import json
from datetime import date, timedelta
from typing import Any

import pytest
import requests

from core.settings import ROOT
from tests.unit.simulator.support import DE, UK, US, Amazon

REPORTS = "/reports/2021-06-30/reports"
SCHEMA = ROOT.parent / "shared" / "amazon" / "schemas" / "sellerSalesAndTrafficReport.json"
KIND = "GET_SALES_AND_TRAFFIC_REPORT"


def ask(amazon: Amazon, first: str, last: str = "", *places: str) -> requests.Response:
    body = {
        "reportType": KIND,
        "marketplaceIds": list(places or (DE,)),
        "dataStartTime": f"{first}T00:00:00Z",
        "dataEndTime": f"{last or first}T00:00:00Z",
        "reportOptions": {"dateGranularity": "DAY", "asinGranularity": "CHILD"},
    }
    return amazon.call(REPORTS, "EU", "POST", json=body)


def status(amazon: Amazon, first: str, last: str = "", *places: str) -> str:
    answer = ask(amazon, first, last, *places)
    assert answer.status_code == 202, answer.text
    return str(amazon.report(answer.json()["reportId"])["processingStatus"])


def report_of(amazon: Amazon, first: str, last: str = "", place: str = DE) -> dict[str, Any]:
    answer = ask(amazon, first, last, place)
    document = amazon.document(amazon.report(answer.json()["reportId"]))
    assert document.headers["Content-Type"] == "application/json"
    found: dict[str, Any] = json.loads(gzip.decompress(document.content))
    return found


@pytest.mark.skipif(not SCHEMA.is_file(), reason="Amazon's schemas are not at ../shared/amazon.")
def test_the_report_keeps_to_amazon_s_schema(amazon: Amazon) -> None:
    import jsonschema

    schema = json.loads(SCHEMA.read_text())
    for first, last in (("2026-11-19", ""), ("2026-01-01", "2026-11-10"), ("2024-11-21", "")):
        jsonschema.validate(report_of(amazon, first, last), schema)


def test_by_product_is_one_sum_over_the_days_and_names_only_what_was_ordered(
    amazon: Amazon,
) -> None:
    days = [report_of(amazon, f"2026-11-{day}") for day in (12, 13, 14)]
    whole = report_of(amazon, "2026-11-12", "2026-11-14")
    assert [row["date"] for row in whole["salesAndTrafficByDate"]] == [
        "2026-11-12", "2026-11-13", "2026-11-14"]  # fmt: skip
    names = {row["childAsin"] for day in days for row in day["salesAndTrafficByAsin"]}
    assert {row["childAsin"] for row in whole["salesAndTrafficByAsin"]} == names
    for row in whole["salesAndTrafficByAsin"]:
        told = [other["salesByAsin"]["unitsOrdered"] for day in days
                for other in day["salesAndTrafficByAsin"]
                if other["childAsin"] == row["childAsin"]]  # fmt: skip
        assert row["salesByAsin"]["unitsOrdered"] == sum(told) > 0


def test_a_day_s_parts_fit_one_another(amazon: Amazon) -> None:
    for row in report_of(amazon, "2026-09-01", "2026-10-31")["salesAndTrafficByDate"]:
        sales, traffic = row["salesByDate"], row["trafficByDate"]
        for name in ("PageViews", "Sessions"):
            parts = traffic[f"browser{name}"] + traffic[f"mobileApp{name}"]
            assert traffic[name[0].lower() + name[1:]] == parts
        assert traffic["sessions"] >= sales["totalOrderItems"] > 0
        assert traffic["pageViews"] >= traffic["sessions"]
        assert sales["unitsOrderedB2B"] <= sales["unitsOrdered"]
        assert 50 < traffic["buyBoxPercentage"] <= 100
    assert sum(
        row["salesByDate"]["unitsRefunded"]
        for row in report_of(amazon, "2026-09-01", "2026-10-31")["salesAndTrafficByDate"]
    )


def test_visits_of_a_day_grow_for_three_days_and_then_stand(amazon: Amazon) -> None:
    seen = []
    for _ in range(6):
        row = report_of(amazon, "2026-11-19")["salesAndTrafficByDate"][0]
        seen.append(row["trafficByDate"]["sessions"])
        amazon.clock.advance(86400)
        amazon._tokens.clear()  # an access token lives an hour
    assert seen[0] < seen[1] < seen[2] < seen[3] == seen[4] == seen[5]


def test_today_and_what_is_older_than_two_years_are_cancelled(amazon: Amazon) -> None:
    oldest = date(2026, 11, 20) - timedelta(days=731)
    assert status(amazon, oldest.isoformat()) == "DONE"
    assert status(amazon, (oldest - timedelta(days=1)).isoformat()) == "CANCELLED"
    assert status(amazon, "2026-11-20") == "CANCELLED"
    assert status(amazon, "2026-11-19") == "DONE"


def test_two_marketplaces_in_one_report_end_fatal(amazon: Amazon) -> None:
    assert status(amazon, "2026-11-19", "", DE, UK) == "FATAL"


def test_one_report_in_a_quarter_of_an_hour_for_each_seller(strict_amazon: Amazon) -> None:
    amazon = strict_amazon
    assert ask(amazon, "2026-11-19").status_code == 202
    refused = ask(amazon, "2026-11-18")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (429, "QuotaExceeded")
    other = amazon.call(REPORTS, "NA", "POST", json={
        "reportType": KIND, "marketplaceIds": [US],
        "dataStartTime": "2026-11-18T00:00:00Z", "dataEndTime": "2026-11-18T00:00:00Z",
    })  # fmt: skip
    assert other.status_code == 202
    amazon.clock.advance(899)
    assert ask(amazon, "2026-11-18").status_code == 429
    amazon.clock.advance(1)
    assert ask(amazon, "2026-11-18").status_code == 202


def test_asked_again_too_soon_it_is_cancelled_even_where_it_was_taken(
    strict_amazon: Amazon,
) -> None:
    amazon = strict_amazon
    ask(amazon, "2026-11-19")
    # As if the quota were another one: the gap between two reports is held all the same.
    amazon.world.rates.change_plan("real")
    report_id = ask(amazon, "2026-11-19").json()["reportId"]
    amazon.clock.advance(600)
    assert amazon.report(report_id)["processingStatus"] == "CANCELLED"
