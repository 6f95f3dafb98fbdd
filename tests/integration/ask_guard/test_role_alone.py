"""With the guard switched off: what the role `ask` itself lets an attack do, which is nothing."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from ask import free_sql
from ask.free_sql import run_on_role_alone
from core.database import Role, account_transaction
from core.errors import QueryError
from tests.support.account_rows import rows_by_table
from tests.support.installation import Installation
from tests.support.sql_corpora import attacks, benign, in_table_names

from .conftest import CANARY, OTHER, OWN, gives_away

# What may run on the role without an error: it tells of the server or of the own shop, no more.
_MAY_RUN = (
    "SELECT", "SHOW", "SET", "RESET", "TABLE", "VALUES", "WITH", "EXPLAIN", "LISTEN", "UNLISTEN",
    "DECLARE", "PREPARE", "NOTIFY", "DISCARD", "END", "COMMIT", "BEGIN", "ROLLBACK", "SAVEPOINT",
    "LOCK", "(", "--", "/*", "",
)  # fmt: skip


def test_no_attack_reaches_another_shop_or_leaves_a_trace(
    two_shops: Installation, tell: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(free_sql, "SECONDS", 0.3)
    before = _all_rows()
    ran, told, started = {}, set(), time.monotonic()
    aimed = {f"{one} aimed": in_table_names(sql) for one, sql in attacks().items()}
    everything = attacks() | {
        name: sql for name, sql in aimed.items() if sql not in attacks().values()
    }
    for name, sql in everything.items():
        try:
            result = run_on_role_alone(OWN, sql, row_cap=1_000)
        except QueryError as error:
            told.add(error.sentence)
            continue
        ran[name] = sql
        assert not gives_away(result.rows), name
    tell(
        f"{len(ran)} of {len(everything)} attacks ran on the role alone, without effect,"
        f" in {time.monotonic() - started:.0f} s"
    )
    assert not gives_away(told)
    assert _all_rows() == before
    assert not [name for name, sql in ran.items() if not sql.strip().upper().startswith(_MAY_RUN)]
    reaching = ("set_config(", "advisory", "lo_", "_to_xml", "ts_stat", "pg_sleep", "pg_notify(")
    # What is only prepared is not run: its rights are looked at when it is.
    begun = {name: sql for name, sql in ran.items() if not sql.startswith("PREPARE")}
    assert not [name for name, sql in begun.items() if any(one in sql.lower() for one in reaching)]


def test_two_statements_at_once_do_not_even_begin(two_shops: Installation) -> None:
    with pytest.raises(QueryError, match="cannot be read as SQL"):
        run_on_role_alone(OWN, "SELECT 1; SELECT 2")


def test_what_one_statement_sets_is_gone_for_the_next(two_shops: Installation) -> None:
    run_on_role_alone(OWN, f"SET SESSION app.account_id = '{OTHER}'")
    found = run_on_role_alone(OWN, "SELECT title, brand FROM report.products")
    assert len(found.rows) == 1
    assert CANARY not in str(found.rows)
    assert run_on_role_alone(OTHER, "SELECT asin FROM report.products").rows == [(CANARY,)]


@pytest.mark.parametrize(
    "how", ["EXPLAIN", "EXPLAIN (ANALYZE, BUFFERS OFF, TIMING OFF, SUMMARY OFF)"]
)
@pytest.mark.parametrize("table", ["seller.products WHERE asin", "seller.order_items WHERE sku"])
def test_a_plan_does_not_tell_whether_another_shop_has_a_row(
    two_shops: Installation, how: str, table: str
) -> None:
    """Also how many rows were looked at is the same for a row of theirs and for none."""
    theirs, nobody = CANARY, CANARY[::-1]
    told = {
        word: str(run_on_role_alone(OWN, f"{how} SELECT * FROM {table} = '{word}'").rows)
        for word in (theirs, nobody)
    }
    assert told[theirs].replace(theirs, "x") == told[nobody].replace(nobody, "x")


def test_each_honest_statement_gives_the_same_rows_before_and_after_the_guard(
    two_shops: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard writes a statement anew; what it means must not change."""
    # A machine that does other things as well is slow now and then.
    monkeypatch.setattr(free_sql, "SECONDS", 120)
    for name, sql in benign().items():
        if "random()" in sql or "now()" in sql:
            continue
        plain = run_on_role_alone(OWN, sql.strip().rstrip(";"))
        assert free_sql.run_guarded(OWN, sql).rows == plain.rows, name


def _all_rows() -> dict[int, dict[str, list[str]]]:
    found = {}
    for account in (OWN, OTHER):
        with account_transaction(Role.OWNER, account) as connection:
            found[account] = rows_by_table(connection, account)
    return found
