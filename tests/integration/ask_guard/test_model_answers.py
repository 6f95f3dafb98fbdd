"""A question that the parser does not understand as a whole, from the words to the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from ask import batch
from ask.answer import FILLED_IN, NOT_VERIFIED, Answer
from ask.answers import ask, setting_of
from ask.words import as_json, as_text
from tests.support.fake_model import change, set_up
from tests.support.installation import Installation
from tests.support.openai_server import FakeModel

from .conftest import CANARY, OWN

TODAY = date(2026, 11, 20)
OCTOBER = {"start": "2026-10-01", "end": "2026-10-31"}
UNITS = {"metrics": ["units"], "time": OCTOBER}


@pytest.fixture
def fake(two_shops: Installation, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModel]:
    with set_up(monkeypatch) as one:
        yield one


def answer(question: str, previous: Answer | None = None) -> Answer:
    return ask(question, setting_of(OWN, TODAY), previous.draft if previous else None)


def test_what_the_model_has_read_is_computed_marked_and_gone_on_from(fake: FakeModel) -> None:
    fake.calls("metric_query", **UNITS, dimensions=["product"])
    found = answer("gizmos that went out by product in october")
    plain = answer("units by product in october")
    assert (found.status, found.by, found.badge) == ("answer", "model", FILLED_IN)
    assert (found.query, found.rows, found.chips) == (plain.query, plain.rows, plain.chips)
    assert "I understood: Units" in found.echo
    assert "AI has read “gizmos”" in found.echo
    assert found.usage is not None
    assert (found.usage.calls, found.usage.tokens) == (1, 1_000)
    assert found.allowance is not None
    # Only the follow-up that is not understood goes to the model again.
    further = answer("by week", found)
    assert (further.by, further.badge, further.usage) == ("parser", "", None)
    assert further.query == answer("by week", plain).query
    assert len(fake.told) == 1


@pytest.mark.parametrize(
    "question",
    [
        "delete all gizmos", "what will gizmos bring next month", "best", "top campaigns",
        "average sales last month", "units by product last month", "?", "", "gizmos " * 90,
    ],
)  # fmt: skip
def test_a_refusal_a_choice_and_what_is_understood_never_reach_the_model(
    fake: FakeModel, question: str
) -> None:
    assert answer(question).by == "parser"
    assert fake.told == []


def test_a_choice_that_is_offered_answers_when_it_is_asked_next(two_shops: Installation) -> None:
    back = answer("last month by product")
    assert "Units" in back.choices
    for one in back.choices:
        found = answer(one, back)
        assert found.status == "answer", one
        assert found.query is not None
        assert found.query.dimensions == ["product"]
        assert found.query.time.model_dump(mode="json", exclude_none=True) == OCTOBER


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (429, {"error": {"message": "a secret of the server"}}, "has too much to do just now."),
        (500, {"error": {"message": "a secret of the server"}}, "did not answer as expected."),
        (200, b"<html>", "did not answer as expected."),
        (200, "hangs_up", "broke off its answer."),
    ],
)
def test_a_model_in_trouble_leaves_the_parsers_words(
    fake: FakeModel, status: int, body: Any, words: str
) -> None:
    fake.answers_with(status, body)
    found = answer("gizmos in october")
    assert (found.status, found.by, found.rows) == ("clarify", "parser", ())
    assert found.message.startswith("I do not understand “gizmos” here.")
    assert found.message.endswith(words)
    assert "secret" not in json.dumps(as_json(found))


def test_where_both_disagree_either_reading_can_be_chosen(fake: FakeModel) -> None:
    fake.calls("metric_query", metrics=["revenue"], time=OCTOBER, dimensions=["product"])
    back = answer("units of gizmos by product in october")
    assert (back.status, back.message) == ("clarify", "Did you mean Units, or Revenue?")
    assert (back.by, back.rows) == ("model", ())
    for one, metric in zip(back.choices, ("units", "revenue"), strict=True):
        found = answer(one, back)
        assert found.query is not None
        assert (found.query.metrics, found.query.dimensions) == ([metric], ["product"])
    later = {"start": "2026-09-01", "end": "2026-09-30"}
    fake.calls("metric_query", metrics=["units"], time=later)
    back = answer("units of gizmos in october")
    assert back.choices == ("from 2026-10-01 to 2026-10-31", "from 2026-09-01 to 2026-09-30")
    found = answer(back.choices[0], back)
    assert found.query is not None
    assert found.query.time.model_dump(mode="json", exclude_none=True) == OCTOBER


def test_free_sql_is_an_answer_that_says_what_it_is(fake: FakeModel) -> None:
    fake.calls("unsupported", reason="no")
    fake.calls("write_sql", sql="SELECT asin, title FROM products")
    found = answer("which gizmos have no brand")
    assert (found.status, found.by, found.badge) == ("answer", "sql", NOT_VERIFIED)
    assert (found.columns, found.rows) == (("asin", "title"), (("own", None),))
    assert 'FROM report."products"' in found.sql
    assert (found.query, found.draft, found.chart, found.follow_ups) == (None, None, None, ())
    assert found.freshness is not None
    assert NOT_VERIFIED in as_text(found)
    assert found.sql in as_text(found)
    assert as_json(found)["badge"] == NOT_VERIFIED


def test_a_follow_up_tells_the_model_the_question_before_without_its_values(
    fake: FakeModel,
) -> None:
    first = answer("units of sku own in germany by product in october")
    assert first.query is not None
    kept = [
        {"field": one.field, "value": f"value_{number}"}
        for number, one in enumerate(first.query.filters, 1)
    ]
    fake.calls("metric_query", **UNITS, grain="week", filters=kept)
    found = answer("gizmo it weekly", first)
    assert found.message == ""
    assert found.query is not None
    assert {one.field for one in found.query.filters} == {"sku", "marketplace"}
    assert found.query.filters == first.query.filters
    told = json.dumps(fake.told)
    assert "'own'" not in told
    assert '"own"' not in told
    assert "A1PA6795UKMFR9" not in told
    assert "value_1" in told
    fake.calls("unsupported", reason="no")
    assert "Ask it in full" in answer("gizmo it", first).message


def test_the_batch_and_the_command_say_who_has_read_a_question(
    fake: FakeModel, two_shops: Installation
) -> None:
    fake.calls("metric_query", **UNITS)
    lines = [json.dumps({"id": 1, "question": "gizmos in october", "today": "2026-11-20"})]
    (told,) = batch.answer_lines(lines, OWN)
    assert (told["status"], told["by"], told["badge"]) == ("answer", "model", FILLED_IN)
    assert told["usage"]["calls"] == 1
    fake.calls("metric_query", **UNITS)
    run = ("ask", "gizmos in october", "--today", "2026-11-20", "--account", str(OWN))
    finished = two_shops.run(*run, OPENAI_BASE_URL=fake.address, ASK_MODEL="fake")
    assert finished.returncode == 0, finished.stderr
    assert f"{FILLED_IN} · 1 call · 1,000 tokens · " in finished.stdout
    assert "cost not known" in finished.stdout
    assert CANARY not in finished.stdout


def test_a_page_that_is_opened_again_does_not_pay_again(fake: FakeModel) -> None:
    fake.calls("metric_query", **UNITS)
    first = answer("gizmos in october")
    again = answer("gizmos in october")
    assert (again.query, again.rows, again.badge) == (first.query, first.rows, first.badge)
    assert again.usage is not None
    assert again.usage.calls == 0
    assert "no new call" in as_text(again)
    fake.calls("unsupported", reason="no")
    fake.calls("write_sql", sql="SELECT asin FROM products")
    assert answer("which gizmos").rows == answer("which gizmos").rows == (("own",),)
    assert len(fake.told) == 3
    # What came to nothing is tried again.
    fake.answers_with(500, {"error": {"message": "no"}})
    assert answer("gizmos and more in october").status == "clarify"
    fake.calls("metric_query", **UNITS)
    assert answer("gizmos and more in october").status == "answer"


def test_a_page_is_not_kept_waiting(fake: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    change(monkeypatch, ask_model_timeout_seconds=0.3)
    fake.answers_with(200, "drips")
    assert "took too long" in answer("gizmos in october").message
