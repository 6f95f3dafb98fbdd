"""What was understood, in one plain sentence and in chips: figure, split, filters, exact days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ask.parse.build import Built, has_amounts
from ask.parse.picking import plural
from core.marketplaces import MARKETPLACES
from data.metrics import DIMENSIONS, METRICS
from data.periods import days_in_words, range_before
from data.query_model import Filter, Having, MetricQuery, TimeRange
from data.query_model import InSet as QuerySet

_SIGNS = {"=": "is", "!=": "is not", "in": "is", "not in": "is not", "~": "contains"}
_COMPARED = {
    "<": "below",
    "<=": "at most",
    ">": "above",
    ">=": "at least",
    "=": "exactly",
    "!=": "not",
}
_VALUES = {
    "AFN": "FBA (Amazon)", "MFN": "FBM (seller)", "SPONSORED_PRODUCTS": "Sponsored Products",
    "SPONSORED_BRANDS": "Sponsored Brands", "SPONSORED_DISPLAY": "Sponsored Display",
}  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WORDS = {"day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year"}


@dataclass(frozen=True)
class Chip:
    """One part of what was understood; `slot` names it, so that it can be changed."""

    slot: str
    words: str


def chips_of(built: Built) -> tuple[Chip, ...]:
    """Return the parts of a query in words, in the order in which they are read."""
    query = built.query
    chips = [Chip("metric", _figures(query))]
    splits = [
        name for name in query.columns if name != "currency" or "currency" in query.dimensions
    ]
    if splits:
        chips.append(Chip("by", "by " + ", ".join(_column(name) for name in splits)))
    chips += [
        Chip("place" if one.field == "marketplace" else "filter", _narrow(one, built))
        for one in query.filters
        if not _is_rest(one)
    ]
    chips += [Chip("having", _having(one)) for one in query.having]
    chips += [Chip("set", _set(one)) for one in query.sets]
    if query.reach is not None:
        name = METRICS[query.reach.metric].name
        chips.append(
            Chip("reach", f"the largest that make up {_percent(query.reach.share)} of {name}")
        )
    chips.append(Chip("dates", _days(built)))
    if query.compare is not None:
        chips.append(
            Chip("compare", f"compared with {_range(range_before(query.time, query.compare))}")
        )
    chips += _order(query)
    chips.append(Chip("currency", _currency(query, built)))
    chips.append(Chip("zone", "days of each marketplace"))
    return tuple(one for one in chips if one.words)


def echo_of(built: Built) -> str:
    """Return what was understood as one sentence, with everything that was assumed."""
    parts = [one.words for one in chips_of(built)]
    sentence = f"I understood: {'; '.join(parts)}."
    assumed = [f"{one[:1].upper()}{one[1:]}." for one in (*built.said, *_same_hours(built.query))]
    return " ".join([sentence, *assumed])


def _same_hours(query: MetricQuery) -> list[str]:
    """Say that the days before are cut as well, where today is not over."""
    time = query.time
    if query.compare is None or time.until is None:
        return []
    zone = f" ({time.until_zone})" if time.until_zone else ""
    return [f"today is not over yet: both end at {time.until:%H:%M}{zone}"]


def _figures(query: MetricQuery) -> str:
    names = [METRICS[one].name for one in query.metrics]
    words = " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
    if query.average is not None:
        words = f"average {words} per {query.average}"
    if query.running is not None:
        what = "running total"
        if query.running.kind == "mean":
            what = f"mean of {query.running.size} {query.series}s"
        words = f"{what} of {words}"
    if query.count_of is not None:
        words = f"number of {plural(_column(query.count_of))}, by {words}"
    share = query.wanted_share
    if share is not None:
        whole = f"all {METRICS[share.metric].name}"
        kept = [one for one in query.filters if one.field not in share.ignore and not _is_rest(one)]
        words = f"{words} and its share of {whole}{_narrowed(kept)}"
    return words


def _column(name: str) -> str:
    """Write a split within a sentence: `by product`, but `by SKU`."""
    words = (DIMENSIONS[name].name if name in DIMENSIONS else name).split()
    return " ".join(one if one[1:] != one[1:].lower() else one.lower() for one in words)


def _is_rest(one: Filter) -> bool:
    return one.field == "product" and one.value is None


def _filter(one: Filter) -> str:
    if one.field == "marketplace":
        places = [_place(str(value)) for value in one.values]
        return f"{'not in' if one.op in ('!=', 'not in') else 'in'} {' or '.join(places)}"
    values = [value_words(one.field, value) for value in one.values]
    if one.op == "~":
        return f"{_column(one.field)} with “{values[0]}” in its title"
    return f"{_column(one.field)} {_SIGNS[one.op]} {' or '.join(values)}"


def _narrow(one: Filter, built: Built) -> str:
    """Write a filter on products that words of their titles have chosen by these words."""
    if one.field != "product" or one.op not in ("in", "not in"):
        return _filter(one)
    is_not = one.op == "not in"
    said = [narrow.value for narrow in built.draft.filters
            if narrow.value.field == "product" and narrow.is_not == is_not]  # fmt: skip
    if not said or any(value.op != "~" for value in said):
        return _filter(one)
    words = " or ".join(f"“{value.words}”" for value in said)
    return f"product with{'out' if is_not else ''} {words} in its title"


def _place(name: str) -> str:
    return MARKETPLACES[name].in_words if name in MARKETPLACES else name


def _narrowed(filters: Sequence[Filter]) -> str:
    """Write filters behind a figure: ` in Germany where brand is Acme`."""
    places = [f" {_filter(one)}" for one in filters if one.field == "marketplace"]
    rest = [_filter(one) for one in filters if one.field != "marketplace"]
    return "".join(places) + (f" where {' and '.join(rest)}" if rest else "")


def value_words(field: str, value: object) -> str:
    """Write a value of a split or a filter as people call it."""
    if field == "marketplace" and str(value) in MARKETPLACES:
        place = MARKETPLACES[str(value)]
        return f"{place.name} ({place.sales_channel})"
    if field == "weekday" and str(value) in "1234567":
        return _WEEKDAYS[int(str(value)) - 1]
    return _VALUES.get(str(value), str(value))


def _having(one: Having) -> str:
    figure = one.field
    for end, words in (("_change_share", "change of {}"), ("_change", "change of {}"), ("", "{}")):
        name = figure.removesuffix(end)
        if figure.endswith(end) and name in METRICS:
            figure = words.format(METRICS[name].name)
            is_part = end == "_change_share" or (not end and METRICS[name].unit == "share")
            value = _percent(one.value) if is_part else f"{one.value}"
            where = " in one order" if one.per else ""
            return f"only where {figure}{where} is {_COMPARED[one.op]} {value}"
    return ""


def _percent(value: object) -> str:
    number = float(str(value)) * 100
    return f"{number:g} %"


def _set(one: QuerySet) -> str:
    time = f" from {_range(one.time)}" if one.time else ""
    verb = "with" if one.is_in else "without"
    return f"{verb} {METRICS[one.metric].name}{_narrowed(one.filters)}{time}"


def _range(time: TimeRange) -> str:
    words = days_in_words(time.start, time.end)
    return words if time.until is None else f"{words} up to {time.until:%H:%M}"


def _days(built: Built) -> str:
    if built.period.is_moment:
        end = built.query.time.end
        return f"as of {days_in_words(end, end)}"
    is_cut = built.period.is_cut and built.query.time.until is None
    cut = " (so far)" if is_cut else ""
    return f"{_range(built.query.time)}{cut}"


def _order(query: MetricQuery) -> list[Chip]:
    group, per_group = query.per_group
    chips = []
    for one in query.order:
        base = one.by.removesuffix("_share").removesuffix("_change")
        name = METRICS[base].name if base in METRICS else _column(one.by)
        figure = f"change of {name}" if one.by != base else name
        which = "highest" if one.dir == "desc" else "lowest"
        chips.append(Chip("order", f"{which} {figure} first"))
    if per_group:
        chips.append(Chip("limit", f"the first {per_group} of each {_column(group)}"))
    elif query.limit is not None and query.offset:
        first, last = query.offset + 1, query.offset + query.limit
        words = f"places {first} to {last}" if first < last else f"place {first}"
        chips.append(Chip("limit", words))
    elif query.limit is not None:
        chips.append(Chip("limit", f"the first {query.limit}"))
    return chips


def _currency(query: MetricQuery, built: Built) -> str:
    if not has_amounts(query):
        return ""
    if query.currency:
        return f"in {query.currency}, at the rate of each day"
    if built.currency:
        return f"in {built.currency}"
    return "in the currency that was paid"
