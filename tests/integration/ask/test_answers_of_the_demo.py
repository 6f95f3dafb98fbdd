"""Ask on the demo shop: the commands, the rows, and that nothing is said without its days."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ask import batch, question_command
from ask.answers import Answer, ask, setting_of
from core.errors import QueryError
from data.loaders import clear_cache, load_exact
from data.query_model import MetricQuery, TimeRange

ACCOUNT = 1
TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module", autouse=True)
def shop(demo) -> Iterator[None]:
    clear_cache()
    yield
    clear_cache()


def answer(question: str, today: date = TODAY, previous: Answer | None = None) -> Answer:
    return ask(question, setting_of(ACCOUNT, today), previous.draft if previous else None)


def lines(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return list(batch.answer_lines([json.dumps(row) for row in rows], ACCOUNT))


def test_an_answer_is_what_the_metrics_say() -> None:
    found = answer("units in germany last month")
    query = MetricQuery(
        metrics=["units"],
        filters=[{"field": "marketplace", "value": "DE"}],
        time=TimeRange(start=date(2026, 10, 1), end=date(2026, 10, 31)),
    )
    assert found.rows == ((load_exact(ACCOUNT, query).frame["units"].iloc[0],),)
    assert found.rows[0][0] > 0


def test_an_answer_says_all_that_it_was_made_from() -> None:
    found = answer("revenue by marketplace last month")
    assert [one.slot for one in found.chips] == ["metric", "by", "dates", "currency", "zone"]
    assert found.columns == ("marketplace", "revenue")
    assert "What buyers ordered" in found.definitions[0]
    assert "seller." in found.sql
    assert found.freshness is not None
    assert found.chart is not None
    assert (found.chart.kind, found.chart.x, found.chart.y) == ("bars", "marketplace", ("revenue",))


def test_a_list_whose_order_is_left_open_begins_with_the_largest() -> None:
    units = [row[-1] for row in answer("units by product last month").rows]
    assert len(units) > 10
    assert units == sorted(units, reverse=True)
    # Ad spend without sales has no ACOS: it comes last.
    rates = [row[-1] for row in answer("acos by search term in the last 30 days").rows]
    known = [one for one in rates if one is not None]
    assert rates == [*sorted(known, reverse=True), *[None] * (len(rates) - len(known))]
    # Amounts of two currencies are not ranked against each other.
    paid = answer("revenue by brand and currency last month")
    assert [row[0] for row in paid.rows] == sorted(row[0] for row in paid.rows)
    # Weekdays and hours have an order of their own, and so has a ranking.
    assert [row[0] for row in answer("units by weekday last month").rows] == [*range(1, 8)]
    lowest = [row[-1] for row in answer("bottom 5 brands by units last month").rows]
    assert lowest == sorted(lowest)


@pytest.mark.parametrize(
    "question",
    [
        "revenue last month", "acos by campaign last week", "top 5 products by profit last month",
        "stock by product", "orders by hour last month", "refund rate this month vs last month",
    ],
)  # fmt: skip
def test_every_follow_up_that_is_offered_has_an_answer(question: str) -> None:
    found = answer(question)
    assert len(found.follow_ups) == 3
    for words in found.follow_ups:
        assert answer(words, previous=found).status == "answer", words


def test_products_without_sales_are_among_those_on_offer() -> None:
    without = {row[0] for row in answer("which products had no sales in the last 7 days").rows}
    sold = {row[0] for row in answer("units by product in the last 7 days").rows if row[1]}
    on_offer = {row[0] for row in answer("active offers by product").rows if row[1]}
    assert without == on_offer - sold


def test_products_that_make_up_a_part_of_revenue_really_do() -> None:
    few = answer("which products make up 50% of revenue last month").rows
    everything = answer("revenue last month").rows[0][0]
    part = sum((row[1] for row in few), Decimal(0)) / everything
    smallest = min(row[1] for row in few) / everything
    assert part - smallest < Decimal("0.5") <= part


def test_the_batch_answers_every_line_in_order_and_goes_on_from_the_one_named() -> None:
    found = lines(
        {"id": "a", "question": "revenue in germany last month", "today": "2026-11-20"},
        {"id": "b", "question": "change the price of everything", "today": "2026-11-20"},
        {"id": "c", "question": "what about units?", "today": "2026-11-20", "previous": "a"},
        {"id": "d", "question": "and by week?", "today": "2026-11-20", "previous": "b"},
    )
    assert [(one["id"], one["status"]) for one in found] == [
        ("a", "answer"), ("b", "refuse"), ("c", "answer"), ("d", "clarify"),
    ]  # fmt: skip
    assert found[2]["metric_query"]["metrics"] == ["units"]
    assert found[2]["metric_query"]["time"]["start"] == "2026-10-01"
    assert found[0]["columns"] == ["revenue"]
    assert "in EUR" in found[0]["echo"]


WRONG_LINES = [
    "{", "[" * 100_000, "9" * 5000, '"text"', '{"id": 1}', '{"id": 2, "question": null}',
    '{"id": 3, "question": ""}', '{"id": 4, "question": "\\u0000"}',
    '{"id": 5, "question": "\\ud800"}', '{"id": 6, "question": "売上 先月"}',
    '{"id": 7, "question": "and by week?", "previous": "nobody"}',
    '{"id": 8, "question": "orders today", "today": "2026-02-30"}',
    '{"id": 9, "question": "orders last year", "today": "0001-01-01"}',
    '{"id": 10, "question": "orders last year", "today": 7}',
    json.dumps({"id": 11, "question": "revenue " * 1250}),
    json.dumps({"id": [12], "question": "revenue yesterday\x00; drop table orders"}),
]  # fmt: skip


def test_every_line_that_is_not_right_has_its_line_of_output_and_the_next_is_answered() -> None:
    good = json.dumps({"id": "last", "question": "orders yesterday", "today": "2026-11-20"})
    found = list(batch.answer_lines([*WRONG_LINES, good], ACCOUNT))
    assert len(found) == len(WRONG_LINES) + 1
    for one in found[:-1]:
        assert one["status"] in ("clarify", "refuse"), one
        assert one["message"]
        json.dumps(one).encode("ascii")
    assert (found[-1]["id"], found[-1]["status"]) == ("last", "answer")


def test_an_account_that_is_not_here_is_refused_in_a_sentence() -> None:
    for command in (question_command.main, batch.main):
        words = ["orders yesterday"] if command is question_command.main else []
        with pytest.raises(QueryError, match="There is no account 77 here"):
            command([*words, "--account", "77"])


def test_the_commands_print_what_was_understood(capsys, monkeypatch) -> None:
    question = "how many orders yesterday"
    assert question_command.main([question, "--today", "2026-11-20"]) == 0
    assert "Orders; 19 Nov 2026" in capsys.readouterr().out
    assert question_command.main([question, "--today", "2026-11-20", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["columns"] == ["orders"]
    assert question_command.main(["what is the weather"]) == 1
    capsys.readouterr()
    monkeypatch.setattr(
        "sys.stdin", io.StringIO(json.dumps({"id": 1, "question": question}) + "\n")
    )
    assert batch.main([]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "answer"


def test_a_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(QueryError, match="no day"):
        question_command.main(["orders today", "--today", "2026-02-30"])
