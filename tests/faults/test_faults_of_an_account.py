"""F56: an account is taken away, whatever is at work on it at that moment."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import text

from core.account_removal import account_names, remove_account, tables_of_accounts
from core.accounts import create_account
from core.database import Role, account_transaction, transaction
from core.errors import AccountGoneError, ConfigurationError
from simulator.errors import ApiError
from sync import runner
from sync.health import note_result
from tests.faults.postgres_proxy import Strike
from tests.faults.processes import Commands
from tests.faults.shop import Shop, states
from tests.faults.superuser import superuser_session
from tests.support.account_rows import fill_every_table, rows_by_table
from tests.support.installation import Installation

_WITH_ACCOUNTS = (
    "SELECT table_schema || '.' || table_name FROM information_schema.columns"
    " JOIN information_schema.tables USING (table_schema, table_name)"
    " WHERE column_name = 'account_id' AND table_type = 'BASE TABLE'"
    " AND table_schema NOT IN ('pg_catalog', 'information_schema')"
)
_WAITS = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE application_name = 'seller-monitor owner' AND wait_event_type = 'Lock'"
)


def left_of(account_id: int) -> dict[str, int]:
    """Return how many rows of an account are left, by table of the database itself."""
    with account_transaction(Role.OWNER, account_id) as connection:
        tables = connection.execute(text(_WITH_ACCOUNTS)).scalars().all()
        assert len(tables) > 50
        rows = {
            table: connection.scalar(
                text(f"SELECT count(*) FROM {table} WHERE account_id = :id"), {"id": account_id}
            )
            for table in tables
        }
    return {table: int(count) for table, count in rows.items() if count}


def test_f56_every_row_of_an_account_goes_and_none_of_another(database: Installation) -> None:
    with transaction(Role.OWNER) as connection:
        other = create_account(connection, "Another shop")
    for account_id in (1, other):
        with account_transaction(Role.OWNER, account_id) as connection:
            fill_every_table(connection, account_id)
    with account_transaction(Role.OWNER, other) as connection:
        before = rows_by_table(connection, other)
    assert [table for table, rows in before.items() if not rows] == []
    assert len(left_of(1)) == len(tables_of_accounts())
    removed = remove_account(1)
    assert left_of(1) == {}
    assert min(removed.values()) > 0
    with account_transaction(Role.OWNER, other) as connection:
        assert rows_by_table(connection, other) == before
    assert account_names() == {other: "Another shop"}
    with pytest.raises(ConfigurationError, match="There is no account 1"):
        remove_account(1)


@pytest.mark.parametrize("operation", ["searchOrders", "getInventorySummaries"])
def test_f56_what_is_taken_away_while_amazon_answers_gets_no_new_rows(
    later: Shop, operation: str
) -> None:
    def take_away(answer: Any) -> Any:
        if account_names():
            remove_account(1)
        return answer

    later.edit(operation, take_away)
    stream = "inventory" if operation == "getInventorySummaries" else "orders"
    results = later.run(stream)
    assert states(results) == {"interrupted"}
    assert [one.crash for one in results if one.crash] == []
    assert {one.sentence for one in results} == {
        "This account was taken away while it was read. Nothing of it is stored any more."
    }
    assert left_of(1) == {}
    with pytest.raises(ConfigurationError, match="No Amazon account is connected"):
        later.run(stream)


def test_f56_taken_away_between_a_failure_and_its_note_is_told_as_taken_away(
    later: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def take_away_first(*about: Any) -> None:
        if account_names():
            remove_account(1)
        note_result(*about)

    def refuse(_call: Any) -> Any:
        raise ApiError(400, "InvalidInput", "No.")

    monkeypatch.setattr(runner, "note_result", take_away_first)
    later.answer("searchOrders", refuse)
    results = later.run("orders")
    assert {(one.state, type(one.error)) for one in results} == {("interrupted", AccountGoneError)}
    assert left_of(1) == {}


def test_f56_taken_away_at_any_statement_of_a_run_nothing_of_it_is_left_and_nothing_crashes(
    commands: Commands, shop: Shop
) -> None:
    commands.proxy.strike(None)
    assert commands.run(shop) == 0
    total = len(commands.proxy.seen)
    for at in range(1, total, total // 8):
        shop.restore("empty")
        said = len(commands.said())
        remover = threading.Thread(target=remove_account, args=(1,), name="remover")
        # The statement waits until the removal has come to what this transaction holds.
        held = Strike(at, remover.start, only="", how="hold")
        commands.proxy.strike(held)
        commands.start(shop)
        assert held.has_struck.wait(20)
        until_it_waits_or_ends(remover)
        held.go_on.set()
        commands.wait()
        remover.join(timeout=30)
        assert not remover.is_alive()
        assert left_of(1) == {}, f"at statement {at} of {total}"
        assert "unexpected" not in commands.said()[said:]
        assert "crashed" not in commands.said()[said:]


def until_it_waits_or_ends(remover: threading.Thread) -> None:
    """Return when the removal waits for a lock, or is through."""
    watching = superuser_session()
    watching.autocommit = True
    with watching.cursor() as cursor:
        while remover.is_alive():
            cursor.execute(_WAITS)
            if cursor.fetchone() == (1,):
                break
    watching.close()
