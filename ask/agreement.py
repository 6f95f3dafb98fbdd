"""Whether a query that a language model has filled in may be believed.

What the parser has read of a question stands: a model that reads it otherwise makes the person be
asked. A value in a filter has to be one of the account's, and in the words of the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ask.parse.draft import Draft, Narrow
from ask.parse.ordering import IN_ADS
from ask.parse.setting import Setting
from ask.parse.tokens import words_of
from ask.when.calendar import Period
from core.marketplaces import MARKETPLACES
from data.measures import STANDING
from data.metrics import DIMENSIONS, METRICS
from data.query_model import Filter, MetricQuery, marketplace_id_of

# Splits whose values are names of the account; the parser has them all.
_NAMED = frozenset({"product", "brand", "category", "sku", "campaign", "ad_group"})


@dataclass(frozen=True)
class Doubt:
    """What to ask the person, and what to choose from: each can be asked next as it stands."""

    message: str
    choices: tuple[str, ...] = ()


def with_own_values(query: MetricQuery, setting: Setting) -> MetricQuery:
    """Return the query with each value as the account has it: `acme` becomes `Acme`.

    Raises QueryError for a marketplace that does not exist.
    """
    changed = [_own(one, setting) for one in query.filters]
    sets = [
        one.model_copy(update={"filters": [_own(each, setting) for each in one.filters]})
        for one in query.sets
    ]
    return query.model_copy(update={"filters": changed, "sets": sets})


def _own(one: Filter, setting: Setting) -> Filter:
    if one.op == "~" and one.field == "product":
        titled = " ".join(_form_in_titles(each, setting) for each in words_of(str(one.value)))
        return one.model_copy(update={"value": titled or one.value})
    values = [_own_value(one.field, value, setting) for value in _listed(one)]
    value = values if isinstance(one.value, list) else values[0]
    return one.model_copy(update={"value": value})


def _own_value(field: str, value: object, setting: Setting) -> object:
    if not isinstance(value, str):
        return value
    if field == "marketplace":
        return marketplace_id_of(value)
    words = words_of(value)
    known = [*setting.words.names.get(words, ()), *setting.words.labelled.get(words, ())]
    return next((own.values[0] for own in known if own.field == field and own.op == "="), value)


def _form_in_titles(word: str, setting: Setting) -> str:
    forms = (word, word.removesuffix("s"), word.removesuffix("es"))
    return next((one for one in forms if one in setting.words.title_words), word)


def _listed(one: Filter) -> list[object]:
    return list(one.value) if isinstance(one.value, list) else [one.value]


def doubt_about(question: str, query: MetricQuery, read: Draft, setting: Setting) -> Doubt | None:
    """Say what speaks against a query, whose values are the account's already; None for nothing.

    `question` are the words of the person, with those of the question that it goes on from; `read`
    is what the parser has understood of them.
    """
    return (
        _of_values(question, query, setting)
        or _of_figures(query, read)
        or _of_days(query, read)
        or _of_filters(query, read)
        or _of_shape(query, read)
    )


def _of_values(question: str, query: MetricQuery, setting: Setting) -> Doubt | None:
    said = f" {letters(question)}"
    filters = [*query.filters, *(each for one in query.sets for each in one.filters)]
    for one in filters:
        if one.field == "marketplace":
            continue
        name = DIMENSIONS[one.field].name.lower()
        for value in (each for each in _listed(one) if isinstance(each, str)):
            if f" {letters(value)}" not in said:
                return Doubt(f"Did you mean only the {name} “{_short(value)}”? You did not say so.")
            if not _is_known(one, value, setting):
                return Doubt(f"I know no {name} “{_short(value)}”. Say it as it is written.")
    return None


def _is_known(one: Filter, value: str, setting: Setting) -> bool:
    words = words_of(value)
    if one.field == "product" and one.op == "~":
        return bool(words) and all(each in setting.words.title_words for each in words)
    known = [*setting.words.names.get(words, ()), *setting.words.labelled.get(words, ())]
    if one.op == "=" and one.field in _NAMED:
        return any(own.field == one.field for own in known)
    return True


def _of_figures(query: MetricQuery, read: Draft) -> Doubt | None:
    needed = list(read.metrics)
    if not needed:
        return None
    ranked = read.ranking.metric if read.ranking is not None else ()
    allowed = [*needed, ranked, read.order_by, *((one.metric,) for one in read.having)]
    is_missing = any(not _has(query.metrics, one) for one in needed)
    is_added = any(not any(_has([name], one) for one in allowed) for name in query.metrics)
    if not is_missing and not is_added:
        return None
    mine = " and ".join(" or ".join(METRICS[each].name for each in one) for one in needed)
    theirs = " and ".join(METRICS[one].name for one in query.metrics)
    return Doubt(f"Did you mean {mine}, or {theirs}?", (mine, theirs))


def _has(metrics: Iterable[str], choices: Iterable[str]) -> bool:
    wanted = {name for one in choices for name in (one, IN_ADS.get(one, one))}
    return bool(wanted & set(metrics))


def _of_days(query: MetricQuery, read: Draft) -> Doubt | None:
    mine, theirs = read.period, query.time
    if mine is None:
        return None
    is_moment = all(METRICS[one].facts & STANDING for one in query.metrics) and not query.series
    if mine.end == theirs.end and (is_moment or mine.start == theirs.start):
        return None
    choices = (_days(mine), _days(Period(theirs.start, theirs.end)))
    return Doubt(f"Did you mean {choices[0]}, or {choices[1]}?", choices)


def _days(period: Period) -> str:
    return f"from {period.start} to {period.end}"


def _of_filters(query: MetricQuery, read: Draft) -> Doubt | None:
    for one in read.filters:
        if not any(_is_same(one, each) for each in query.filters):
            return Doubt(f"Only {one.value.words}, or not? Ask once more in other words.")
    places = {one.value.field for one in read.filters}
    for each in query.filters:
        is_more = not any(_is_same(one, each) for one in read.filters)
        if each.field == "marketplace" and "marketplace" in places and is_more:
            names = " or ".join(_place(value) for value in each.values)
            return Doubt(f"Did you mean {names} as well? Ask once more in other words.")
    return None


def _is_same(mine: Narrow, theirs: Filter) -> bool:
    is_not = theirs.op in ("!=", "not in")
    if mine.value.field != theirs.field or mine.is_not != is_not:
        return False
    values = {str(one) for one in theirs.values}
    if mine.value.op == "~":
        words = {letters(one) for one in values}
        return bool(words & {letters(mine.value.words), *map(letters, mine.value.values)}) or (
            values <= set(mine.value.asins)
        )
    return set(mine.value.values) <= values


def _place(value: object) -> str:
    return MARKETPLACES[str(value)].name if str(value) in MARKETPLACES else str(value)


def _of_shape(query: MetricQuery, read: Draft) -> Doubt | None:
    """What the parser has read beside figure, days and filters must be in the query as well."""
    columns = set(query.columns)
    missing = [one for one in (*read.dimensions, read.grain) if one and one not in columns]
    if missing:
        names = ", ".join(DIMENSIONS[one].name.lower() for one in missing)
        return Doubt(f"Did you want it split by {names}?")
    limit = read.ranking.limit if read.ranking is not None else None
    limits = {query.limit, query.per_group[1]}
    has_kept = len(query.having) >= len(read.having) + len(read.per_order)
    is_compared = read.compare is not None or read.versus is not None
    agrees = (
        (limit is None or limit in limits)
        and has_kept
        and (not is_compared or query.compare is not None)
        and (not read.is_share or query.share is not None)
        and (read.average is None or query.average == read.average)
        and (not read.counts or query.count_of is not None)
        and (read.reach is None or query.reach is not None)
        and (read.currency is None or query.currency == read.currency)
        and len(query.sets) >= len(read.sets)
    )
    return None if agrees else Doubt("I am not sure how these words belong together.")


def letters(text: str) -> str:
    """Return a text as bare words, so that two spellings of one thing are the same."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def _short(value: str) -> str:
    """A model's word for a sentence: no marks, no links, one line."""
    return " ".join(re.sub(r"[^\w\s.,&+'-]+", " ", value).split())[:60]
