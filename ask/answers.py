"""A question's answer: what was understood, the rows, and where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from ask.chart import Chart, chart_of
from ask.parse.build import Built, Setting
from ask.parse.draft import Draft
from ask.parse.echo import Chip, chips_of, echo_of
from ask.parse.lexicon import load_lexicon
from ask.parse.parser import Parsed, parse_question
from ask.parse.values import AccountWords, account_words
from ask.suggestions import follow_ups_of
from core.database import Role
from core.errors import QueryError
from core.product_clock import get_clock
from data.account_words import Name, load_account_names
from data.entries import load_account_setting
from data.freshness import Freshness, read_pending_orders, read_versions
from data.known_days import watched_coverage
from data.loaders import load_marketplaces
from data.metrics import METRICS
from data.query import run_query, sources_of
from data.query_model import MetricQuery
from data.reading import reading
from data.settling import settling_of

# The words of an account, made from its names; made anew when these have changed.
_words: dict[int, tuple[tuple[Name, ...], AccountWords]] = {}


@dataclass(frozen=True)
class Answer:
    """What comes back for a question.

    `status`: "answer"; "refuse" or "clarify" with `message` (and `choices` to choose from).
    `draft` is what a follow-up starts from. Amounts are Decimal, days are dates. `currency` is
    that of all amounts; None where there are none, or where each row names its own.
    """

    question: str
    status: str
    message: str = ""
    choices: tuple[str, ...] = ()
    echo: str = ""
    chips: tuple[Chip, ...] = ()
    definitions: tuple[str, ...] = ()
    query: MetricQuery | None = None
    sql: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    notes: tuple[str, ...] = ()
    freshness: Freshness | None = None
    chart: Chart | None = None
    follow_ups: tuple[str, ...] = ()
    draft: Draft | None = None
    currency: str | None = None


def setting_of(account_id: int, today: date | None = None) -> Setting:
    """Return what an account brings to its questions: its day, its names, its currency."""
    own = load_account_setting(account_id)
    return Setting(
        account_id,
        today or today_of(account_id, own.time_zone),
        words_of_account(account_id),
        own.reporting_currency,
    )


def today_of(account_id: int, time_zone: str | None = None) -> date:
    """Return the account's day: in its own time zone, or in that of its first marketplace."""
    places = load_marketplaces(account_id)["time_zone"]
    zone = time_zone or (str(places.iloc[0]) if len(places) else "UTC")
    return get_clock().now().astimezone(ZoneInfo(zone)).date()


def words_of_account(account_id: int) -> AccountWords:
    """Return the account's names, indexed for questions."""
    names = load_account_names(account_id)
    known = _words.get(account_id)
    if known is None or (known[0] is not names and known[0] != names):
        known = (names, account_words(names, load_lexicon()))
        _words[account_id] = known
    return known[1]


def ask(question: str, setting: Setting, previous: Draft | None = None) -> Answer:
    """Answer a question; `previous` is the draft of the answer that a follow-up goes on from."""
    parsed = parse_question(question, setting, load_lexicon(), previous)
    if parsed.built is None:
        return Answer(question, parsed.status, parsed.message, parsed.choices)
    try:
        return _answered(question, parsed, parsed.built, setting)
    except QueryError as error:
        return Answer(question, "clarify", error.sentence, draft=parsed.built.draft)


def _answered(question: str, parsed: Parsed, built: Built, setting: Setting) -> Answer:
    query = built.query
    coverage = watched_coverage(Role.WEB, setting.account_id)
    with reading(Role.WEB, setting.account_id) as connection:
        found = run_query(connection, setting.account_id, query, coverage)
        versions = read_versions(connection, setting.account_id)
        pending = read_pending_orders(connection, setting.account_id)
    freshness = versions.freshness(pending, sources_of(query))
    settling = settling_of(query, found.range, setting.today, found.pending)
    columns, rows = _without_one_currency(built, found.columns, found.rows)
    gaps = tuple(gap.words for gap in found.gaps.values())
    return Answer(
        question,
        parsed.status,
        echo=echo_of(built),
        chips=chips_of(built),
        definitions=definitions_of(query),
        query=query,
        sql=found.sql,
        parameters=found.values,
        columns=columns,
        rows=rows,
        notes=tuple(dict.fromkeys([*found.notes, *gaps])),
        freshness=replace(freshness, settling=settling),
        chart=chart_of(query, columns, rows),
        follow_ups=follow_ups_of(query),
        draft=built.draft,
        currency=built.currency,
    )


def _without_one_currency(
    built: Built, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    """Leave out the column of the currency where all amounts are in one: the echo names it."""
    is_asked = "currency" in built.query.dimensions
    if "currency" not in columns or is_asked or built.currency is None:
        return tuple(columns), tuple(rows)
    place = list(columns).index("currency")
    kept = tuple(name for name in columns if name != "currency")
    return kept, tuple((*row[:place], *row[place + 1 :]) for row in rows)


def definitions_of(query: MetricQuery) -> tuple[str, ...]:
    """Return what each figure is, in a sentence."""
    return tuple(
        f"{METRICS[one].name}: {METRICS[one].sentence}" for one in dict.fromkeys(query.metrics)
    )
