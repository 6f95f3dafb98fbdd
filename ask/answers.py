"""A question's answer: what was understood, the rows, and where they come from."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from ask.answer import Answer
from ask.checked import marked
from ask.computing import computed
from ask.memory import Memory, memory_of, with_values, written
from ask.model import is_set_up
from ask.model_answers import answered_by_model
from ask.parse.draft import Draft
from ask.parse.lexicon import load_lexicon
from ask.parse.parser import parse_question
from ask.parse.setting import Setting
from ask.parse.values import AccountWords, account_words
from core.errors import QueryError
from core.product_clock import get_clock
from data.account_words import Name, load_account_names, load_first_day
from data.entries import load_account_setting
from data.loaders import load_marketplaces
from data.periods import whole_minute

__all__ = ["Answer", "ask", "setting_of", "today_of", "words_of_account"]

# The words of an account, made from its names; made anew when these have changed.
_words: dict[int, tuple[tuple[Name, ...], AccountWords]] = {}


def setting_of(account_id: int, today: date | None = None) -> Setting:
    """Return what an account brings to its questions: its day, its names, its currency."""
    own = load_account_setting(account_id)
    names = load_account_names(account_id)
    now = now_of(account_id, own.time_zone)
    return Setting(
        account_id,
        today or now.date(),
        with_values(words_of_account(account_id), memory_of(account_id).values, names),
        own.reporting_currency,
        load_first_day(account_id),
        None if today is not None else whole_minute(now.time()),
        str(now.tzinfo),
    )


def today_of(account_id: int, time_zone: str | None = None) -> date:
    """Return the account's day: in its own time zone, or in that of its first marketplace."""
    return now_of(account_id, time_zone).date()


def now_of(account_id: int, time_zone: str | None = None) -> datetime:
    """Return the account's time: in its own time zone, or in that of its first marketplace."""
    places = load_marketplaces(account_id)["time_zone"]
    zone = time_zone or (str(places.iloc[0]) if len(places) else "UTC")
    return get_clock().now().astimezone(ZoneInfo(zone))


def words_of_account(account_id: int) -> AccountWords:
    """Return the account's names, indexed for questions."""
    names = load_account_names(account_id)
    known = _words.get(account_id)
    if known is None or (known[0] is not names and known[0] != names):
        known = (names, account_words(names, load_lexicon()))
        _words[account_id] = known
    return known[1]


def ask(question: str, setting: Setting, previous: Draft | None = None) -> Answer:
    """Answer a question; `previous` is the draft of the answer that a follow-up goes on from.

    A language model is asked only where one is set up and the parser does not understand all of
    the words: what it refuses, and what it asks the person to choose, stays with the person.
    A question that the account has checked is answered as its right words are.
    """
    memory = memory_of(setting.account_id)
    checked = memory.questions.get(written(question))
    if checked is not None:
        start = previous if previous is not None and previous.begins else None
        return marked(_answered(checked.means, setting, start, memory), question, checked)
    return _answered(question, setting, previous, memory)


def _answered(question: str, setting: Setting, previous: Draft | None, memory: Memory) -> Answer:
    parsed = parse_question(question, setting, memory.lexicon, previous)
    if parsed.built is None:
        is_worth_it = parsed.is_incomplete and any(one.isalnum() for one in question)
        if is_worth_it and is_set_up():
            return answered_by_model(question, parsed, setting, previous)
        # A choice goes on from what was read; words that were left out do not get lost that way.
        draft = parsed.draft if parsed.choices else None
        return Answer(question, parsed.status, parsed.message, parsed.choices, draft=draft)
    try:
        return computed(question, parsed.built, setting)
    except QueryError as error:
        return Answer(question, "clarify", error.sentence, draft=parsed.built.draft)
