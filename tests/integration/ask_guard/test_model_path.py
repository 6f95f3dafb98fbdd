"""The language model's part: what it is told, what is believed of it, and what it may cost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from ask import model
from ask.model import ModelContext, resolve
from ask.model_usage import tokens_used
from core.product_clock import get_clock
from core.settings import get_settings
from data.metrics import DIMENSIONS, METRICS
from data.query_model import MetricQuery, parse_query
from tests.support.installation import Installation
from tests.support.openai_server import FakeModel, running_model

from .conftest import CANARY, OWN

TODAY = date(2026, 11, 20)
OCTOBER = {"start": "2026-10-01", "end": "2026-10-31"}
REVENUE = {"metrics": ["revenue"], "time": OCTOBER}


@pytest.fixture
def fake(two_shops: Installation, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModel]:
    """A model that does as it is told, set up in the settings."""
    with running_model() as one:
        changed = {
            "openai_base_url": one.address,
            "ask_model": "fake",
            "ask_model_daily_tokens": 10_000_000,
            "ask_model_timeout_seconds": 20.0,
            "ask_model_price_in": 1.0,
            "ask_model_price_out": 10.0,
        }
        _set(monkeypatch, **changed)
        yield one


def _set(monkeypatch: pytest.MonkeyPatch, **changed: Any) -> None:
    settings = model.get_settings().model_copy(update=changed)
    monkeypatch.setattr(model, "get_settings", lambda: settings)


def _context(partial: MetricQuery | None = None) -> ModelContext:
    return ModelContext(OWN, TODAY, partial)


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
    assert (answer.kind, answer.message) == ("sql", "Written by AI, not verified")
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
    assert resolve("takings in october", _context()).kind == "none"


def test_where_the_parser_and_the_model_disagree_the_person_is_asked(fake: FakeModel) -> None:
    parser = _query(metrics=["units"])
    fake.calls("metric_query", **REVENUE)
    answer = resolve("stuff in october", _context(parser))
    assert (answer.kind, answer.message) == ("ask", "Did you mean units, or revenue?")
    fake.calls(
        "metric_query", metrics=["revenue"], time={"start": "2026-09-01", "end": "2026-09-30"}
    )
    assert resolve("stuff", _context(_query())).message == (
        "Did you mean 2026-10-01 to 2026-10-31, or 2026-09-01 to 2026-09-30?"
    )
    fake.calls("metric_query", **REVENUE)
    kept = _query(filters=[{"field": "marketplace", "value": "DE"}])
    assert resolve("stuff in germany", _context(kept)).kind == "ask"
    fake.calls("metric_query", **REVENUE, dimensions=["brand"])
    assert resolve("stuff in october by brand", _context(_query())).kind == "query"


def test_a_value_that_the_question_does_not_hold_is_asked_about(fake: FakeModel) -> None:
    invented = [{"field": "brand", "value": "Acme"}]
    fake.calls("metric_query", **REVENUE, filters=invented)
    answer = resolve("revenue in october", _context())
    assert answer.kind == "ask"
    assert "'Acme'" in answer.message
    fake.calls("metric_query", **REVENUE, filters=invented)
    assert resolve("revenue of acme in october", _context()).kind == "query"


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
        (200, "slow", "took too long to answer."),
    ],
)
def test_a_model_in_trouble_costs_a_sentence_and_nothing_else(
    fake: FakeModel, monkeypatch: pytest.MonkeyPatch, status: int, body: Any, words: str
) -> None:
    if body == "slow":
        _set(monkeypatch, ask_model_timeout_seconds=0.3)
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
    _set(monkeypatch, openai_base_url="http://127.0.0.1:9/v1")
    assert resolve("anything", _context()).message == "The language model cannot be reached."


def test_without_a_model_no_call_is_made(fake: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, openai_base_url="")
    answer = resolve("anything", _context())
    assert answer.kind == "none"
    assert "no language model is set up" in answer.message
    assert fake.told == []


def test_the_day_has_a_limit_of_tokens_that_failed_answers_count_towards(
    fake: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = get_clock().now().date()
    before = tokens_used(OWN, day)
    fake.says({"role": "assistant", "content": "no"})
    resolve("anything", _context())
    assert tokens_used(OWN, day) == before + 1000
    _set(monkeypatch, ask_model_daily_tokens=before + 1000)
    calls = len(fake.told)
    answer = resolve("anything", _context())
    assert answer.message == "The language model has been used as much as is allowed for today."
    assert len(fake.told) == calls


def test_the_settings_of_the_model_are_off_by_default() -> None:
    assert not model.is_set_up(get_settings())
