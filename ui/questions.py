"""From a page's choices to metric queries and back to one frame.

Pages never write a query by hand: they name metrics and dimensions, and the filters,
the period of each marketplace and the comparison are added here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Literal

import pandas as pd

from core.marketplaces import Marketplace
from data.loaders import load_exact, load_metrics, load_whole_from
from data.metrics import METRICS, parts_of
from data.notes import hourless, still_to_come
from data.periods import unit_of
from data.query_model import Comparison, Filter, Grain, MetricQuery, Scalar, TimeRange
from data.settling import Settling, settling_words
from data.whole import Gap, Split, split_of
from ui.context import PageContext
from ui.filters import Filters
from ui.formats import day_range, is_missing, joined
from ui.ranges import finest_grain, ranges_of, same_days

# The period of figures that are as of this moment. It is not offered in the filter bar.
NOW = "now"
# As many digits as the database gives a ratio; how many are shown is the screen's choice.
_RATIO_DIGITS = 6


def ask(
    context: PageContext,
    metrics: Sequence[str],
    dimensions: Sequence[str] = (),
    *,
    period: str | None = None,
    compare: str | None = None,
    grain: Grain | None = None,
    more: Sequence[Filter] = (),
    exact: bool = False,
    shared_stock: Literal["each", "once"] = "each",
) -> pd.DataFrame:
    """Load metrics for what is chosen on the page.

    `period` and `compare` replace the filter bar's (tiles have periods of their own).
    The frame has the dimensions, the grain, `currency` where money is asked for, each
    metric, and `<metric>_before` where there is a comparison; a metric that `gaps_on` names has
    nothing in it, split by marketplace or currency only in the rows of those that are the
    reason. `exact` gives decimals instead of floating-point numbers, for exports. `shared_stock`:
    see MetricQuery.
    """
    load = load_exact if exact else load_metrics
    queries = queries_of(
        context, metrics, dimensions, period=period, compare=compare, grain=grain, more=more
    )
    queries = [one.model_copy(update={"shared_stock": shared_stock}) for one in queries]
    answers = [load(context.account_id, one) for one in queries]
    gaps = _merged(answer.gaps for answer in answers)
    split = split_of(queries[0])
    frames = [_without_unknown(answer.frame, gaps, grain, split) for answer in answers]
    return together(frames, metrics, grain)


def queries_of(
    context: PageContext,
    metrics: Sequence[str],
    dimensions: Sequence[str] = (),
    *,
    period: str | None = None,
    compare: str | None = None,
    grain: Grain | None = None,
    more: Sequence[Filter] = (),
) -> list[MetricQuery]:
    """Write the queries behind what is chosen: one for each group of marketplaces that shares
    its days; ratios bring their parts along where there are several. See `ask`.
    """
    groups = _groups(context, period)
    asked = list(metrics) if len(groups) == 1 else with_parts(metrics)
    return [
        MetricQuery(
            metrics=asked,
            dimensions=list(dimensions),
            filters=[*_filters(context, places), *more],
            time=time,
            grain=grain,
            compare=comparison_of(context.filters, compare, period),
            currency=currency_of(context),
            zone=zone_of(context),
        )
        for time, places in groups.items()
    ]


def notes_on(context: PageContext, metrics: Sequence[str]) -> list[str]:
    """Return what has to be said beside these figures: days left out, where data begins, what
    may still change. Each sentence stands once, and names no parts that only ratios need.
    """
    found: dict[str, None] = {}
    settling: list[Settling] = []
    for query in queries_of(context, metrics):
        answer = load_metrics(context.account_id, query)
        settling += answer.freshness.settling
        shown = {name: words for name, words in answer.incomplete.items() if name in metrics}
        # Where a note names figures, the parts that only ratios need are left out of it.
        instead = dict.fromkeys(still_to_come(answer.incomplete), still_to_come(shown))
        instead |= dict.fromkeys(hourless(query, query.metrics), hourless(query, metrics))
        for one in answer.notes:
            found |= dict.fromkeys(instead.get(one, [one]))
    return [*found, *settling_words(settling)]


def as_compared(context: PageContext, metrics: Sequence[str]) -> PageContext:
    """Return the page's choices for the days that these figures show beside earlier ones.

    A comparison leaves the last days out that are not over or not read. What stands beside such
    figures without a comparison of its own is asked for the same days, so that both agree. Where
    marketplaces are on different days each keeps its own.
    """
    queries = queries_of(context, metrics)
    shown = [load_metrics(context.account_id, query).range for query in queries]
    days = {(one.start, one.end) for one in shown}
    if len(days) > 1 or shown == [query.time for query in queries]:
        return context
    ((start, end),) = days
    return replace(context, filters=replace(context.filters, period="custom", start=start, end=end))


def gaps_on(
    context: PageContext,
    metrics: Sequence[str],
    *,
    period: str | None = None,
    compare: str | None = None,
    grain: Grain | None = None,
) -> dict[str, str]:
    """Return the metrics that cannot be compared, each with a sentence that says why.

    Ask for the same metrics as `ask` does: then nothing is read again.
    """
    queries = queries_of(context, metrics, period=period, compare=compare, grain=grain)
    found = _merged(load_metrics(context.account_id, one).gaps for one in queries)
    return {name: gap.words for name, gap in found.items() if name in metrics}


def incomplete_on(
    context: PageContext, metrics: Sequence[str], compare: str | None = None
) -> dict[str, str]:
    """Return the metrics some of whose days are still to come, each with a sentence that says so.

    Ask for the same metrics as `ask` does: then nothing is read again.
    """
    found: dict[str, str] = {}
    for query in queries_of(context, metrics, compare=compare):
        answer = load_metrics(context.account_id, query)
        found = {**answer.incomplete, **found}
    return {name: f"Not complete: {found[name]}." for name in metrics if name in found}


def whole_from(
    context: PageContext, metrics: Sequence[str], period: str | None = None
) -> date | None:
    """Return the first day from which on all that goes into these metrics is known.

    None: nothing is missing from the start of the period.
    """
    found = [
        first
        for query in queries_of(context, metrics, period=period, compare="none")
        if (first := load_whole_from(context.account_id, query)) and first > query.time.start
    ]
    return max(found, default=None)


def _merged(answers: Iterable[Mapping[str, Gap]]) -> dict[str, Gap]:
    """Return the gaps of several answers, put together for each metric."""
    found: dict[str, Gap] = {}
    for gaps in answers:
        for name, gap in gaps.items():
            found[name] = found[name].and_also(gap) if name in found else gap
    return found


def _without_unknown(
    frame: pd.DataFrame, gaps: Mapping[str, Gap], grain: str | None, split: Split | None
) -> pd.DataFrame:
    """Leave earlier figures out where another part of the same sum is not known.

    Rows of one marketplace are no such parts, as each has been told by its own marketplace; those
    of one currency wait for the marketplaces with that currency alone.
    """
    if split == "marketplace":
        return frame
    columns = {f"{name}_before": gap for name, gap in gaps.items() if f"{name}_before" in frame}
    if not columns:
        return frame
    found = frame.copy(deep=False)
    for name, gap in columns.items():
        since, until = _known_days(frame, gap, split)
        known = since.isna() & until.isna()
        if grain is not None:
            days = frame[[grain, f"{grain}_before"]].apply(pd.to_datetime)
            is_begun = since.isna() | (days.min(axis=1, skipna=False) >= since)
            known |= is_begun & (until.isna() | (days.max(axis=1, skipna=False) <= until))
        found[name] = frame[name].where(known, None)
    return found


def _known_days(frame: pd.DataFrame, gap: Gap, split: Split | None) -> tuple[pd.Series, pd.Series]:
    """Return for each row from when and until when all of it is known; NaT: nothing is missing."""
    spans: list[tuple[date | None, date | None]] = [(gap.since, gap.until)] * len(frame)
    if split is not None:
        owners = [None if is_missing(own) else str(own) for own in frame[split]]
        spans = [(gap.since_in(split, own), gap.until_in(split, own)) for own in owners]
    sides = ([since for since, _ in spans], [until for _, until in spans])
    first, last = (pd.Series(days, index=frame.index, dtype="datetime64[ns]") for days in sides)
    return first, last


def comparison_of(
    filters: Filters, kind: str | None = None, period: str | None = None
) -> Comparison | None:
    """Return what the page compares with; `kind` and `period` take the place of what is chosen."""
    if kind is None and filters.compare == "custom":
        return Comparison(kind="custom", start=filters.against_start, end=filters.against_end)
    kind = kind or filters.compare
    if kind == "none":
        return None
    unit = unit_of(period or filters.period) if kind == "previous" else None
    return Comparison.model_validate({"kind": kind, "unit": unit})


def currency_of(context: PageContext) -> str | None:
    """Return the currency that amounts are converted into; None leaves them as they were paid."""
    return context.filters.currency if context.filters.is_converted else None


def zone_of(context: PageContext) -> str | None:
    """Return the time zone in which days run everywhere; None leaves each marketplace its own."""
    zone = context.filters.one_zone
    return None if zone is None else zone.key


def ask_stock(
    context: PageContext,
    metrics: Sequence[str],
    dimensions: Sequence[str],
    *,
    shared_stock: Literal["each", "once"] = "each",
) -> pd.DataFrame:
    """Load stock figures as they are now, whatever period the page shows.

    The present day is not over and does not count for the pace.
    """
    return ask(context, metrics, dimensions, period=NOW, compare="none", shared_stock=shared_stock)


def as_of_now(context: PageContext) -> PageContext:
    """Return the page's choices with this moment as their period, and no comparison."""
    return replace(context, filters=replace(context.filters, period=NOW, compare="none"))


def together(
    parts: Sequence[pd.DataFrame], metrics: Sequence[str], grain: str | None = None
) -> pd.DataFrame:
    """Put frames of several marketplaces into one, adding up rows that share their keys.

    A ratio of two marketplaces is not the sum of theirs: it is made again from its parts,
    where the frames have them, and unknown where they do not. The day, week or month that a
    row is compared with is no key: marketplaces a day apart still share their week.
    """
    filled = [part for part in parts if not part.empty]
    if len(filled) <= 1:
        whole = filled[0] if filled else parts[0]
        return whole[_wanted(whole, metrics)]
    whole = pd.concat(filled, ignore_index=True)
    names = [str(name) for name in whole.columns]
    values = [name for name in names if name.removesuffix("_before") in METRICS]
    label = f"{grain}_before"
    keys = [name for name in names if name not in values and name != label]
    if keys and not whole.duplicated(keys).any():
        return whole[_wanted(whole, metrics)]
    sums = [name for name in values if METRICS[name.removesuffix("_before")].is_additive]
    grouped = whole.groupby(keys or (lambda _: 0), dropna=False, sort=False)
    added = grouped[sums].sum(min_count=1)
    if label in names:
        added[label] = grouped[label].min()
    added = added.reset_index(drop=not keys)
    for name in values:
        if name not in sums:
            added[name] = _ratio_again(added, name)
    return added[_wanted(whole, metrics)]


def _wanted(frame: pd.DataFrame, metrics: Sequence[str]) -> list[str]:
    """Return the columns asked for: everything but the parts that only ratios need."""
    names = [str(name) for name in frame.columns]
    return [
        name
        for name in names
        if name.removesuffix("_before") not in METRICS or name.removesuffix("_before") in metrics
    ]


def with_parts(metrics: Sequence[str]) -> list[str]:
    """Add to each ratio the metrics it is made of."""
    found = dict.fromkeys(metrics)
    for name in metrics:
        top, bottom = parts_of(name)
        found |= dict.fromkeys([*top, *bottom])
    return list(found)


def _ratio_again(frame: pd.DataFrame, column: str) -> pd.Series:
    """Divide the sums of a ratio's parts; NaN where a part is missing or nothing to divide by."""
    name, end = column.removesuffix("_before"), "_before" if column.endswith("_before") else ""
    top, bottom = ([f"{one}{end}" for one in part] for part in parts_of(name))
    if not top or not bottom or not {*top, *bottom} <= set(frame.columns):
        return pd.Series(float("nan"), index=frame.index)
    above = frame[top].astype(float).sum(axis=1, min_count=len(top))
    below = frame[bottom].astype(float).sum(axis=1, min_count=len(bottom))
    found = above / below.where(below != 0)
    return found.round(_RATIO_DIGITS)


def _filters(context: PageContext, places: Sequence[Marketplace]) -> list[Filter]:
    ids: list[Scalar] = [one.marketplace_id for one in places]
    return [Filter(field="marketplace", op="in", value=ids), *product_filters(context)]


def product_filters(context: PageContext) -> list[Filter]:
    """Return what the page keeps of the account's products; nothing where all are shown."""
    made = []
    if context.filters.products:
        made.append(Filter(field="product", op="in", value=list(context.filters.products)))
    if context.filters.brands:
        made.append(Filter(field="brand", op="in", value=list(context.filters.brands)))
    return made


def grain_of(context: PageContext) -> Grain:
    """Return the finest grain at which the page's period can still be read as a line."""
    return finest_grain(next(iter(_groups(context, None))).days)


def days_shown(context: PageContext, period: str | None = None) -> str:
    """Write the days of the period for titles and captions, where they differ for each place."""
    return days_of_groups(_groups(context, period))


def days_spanned(context: PageContext) -> tuple[date, date]:
    """Return the first and the last day that the page shows in any marketplace."""
    groups = _groups(context, None)
    return min(time.start for time in groups), max(time.end for time in groups)


def days_of_groups(groups: Mapping[TimeRange, Sequence[Marketplace]]) -> str:
    """Write `1 – 23 Nov 2026`, or `1 – 23 Nov 2026 (US) and 1 – 24 Nov 2026 (DE, UK)`."""
    merged = same_days(groups)
    if len(merged) == 1:
        return "".join(day_range(time.start, time.end) for time in merged)
    return joined(
        f"{day_range(time.start, time.end)} ({codes_of(places)})" for time, places in merged.items()
    )


def codes_of(places: Iterable[Marketplace]) -> str:
    """Write marketplaces by their country codes: `DE, GB`."""
    return ", ".join(place.country_code for place in places)


def _groups(context: PageContext, period: str | None) -> dict[TimeRange, list[Marketplace]]:
    filters = context.filters if period is None else replace(context.filters, period=period)
    if filters.period == NOW:
        return {_this_moment(context): list(context.places)}
    return ranges_of(filters, context.places, context.now)


def _this_moment(context: PageContext) -> TimeRange:
    """Return one range for all marketplaces, so that days of cover are known over several.

    One instant is two days at once: the newest day has the newest stock of every place.
    """
    locals_ = [context.now.astimezone(place.zone) for place in context.places]
    local = max(locals_, key=lambda moment: moment.replace(tzinfo=None))
    return TimeRange(start=local.date(), end=local.date(), until=local.time())


def totals(frame: pd.DataFrame, *names: str) -> dict[str, Any]:
    """Add up columns of counts; None where nothing is known."""
    return {
        name: None if name not in frame or frame[name].isna().all() else frame[name].sum()
        for name in names
    }
