"""What a language model has made of a question, as an answer that is marked as the model's."""

from __future__ import annotations

from dataclasses import replace

from ask.answer import FILLED_IN, NOT_VERIFIED, Answer
from ask.computing import computed
from ask.from_query import built_from
from ask.model import ModelAnswer, ModelContext, resolve
from ask.parse.draft import AskBack, Draft
from ask.parse.parser import Parsed
from ask.parse.setting import Setting
from core.database import Role
from core.errors import QueryError
from data.freshness import read_pending_orders, read_versions
from data.reading import reading


def answered_by_model(
    question: str, parsed: Parsed, setting: Setting, previous: Draft | None = None
) -> Answer:
    """Let the model read a question that the parser has not understood as a whole.

    Where nothing comes of it, the parser's own words stand, with the reason beside them.
    """
    found = resolve(question, ModelContext(setting, parsed.draft or Draft(), previous))
    answer = _answer(question, parsed, setting, found)
    return replace(answer, usage=found.usage, allowance=found.allowance)


def _answer(question: str, parsed: Parsed, setting: Setting, found: ModelAnswer) -> Answer:
    if found.kind == "sql":
        return _of_sql(question, setting, found)
    if found.query is not None:
        try:
            return _of_query(question, parsed, setting, found)
        except AskBack as back:
            return Answer(question, "clarify", back.message, back.choices, by="model")
        except QueryError as error:
            return Answer(question, "clarify", error.sentence, by="model")
    if found.kind == "ask":
        return Answer(question, "clarify", found.message, by="model")
    return Answer(question, "clarify", f"{parsed.message} {found.message}", parsed.choices)


def _of_query(question: str, parsed: Parsed, setting: Setting, found: ModelAnswer) -> Answer:
    assert found.query is not None
    built, draft = built_from(found.query, setting)
    if found.kind == "ask":
        # What is chosen goes on from the model's reading, which has the words of the question.
        choices = found.choices if draft is not None else ()
        draft = replace(draft, is_open=True) if draft is not None else None
        return Answer(question, "clarify", found.message, choices, draft=draft, by="model")
    words = ", ".join(f"“{one}”" for one in parsed.unknown)
    said = (*built.said, f"AI has read {words}") if words else built.said
    answer = computed(question, replace(built, said=said), setting)
    follow_ups = answer.follow_ups if draft is not None else ()
    return replace(answer, by="model", badge=FILLED_IN, draft=draft, follow_ups=follow_ups)


def _of_sql(question: str, setting: Setting, found: ModelAnswer) -> Answer:
    result = found.result
    assert result is not None
    with reading(Role.WEB, setting.account_id) as connection:
        versions = read_versions(connection, setting.account_id)
        pending = read_pending_orders(connection, setting.account_id)
    notes: tuple[str, ...] = ()
    if result.cut_at is not None:
        notes = (f"Cut at {result.cut_at:,} rows: there are more.",)
    return Answer(
        question,
        "answer",
        message=NOT_VERIFIED,
        echo=f"{NOT_VERIFIED}: read the statement below before you rely on it.",
        sql=result.sql,
        columns=tuple(result.columns),
        rows=tuple(result.rows),
        notes=notes,
        freshness=versions.freshness(pending),
        by="sql",
        badge=NOT_VERIFIED,
    )
