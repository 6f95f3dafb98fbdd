"""The guard of free SQL: what it lets through, what it refuses, and in which words."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ask.guard import check
from ask.guard_command import judge
from ask.guard_parts import _NAMES
from core.errors import QueryError
from core.report_views import report_views
from core.settings import ROOT
from tests.support.sql_corpora import attacks, benign, in_table_names


@pytest.mark.parametrize("name", attacks())
def test_an_attack_is_refused(name: str) -> None:
    sql = attacks()[name]
    ways = [sql, in_table_names(sql), f"({sql})"]
    # A list of values or a whole view is no attack where a subquery may stand.
    if sql.strip() and not sql.lstrip().startswith(("VALUES", "TABLE orders", "--", "/*")):
        ways.append(f"SELECT * FROM orders WHERE 1 IN ({sql})")
    for one in ways:
        with pytest.raises(QueryError):
            check(one)


@pytest.mark.parametrize("name", benign())
def test_an_honest_statement_is_let_through(name: str) -> None:
    checked = check(benign()[name])
    assert check(checked.sql).sql == checked.sql


@pytest.mark.parametrize("view", report_views())
def test_every_view_and_each_of_its_columns_can_be_asked_for(view: str) -> None:
    columns = list(report_views()[view].columns)
    checked = check(f"SELECT {', '.join(columns)} FROM {view}")
    assert f'report."{view}"' in checked.sql
    check(f"SELECT v.* FROM report.{view} v WHERE v.{columns[0]} IS NOT NULL")


@pytest.mark.parametrize("name", sorted(_NAMES))
def test_a_function_that_is_listed_is_not_refused_for_its_name(name: str) -> None:
    """The reader of SQL learns functions: one that it knows by a class is no longer a name."""
    ways = (
        "title",
        "title, 'a'",
        "title, 'a', 'b'",
        "1, 2, 3, 4, 5, 6",
        "",
        "NULL",
        "*",
        "title.x",
    )
    for way in ways:
        told = judge(json.dumps({"id": 1, "sql": f"SELECT {name}({way}) FROM products"}))
        is_refused_by_name = str(told["reason"]).startswith("The function")
        assert not is_refused_by_name or way in ("*", "title.x"), (way, told)


def test_what_runs_names_each_view_in_full_and_holds_no_comment() -> None:
    checked = check("SELECT count(*) /* all */ FROM orders -- of them")
    assert checked.sql == 'SELECT COUNT(*) FROM report."orders"'


def test_a_name_of_with_is_one_only_where_it_can_be_seen() -> None:
    inner = "WITH orders AS (SELECT order_id FROM orders) SELECT order_id FROM orders"
    assert check(inner).sql == (
        'WITH orders AS (SELECT order_id FROM report."orders") SELECT order_id FROM orders'
    )
    later = "WITH a AS (SELECT * FROM b), b AS (SELECT 1 AS n) SELECT * FROM a"
    with pytest.raises(QueryError, match="no report view 'b'"):
        check(later)
    outside = (
        "SELECT * FROM secret WHERE 1 IN (WITH secret AS (SELECT 1 AS n) SELECT n FROM secret)"
    )
    with pytest.raises(QueryError, match="no report view 'secret'"):
        check(outside)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("DELETE FROM orders", "Only SELECT is allowed: nothing can be changed here."),
        ("SELECT 1; SELECT 2", "Write one statement, and no more than one."),
        ("SELECT o.account_id FROM orders o", "There is no column 'account_id' at this place."),
        ("SELECT pg_sleep(9)", "The function pg_sleep is not allowed."),
        ("SELECT o FROM orders o", "A whole row cannot be used as a value. Name its columns."),
        ("SELECT * FROM users", "There is no report view 'users'."),
        ("SELECT * FROM app.users", "Only the views of the schema report may be read."),
        ("SELECT * FROM orders FOR UPDATE", "FOR UPDATE or FOR SHARE is not allowed."),
        ("", "There is no statement."),
    ],
)  # fmt: skip
def test_a_refusal_says_what_is_not_allowed(sql: str, words: str) -> None:
    with pytest.raises(QueryError) as refused:
        check(sql)
    assert refused.value.sentence == words


@pytest.mark.parametrize("depth", [100, 2_000, 9_000])
def test_a_statement_of_endless_depth_is_refused_and_not_followed(depth: int) -> None:
    for sql in (
        f"SELECT {'(' * depth}1{')' * depth}",
        f"SELECT {'NOT ' * depth}true",
        f"SELECT 1 {'+ 1 ' * depth}",
        f"SELECT {'- ' * depth}1",
        "SELECT " + "CASE WHEN true THEN " * depth + "1" + " END" * depth,
    ):
        try:
            check(sql)
        except QueryError:
            continue
        assert depth == 100


@given(st.text(max_size=60))
def test_any_text_is_refused_in_a_sentence_or_let_through_as_a_select(text: str) -> None:
    for sql in (text, f"SELECT {text}", f"SELECT '{text}' FROM orders"):
        told = judge(json.dumps({"id": 1, "sql": sql}))
        if told["allowed"]:
            assert check(sql).sql.lstrip("(").startswith(("SELECT", "WITH"))
        else:
            assert told["reason"].endswith(".")


def test_the_command_judges_line_by_line_in_order() -> None:
    lines = [json.dumps({"id": name, "sql": sql}) for name, sql in attacks().items()]
    lines.insert(1, json.dumps({"id": 7, "sql": "SELECT count(*) FROM orders;"}))
    finished = subprocess.run(
        [sys.executable, "-m", "ask", "guard"], cwd=ROOT, input="\n".join(lines), text=True,
        capture_output=True, check=True,
    )  # fmt: skip
    told = [json.loads(line) for line in finished.stdout.splitlines()]
    assert [one["id"] for one in told] == [next(iter(attacks())), 7, *list(attacks())[1:]]
    assert [one["id"] for one in told if one["allowed"]] == [7]
    assert all(one["reason"] for one in told if not one["allowed"])


@pytest.mark.parametrize("line", ["nothing", "[]", "{}", '{"id": 1}', '{"id": 1, "sql": 2}'])
def test_a_line_that_is_no_statement_is_said_to_be_none(line: str) -> None:
    with pytest.raises(QueryError, match="Each line is JSON"):
        judge(line)
