"""Faults of the stream of money: pages, tokens, and what arrives in a strange order."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.faults.oracle import History, assert_same, history
from tests.faults.shop import Shop, states
from tests.integration.sync.conftest import read

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
