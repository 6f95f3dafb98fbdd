"""Faults of the streams of money: pages, tokens, and what arrives in a strange order."""

from __future__ import annotations

import copy
import gzip
from typing import Any

import pytest

from simulator.reports.kinds import File
from simulator.server import RunningSimulator
from tests.faults.oracle import History, assert_same, history
from tests.faults.shop import PAYDAY, Shop, states
from tests.integration.sync.conftest import read
from tests.support.installation import Installation

Json = dict[str, Any]


@pytest.fixture
def money(shop: Shop) -> tuple[Shop, History]:
    """The shop, and what its money looks like without a fault; the database is empty again."""
    assert states(shop.run("marketplaces", "finances")) == {"done"}
    expected = history()
    assert len(expected["transactions"]) > 100
    shop.restore("empty")
    return shop, expected


def test_f04_f09_f17_f18_money_survives_tokens_errors_and_answers_that_are_none(
    money: tuple[Shop, History],
) -> None:
    shop, expected = money
    shop.fault("expire_tokens", "listTransactions")
    shop.fault("http_error", "listTransactions", 2, status=503)
    shop.fault("answer", "listTransactions", 2, status=200, body='{"payload": ')
    shop.fault("answer", "listTransactions", 1, status=200, body="<html>", content_type="text/html")
    shop.fault("drop_connection", "listTransactions")
    assert states(shop.run("marketplaces", "finances")) == {"done"}
    assert_same(history(), expected)


def test_f47_a_refund_larger_than_its_order_or_before_it_is_stored_as_it_is(
    money: tuple[Shop, History],
) -> None:
    """Refunds stand before their orders here, and one is larger: sums are what Amazon says."""
    shop, expected = money

    def first_refunds(answer: Json) -> Json:
        answer = copy.deepcopy(answer)
        rows = answer["payload"]["transactions"]
        rows.sort(key=lambda one: one["transactionType"] != "Refund")
        return answer

    shop.edit("listTransactions", first_refunds)
    assert states(shop.run("marketplaces", "finances")) == {"done"}
    assert_same(history(), expected)
    [(refunds,)] = read("SELECT sum(total_amount) FROM seller.transactions"
                        " WHERE transaction_type = 'Refund'")  # fmt: skip
    assert refunds < 0

    def ten_times(answer: Json) -> Json:
        answer = copy.deepcopy(answer)
        for one in answer["payload"]["transactions"]:
            if one["transactionType"] == "Refund":
                one["totalAmount"]["currencyAmount"] = float(refunds) * 10
        return answer

    shop.edit("listTransactions", ten_times)
    shop.run("finances", is_forced=True)
    [(most,)] = read("SELECT min(total_amount) FROM seller.transactions")
    assert most == refunds * 10


@pytest.fixture
def payouts(database: Installation, simulator: RunningSimulator) -> tuple[Shop, History]:
    """A shop on the day after its payouts, and what they look like without a fault."""
    shop = Shop(simulator, database, PAYDAY, ("marketplaces", "settlements"))
    assert states(shop.run()) == {"done"}
    expected = history()
    assert len(expected["settlements"]) == 3
    shop.restore("empty")
    return shop, expected


def test_f22_f43_a_settlement_that_is_listed_twice_and_without_its_times_is_there_once(
    payouts: tuple[Shop, History],
) -> None:
    shop, expected = payouts

    def spoil(answer: Json) -> Json:
        """Each report twice; again under another number; and entries that name no document."""
        reports = []
        for number, one in enumerate(answer["reports"]):
            bare = {name: one[name] for name in ("reportId", "reportDocumentId")}
            odd = {**one, "createdTime": "soon", "dataStartTime": None, "dataEndTime": "2026-02-30"}
            reports += [one, bare, odd, {**bare, "reportId": f"{number}{one['reportId']}"}]
            reports += [None, {}, "a word", {**one, "reportDocumentId": None, "reportId": "77"}]
        return {**answer, "reports": reports}

    shop.edit("getReports", spoil)
    assert states(shop.run()) == {"done"}
    found = history()
    # One of each number; the second number brings the same settlement once more.
    assert len(found["report_jobs"]) == 2 * len(expected["report_jobs"])
    assert_same({**found, "report_jobs": expected["report_jobs"]}, expected)


@pytest.mark.parametrize(("point", "comma"), [(".", ","), (",", ".")], ids=["commas", "points"])
def test_f45_amounts_of_a_settlement_are_the_same_with_commas_and_with_points(
    payouts: tuple[Shop, History], point: str, comma: str
) -> None:
    shop, expected = payouts
    rewritten: list[bool] = []

    def rewrite(file: File) -> File:
        header, *lines = gzip.decompress(file.content).decode().splitlines()
        amounts = [header.split("\t").index(name) for name in ("amount", "total-amount")]
        changed = [header]
        for line in lines:
            cells = line.split("\t")
            for place in amounts:
                cells[place] = cells[place].replace(point, comma)
            changed.append("\t".join(cells))
        rewritten.append(changed[1:] != lines)
        return File(gzip.compress("\n".join(changed).encode()), file.content_type)

    shop.edit("document", rewrite)
    assert states(shop.run()) == {"done"}
    assert_same(history(), expected)
    assert any(rewritten)
