"""What the language model may use: its day is never overshot, and nobody waits for it too long."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import date

import pytest

from ask import model
from ask.answers import setting_of
from ask.model import ModelAnswer, ModelContext, resolve
from ask.model_client import most_tokens
from ask.model_prompt import query_messages, query_tools
from ask.model_usage import Allowance, allowance_of, reserve
from ask.usage import Usage
from core.product_clock import get_clock
from tests.support.fake_model import change, set_up
from tests.support.installation import Installation
from tests.support.openai_server import FakeModel

from .conftest import OWN

TODAY = date(2026, 11, 20)
USED_UP = "The language model has been used as much as is allowed for today."
QUESTION = "anything"


@pytest.fixture
def fake(two_shops: Installation, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModel]:
    with set_up(monkeypatch) as one:
        yield one


def ask_model() -> ModelAnswer:
    return resolve(QUESTION, ModelContext(setting_of(OWN, TODAY)))


def used() -> Usage:
    return allowance_of(OWN, get_clock().now().date(), model.get_settings()).used


def one_call() -> int:
    return most_tokens(query_messages(QUESTION, TODAY), query_tools())


def test_what_a_call_has_used_stays_put_down_also_where_nothing_came_of_it(
    fake: FakeModel,
) -> None:
    before = used()
    fake.says({"role": "assistant", "content": "no"})
    answer = ask_model()
    after = used()
    assert (after.calls - before.calls, after.tokens - before.tokens) == (1, 1_000)
    assert 0 < after.seconds - before.seconds < 10
    assert after.dollars is not None
    assert before.dollars is not None
    assert after.dollars - before.dollars == pytest.approx(0.0019)
    assert answer.allowance is not None
    assert answer.allowance.used == after
    fake.answers_with(500, {"error": {"message": "no"}})
    ask_model()
    assert used().tokens == after.tokens


def test_a_server_that_tells_no_tokens_is_counted_at_the_most(fake: FakeModel) -> None:
    before = used().tokens
    fake.answers_with(200, {"choices": []})
    ask_model()
    assert one_call() - 2_000 <= used().tokens - before <= one_call()


@pytest.mark.parametrize(
    ("setting", "left"),
    [
        ("ask_model_daily_tokens", lambda now: now.tokens + one_call() - 1),
        ("ask_model_daily_seconds", lambda now: int(now.seconds + 19)),
        ("ask_model_daily_dollars", lambda now: now.dollars + 0.001),
    ],
)
def test_where_less_is_left_of_the_day_than_a_call_may_use_none_is_made(
    fake: FakeModel, monkeypatch: pytest.MonkeyPatch, setting: str, left
) -> None:
    before = used()
    change(monkeypatch, **{setting: left(before)})
    answer = ask_model()
    assert (answer.kind, answer.message) == ("none", USED_UP)
    assert fake.told == []
    assert used() == before


def test_two_questions_at_once_do_not_both_take_what_is_left(
    fake: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = used().tokens + one_call() + 500
    change(monkeypatch, ask_model_daily_tokens=limit)
    fake.waits_then_says({"role": "assistant", "content": "no"})
    answers: list[ModelAnswer] = []
    first = threading.Thread(target=lambda: answers.append(ask_model()))
    first.start()
    assert fake.asked.wait(20)
    answers.append(ask_model())
    assert answers[0].message == USED_UP
    fake.hurry.set()
    first.join()
    assert answers[1].message != USED_UP
    assert len(fake.told) == 1
    assert used().tokens <= limit


def test_many_reservations_at_once_stop_at_the_limit(
    fake: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = date(2026, 1, 1)
    change(monkeypatch, ask_model_daily_tokens=1_000)
    settings, taken = model.get_settings(), []
    threads = [
        threading.Thread(target=lambda: taken.append(reserve(OWN, day, Usage(1, 70, 30), settings)))
        for _ in range(16)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(taken) == [False] * 6 + [True] * 10
    assert allowance_of(OWN, day, settings).used.tokens == 1_000


@pytest.mark.parametrize("how", ["silent", "drips", "drips_head"])
def test_nobody_waits_longer_than_told_whatever_the_server_does(
    fake: FakeModel, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    change(monkeypatch, ask_model_timeout_seconds=0.5)
    fake.answers_with(200, how)
    started = time.monotonic()
    answer = ask_model()
    assert time.monotonic() - started < 5
    assert answer.message == "The language model took too long to answer."
    assert answer.usage.tokens_in > 1_000


def test_all_calls_of_a_question_share_its_time(
    fake: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is quick enough by itself; together they are not."""
    change(monkeypatch, ask_model_timeout_seconds=2.0)
    for _ in range(3):
        fake.takes(0.9).calls("metric_query", metrics=["password"])
    started = time.monotonic()
    answer = ask_model()
    assert time.monotonic() - started < 6
    assert (answer.kind, answer.usage.calls <= 3) == ("none", True)
    assert "too long" in answer.message


def test_an_endless_answer_is_left(fake: FakeModel) -> None:
    fake.answers_with(200, b'{"choices": "' + b"x" * 3_000_000 + b'"}')
    assert ask_model().message == "The language model talks without end."


def test_cost_is_said_and_where_no_price_is_known_that_is_said() -> None:
    assert Usage(2, 1_000, 204, 1.26, 0.0021).in_words == "2 calls · 1,204 tokens · 1.3 s · $0.0021"
    assert Usage(1, 10, 1, 1, None).in_words == "1 call · 11 tokens · 1.0 s · cost not known"
    assert (Usage(1, 1, 1, 1, None) + Usage(1, 1, 1, 1, 2.0)).dollars is None
    told = Allowance(Usage(3, 900, 100, 4.2, None), 20_000, 1_800, 1.0).in_words
    assert told == "1,000 of 20,000 tokens and 4 of 1,800 seconds used today"
    told = Allowance(Usage(3, 900, 100, 4.2, 0.5), 20_000, 1_800, 1.0).in_words
    assert told == "1,000 of 20,000 tokens, 4 of 1,800 seconds and $0.50 of $1.00 used today"
