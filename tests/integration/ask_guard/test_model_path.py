"""The language model's part: what it is told, what is believed of it, and what it may cost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from ask import model
from ask.answers import setting_of
from ask.model import ModelContext, resolve
from ask.parse.draft import Draft
from ask.parse.setting import Setting
from core.settings import get_settings
from data.metrics import DIMENSIONS, METRICS
from data.query_model import MetricQuery, parse_query
from tests.support.fake_model import change, set_up
from tests.support.installation import Installation
from tests.support.openai_server import FakeModel

from .conftest import CANARY, OWN

TODAY = date(2026, 11, 20)
OCTOBER = {"start": "2026-10-01", "end": "2026-10-31"}
REVENUE = {"metrics": ["revenue"], "time": OCTOBER}


@pytest.fixture
def fake(two_shops: Installation, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModel]:
    with set_up(monkeypatch) as one:
        yield one


def _context(read: Draft | None = None) -> ModelContext:
    return ModelContext(_setting(), read or Draft())


def _setting() -> Setting:
    return setting_of(OWN, TODAY)


def _query(**changed: Any) -> MetricQuery:
    return parse_query(json.dumps(REVENUE | changed))


def test_a_query_that_the_model_fills_in_is_checked_and_given_back(fake: FakeModel) -> None:
    fake.calls("metric_query", **REVENUE, dimensions=["brand"])
    answer = resolve("what came in by brand in october", _context())
    assert (answer.kind, answer.query) == ("query", _query(dimensions=["brand"]))
    assert answer.usage.in_words.startswith("1 call · 1,000 tokens · ")
    assert answer.usage.in_words.endswith(" · $0.0019")


def test_the_model_is_told_the_catalogue_and_the_question_and_no_row_of_data(
    fake: FakeModel,
) -> None:
    fake.calls("unsupported", reason="no")
    fake.calls("write_sql", sql="SELECT asin, title, brand FROM products, nowhere")
    fake.calls("write_sql", sql="SELECT sku::int FROM order_items")
    fake.calls("write_sql", sql="SELECT asin, sku FROM order_items")
    answer = resolve("which lines are odd?", _context())
    assert answer.result is not None
    assert answer.result.rows == [("own", "own")]
    told = json.dumps(fake.told)
    assert len(fake.told) == 4
    assert CANARY not in told
    assert "'own'" not in told
    assert "which lines are odd?" in told
    assert all(f"{one.id}: {one.name}" in told for one in METRICS.values())
    enums = fake.told[0]["tools"][0]["function"]["parameters"]["properties"]
    assert enums["metrics"]["items"]["enum"] == list(METRICS)
    assert enums["dimensions"]["items"]["enum"] == list(DIMENSIONS)


def test_free_sql_is_guarded_marked_and_repaired_twice_at_the_most(fake: FakeModel) -> None:
    fake.calls("unsupported", reason="no")
    fake.calls("write_sql", sql="SELECT account_id FROM orders")
    fake.calls("write_sql", sql="DELETE FROM orders")
    fake.calls("write_sql", sql="SELECT count(*) AS orders FROM orders")
    answer = resolve("how many are there", _context())
    assert answer.kind == "sql"
    assert answer.result is not None
    assert answer.result.rows == [(1,)]
    said = [one["messages"][-1]["content"] for one in fake.told[2:]]
    assert said == [
        "That was refused: There is no column 'account_id' at this place. Try again.",
        "That was refused: Only SELECT is allowed: nothing can be changed here. Try again.",
    ]
    fake.calls("unsupported", reason="no")
    for _ in range(3):
        fake.calls("write_sql", sql="SELECT * FROM app.users")
    given_up = resolve("who are you", _context())
    assert (given_up.kind, fake.answers) == ("none", [])
    assert given_up.usage.calls == 4


def test_a_query_with_names_of_its_own_is_repaired_or_given_up(fake: FakeModel) -> None:
    fake.calls("metric_query", metrics=["password"], time=OCTOBER)
    fake.calls("metric_query", **REVENUE)
    assert resolve("takings in october", _context()).query == _query()
    for _ in range(3):
        fake.calls("metric_query", metrics=["revenue"], time={"start": "x"}, sql="DROP")
    assert resolve("takings of october", _context()).kind == "none"


def test_where_the_parser_and_the_model_disagree_the_person_is_asked(fake: FakeModel) -> None:
    fake.calls("metric_query", **REVENUE)
    answer = resolve("stuff in october", _context(Draft(metrics=[("units",)])))
    assert (answer.kind, answer.message) == ("ask", "Did you mean Units, or Revenue?")
    assert answer.choices == ("Units", "Revenue")
    assert answer.query == _query()


def test_a_value_that_the_question_does_not_hold_is_asked_about(fake: FakeModel) -> None:
    invented = [{"field": "brand", "value": "Acme"}]
    fake.calls("metric_query", **REVENUE, filters=invented)
    answer = resolve("takings in october", _context())
    assert answer.kind == "ask"
    assert "“Acme”" in answer.message
    fake.calls("metric_query", **REVENUE, filters=invented)
    unknown = resolve("takings of acme in october", _context())
    assert (unknown.kind, unknown.message) == (
        "ask", "I know no brand “Acme”. Say it as it is written.",
    )  # fmt: skip
    fake.calls("metric_query", **REVENUE, filters=[{"field": "sku", "value": "OWN"}])
    found = resolve("takings of own in october", _context())
    assert (found.message, found.query) == (
        "", _query(filters=[{"field": "sku", "value": "own"}]),
    )  # fmt: skip


def test_a_question_back_is_shown_as_plain_words(fake: FakeModel) -> None:
    fake.calls("ask_back", question="Which <script>month</script>?\n[x](javascript:1)")
    answer = resolve("revenue", _context())
    assert (answer.kind, answer.message) == ("ask", "Which script month script ? x javascript 1")


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (429, {"error": {"message": "a secret of the server"}}, "has too much to do just now."),
        (500, {"error": {"message": "a secret of the server"}}, "did not answer as expected."),
        (401, {"error": {"message": "a secret of the server"}}, "does not accept OPENAI_API_KEY."),
        (200, b"<html>not JSON", "did not answer"),
        (200, b"[]", "did not answer"),
        (200, {"choices": []}, "did not answer"),
        (200, {"choices": None, "usage": None}, "did not answer"),
        (200, "silent", "took too long to answer."),
        (200, "hangs_up", "broke off its answer."),
    ],
)
def test_a_model_in_trouble_costs_a_sentence_and_nothing_else(
    fake: FakeModel, monkeypatch: pytest.MonkeyPatch, status: int, body: Any, words: str
) -> None:
    if body == "silent":
        change(monkeypatch, ask_model_timeout_seconds=0.3)
    fake.answers_with(status, body)
    answer = resolve("anything", _context())
    assert answer.kind == "none"
    assert words in answer.message
    assert "secret" not in answer.message


def test_a_refusal_and_garbage_in_words_are_no_answer(fake: FakeModel) -> None:
    fake.says({"role": "assistant", "content": None, "refusal": "I cannot help with that."})
    assert resolve("anything", _context()).kind == "none"
    fake.says({"role": "assistant", "content": "Revenue was 12,345 dollars."})
    assert "12,345" not in resolve("anything", _context()).message
    broken = {"name": "metric_query", "arguments": '{"metrics": ['}
    call = {"id": "1", "type": "function", "function": broken}
    fake.says({"role": "assistant", "content": None, "tool_calls": [call]})
    assert resolve("anything", _context()).kind == "none"
    fake.calls("drop_table", name="orders")
    assert resolve("anything", _context()).kind == "none"


def test_a_model_that_is_down_is_said_to_be_so(
    fake: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(monkeypatch, openai_base_url="http://127.0.0.1:9/v1")
    assert resolve("anything", _context()).message == "The language model cannot be reached."


def test_without_a_model_no_call_is_made(fake: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    change(monkeypatch, openai_base_url="")
    answer = resolve("anything", _context())
    assert answer.kind == "none"
    assert "no language model is set up" in answer.message
    assert fake.told == []


def test_the_settings_of_the_model_are_off_by_default() -> None:
    assert not model.is_set_up(get_settings())
