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
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from cachetools import TTLCache

from ask import model_prompt as prompt
from ask.agreement import Doubt, doubt_about, with_own_values
from ask.free_sql import NotNow, Result, run_guarded
from ask.model_calls import Conversation
from ask.model_client import Message, ModelTrouble, Reply
from ask.model_mask import Masked, masked
from ask.model_usage import Allowance, allowance_of
from ask.parse.draft import Draft
from ask.parse.setting import Setting
from ask.usage import Usage
from core.errors import QueryError
from core.product_clock import get_clock
from core.settings import Settings, get_settings
from data.compiler import compile_query
from data.query_model import MetricQuery, parse_query

REPAIRS = 2
# How a question was read is kept for an hour: a page that is opened again does not pay again.
_known: TTLCache[tuple[object, ...], ModelAnswer] = TTLCache(maxsize=500, ttl=3600)
_lock = threading.Lock()
_LONGEST_QUESTION = 500
_NOT_SET_UP = "I do not understand this question, and no language model is set up to help."
_NO_SENSE = "The language model did not answer in a way that can be used."
_CANNOT = "The data here cannot answer this."


@dataclass(frozen=True)
class ModelContext:
    """What is known around a question.

    `setting` is the account's, `read` what the parser has understood of the question, `previous`
    the question that it goes on from.
    """

    setting: Setting
    read: Draft = field(default_factory=Draft)
    previous: Draft | None = None


@dataclass(frozen=True)
class ModelAnswer:
    """What came of it.

    `query`: compile it and show its echo. `sql`: `result` holds the rows, which nobody has
    verified. `ask`: put `message` to the person, with `choices`, which go on from `query` where
    there is one. `none`: `message` says why not.
    """

    kind: Literal["query", "sql", "ask", "none"]
    message: str = ""
    choices: tuple[str, ...] = ()
    query: MetricQuery | None = None
    result: Result | None = None
    usage: Usage = field(default_factory=Usage)
    allowance: Allowance | None = None


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
    account_id, day = context.setting.account_id, get_clock().now().date()
    talk = Conversation(settings, account_id, day)
    key = _key(question, context, settings)
    with _lock:
        known = _known.get(key)
    if known is not None:
        return replace(
            _once_more(known, account_id), allowance=allowance_of(account_id, day, settings)
        )
    try:
        # JSON can hold halves of characters; nothing that is sent can.
        whole = question.encode("utf-8", "replace").decode()
        answer = _answer(talk, whole[:_LONGEST_QUESTION], context)
    except ModelTrouble as trouble:
        answer = ModelAnswer("none", trouble.sentence)
    if answer.kind != "none":
        # The rows are asked for anew each time: what is kept is how a question was read.
        rowless = replace(answer.result, rows=[]) if answer.result is not None else None
        with _lock:
            _known[key] = replace(answer, result=rowless)
    return replace(answer, usage=talk.usage, allowance=allowance_of(account_id, day, settings))


def _key(question: str, context: ModelContext, settings: Settings) -> tuple[object, ...]:
    setting = context.setting
    where = (settings.openai_base_url, settings.ask_model)
    around = (setting.today, repr(context.read), repr(context.previous))
    return (setting.account_id, question, *around, *where)


def _once_more(known: ModelAnswer, account_id: int) -> ModelAnswer:
    """Return what the model said before of the same question; its SQL is run anew."""
    if known.result is None:
        return known
    try:
        return replace(known, result=run_guarded(account_id, known.result.sql))
    except QueryError as refused:
        return ModelAnswer("none", refused.sentence)


def _answer(talk: Conversation, question: str, context: ModelContext) -> ModelAnswer:
    before = masked(context.previous, context.setting)
    messages = prompt.query_messages(question, context.setting.today, before.query)

    def accept(reply: Reply) -> ModelAnswer | None:
        if reply.tool == prompt.ASK_BACK:
            return ModelAnswer("ask", _plain(reply.arguments.get("question")))
        if reply.tool != prompt.QUERY:
            return None
        filled = parse_query(json.dumps(before.unmasked(reply.arguments)))
        return _checked(question, filled, before, context)

    answer, last = _tried(talk, messages, prompt.query_tools(), accept)
    if answer is not None:
        return answer
    if last is not None and last.tool == prompt.UNSUPPORTED:
        return _free_sql(talk, question, context, before)
    return ModelAnswer("none", _NO_SENSE)


def _checked(
    question: str, query: MetricQuery, before: Masked, context: ModelContext
) -> ModelAnswer:
    """Hold a query against the question. Raises QueryError where it cannot be computed."""
    setting = context.setting
    said = " ".join([question, *before.values.values()])
    doubt: Doubt | None = doubt_about(said, query, context.read, setting)
    own = with_own_values(query, setting)
    compile_query(own, setting.account_id)
    if doubt is not None:
        return ModelAnswer("ask", doubt.message, doubt.choices, own)
    return ModelAnswer("query", query=own)


def _free_sql(
    talk: Conversation, question: str, context: ModelContext, before: Masked
) -> ModelAnswer:
    if before.query is not None:
        # SQL cannot go on from a query: half of the question would be lost without a word.
        return ModelAnswer("none", "This cannot go on from the question before. Ask it in full.")
    messages = prompt.sql_messages(question, context.setting.today)

    def accept(reply: Reply) -> ModelAnswer | None:
        if reply.tool != prompt.SQL:
            return None
        sql = str(reply.arguments.get("sql", ""))
        seconds = talk.seconds_left()
        result = run_guarded(context.setting.account_id, sql, most_seconds=seconds)
        return ModelAnswer("sql", result=result)

    try:
        answer, last = _tried(talk, messages, prompt.sql_tools(), accept)
    except NotNow as closed:
        return ModelAnswer("none", closed.sentence)
    if answer is not None:
        return answer
    is_refused = last is not None and last.tool == prompt.UNSUPPORTED
    return ModelAnswer("none", _CANNOT if is_refused else _NO_SENSE)


def _tried(
    talk: Conversation,
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
        except NotNow:
            raise
        except QueryError as refused:
            messages = [*messages, *prompt.repair(reply.arguments, refused.sentence)]
    return None, None


def _plain(text: object) -> str:
    """A model's words as a short plain text: no marks, no links, one line."""
    words = re.sub(r"[^\w\s.,?'%€$£-]+", " ", str(text or ""))
    return " ".join(words.split())[:200] or "What do you mean, exactly?"
