"""The simulator's returns: only what was refunded comes back, not all of it, not always whole."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import date, timedelta
from itertools import product

import pytest

from core.clock import parse_instant
from simulator.formats import cents
from simulator.shop.calendar import SHOP_MARKETPLACES, days_between, second_of
from simulator.shop.money_events import events_of_order, refunds_of, shipped_second
from simulator.shop.reimbursements import DAMAGED, reimbursements_of_day
from simulator.shop.returns import AMAZON_S_FAULT, LONGEST_RETURN_DAYS, returns_of_day
from simulator.shop.shop import shop_of
from tests.unit.simulator.support import DE, UK, US, Amazon

FBA = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA"
SELLER = "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE"
FIRST, LAST = "2026-09-20T00:00:00Z", "2026-11-19T00:00:00Z"
DAYS = days_between(date(2026, 6, 1), date(2026, 8, 31))


def rows_of(content: bytes, charset: str) -> list[dict[str, str]]:
    lines = content.decode(charset).split("\r\n")
    return list(csv.DictReader(lines[:-1], delimiter="\t", quoting=csv.QUOTE_NONE))


def test_only_refunded_lines_come_back_and_some_of_them_never_do() -> None:
    lines: Counter[bool] = Counter()
    dispositions: Counter[str] = Counter()
    for place, day in product(SHOP_MARKETPLACES, DAYS):
        units = returns_of_day(7, place, day).units
        dispositions.update(one.disposition for one in units)
        back = {one.line.order_item_id for one in units}
        refunded = {
            refund.line.order_item_id
            for order in shop_of(7).day(place, day)
            if order.is_fba and (shipped := shipped_second(order))
            for refund in refunds_of(7, order, shipped)
        }
        assert back <= refunded
        lines.update(number in back for number in refunded)
        for one in units:
            later = one.dated_at(one.second + 30 * 86400) - one.order.created
            assert 0 < later < LONGEST_RETURN_DAYS * 86400
    assert 0.05 < lines[False] / lines.total() < 0.3
    assert set(dispositions) > AMAZON_S_FAULT
    assert dispositions["SELLABLE"] > dispositions["DEFECTIVE"] > 10


def test_what_a_buyer_gets_back_is_what_the_money_events_say() -> None:
    checked = 0
    for place in SHOP_MARKETPLACES:
        for day in DAYS:
            for one in returns_of_day(7, place, day).seller:
                events = events_of_order(7, one.order)
                (refund,) = [event for event in events if event.kind == "Refund"]
                assert one.requested < one.refund.second == refund.posted
                checked += 1
    assert checked > 15


@pytest.mark.parametrize("region", ["NA", "EU"])
def test_the_fba_report_is_about_the_whole_region_and_one_row_is_one_unit(
    amazon: Amazon, region: str
) -> None:
    place = US if region == "NA" else UK
    charset = "utf-8" if region == "NA" else "cp1252"
    rows = rows_of(amazon.file(FBA, FIRST, LAST, region, place), charset)
    assert len(rows) > 100
    assert len({row["license-plate-number"] for row in rows}) == len(rows)
    assert all(FIRST[:10] <= row["return-date"][:10] < LAST[:10] for row in rows)
    if region == "EU":
        prefixes = {row["order-id"][:2] for row in rows}
        assert prefixes & {"20", "02"}
        assert prefixes & {"30"}


def test_the_seller_s_report_is_about_one_marketplace_and_tells_the_refund(amazon: Amazon) -> None:
    rows = rows_of(amazon.file(SELLER, FIRST, LAST, "NA", US), "utf-8")
    assert len(rows) > 5
    assert {len(row) for row in rows} == {32}
    paid = {
        event.order_id: event
        for day in days_between(date(2026, 7, 1), date(2026, 11, 19))
        for order in shop_of(7).day(SHOP_MARKETPLACES[0], day)
        for event in events_of_order(7, order)
        if event.kind == "Refund"
    }
    for row in rows:
        entries = paid[row["Order ID"]].entries
        back = -sum(
            entry.cents for entry in entries if entry.path[1] not in ("AmazonFees", "TaxWithheld")
        )
        is_paid = paid[row["Order ID"]].posted <= second_of(amazon.clock.now())
        assert row["Refunded Amount"] == (cents(back) if is_paid else ""), row
    assert any(not row["Amazon RMA ID"] for row in rows) or len(rows) < 20
    assert amazon.report(amazon.ask_report(SELLER, FIRST, LAST, place=DE))["processingStatus"] in (
        "DONE", "CANCELLED")  # fmt: skip


def test_returns_of_more_than_sixty_days_end_fatal(amazon: Amazon) -> None:
    first = (parse_instant(LAST) - timedelta(days=61)).isoformat()
    for kind in (FBA, SELLER):
        report = amazon.report(amazon.ask_report(kind, first, LAST))
        assert report["processingStatus"] == "FATAL"
        assert b"60 days" in gzip.decompress(amazon.document(report).content)


def test_the_same_days_are_not_made_again_within_four_hours(strict_amazon: Amazon) -> None:
    amazon = strict_amazon
    asked = [amazon.ask_report(FBA, FIRST, LAST), amazon.ask_report(FBA, FIRST, LAST)]
    other = amazon.ask_report(FBA, "2026-08-01T00:00:00Z", FIRST)
    amazon.clock.advance(4 * 3600 + 1)
    amazon.forget_tokens()
    asked.append(amazon.ask_report(FBA, FIRST, LAST))
    amazon.clock.advance(600)
    states = [amazon.report(number)["processingStatus"] for number in (*asked, other)]
    assert states == ["DONE", "CANCELLED", "DONE", "DONE"]


def test_a_few_units_are_dated_anew_after_two_days(amazon: Amazon) -> None:
    moved = [
        one
        for place in SHOP_MARKETPLACES[:1]
        for day in DAYS
        for one in returns_of_day(7, place, day).units
        if one.moved
    ]
    assert moved
    one = moved[0]
    assert one.dated_at(one.second) == one.second
    assert one.dated_at(one.second + 3 * 86400) == one.moved > one.second


def test_only_a_broken_unit_that_was_paid_for_says_reimbursed(amazon: Amazon) -> None:
    rows = rows_of(amazon.file(FBA, FIRST, LAST, "NA", US), "utf-8")
    now = second_of(amazon.clock.now())
    paid = {
        (one.order_id, one.offer.sku)
        for day in days_between(date(2026, 6, 1), date(2026, 11, 19))
        for one in reimbursements_of_day(7, SHOP_MARKETPLACES[0], day)
        if one.reason == DAMAGED and one.second <= now
    }
    broken = [row for row in rows if row["detailed-disposition"] in AMAZON_S_FAULT]
    told = [row["status"] == "Reimbursed" for row in broken]
    assert told == [(row["order-id"], row["sku"]) in paid for row in broken]
    assert {True, False} == set(told)
    assert not [row for row in rows if row not in broken and row["status"] == "Reimbursed"]
