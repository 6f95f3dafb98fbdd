"""From the slots of a question to a metric query, with every default that was taken said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product as combinations

from ask.parse.draft import AskBack, Compared, Draft
from ask.parse.figures import metrics_of
from ask.parse.filters import (
    filters_of,
    per_order,
    places_of,
    priced,
    sets_of,
    titles_left_out,
    universe,
    without_rest,
)
from ask.parse.ordering import order_of
from ask.parse.setting import Setting
from ask.parse.times import default_period
from ask.when.calendar import Period, last_n
from core.errors import QueryError
from data.compiler import compile_query
from data.measures import STANDING
from data.metrics import METRICS
from data.periods import range_before
from data.query_model import (
    Comparison,
    Filter,
    MetricQuery,
    Share,
    TimeRange,
    Unit,
)
from data.query_operators import Reach, Running


@dataclass(frozen=True)
class Built:
    """A query, the period it was made from, and what has to be said beside it."""

    query: MetricQuery
    period: Period
    said: tuple[str, ...]
    draft: Draft
    currency: str | None


def build(draft: Draft, setting: Setting) -> Built:
    """Make the query. Raises AskBack where a slot is missing, or several readings fit."""
    said = list(draft.said)
    if draft.open_keeps:
        raise AskBack("Which figure shall be kept by that number?")
    if draft.below or (draft.open_limit and draft.ranking is None):
        raise AskBack("Which figure do you mean? For example revenue, units, orders or profit.")
    metrics = metrics_of(draft, said)
    readings: list[tuple[MetricQuery, Period, list[str]]] = []
    refusals: list[str] = []
    for chosen in combinations(*metrics):
        notes = list(said)
        names = tuple(dict.fromkeys(chosen))
        try:
            query, period = _query(draft, names, setting, notes)
            compile_query(query, setting.account_id)
        except QueryError as error:
            refusals.append(error.sentence)
            continue
        readings.append((query, period, notes))
    if not readings:
        raise AskBack(refusals[0])
    if len(readings) > 1:
        names = tuple(METRICS[one].name for choice in metrics if len(choice) > 1 for one in choice)
        raise AskBack(f"That can be {' or '.join(names)}. Which do you mean?", names)
    query, period, notes = readings[0]
    return Built(query, period, tuple(dict.fromkeys(notes)), draft, _one_currency(query, setting))


def has_amounts(query: MetricQuery) -> bool:
    """Whether money is shown, or decides which orders count."""
    kept = [one.field for one in query.having if one.per]
    return any(METRICS[one].has_money for one in (*query.metrics, *kept))


def _one_currency(query: MetricQuery, setting: Setting) -> str | None:
    """Return the currency of all amounts; None where there are none, or several."""
    if not has_amounts(query):
        return None
    if query.currency is not None:
        return query.currency
    places = places_of(query.filters, setting)
    own = {setting.words.currencies[one] for one in places if one in setting.words.currencies}
    return own.pop() if len(own) == 1 else None


def _query(
    draft: Draft, metrics: Sequence[str], setting: Setting, notes: list[str]
) -> tuple[MetricQuery, Period]:
    period = _period(draft, metrics, setting, notes)
    dimensions = _dimensions(draft)
    grain = _grain(draft, period, metrics)
    if draft.ranking is not None and not dimensions and not grain and _sells(draft):
        # `what sold best`, `top 5 yoga mats`
        dimensions = ["product"]
        notes.append("products are meant")
    filters, places = filters_of(draft, setting)
    notes += titles_left_out(draft)
    metrics, having = universe(draft, metrics, dimensions)
    order, limit, limit_per = order_of(draft, metrics, dimensions, grain)
    having = priced(dimensions, order, having, notes)
    filters += without_rest(dimensions, filters, metrics, notes)
    compare = draft.compare
    needs_before = draft.change_direction is not None or any(one.change for one in draft.having)
    if compare is None and needs_before:
        compare = Compared("previous", None if period.unit == "day" else period.unit)
        notes.append("compared with the period before")
    compare = _standing_before(draft, period, compare)
    time = _time(period, compare, setting, notes)
    ranking = draft.ranking
    if draft.how == "how_much" and ranking and (ranking.limit or 0) > 1:
        raise AskBack(f"Each of the {ranking.limit}, or all of them together? I can list each.")
    if draft.is_share and draft.ranking is not None:
        raise AskBack("The share of each, or the first of them together? Ask for one of the two.")
    if draft.is_share and draft.having:
        raise AskBack("A share of what a condition keeps: of all, or of what is kept? Ask for one.")
    has_none = any(one.op == "=" and one.value == 0 for one in having)
    if has_none and {"hour", "weekday"} & {*dimensions}:
        raise AskBack("Hours or weekdays without any are not listed. Ask for all of them instead.")
    if having and not dimensions and not grain:
        raise AskBack("Which shall be kept by that condition: products, campaigns, days?")
    if compare is not None and draft.is_share:
        raise AskBack("A share beside an earlier share is more than I can do in one answer.")
    if draft.running and (compare is not None or draft.is_share or draft.average or draft.counts):
        raise AskBack("A running figure beside a share, an average or a comparison is too much.")
    currency = _currency(draft, metrics, setting, places)
    if "currency" in dimensions and currency is not None and draft.currency is None:
        raise AskBack("All amounts are shown in one currency. Ask for one, or by marketplace.")
    query = MetricQuery(
        metrics=list(metrics),
        dimensions=dimensions,
        filters=filters,
        having=[*having, *per_order(draft)],
        time=time,
        grain=grain,
        compare=_comparison(compare),
        order=order,
        limit=limit,
        limit_per=limit_per,
        offset=_offset(draft, limit),
        share=_share(draft, metrics, dimensions, grain, filters),
        currency=currency,
        average=_average(draft, metrics),
        count_of=_count_of(draft, dimensions, grain),
        reach=Reach(metric=metrics[0], share=draft.reach) if draft.reach is not None else None,
        running=Running(kind=draft.running[0], size=draft.running[1]) if draft.running else None,  # type: ignore[arg-type]
        sets=sets_of(draft, dimensions),
        shows_change=compare is not None and grain is None and not draft.counts,
    )
    return query, period


def _time(
    period: Period, compare: Compared | None, setting: Setting, notes: list[str]
) -> TimeRange:
    """Return the days; a comparison of today holds as many hours of the earlier day beside it."""
    time = TimeRange(start=period.start, end=period.end)
    if compare is None or period.end < setting.today or period.is_moment:
        return time
    if setting.clock is not None:
        cut = TimeRange(
            start=period.start, end=period.end, until=setting.clock, until_zone=setting.zone
        )
        before = range_before(cut, _comparison(compare) or Comparison(kind="previous"))
        if before.until is not None:
            return cut
    notes.append("today is not over yet; the earlier days are whole ones")
    return time


def _offset(draft: Draft, limit: int | None) -> int | None:
    """How many rows are left out at the beginning: `the next five`."""
    if draft.offset and limit is None:
        raise AskBack("Rows further down are shown of a list that is cut. Say how many: “top 20”.")
    return draft.offset or None


def _standing_before(draft: Draft, period: Period, compare: Compared | None) -> Compared | None:
    """What stands at the end of a month is compared with the end of the month before."""
    asked = draft.period
    if compare is None or compare.kind != "previous" or not period.is_moment or asked is None:
        return compare
    if asked.unit == "day":
        return compare
    before = asked.start - timedelta(days=1)
    return Compared("custom", None, before, before)


def _is_history(draft: Draft) -> bool:
    """`the stock over the last 3 months`: as it stood on each of these days."""
    period = draft.period
    if period is None or period.counted is None or period.days == 1 or draft.running:
        return False
    return not (draft.dimensions or draft.having or draft.ranking or draft.compare)


def _period(draft: Draft, metrics: Sequence[str], setting: Setting, notes: list[str]) -> Period:
    today = setting.today
    standing = [name for name in metrics if METRICS[name].facts & STANDING]
    is_series = draft.grain is not None or draft.is_trend or _is_history(draft)
    if draft.period is None:
        if len(standing) == len(metrics) and not is_series:
            return Period(today, today, is_moment=True)
        if list(metrics) == ["pending_orders"] and setting.first_day is not None and not is_series:
            notes.append("those that are pending now, whenever they were ordered")
            return Period(min(setting.first_day, today), today, begins_unknown=True)
        if draft.is_ever and setting.first_day is not None:
            return Period(min(setting.first_day, today), today, begins_unknown=True)
        if draft.grain in ("month", "quarter", "year") and not draft.ranking:
            notes.append("no days were named, so the last 12 months are meant")
            return replace(last_n(today, 12, "month"), counted=None)
        notes.append("no days were named, so the last 30 days are meant")
        return default_period(today)
    period = draft.period
    stands = [one for one in standing if not METRICS[one].facts & {"offers"}]
    if stands and len(standing) < len(metrics) and period.end < today - timedelta(days=1):
        names = ", ".join(METRICS[one].name for one in stands)
        raise AskBack(
            f"{names} as it is now, or at the end of those days? Ask for it in a question apart."
        )
    if len(standing) == len(metrics) and not is_series:
        return Period(period.end, period.end, is_moment=True)
    if period.is_moment and not standing:
        raise AskBack("This is counted over days, not at a moment. From which day to which?")
    return period


def _dimensions(draft: Draft) -> list[str]:
    names = list(dict.fromkeys(draft.dimensions))
    groups = [one for one in draft.groups if one in names]
    if draft.ranking is not None and groups and len(groups) < len(names):
        return [*groups, *(one for one in names if one not in groups)]
    if draft.sets and not names:
        raise AskBack("Which do you mean: products, brands, or categories?")
    return names


def _sells(draft: Draft) -> bool:
    """Whether it is only asked what sells: no figure, and the end that sells best."""
    ranking = draft.ranking
    if any(one.value.op == "~" and not one.is_not for one in draft.filters):
        return True
    if ranking is None or draft.metrics or ranking.metric or ranking.word not in ("top", "good"):
        return False
    return draft.sells or ranking.sells


def _grain(draft: Draft, period: Period, metrics: Sequence[str]) -> Unit | None:
    stands = all(METRICS[one].facts & STANDING for one in metrics) and not period.is_moment
    if draft.grain is not None or not (draft.is_trend or stands):
        return draft.grain
    if period.counted not in (None, "day") and period.counted is not None:
        return period.counted
    for grain, most in (("day", 31), ("week", 120)):
        if period.days <= most:
            return grain  # type: ignore[return-value]
    return "month"


def _comparison(compare: Compared | None) -> Comparison | None:
    if compare is None:
        return None
    return Comparison(
        kind=compare.kind, unit=compare.unit, start=compare.start, end=compare.end,  # type: ignore[arg-type]
    )  # fmt: skip


def _share(
    draft: Draft,
    metrics: Sequence[str],
    dimensions: Sequence[str],
    grain: Unit | None,
    filters: Sequence[Filter],
) -> Share | None:
    """Say of what whole a part is: of everything, or in a series of each day, week or month."""
    if not draft.is_share:
        return None
    if METRICS[metrics[0]].additivity in ("ratio", "distinct"):
        raise AskBack(f"{METRICS[metrics[0]].name} has no parts that add up. A share of what?")
    splits = [one for one in dimensions if one != "currency"]
    fields = [one.field for one in filters if one.value is not None]
    ignore: list[str] = []
    if not splits:
        if not fields:
            raise AskBack("The share of what: a brand, a product, a marketplace?")
        own = [one for one in fields if one != "marketplace"]
        ignore = own or fields
    within = [grain] if grain else []
    return Share(metric=metrics[0], within=list(within), ignore=list(dict.fromkeys(ignore)))


def _average(draft: Draft, metrics: Sequence[str]) -> Unit | None:
    if draft.average is not None:
        return draft.average
    if draft.is_average and any(METRICS[one].additivity != "ratio" for one in metrics):
        of_orders = ("average order value",) if "revenue" in metrics else ()
        raise AskBack(
            f"An average over what: per day, per week, per month{', per order' * len(of_orders)}?",
            ("per day", "per week", "per month", *of_orders),
        )
    return None


def _count_of(draft: Draft, dimensions: Sequence[str], grain: Unit | None) -> str | None:
    if not draft.counts:
        return None
    others = [one for one in dimensions if one not in draft.groups]
    return others[-1] if others else grain


def _currency(
    draft: Draft, metrics: Sequence[str], setting: Setting, places: frozenset[str]
) -> str | None:
    """Choose the currency of amounts: the one asked for, the only one, or the account's."""
    kept = [one.metric for one in draft.per_order]
    if not any(METRICS[one].has_money for one in (*metrics, *kept)):
        return None
    if draft.currency is not None:
        return draft.currency
    own = {setting.words.currencies[one] for one in places if one in setting.words.currencies}
    # A part of a whole needs the whole in the same currency.
    if len(own) == 1 and not draft.is_share:
        return None
    return setting.currency or next(iter(sorted(own)), None)
