"""`python -m data query`: the same figures on the command line."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from sqlalchemy import text

from core.accounts import create_account
from core.database import Role, name_account, transaction
from core.errors import QueryError
from data import cli
from tests.integration.data.hand_shop import DE, US

A = "B00000000A"
TIME = {"start": "2026-03-02", "end": "2026-03-03"}


@pytest.fixture(scope="module")
def shop(empty_shop, installation):
    empty_shop.open(US, DE)
    empty_shop.product(A, title='Büchse "Größe 1" <b>')
    empty_shop.order(US, "2026-03-02T10:00", (A, 2, "1234.50"))
    empty_shop.order(DE, "2026-03-02T10:00", (A, 3, "0.30"))
    empty_shop.close_books()
    return installation


@pytest.fixture
def run(shop, monkeypatch, capsys):
    """Run the command within this process (a start of Python costs a second)."""
    monkeypatch.setattr(cli, "configure_logging", lambda *_: None)

    def run(*arguments):
        assert cli.main(["query", *arguments]) == 0
        return json.loads(capsys.readouterr().out)

    return run


def answer(run, query, *arguments):
    return run(json.dumps(query), *arguments)


def test_money_is_exact_text_counts_are_whole_and_days_are_text(run) -> None:
    found = answer(
        run,
        {"metrics": ["revenue", "units", "units_per_order"], "grain": "day", "time": TIME,
         "filters": [{"field": "marketplace", "value": "US"}],
         "compare": {"kind": "previous"}, "share": "revenue"},
    )  # fmt: skip
    assert found["columns"] == [
        "day", "day_before", "currency", "revenue", "units", "units_per_order",
        "revenue_before", "units_before", "units_per_order_before", "revenue_share",
    ]  # fmt: skip
    assert found["rows"] == [
        ["2026-03-02", "2026-02-28", "USD", "1234.50", 2, 2.0, "0.00", 0, None, 1.0],
        ["2026-03-03", "2026-03-01", "USD", "0.00", 0, None, "0.00", 0, None, None],
    ]
    assert found["range"] == {
        "start": "2026-03-02",
        "end": "2026-03-03",
        "until": None,
        "until_zone": None,
    }
    assert found["before_range"] == {
        "start": "2026-02-28",
        "end": "2026-03-01",
        "until": None,
        "until_zone": None,
    }
    assert "orders" in found["freshness"]["sources"]
    assert "sql" not in found


def test_the_statement_can_be_seen_with_its_values_apart(run) -> None:
    found = answer(run, {"metrics": ["revenue"], "time": TIME}, "--sql")
    assert "seller.sales_daily" in found["sql"]
    assert "2026" not in found["sql"]
    assert "2026-03-02" in found["parameters"].values()


def test_a_question_can_come_from_a_file_or_the_input(run, tmp_path, monkeypatch) -> None:
    question = tmp_path / "question.json"
    question.write_text(json.dumps({"metrics": ["units"], "time": TIME}))
    assert run("--file", str(question))["rows"] == [[5]]
    for arguments in (["-"], ["--file", "-"]):
        monkeypatch.setattr("sys.stdin", io.StringIO(question.read_text()))
        assert run(*arguments)["rows"] == [[5]]
    with pytest.raises(QueryError, match="cannot be read"):
        run("--file", str(tmp_path / "none.json"))
    with pytest.raises(QueryError, match="--file"):
        run()


def test_the_process_prints_the_answer_or_one_sentence_and_exits_with_2(shop) -> None:
    finished = shop.run("data", "query", json.dumps({"metrics": ["units"], "time": TIME}))
    assert (finished.returncode, finished.stderr) == (0, "")
    assert json.loads(finished.stdout)["rows"] == [[5]]
    finished = shop.run("data", "query", json.dumps({"metrics": ["revenu"], "time": TIME}))
    assert (finished.returncode, finished.stdout) == (2, "")
    assert finished.stderr == "There is no metric 'revenu'; did you mean revenue?\n"


def test_dates_in_parameters_are_dates(run) -> None:
    found = answer(run, {"metrics": ["units"], "grain": "week", "time": TIME}, "--sql")
    listed = [one for one in found["parameters"].values() if isinstance(one, list)]
    assert [date.fromisoformat(one) for one in listed[0]] == [date(2026, 3, 2)]


def test_with_several_accounts_one_must_be_named(run) -> None:
    with transaction(Role.OWNER) as connection:
        other = create_account(connection, "Another demo", is_demo=True)
    question = json.dumps({"metrics": ["units"], "time": TIME})
    try:
        with pytest.raises(QueryError, match="--account"):
            run(question)
        assert run(question, "--account", str(other))["rows"] == [[0]]
        assert run(question, "--account", "1")["rows"] == [[5]]
    finally:
        with transaction(Role.OWNER) as connection:
            name_account(connection, other)
            connection.execute(text("DELETE FROM app.accounts WHERE account_id = :a"), {"a": other})


def test_days_can_be_counted_in_one_time_zone(run) -> None:
    question = {"metrics": ["units"], "dimensions": ["day", "marketplace"], "time": TIME}
    assert [row[:3] for row in answer(run, {**question, "zone": "Asia/Tokyo"})["rows"]] == [
        ["2026-03-02", DE, 3],
        ["2026-03-03", US, 2],
    ]
    with pytest.raises(QueryError, match="There is no time zone 'Tokyo'"):
        answer(run, {**question, "zone": "Tokyo"})
