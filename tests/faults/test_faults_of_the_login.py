"""F01 to F05: the login and the rights; each trouble stays with the key it belongs to."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import text

from core.accounts import create_account
from core.database import Role, name_account, transaction
from core.errors import EXIT_CONFIGURATION
from core.setup_accounts import _ensure_connection, _Key
from sync.clients.retry import TRIES
from sync.connections import ACTIVE, NEEDS_REAUTH, list_connections
from sync.runner import exit_code
from tests.faults.oracle import History, assert_same, assert_settled, history
from tests.faults.shop import STREAMS, Shop, by_stream, states

INVALID_GRANT = json.dumps({"error": "invalid_grant", "error_description": "revoked"})
INVALID_CLIENT = json.dumps({"error": "invalid_client", "error_description": "expired"})


def new_key(seller_region: str) -> None:
    """As a person does who connects the account again: the key is set anew."""
    with transaction(Role.OWNER) as connection:
        name_account(connection, 1)
        connection.execute(
            text("UPDATE app.connections SET state = :state WHERE region = :region"),
            {"state": ACTIVE, "region": seller_region},
        )


def test_f01_an_invalid_grant_stops_one_connection_at_once_and_no_other(
    expected: History, shop: Shop
) -> None:
    shop.fault("answer", "token", status=400, body=INVALID_GRANT)
    results = shop.run()
    assert [one.state for one in results if one.connection == "NA"] == ["needs_reauth"]
    assert {one.state for one in results if one.connection == "EU"} == {"done"}
    assert [one.region for one in list_connections(is_demo=True, state=NEEDS_REAUTH)] == ["NA"]
    # Asked once, and not again before a person has set a new key.
    asked = shop.calls("token")
    assert by_stream(shop.run())["orders"].state == "needs_reauth"
    assert shop.calls("token") - asked == 1
    new_key("NA")
    assert states(shop.run()) == {"done"}
    assert_same(history(), expected)
    assert_settled()


def second_account() -> int:
    """Another seller in the same database, with a connection of its own."""
    with transaction(Role.OWNER) as connection:
        account_id = create_account(connection, "Another shop", is_demo=True)
        name_account(connection, account_id)
        key = _Key("EU", "A1DEMOSELLEREU", "Atzr|demo-eu", "")
        _ensure_connection(connection, account_id, key)
    return account_id


def test_f01_one_account_s_invalid_grant_never_stops_another_account(shop: Shop) -> None:
    other = second_account()
    # The first account's two keys are refused; the third to log in is the other account.
    shop.fault("answer", "token", count=2, status=400, body=INVALID_GRANT)
    shop.run("marketplaces", "orders")
    waiting = list_connections(is_demo=True, state=NEEDS_REAUTH)
    assert {one.account_id for one in waiting} == {1}
    with transaction(Role.OWNER) as connection:
        name_account(connection, other)
        rows = connection.execute(
            text("SELECT account_id, count(*) FROM seller.orders GROUP BY 1")
        ).all()
    assert [(row.account_id, row.count > 50) for row in rows] == [(other, True)]


def test_f02_a_rotated_secret_pauses_everything_with_one_sentence(
    expected_later: History, later: Shop
) -> None:
    before = history()
    later.fault("answer", "token", count=99, status=401, body=INVALID_CLIENT)
    for _ in range(5):
        results = later.run("orders", "inventory")
        # Each connection asks once, and says the same.
        assert [(one.connection, one.stream) for one in results] == [
            ("NA", "orders"),
            ("EU", "orders"),
        ]
    assert later.calls("token") == 10
    assert len({one.sentence for one in results}) == 1
    assert "Check SP_API_CLIENT_ID" in results[0].sentence
    assert exit_code(results) == EXIT_CONFIGURATION
    assert list_connections(is_demo=True, state=NEEDS_REAUTH) == []
    assert_same(history(), before)
    later.world.faults.clear()
    # A setting that was mended works at the next cron: no stream is left alone for it.
    assert states(later.run_due()) == {"done"}
    assert_same(history(), expected_later)


@pytest.mark.parametrize("status", [500, 503, 429])
def test_f03_a_login_that_fails_for_a_while_is_waited_for(
    expected: History, shop: Shop, status: int
) -> None:
    shop.fault("answer", "token", count=5, status=status, body="busy")
    assert states(shop.run()) == {"done"}
    assert_same(history(), expected)


def test_f03_a_login_that_fails_all_day_ends_the_run_and_keeps_what_is_there(
    later: Shop, expected_later: History
) -> None:
    before = history()
    later.fault("http_error", "token", status=503, count=9999)
    for runs in range(1, 5):
        results = later.run()
        assert states(results) == {"failed"}
        assert len(results) == 2 * len(STREAMS)
        # One stream of each connection asks, until it gives up; the others are told the same.
        assert later.calls("token") == runs * 2 * TRIES
        assert {one.sentence for one in results} == {"Amazon's login answers 503. Try again later."}
    assert_same(history(), before)
    assert_settled()
    # However long it took, no stream is left alone for it: the next cron goes on.
    later.world.faults.clear()
    assert states(later.run_due()) == {"done"}
    assert_same(history(), expected_later)


@pytest.mark.parametrize("operation", ["searchOrders", "getInventorySummaries"])
def test_f04_a_token_that_ends_in_the_run_is_renewed_once_and_the_page_repeated(
    later: Shop, expected_later: History, operation: str
) -> None:
    later.fault("expire_tokens", operation)
    assert states(later.run()) == {"done"}
    assert later.calls("token") == 2 + 1
    assert_same(history(), expected_later)


def test_f04_a_401_between_two_pages_costs_one_token_and_no_row(
    later: Shop, expected_later: History
) -> None:
    pages = 0

    def end_tokens(answer: dict[str, Any]) -> dict[str, Any]:
        nonlocal pages
        pages += 1
        if pages == 1:
            later.world.tokens.expire_all()
        return answer

    later.edit("searchOrders", end_tokens)
    assert states(later.run()) == {"done"}
    assert pages > 4
    assert later.calls("token") == 2 + 1
    assert_same(history(), expected_later)


def test_f05_a_missing_role_stops_its_stream_alone(expected: History, shop: Shop) -> None:
    shop.fault("http_error", "getInventorySummaries", status=403, count=8)
    results = shop.run()
    assert {one.state for one in results if one.stream == "inventory"} == {"forbidden"}
    assert {one.state for one in results if one.stream != "inventory"} == {"done"}
    shop.heal()
    assert states(shop.run()) == {"done"}
    assert_same(history(), expected)
