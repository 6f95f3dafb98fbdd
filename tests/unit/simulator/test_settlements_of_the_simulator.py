"""The simulator's settlements: made by Amazon alone, kept 90 days, exact to the cent."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from core.clock import parse_instant
from simulator.shop.calendar import SHOP_MARKETPLACES, second_of
from simulator.shop.money import money_of, settlement_at
from tests.unit.simulator.support import DE, US, Amazon

KIND = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
REPORTS = "/reports/2021-06-30/reports"
MIDDLE = second_of(parse_instant("2026-10-15T12:00:00Z"))


def listed(amazon: Amazon, region: str, **query: Any) -> dict[str, Any]:
    found: dict[str, Any] = amazon.call(
        REPORTS, region, params={"reportTypes": KIND, **query}
    ).json()
    return found


def rows_of(amazon: Amazon, report: dict[str, Any], region: str) -> list[dict[str, str]]:
    answer = amazon.document(report, region)
    charset = "cp1252" if region == "EU" else "utf-8"
    text = gzip.decompress(answer.content).decode(charset)
    return list(csv.DictReader(text.split("\r\n")[:-1], delimiter="\t", quoting=csv.QUOTE_NONE))


def amount(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


@pytest.mark.parametrize("region", ["NA", "EU"])
def test_the_lines_of_each_settlement_add_up_to_its_first_row(amazon: Amazon, region: str) -> None:
    reports = listed(amazon, region, pageSize=100)["reports"]
    assert len(reports) == (7 if region == "NA" else 14)
    for report in reports[:3]:
        first, *lines = rows_of(amazon, report, region)
        assert first["transaction-type"] == first["amount"] == ""
        assert sum(amount(line["amount"]) for line in lines) == amount(first["total-amount"]) > 0
        assert {line["settlement-id"] for line in lines} == {first["settlement-id"]}
        assert not any(line["total-amount"] or line["currency"] for line in lines)


@pytest.mark.parametrize("place", SHOP_MARKETPLACES, ids=lambda one: one.country_code)
def test_events_and_reserves_make_the_transfer(place: Any) -> None:
    ledger, settlement = money_of(7), settlement_at(place, MIDDLE)
    before = settlement_at(place, settlement.starts - 1)
    change = ledger.reserve(before) - ledger.reserve(settlement)
    assert ledger.transfer(settlement) == ledger.payout(settlement) + change
    assert (change != 0) == (place.country_code == "US")


def test_each_country_writes_its_own_way(amazon: Amazon) -> None:
    heads = {}
    for region, place in (("NA", US), ("EU", DE)):
        (report,) = listed(amazon, region, marketplaceIds=place, pageSize=1)["reports"]
        first, line, *_ = rows_of(amazon, report, region)
        heads[region] = (first["total-amount"][-3], first["settlement-end-date"][2],
                         line["posted-date"][2], line["posted-date-time"][-4:])  # fmt: skip
    assert heads == {"NA": (".", "2", "/", " UTC"), "EU": (",", ".", ".", " UTC")}


def test_the_lines_name_orders_items_and_what_each_amount_is(amazon: Amazon) -> None:
    (report,) = listed(amazon, "NA", pageSize=1)["reports"]
    lines = rows_of(amazon, report, "NA")[1:]
    kinds = Counter((line["transaction-type"], line["amount-type"]) for line in lines)
    assert {kind for kind, _ in kinds} == {"Order", "Refund", "other-transaction"}
    assert kinds["Order", "ItemPrice"] > 100
    words = {line["amount-description"] for line in lines if not line["order-id"]}
    assert words >= {"Previous Reserve Amount Balance", "Current Reserve Amount"}
    of_orders = [line for line in lines if line["transaction-type"] in ("Order", "Refund")]
    assert all(line["order-item-code"] and line["sku"] for line in of_orders)
    assert {line["marketplace-name"] for line in lines} == {"Amazon.com"}


def test_nobody_can_ask_for_a_settlement(amazon: Amazon) -> None:
    body = {"reportType": KIND, "marketplaceIds": [DE]}
    assert amazon.call(REPORTS, "EU", "POST", json=body).status_code == 400


def test_settlements_are_listed_page_by_page_since_a_day_and_for_ninety_days(
    amazon: Amazon,
) -> None:
    page = listed(amazon, "EU", pageSize=5)
    numbers = [one["reportId"] for one in page["reports"]]
    while token := page.get("nextToken"):
        page = amazon.call(REPORTS, params={"nextToken": token}).json()
        numbers += [one["reportId"] for one in page["reports"]]
    assert len(numbers) == len(set(numbers)) == 14
    recent = listed(amazon, "EU", createdSince="2026-11-01T00:00:00Z")["reports"]
    assert 0 < len(recent) < 14
    assert [one["reportId"] for one in recent] == numbers[: len(recent)]
    oldest = amazon.report(numbers[-1])
    amazon.clock.advance(14 * 86400)
    amazon.forget_tokens()
    assert amazon.call(f"{REPORTS}/{numbers[-1]}").status_code == 404
    path = f"/reports/2021-06-30/documents/{oldest['reportDocumentId']}"
    assert amazon.call(path).status_code == 404
    later = listed(amazon, "EU", pageSize=100)["reports"]
    assert len(later) >= 14
    assert later[0]["reportId"] not in numbers
