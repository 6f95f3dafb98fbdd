"""Free SQL as people get it: rows of their shop, cut where many, and errors in plain words."""

from __future__ import annotations

import json

import psycopg
import pytest
from sqlalchemy import text

from ask import free_sql, plan, sql_command
from ask.free_sql import run_guarded
from ask.sql_box import answer_sql, views_for_help
from core.database import Role, transaction
from core.errors import QueryError
from core.settings import get_settings
from tests.support.installation import Installation
from tests.support.sql_corpora import benign

from .conftest import CANARY, OTHER, OWN


def test_every_honest_statement_runs(two_shops: Installation) -> None:
    for name, sql in benign().items():
        try:
            found = run_guarded(OWN, sql)
        except QueryError as error:
            raise AssertionError(f"{name}: {error.sentence} {sql}") from error
        assert found.columns, name
        assert CANARY not in str(found.rows), name


def test_rows_are_cut_at_the_cap_and_it_is_said(two_shops: Installation) -> None:
    long = "SELECT g FROM generate_series(1, 100) AS g"
    assert run_guarded(OWN, long, row_cap=100).cut_at is None
    cut = run_guarded(OWN, long, row_cap=99)
    assert (len(cut.rows), cut.cut_at) == (99, 99)
    ordered = run_guarded(OWN, f"{long} ORDER BY g DESC", row_cap=2)
    assert ordered.rows == [(100,), (99,)]


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT sku::int FROM order_items", "A value does not fit where it is used"),
        ("SELECT 1 / (units - units) FROM orders", "divides by zero"),
        ("SELECT sum(units), order_id FROM orders", "GROUP BY"),
        ("SELECT 1 + 'a'::text", "no such function or operator"),
        ("SELECT (SELECT g FROM generate_series(1, 2) AS g)", "returned several rows"),
        ("SELECT currency FROM orders JOIN order_items USING (order_id)", "several parts"),
    ],
)  # fmt: skip
def test_an_error_is_told_in_fixed_words_without_a_value(
    two_shops: Installation, sql: str, words: str
) -> None:
    with pytest.raises(QueryError) as error:
        run_guarded(OWN, sql)
    assert words in error.value.sentence
    assert "own" not in error.value.sentence


def test_a_statement_that_would_read_too_much_does_not_begin(
    two_shops: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run_guarded(OWN, "SELECT count(*) FROM calendar a JOIN calendar b USING (date)").rows
    days = "SELECT count(*) FROM calendar a JOIN calendar b ON a.date > b.date"
    worse = f"{days} JOIN calendar c ON b.date > c.date JOIN calendar d ON c.date > d.date"
    with pytest.raises(QueryError, match="would read too much"):
        run_guarded(OWN, worse)
    monkeypatch.setattr(plan, "COST_CEILING", 10**30)
    monkeypatch.setattr(free_sql, "SECONDS", 1)
    with pytest.raises(QueryError, match="takes longer than"):
        run_guarded(OWN, worse)


_MANY = "generate_series(1, 20000) AS"


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        (f"SELECT array_agg(g.n) FROM {_MANY} g(n), {_MANY} h(n)", "gathers too much"),
        (
            f"SELECT string_agg(d.order_id, '') FROM orders d, {_MANY} h(n), {_MANY} i(n)",
            "gathers too",
        ),
        (f"SELECT string_agg(g.n::text, '') OVER () FROM {_MANY} g(n)", "answer is too large"),
        (f"SELECT '1e131000'::numeric FROM {_MANY} g(n)", "answer is too large"),
    ],
)
def test_no_answer_fills_the_memory_of_server_or_app(
    two_shops: Installation, monkeypatch: pytest.MonkeyPatch, sql: str, words: str
) -> None:
    monkeypatch.setattr(free_sql, "MOST_BYTES", 1_000_000)
    with pytest.raises(QueryError, match=words):
        run_guarded(OWN, sql)


def test_an_answer_of_usual_size_is_not_too_large(two_shops: Installation) -> None:
    wide = "SELECT json_agg(g.n) AS all_of_them, 'x' AS x FROM generate_series(1, 20000) AS g(n)"
    assert len(run_guarded(OWN, wide).rows[0][0]) == 20_000
    empty = run_guarded(OWN, "SELECT asin FROM products WHERE asin = ''")
    assert (empty.columns, empty.rows) == (["asin"], [])


def test_the_plan_refuses_what_the_guard_would_have_misread(two_shops: Installation) -> None:
    """As if a name had slipped through: the server's own plan names what would be read."""
    with free_sql._asking(OWN) as cursor:
        for sql in (b"SELECT * FROM pg_catalog.pg_class", b"SELECT * FROM pg_show_all_settings()"):
            with pytest.raises(QueryError):
                plan.check_plan(cursor, sql)
        plan.check_plan(cursor, b"SELECT * FROM report.orders, report.exchange_rates")


def test_free_sql_stays_off_where_the_server_lets_more_happen(two_shops: Installation) -> None:
    right = "EXECUTE ON FUNCTION set_config(text, text, boolean)"
    with transaction(Role.OWNER) as connection:
        connection.execute(text(f"GRANT {right} TO PUBLIC"))
    free_sql._closed_until.clear()
    try:
        with pytest.raises(QueryError, match="Free SQL is off"):
            run_guarded(OWN, "SELECT count(*) FROM orders")
    finally:
        with transaction(Role.OWNER) as connection:
            connection.execute(text(f"REVOKE {right} FROM PUBLIC"))
    assert run_guarded(OWN, "SELECT count(*) FROM orders").rows == [(1,)]


def test_the_command_prints_rows_as_json_for_the_account_named(two_shops: Installation) -> None:
    finished = two_shops.run("ask", "sql", "SELECT asin FROM products", "--account", str(OTHER))
    assert finished.returncode == 0, finished.stderr
    assert json.loads(finished.stdout) == {
        "columns": ["asin"],
        "rows": [[CANARY]],
        "cut_at": None,
        "sql": 'SELECT asin FROM report."products"',
    }
    with pytest.raises(QueryError, match="Only the views of the schema report"):
        sql_command.main(["SELECT * FROM app.users", "--account", str(OWN)])


def test_without_the_guard_the_command_runs_on_the_role_alone_and_never_in_production(
    two_shops: Installation, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = ["SHOW lock_timeout", "--account", str(OWN), "--unguarded"]
    assert sql_command.main(alone) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == [["2s"]]
    production = get_settings().model_copy(update={"app_env": "production"})
    monkeypatch.setattr(sql_command, "get_settings", lambda: production)
    with pytest.raises(QueryError, match="production does not have it"):
        sql_command.main(alone)


def test_every_code_of_the_server_has_a_sentence() -> None:
    for kind in (psycopg.errors.lookup(code) for code in psycopg.errors._sqlcodes):
        assert free_sql.sentence_of(kind("a value")).endswith(".")
        assert "a value" not in free_sql.sentence_of(kind("a value"))


def test_the_sql_box_gives_a_table_a_note_where_it_was_cut_or_a_plain_sentence(
    two_shops: Installation,
) -> None:
    whole = answer_sql(OWN, "SELECT asin AS product FROM products")
    assert (whole.columns, whole.rows, whole.note, whole.error) == (["product"], [("own",)], "", "")
    cut = answer_sql(OWN, "SELECT g FROM generate_series(1, 2000) AS g", row_cap=1000)
    assert cut.note == "Cut at 1,000 rows: there are more. Add LIMIT, or group them."
    refused = answer_sql(OWN, "SELECT pg_sleep(1)")
    assert (refused.error, refused.columns) == ("The function pg_sleep is not allowed.", [])
    assert {one.name for one in views_for_help()} >= {"orders", "inventory", "ads_daily"}
