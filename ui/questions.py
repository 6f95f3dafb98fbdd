"""From a page's choices to metric queries and back to one frame.

Pages never write a query by hand: they name metrics and dimensions, and the filters,
the period of each marketplace and the comparison are added here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from core.marketplaces import Marketplace
from data.loaders import load_metrics
from data.metrics import METRICS
from data.query_model import Comparison, Filter, Grain, MetricQuery, TimeRange
from ui.context import PageContext
from ui.ranges import ranges_of


def ask(
    context: PageContext,
    metrics: Sequence[str],
    dimensions: Sequence[str] = (),
    *,
    period: str | None = None,
    compare: str | None = None,
    grain: Grain | None = None,
    more: Sequence[Filter] = (),
) -> pd.DataFrame:
    """Load metrics for what is chosen on the page.

    `period` and `compare` replace the filter bar's (tiles have periods of their own).
    The frame has the dimensions, the grain, `currency` where money is asked for, each
    metric, and `<metric>_before` where there is a comparison.
    """
    filters = context.filters if period is None else replace(context.filters, period=period)
    kind = compare or context.filters.compare
    parts = []
    for time, places in ranges_of(filters, context.places, context.now).items():
        query = MetricQuery(
            metrics=list(metrics),
            dimensions=list(dimensions),
            filters=[*_filters(context, places), *more],
            time=time,
            grain=grain,
            compare=None if kind == "none" else Comparison.model_validate({"kind": kind}),
        )
        parts.append(load_metrics(context.account_id, query).frame)
    return together(parts, metrics)


def ask_stock(
    context: PageContext, metrics: Sequence[str], dimensions: Sequence[str]
) -> pd.DataFrame:
    """Load stock figures as they are now, whatever period the page shows.

    One question over all marketplaces chosen, so that days of cover are known for a product
    that lies in several. The present day is not over and does not count for the pace.
    """
    local = max(context.now.astimezone(place.zone) for place in context.places)
    query = MetricQuery(
        metrics=list(metrics),
        dimensions=list(dimensions),
        filters=_filters(context, context.places),
        time=TimeRange(start=local.date(), end=local.date(), until=local.time()),
    )
    return load_metrics(context.account_id, query).frame


def together(parts: Sequence[pd.DataFrame], metrics: Sequence[str]) -> pd.DataFrame:
    """Put frames of several marketplaces into one, adding up rows that share their keys.

    A ratio of two marketplaces is not the sum of theirs: where rows of one would have to
    be joined, it is unknown.
    """
    filled = [part for part in parts if not part.empty]
    if len(filled) <= 1:
        return filled[0] if filled else parts[0]
    whole = pd.concat(filled, ignore_index=True)
    names = [str(name) for name in whole.columns]
    values = [name for name in names if name.removesuffix("_before") in metrics]
    keys = [name for name in names if name not in values]
    if keys and not whole.duplicated(keys).any():
        return whole
    ratios = [name for name in values if not METRICS[name.removesuffix("_before")].is_additive]
    sums = [name for name in values if name not in ratios]
    if keys:
        grouped = whole.groupby(keys, as_index=False, dropna=False, sort=False)
        whole = grouped[sums].sum(min_count=1)
    else:
        whole = whole[sums].sum(min_count=1).to_frame().T
    for name in ratios:
        whole[name] = float("nan")
    return whole


def _filters(context: PageContext, places: Sequence[Marketplace]) -> list[Filter]:
    made = [Filter(field="marketplace", op="in", value=[one.marketplace_id for one in places])]
    if context.filters.products:
        made.append(Filter(field="product", op="in", value=list(context.filters.products)))
    if context.filters.brands:
        made.append(Filter(field="brand", op="in", value=list(context.filters.brands)))
    return made


def first_range(context: PageContext, period: str | None = None) -> TimeRange:
    """Return the days of the first marketplace chosen, for titles and captions."""
    filters = context.filters if period is None else replace(context.filters, period=period)
    return next(iter(ranges_of(filters, context.places, context.now)))


def totals(frame: pd.DataFrame, *names: str) -> dict[str, Any]:
    """Add up columns of counts; None where nothing is known."""
    return {
        name: None if name not in frame or frame[name].isna().all() else frame[name].sum()
        for name in names
    }
