"""The language model's part in an answer: only for questions that the parser cannot explain.

First it fills in a metric query, which is checked and compiled like any other. Where the parser has
read a part of the question, both must agree, else the person is asked. Only what no metric can
answer becomes free SQL: guarded, marked as not verified, with two repairs at the most. The model is
told the question, the catalogue and the names of views: no row of data, no value of the account.
Down, slow, at its limit or speaking nonsense, it costs the person a sentence, never the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from ask import model_prompt as prompt
from ask.free_sql import Result, run_guarded
from ask.model_client import Message, ModelTrouble, Reply, Usage, call_model
from ask.model_usage import add_usage, tokens_used
from core.errors import QueryError
from core.product_clock import get_clock
from core.settings import Settings, get_settings
from data.query_model import MetricQuery, parse_query

REPAIRS = 2
NOT_VERIFIED = "Written by AI, not verified"
_LONGEST_QUESTION = 500
_NOT_SET_UP = "I do not understand this question, and no language model is set up to help."
_USED_UP = "The language model has been used as much as is allowed for today."
_NO_SENSE = "The language model did not answer in a way that can be used."


@dataclass(frozen=True)
class ModelContext:
    """What is known around a question: whose it is, today, and what the parser has read of it.

    `partial` is the query as far as the parser could read it, or None; `today` is the account's.
    """

    account_id: int
    today: date
    partial: MetricQuery | None = None


@dataclass(frozen=True)
class ModelAnswer:
    """What came of it.

    `query`: compile it and show its echo. `sql`: `result` holds the rows, shown under
    `NOT_VERIFIED`. `ask`: put `message` to the person. `none`: `message` says why not.
    """

    kind: Literal["query", "sql", "ask", "none"]
    message: str = ""
    query: MetricQuery | None = None
    result: Result | None = None
    usage: Usage = field(default_factory=Usage)


class _Conversation:
    """The calls for one question; what they use is counted also when one of them fails."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.usage = Usage()

    def call(self, messages: list[Message], tools: list[dict[str, Any]]) -> Reply:
        reply = call_model(self.settings, messages, tools)
        self.usage += reply.usage
        return reply


def is_set_up(settings: Settings | None = None) -> bool:
    """Whether there is a model to ask: a key, or an address that needs none."""
    settings = settings or get_settings()
    has_address = bool(settings.openai_api_key.get_secret_value() or settings.openai_base_url)
    return has_address and bool(settings.ask_model)


def resolve(question: str, context: ModelContext) -> ModelAnswer:
    """Ask the model about a question that the parser could not explain as a whole.

    Never raises for what the model does; errors of the database come through.
    """
    settings = get_settings()
    if not is_set_up(settings):
        return ModelAnswer("none", _NOT_SET_UP)
    day = get_clock().now().date()
    if tokens_used(context.account_id, day) >= settings.ask_model_daily_tokens:
        return ModelAnswer("none", _USED_UP)
    talk = _Conversation(settings)
    try:
        answer = _answer(talk, question[:_LONGEST_QUESTION], context)
    except ModelTrouble as trouble:
        answer = ModelAnswer("none", trouble.sentence)
    finally:
        if talk.usage.calls:
            add_usage(context.account_id, day, talk.usage)
    return ModelAnswer(answer.kind, answer.message, answer.query, answer.result, talk.usage)


def _answer(talk: _Conversation, question: str, context: ModelContext) -> ModelAnswer:
    messages = prompt.query_messages(question, context.today)

    def accept(reply: Reply) -> ModelAnswer | None:
        if reply.tool == prompt.ASK_BACK:
            return ModelAnswer("ask", _plain(reply.arguments.get("question")))
        if reply.tool != prompt.QUERY:
            return None
        query = parse_query(json.dumps(reply.arguments))
        doubt = _doubt(question, query, context.partial)
        return ModelAnswer("ask", doubt) if doubt else ModelAnswer("query", query=query)

    answer, last = _tried(talk, messages, prompt.query_tools(), accept)
    if answer is not None:
        return answer
    if last is not None and last.tool == prompt.UNSUPPORTED:
        return _free_sql(talk, question, context)
    return ModelAnswer("none", _NO_SENSE)


def _free_sql(talk: _Conversation, question: str, context: ModelContext) -> ModelAnswer:
    messages = prompt.sql_messages(question, context.today)

    def accept(reply: Reply) -> ModelAnswer | None:
        if reply.tool != prompt.SQL:
            return None
        result = run_guarded(context.account_id, str(reply.arguments.get("sql", "")))
        return ModelAnswer("sql", NOT_VERIFIED, result=result)

    answer, last = _tried(talk, messages, prompt.sql_tools(), accept)
    if answer is not None:
        return answer
    is_refused = last is not None and last.tool == prompt.UNSUPPORTED
    return ModelAnswer("none", "The data here cannot answer this." if is_refused else _NO_SENSE)


def _tried(
    talk: _Conversation,
    messages: list[Message],
    tools: list[dict[str, Any]],
    accept: Callable[[Reply], ModelAnswer | None],
) -> tuple[ModelAnswer | None, Reply | None]:
    """Call until a reply is accepted, telling in fixed words what was wrong with the one before."""
    reply = None
    for _ in range(1 + REPAIRS):
        reply = talk.call(messages, tools)
        try:
            return accept(reply), reply
        except QueryError as refused:
            messages = [*messages, *prompt.repair(reply.arguments, refused.sentence)]
    return None, None


def _doubt(question: str, query: MetricQuery, partial: MetricQuery | None) -> str:
    """Say where the model's reading cannot be trusted; empty where nothing speaks against it."""
    said = _letters(question)
    for one in query.filters:
        for value in one.value if isinstance(one.value, list) else [one.value]:
            if (
                isinstance(value, str)
                and one.field != "marketplace"
                and _letters(value) not in said
            ):
                return f"Did you mean only {one.field} {value!r}? The question does not say so."
    if partial is None:
        return ""
    if set(partial.metrics) != set(query.metrics):
        return f"Did you mean {' and '.join(partial.metrics)}, or {' and '.join(query.metrics)}?"
    if partial.time != query.time:
        return (
            f"Did you mean {partial.time.start} to {partial.time.end}, "
            f"or {query.time.start} to {query.time.end}?"
        )
    if any(one not in query.filters for one in partial.filters):
        return "I am not sure which part of the shop you mean. Name it once more, please."
    if any(one not in query.columns for one in partial.columns):
        return f"Did you want it split by {', '.join(partial.columns)}?"
    return ""


def _letters(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def _plain(text: object) -> str:
    """A model's words as a short plain text: no marks, no links, one line."""
    words = re.sub(r"[^\w\s.,?'%€$£-]+", " ", str(text or ""))
    return " ".join(words.split())[:200] or "What do you mean, exactly?"
