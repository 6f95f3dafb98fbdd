"""What of a query can be compared: the earlier range, and the figures that have none in it."""

from __future__ import annotations

from collections.abc import Mapping

from data.compiler.parameters import Parameters
from data.known_days import Coverage
from data.metrics import METRICS
from data.periods import Alignment, align, range_before, whole_days_of
from data.query_model import MetricQuery, TimeRange
from data.whole import Gap, split_of, told_until


def without_before(asked: MetricQuery, query: MetricQuery, gaps: Mapping[str, Gap]) -> set[str]:
    """Return the metrics without an earlier figure: nothing like theirs is known of then.

    A series keeps those of its days that are known, a split by marketplace or currency its known
    rows.
    """
    found = set() if query.series or split_of(query) else set(gaps)
    if _is_one_cut_day(asked):
        found |= {name for name in query.metrics if METRICS[name].needs_whole_days}
    return found


def late_rows(
    query: MetricQuery, gaps: Mapping[str, Gap], parameters: Parameters
) -> dict[str, str]:
    """Return by metric when a row has no earlier figure, as SQL: that of a late marketplace.

    Of what belongs to no marketplace or currency it is not known whose it is.
    """
    split = split_of(query)
    if query.series or split is None:
        return {}
    return {
        name: f'coalesce("{split}" = ANY({parameters.add(gap.late(split), "text[]")}), true)'
        for name, gap in gaps.items()
    }


def _is_cut(query: MetricQuery) -> bool:
    """Whether a comparison would hold a part of a day against a whole one."""
    is_compared = query.compare is not None and query.time.until is not None
    return is_compared and any(METRICS[name].needs_whole_days for name in query.metrics)


def _is_one_cut_day(query: MetricQuery) -> bool:
    return _is_cut(query) and query.time.days == 1


def comparable(query: MetricQuery, coverage: Coverage = ()) -> MetricQuery:
    """Leave out the last days that are not over or not told yet where they cannot be compared.

    That is the unfinished day, where figures without hours are compared, and the days of which
    Amazon tells later. A single day stays: it then has nothing to be compared with.
    """
    if query.compare is None:
        return query
    time = whole_days_of(query.time) if _is_cut(query) else query.time
    last = told_until(query, time, coverage)
    if last is not None:
        time = TimeRange(start=time.start, end=last)
    return query if time == query.time else query.model_copy(update={"time": time})


def before_of(asked: MetricQuery, query: MetricQuery) -> tuple[TimeRange | None, Alignment | None]:
    """Return the earlier range of what was asked, without its last days where they are left out.

    A month so far stands beside the month before also when the unfinished day is left out. A
    longer or shorter range of the seller's own choice stays whole.
    """
    if query.compare is None:
        return None, None
    before = range_before(asked.time, query.compare)
    if query.time != asked.time:
        before = _without_last_days(before, asked, query.time)
    if query.series is None:
        return before, None
    return before, align(query.time, before, query.series, query.compare)


def _without_last_days(before: TimeRange, asked: MetricQuery, kept: TimeRange) -> TimeRange:
    """Cut an earlier range to the days that stand beside those that are kept."""
    days = whole_days_of(before).model_copy(update={"until": None})
    is_own = asked.compare is not None and asked.compare.kind == "custom"
    if is_own and before.days != asked.time.days:
        return days
    return days.model_copy(update={"end": min(days.end, before.start + (kept.end - kept.start))})
