"""What leaves the machine: the question and the catalogue, the same for every shop in the world."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ask import model
from ask.answers import Answer, ask, setting_of
from ask.model_prompt import query_messages, sql_messages
from ask.parse.lexicon import load_lexicon
from ask.parse.setting import Setting
from ask.parse.values import account_words
from data.account_words import load_account_names
from data.loaders import clear_cache
from tests.support.asking.gold import FOLDER
from tests.support.asking.questions import Question, questions_of
from tests.support.fake_model import set_up
from tests.support.openai_server import FakeModel

ACCOUNT = 1
TODAY = date(2026, 11, 20)


@pytest.fixture
def fake(demo, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModel]:
    """A model that goes all the way for each question: no metric, an error, a mistake, SQL."""
    clear_cache()
    with set_up(monkeypatch) as one:
        one.begins_anew = True
        one.calls("unsupported", reason="no")
        one.calls("write_sql", sql="SELECT sku::int FROM order_items")
        one.calls("write_sql", sql="SELECT nothing FROM products")
        one.calls("write_sql", sql="SELECT title, asin FROM products LIMIT 3")
        yield one
    clear_cache()


def _all_questions() -> list[Question]:
    return [
        one for path in sorted(FOLDER.glob("*.jsonl")) for one in questions_of(path.name, TODAY)
    ]


def _told(fake: FakeModel, since: int) -> list[Any]:
    return [one["messages"] for one in fake.told[since:]]


def _reaching(fake: FakeModel, setting: Setting, questions: Sequence[Question]) -> dict[str, Any]:
    """Ask all of them; return what the model was told of those that reached it."""
    answers: dict[str, Answer] = {}
    told = {}
    # What was read before is not asked again.
    model._known.clear()
    for one in questions:
        before = answers.get(one.parent or "")
        since = len(fake.told)
        fake.answers.sort(key=lambda answer: _ORDER.index(_tool(answer[1])))
        answers[one.id] = ask(one.words, setting, before.draft if before else None)
        if len(fake.told) > since:
            told[one.id] = _told(fake, since)
    return told


_ORDER = ["unsupported", "sku::int", "nothing", "title"]


def _tool(answer: Any) -> str:
    said = json.dumps(answer)
    return next(one for one in _ORDER if one in said)


def test_every_question_that_reaches_the_model_tells_it_nothing_of_the_shop(
    fake: FakeModel,
) -> None:
    """No name of the account stands in a prompt, apart from the words that the person typed."""
    setting = setting_of(ACCOUNT, TODAY)
    questions = _all_questions()
    # One word that nobody knows makes a question go to the model. Parents come before children.
    strange = [
        replace(one, id=f"{one.id} strange", words=f"{one.words} zorbingly"[:500])
        for one in questions
        if one.parent
    ]
    told = _reaching(fake, setting, questions)
    parents = [one for one in questions if one.id in {each.parent for each in strange}]
    told_more = _reaching(fake, setting, [*parents, *strange])
    assert len(told) > 5
    assert len(told_more) > 10
    known = {one.value for one in load_account_names(ACCOUNT)}
    known |= {one.title for one in load_account_names(ACCOUNT) if one.title}
    # An ad group may be called `Broad`: such a word of the catalogue tells nothing.
    catalogue = json.dumps([query_messages("", TODAY), sql_messages("", TODAY)]).casefold()
    names = {name.casefold() for name in known if len(name) > 3} - set(_words(catalogue))
    assert len(names) > 50
    for found, asked in ((told, questions), (told_more, [*parents, *strange])):
        words = {one.id: one.words for one in asked}
        for number, calls in found.items():
            rest = json.dumps(calls, ensure_ascii=False).casefold()
            typed = json.dumps(words[number], ensure_ascii=False).casefold().strip('"')
            assert typed in rest
            rest = rest.replace(typed, "")
            assert [name for name in names if name in rest] == [], number


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def test_a_shop_without_names_is_told_of_in_the_same_words(fake: FakeModel) -> None:
    """The prompt is made of the question and the day: byte for byte the same for another shop."""
    setting = setting_of(ACCOUNT, TODAY)
    nameless = replace(setting, words=account_words((), load_lexicon()))
    questions = [
        replace(one, words=f"{one.words} zorbingly"[:500], parent=None)
        for one in _all_questions()[::25]
    ]
    of_ours, of_nobody = (_reaching(fake, one, questions) for one in (setting, nameless))
    both = of_ours.keys() & of_nobody.keys()
    assert len(both) > 3
    for number in both:
        assert of_ours[number] == of_nobody[number]
