"""Asks questions through `python -m ask batch` and puts each answer into a bucket."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

from tests.support.asking.comparing import wanted_of, why_wrong
from tests.support.asking.days import FIRST_SALE, FOREVER, Days, earlier, readings
from tests.support.asking.echo import missing_in_echo, names_day
from tests.support.asking.gold import Gold, statements
from tests.support.asking.questions import Question, values_of

CORRECT, WRONG, REFUSED, CLARIFIED, ECHO = (
    "correct",
    "wrong and silent",
    "refused",
    "clarified",
    "echo",
)
_NATIVE = {"US": "USD", "UK": "GBP", "DE": "EUR"}
REPORTING = "EUR"
Answer = Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """A question, what came, and what to think of it."""

    question: Question
    bucket: str
    is_right: bool
    reason: str
    answer: Answer

    def __str__(self) -> str:
        one = self.question
        told = self.answer.get("echo") or self.answer.get("message")
        return f"{one.id} [{one.today}] {one.words!r}: {self.bucket}: {self.reason} | {told}"


def ask_in_process(questions: Sequence[Question]) -> list[Answer]:
    """Ask them all by the command, in this process."""
    from ask.cli import main

    lines = "".join(json.dumps(one.line) + "\n" for one in questions)
    out = io.StringIO()
    with patch("sys.stdin", io.StringIO(lines)), redirect_stdout(out):
        code = main(["batch"])
    assert code == 0, f"`python -m ask batch` ended with {code}"
    return [json.loads(line) for line in out.getvalue().splitlines()]


def judge(
    questions: Sequence[Question],
    gold: Gold,
    ask: Callable[[Sequence[Question]], list[Answer]] = ask_in_process,
) -> list[Verdict]:
    """Ask questions and judge each answer."""
    answers = ask(questions)
    assert [one["id"] for one in answers] == [one.id for one in questions], (
        "answers are not in order"
    )
    return [_verdict(one, answer, gold) for one, answer in zip(questions, answers, strict=True)]


def buckets(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """Count the verdicts by bucket."""
    return dict(Counter(one.bucket for one in verdicts))


def _verdict(question: Question, answer: Answer, gold: Gold) -> Verdict:
    status = answer["status"]
    assert status in ("answer", "refuse", "clarify"), status
    if status != "answer":
        bucket = REFUSED if status == "refuse" else CLARIFIED
        is_right = question.expected != "answer"
        if is_right and not answer.get("message"):
            return Verdict(question, bucket, False, "no message", answer)
        return Verdict(question, bucket, is_right, "" if is_right else "not answered", answer)
    if question.meaning is None:
        bucket = CORRECT if question.may_answer else WRONG
        return Verdict(question, bucket, question.may_answer, f"should {question.expected}", answer)
    reason = _why_wrong(question, answer, gold)
    if reason is not None:
        return Verdict(question, WRONG, False, reason, answer)
    missing = missing_in_echo(question, answer)
    if missing:
        return Verdict(question, ECHO, False, f"the echo lacks {missing}", answer)
    return Verdict(question, CORRECT, True, "", answer)


def _why_wrong(question: Question, answer: Answer, gold: Gold) -> str | None:
    """Hold an answer against every right reading; None when it is one of them."""
    assert question.meaning is not None
    accepted = readings(question.meaning["time"], question.today, question.slots)
    told = _days_of(answer, question)
    if told is not None and told not in accepted:
        return f"the days {told[0]} to {told[1]} are none of {_in_words(accepted)}"
    currency = _currency(question, answer)
    if currency is None:
        return f"in {(answer.get('metric_query') or {}).get('currency')}"
    reasons = []
    for days in _as_told(told, accepted, question) if told else accepted:
        for before in earlier(question.meaning, days):
            for sql in statements()[question.id]:
                values = {
                    **values_of(question),
                    "today": question.today,
                    "first": days[0],
                    "last": days[1],
                    "before_first": before[0],
                    "before_last": before[1],
                }
                found = gold.rows(sql, currency, days[1], values)
                is_unknown = before != days and before[0] < gold.known_since(sql)
                if is_unknown and _says_that_nothing_can_be_kept(question, answer, gold, sql):
                    return None
                wanted = wanted_of(
                    question.meaning, len(found.columns), is_before_unknown=is_unknown
                )
                reason = why_wrong(found, answer["columns"], answer["rows"], wanted)
                if reason is None:
                    return _unsaid_beginning(answer, gold.known_since(sql), days[0])
                reasons.append(reason)
    return reasons[0]


def _as_told(told: Days, accepted: Sequence[Days], question: Question) -> list[Days]:
    """A comparison may leave out today, of which visits and advertising know nothing yet."""
    assert question.meaning is not None
    first, last = told
    whole = (first, last - timedelta(days=1))
    is_cut = question.meaning["comparison"] is not None and last == question.today
    return [told, whole] if is_cut and whole in accepted else [told]


def _says_that_nothing_can_be_kept(
    question: Question, answer: Answer, gold: Gold, sql: str
) -> bool:
    """Nothing is kept by a change that is not known, and the day is said from which on it is."""
    assert question.meaning is not None
    is_by_change = any("_change" in one["field"] for one in question.meaning["having"])
    said = " ".join(map(str, answer.get("notes") or ()))
    return is_by_change and not answer["rows"] and names_day(said, gold.known_since(sql))


def _unsaid_beginning(answer: Answer, since: date, first: date) -> str | None:
    """A figure of days before anything was known must say from when on it counts.

    The first day that anything is known of may be told, or the next, the first that is whole.
    """
    if first >= since or since <= FIRST_SALE:
        return None
    said = " ".join([str(answer.get("echo")), *map(str, answer.get("notes") or ())])
    is_said = any(names_day(said, day) for day in (since, since + timedelta(days=1)))
    return None if is_said else f"does not say that it counts from {since} on only"


def _days_of(answer: Answer, question: Question) -> Days | None:
    """Return the days an answer says it is about; any earlier start is all the time there is."""
    time = (answer.get("metric_query") or {}).get("time")
    if time is None:
        return None
    first, last = (date.fromisoformat(time[end]) for end in ("start", "end"))
    assert question.meaning is not None
    kind = question.meaning["time"]["type"]
    if kind == "as_of":
        return last, last
    if kind == "unspecified" and first <= FIRST_SALE:
        first = FOREVER
    return first, last


def _currency(question: Question, answer: Answer) -> str | None:
    """Return the currency of an answer's money where it is a right one."""
    assert question.meaning is not None
    asked = question.meaning.get("currency")
    told = (answer.get("metric_query") or {}).get("currency")
    if asked:
        return asked if told in (None, asked) else None
    places = [one for one in question.meaning["filters"] if one["field"] == "marketplace"]
    native = _NATIVE.get(str(places[0]["value"])) if len(places) == 1 else None
    if places and places[0]["op"] != "=":
        native = None
    if told is None:
        return native or REPORTING
    return str(told) if told in (REPORTING, native) else None


def _in_words(ranges: Sequence[Days]) -> str:
    return ", ".join(f"{first} to {last}" for first, last in ranges[:4])
