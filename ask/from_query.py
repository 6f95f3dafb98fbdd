"""From a metric query back to the slots of a question, so that a follow-up can go on from it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, cast

from ask.parse.build import Built, build
from ask.parse.draft import AskBack, Compared, Draft, Keep, Narrow, Ranking
from ask.parse.setting import Setting
from ask.parse.values import Value
from ask.when.calendar import Period, unit_end
from core.errors import QueryError
from core.marketplaces import MARKETPLACES
from data.measures import STANDING
from data.metrics import GRAINS, METRICS
from data.periods import bucket_of
from data.query_model import Filter, Having, MetricQuery, Unit

_NEGATED = {"!=": "=", "not in": "in"}
_UNITS: tuple[Unit, ...] = ("year", "quarter", "month", "week")


def built_from(query: MetricQuery, setting: Setting) -> tuple[Built, Draft | None]:
    """Return a query as if its question had been read, with the draft that a follow-up needs.

    What was left open is filled in as for every question: the currency of amounts, the rows that
    belong to no product. The draft is None where the slots of a question cannot hold the query:
    it is answered all the same. Raises QueryError or AskBack where it cannot be answered.
    """
    draft = draft_of(query, setting.today)
    try:
        built = build(draft, setting)
    except (AskBack, QueryError):
        built = None
    if built is not None and _is_the_same(query, built.query):
        return built, draft
    # The account's own defaults come from what every question has: figures, filters and days.
    plain = build(Draft(metrics=draft.metrics, filters=draft.filters, period=draft.period), setting)
    filled = query
    if query.currency is None and "currency" not in query.dimensions:
        filled = query.model_copy(update={"currency": plain.query.currency})
    return Built(filled, period_of(query, setting.today), plain.said, draft, plain.currency), None


def draft_of(query: MetricQuery, today: date) -> Draft:
    """Return the slots that say the same as a query, as far as slots can."""
    dimensions = [one for one in query.dimensions if one not in GRAINS]
    share = query.wanted_share
    return Draft(
        metrics=[(one,) for one in query.metrics],
        dimensions=dimensions,
        groups=[query.per_group[0]] if query.per_group[1] else [],
        filters=[_narrow(one) for one in query.filters if one.value is not None],
        having=[_keep(one) for one in query.having if one.per is None],
        per_order=[_keep(one) for one in query.having if one.per is not None],
        period=period_of(query, today),
        compare=_compared(query),
        grain=cast("Unit | None", query.series),
        ranking=_ranking(query),
        order_by=(query.order[0].by,) if query.order and query.order[0].by in METRICS else (),
        is_share=share is not None,
        average=query.average,
        counts=query.count_of is not None,
        reach=Decimal(str(query.reach.share)) if query.reach is not None else None,
        currency=query.currency,
        offset=query.offset or 0,
    )


def period_of(query: MetricQuery, today: date) -> Period:
    """Return the days of a query, with the unit that they are one of."""
    start, end = query.time.start, query.time.end
    is_moment = all(METRICS[one].facts & STANDING for one in query.metrics) and not query.series
    if is_moment:
        return Period(end, end, is_moment=True)
    for unit in _UNITS:
        if bucket_of(start, unit) != start:
            continue
        if unit_end(start, unit) == end:
            return Period(start, end, unit)
        if end == today < unit_end(start, unit):
            return Period(start, end, unit, is_cut=True)
    return Period(start, end)


def _narrow(one: Filter) -> Narrow:
    values = tuple(str(each) for each in one.values)
    named = (MARKETPLACES[each].name if each in MARKETPLACES else each for each in values)
    op = _NEGATED.get(one.op, one.op)
    return Narrow(Value(one.field, op, values, " or ".join(named)), is_not=one.op in _NEGATED)


def _keep(one: Having) -> Keep:
    for end, change in (("_change_share", "share"), ("_change", "amount")):
        if one.field.endswith(end):
            return Keep(one.field.removesuffix(end), one.op, Decimal(str(one.value)), change)
    return Keep(one.field, one.op, Decimal(str(one.value)))


def _compared(query: MetricQuery) -> Compared | None:
    given = query.compare
    return Compared(given.kind, given.unit, given.start, given.end) if given is not None else None


def _ranking(query: MetricQuery) -> Ranking | None:
    limit = query.per_group[1] or query.limit
    if not query.order or not limit:
        return None
    first = query.order[0]
    word = "top" if first.dir == "desc" else "bottom"
    for end, change in (("_change_share", "share"), ("_change", "amount"), ("", "")):
        if first.by.endswith(end) and first.by.removesuffix(end) in METRICS:
            return Ranking(word, word, (first.by.removesuffix(end),), limit, change)
    return None


def _is_the_same(query: MetricQuery, built: MetricQuery) -> bool:
    """Whether two queries ask the same, apart from what was left open in the first."""
    return _bare(query, query) == _bare(built, query)


def _bare(query: MetricQuery, given: MetricQuery) -> dict[str, Any]:
    held = query.model_dump()
    held["filters"] = sorted(
        repr((one.field, one.op, one.values)) for one in query.filters if one.value is not None
    )
    # What is compared is cut at the hour of today afterwards.
    held["time"] = (query.time.start, query.time.end)
    held["dimensions"] = [one for one in query.dimensions if one not in GRAINS]
    held["grain"] = query.series
    held["limit_per"], held["share"] = query.per_group, query.wanted_share
    held["limit"] = None if query.per_group[1] else query.limit
    del held["shows_change"]
    if given.currency is None:
        del held["currency"]
    if period_of(given, given.time.end).is_moment:
        held["time"] = query.time.end
    return held
