"""The rows of a question that was understood, and where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ask.answer import Answer
from ask.chart import chart_of
from ask.parse.build import Built
from ask.parse.echo import chips_of, echo_of
from ask.parse.setting import Setting
from ask.suggestions import follow_ups_of
from core.errors import QueryError
from data.loaders import load_rows, load_whole_from
from data.metrics import DIMENSIONS, METRICS
from data.periods import range_before
from data.query import Answer as Read
from data.query_model import Comparison, MetricQuery
from data.settling import settling_of


def computed(question: str, built: Built, setting: Setting) -> Answer:
    """Run the query of a question, or take the kept rows of it where nothing has changed.

    Raises QueryError where it cannot be answered.
    """
    query = built.query
    found, freshness = load_rows(setting.account_id, query)
    _check_known(query, found, setting)
    built = _as_read(built, found)
    query = built.query
    settling = settling_of(query, found.range, setting.today, found.pending)
    columns, rows = _without_one_currency(built, found.columns, found.rows)
    rows = _largest_first(query, columns, rows)
    gaps = tuple(gap.words for gap in found.gaps.values())
    return Answer(
        question,
        "answer",
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


def _check_known(query: MetricQuery, found: Read, setting: Setting) -> None:
    """Raise QueryError where rows would be chosen by what is not known.

    That is a list by a change that nothing is known of, and days without any of what was not yet
    recorded on them.
    """
    by = query.order[0].by if query.order else ""
    for name, gap in found.gaps.items():
        if by in (f"{name}_change", f"{name}_change_share"):
            raise QueryError(f"{gap.words} So nothing can be ranked by its change.")
    if query.series is None or query.count_of is not None:
        return
    if any(one.op == "=" and one.value == 0 for one in query.having):
        since = load_whole_from(setting.account_id, query)
        if since is not None and since > query.time.start:
            raise QueryError(
                f"{METRICS[query.metrics[0]].name} is known from {since:%d %b %Y} on: which days "
                "before had none cannot be said. Ask for days from then on."
            )


def _as_read(built: Built, found: Read) -> Built:
    """Say the days that were read, where a comparison leaves the last ones out."""
    query = built.query
    if found.range == query.time or query.compare is None or found.before_range is None:
        return built
    shown = query.model_copy(update={"time": found.range})
    if range_before(found.range, query.compare) != found.before_range:
        before = found.before_range
        compare = Comparison(kind="custom", start=before.start, end=before.end)
        shown = shown.model_copy(update={"compare": compare})
    return replace(built, query=shown)


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


def _largest_first(
    query: MetricQuery, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> tuple[tuple[Any, ...], ...]:
    """Sort a list whose order was left open by its first figure, each currency by itself.

    Days, weekdays and hours have an order of their own. What has no figure comes last.
    """
    splits = [one for one in query.columns if one in columns and one != "currency"]
    figure = query.metrics[0]
    is_open = not (query.order or query.limit or query.per_group[1]) and query.reach is None
    if not is_open or figure not in columns or len(splits) != 1:
        return tuple(rows)
    if splits[0] not in DIMENSIONS or DIMENSIONS[splits[0]].kind != "text":
        return tuple(rows)
    place = list(columns).index(figure)
    known = [row for row in rows if row[place] is not None]
    ranked = sorted(known, key=lambda row: row[place], reverse=True)
    ranked += [row for row in rows if row[place] is None]
    if "currency" in columns:
        money = list(columns).index("currency")
        ranked.sort(key=lambda row: str(row[money]))
    return tuple(ranked)


def definitions_of(query: MetricQuery) -> tuple[str, ...]:
    """Return what each figure is, in a sentence."""
    return tuple(
        f"{METRICS[one].name}: {METRICS[one].sentence}" for one in dict.fromkeys(query.metrics)
    )
