"""The views that people and Ask may read: those of the list, without an account's number."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from core.database import Role, account_transaction, transaction
from core.report_views import report_views
from tests.support.account_rows import fill_every_table
from tests.support.installation import Installation

_COLUMNS = """
    SELECT c.relname, obj_description(c.oid), a.attname, col_description(c.oid, a.attnum)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    WHERE n.nspname = 'report' AND c.relkind = 'v' ORDER BY c.oid, a.attnum
"""


def test_the_migrations_make_exactly_the_views_the_program_knows(database: Installation) -> None:
    with transaction(Role.OWNER) as connection:
        rows = connection.execute(text(_COLUMNS)).all()
    made: dict[str, Any] = {}
    for name, sentence, column, words in rows:
        made.setdefault(name, (sentence, {}))[1][column] = words
    told = {one.name: (one.sentence, one.columns) for one in report_views().values()}
    assert made == told
    assert {name: list(one[1]) for name, one in made.items()} == {
        name: list(one[1]) for name, one in told.items()
    }


def test_no_view_shows_an_accounts_number_and_each_runs_with_the_readers_rights(
    database: Installation,
) -> None:
    assert not any("account" in column for one in report_views().values() for column in one.columns)
    with transaction(Role.OWNER) as connection:
        options = connection.execute(
            text(
                "SELECT c.relname, c.reloptions FROM pg_class c WHERE c.relkind = 'v'"
                " AND c.relnamespace = 'report'::regnamespace"
            )
        ).all()
    assert {one.relname for one in options} == set(report_views())
    assert all("security_invoker=true" in one.reloptions for one in options)


def test_each_view_shows_the_rows_of_the_account_that_is_named_and_no_others(
    database: Installation,
) -> None:
    with transaction(Role.OWNER) as connection:
        connection.execute(text("INSERT INTO app.accounts (account_id, name) VALUES (2, 'Other')"))
    for account in (1, 2):
        with account_transaction(Role.OWNER, account) as connection:
            if account == 2:
                connection.execute(
                    text("INSERT INTO app.fx_rates VALUES ('2026-11-20', 'USD', 1.1, 'ecb', now())")
                )
            fill_every_table(connection, account)
    without = {"calendar", "exchange_rates"}
    for role in (Role.ASK, Role.WEB):
        with transaction(role) as connection:
            seen = {name: _count(connection, name) for name in report_views()}
        assert {name for name, rows in seen.items() if rows} == without
    for account in (1, 2):
        with transaction(Role.ASK) as connection:
            connection.execute(text(f"SET LOCAL app.account_id = '{account}'"))
            seen = {name: _count(connection, name) for name in report_views()}
        assert {
            name: rows for name, rows in seen.items() if name not in without and rows != 1
        } == {}


def _count(connection: Any, view: str) -> int:
    return int(connection.scalar(text(f"SELECT count(*) FROM (SELECT * FROM report.{view}) x")))
