"""The targets of the month: what came so far, and whether it goes as planned."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import streamlit as st

from core.errors import QueryError
from core.marketplaces import MARKETPLACES, Marketplace
from data.entries import Target
from data.loaders import load_metrics
from data.metrics import METRICS
from data.periods import add_months
from data.query_model import Filter, MetricQuery, Scalar, TimeRange
from data.targets import Progress, load_targets, month_of, part_passed
from ui.context import PageContext
from ui.formats import UNKNOWN, figure, is_missing, share
from ui.questions import together, with_parts
from ui.remember import remembered


@dataclass(frozen=True)
class TargetTile:
    """One target, ready to be drawn. `bar` is 0 to 1, None without one."""

    title: str
    place: str
    value: str
    bar: float | None
    words: str
    is_on_course: bool | None


def show_targets(context: PageContext, metrics: Sequence[str]) -> None:
    """Draw the month's targets among these metrics; nothing where none is set for what is shown."""
    tiles = load_target_tiles(context, tuple(metrics))
    if not tiles:
        return
    month = month_of(context.places, context.now)
    with st.container(key="targets", gap="small"):
        st.markdown(
            f"**Targets of {month:%B}** :small[:gray[so far]]",
            help="What was entered in Settings, Targets. Those of the whole shop are shown while "
            "no marketplace, product or brand is chosen, those of a marketplace with it. A sum is "
            "on course when as much of it has come as of the month is over.",
        )
        # One text for all of them: each part of a page costs some of its speed.
        st.html(targets_html(tiles))


def targets_html(tiles: Sequence[TargetTile]) -> str:
    """Write targets as HTML, one beside the other; whatever is text shows as text."""
    return f'<ul class="targets">{"".join(map(_tile_html, tiles))}</ul>'


def _tile_html(tile: TargetTile) -> str:
    where = f" <small>{html.escape(tile.place)}</small>" if tile.place else ""
    bar = "" if tile.bar is None else f'<i><b style="width:{tile.bar:.1%}"></b></i>'
    return (
        f'<li><p class="{_MARKS[tile.is_on_course]}">{html.escape(tile.title)}{where} '
        f"<strong>{html.escape(tile.value)}</strong></p>"
        f"{bar}<p><small>{html.escape(tile.words)}</small></p></li>"
    )


# Told by a sign (styles/screen.css) and by the words, and not by the colour alone.
_MARKS = {True: "on-course", False: "behind", None: "not-known"}


@remembered
def load_target_tiles(context: PageContext, metrics: tuple[str, ...]) -> list[TargetTile]:
    """Load the targets of the month that fit what is chosen, in the order of `metrics`."""
    filters = context.filters
    if filters.products or filters.brands:
        return []
    month = month_of(context.places, context.now)
    targets = [one for one in load_targets(context.account_id, month) if _fits(context, one)]
    targets = [one for one in targets if one.metric in metrics]
    targets.sort(key=lambda one: (metrics.index(one.metric), one.marketplace_id))
    return [_tile_of(context, one) for one in targets]


def _fits(context: PageContext, target: Target) -> bool:
    if not target.marketplace_id:
        return not context.filters.markets
    return target.marketplace_id in {place.marketplace_id for place in context.places}


def _tile_of(context: PageContext, target: Target) -> TargetTile:
    places = tuple(
        place for place in context.places if target.marketplace_id in ("", place.marketplace_id)
    )
    metric = METRICS[target.metric]
    currency = _currency(context, target, places)
    place = MARKETPLACES[target.marketplace_id].name if target.marketplace_id else ""
    try:
        actual = load_month_so_far(context, target.metric, places, currency)
    except QueryError as error:
        return TargetTile(metric.name, place, UNKNOWN, None, error.sentence, None)
    month = month_of(context.places, context.now)
    passed = sum(part_passed(month, one, context.now) for one in places) / len(places)
    progress = Progress(target, actual, passed)
    aim = figure(target.target, metric.unit, currency)
    return TargetTile(
        metric.name,
        place,
        figure(actual, metric.unit, currency),
        None if progress.reached is None else min(max(progress.reached, 0.0), 1.0),
        _words(progress, aim),
        progress.is_on_course,
    )


def _words(progress: Progress, aim: str) -> str:
    """Say how far it is: `72% of €150,000; 89% of the month is over. Behind.`"""
    metric = METRICS[progress.target.metric]
    state = {True: "On course.", False: "Behind.", None: "Nothing is known yet."}
    if not metric.up_is_good:
        state |= {True: "Within it.", False: "Above it."}
    if not metric.is_additive:
        return f"At most {aim}. {state[progress.is_on_course]}"
    reached, passed = progress.reached, progress.passed
    # Two shares that would be written alike are told apart by a digit more.
    digits = int(reached is not None and share(reached, 0) == share(passed, 0))
    of_aim = "" if reached is None else f"{share(reached, digits)} of "
    return (
        f"{of_aim}{aim}; {share(passed, digits)} of the month is over. "
        f"{state[progress.is_on_course]}"
    )


def _currency(context: PageContext, target: Target, places: Sequence[Marketplace]) -> str:
    """Return the currency a target is looked at in; a ratio is the same in any, but for rates."""
    if target.currency:
        return target.currency
    if target.marketplace_id:
        return places[0].currency
    return context.setting.reporting_currency or places[0].currency


def load_month_so_far(
    context: PageContext, metric: str, places: tuple[Marketplace, ...], currency: str
) -> float | None:
    """Load a metric of the month that `month_of` names, up to now, in these marketplaces.

    Where it is the next month already, the whole of it counts. The last day is not cut at the
    present time, as nothing is known of later: so the answer can be kept from minute to minute.
    """
    month = month_of(context.places, context.now)
    last = add_months(month, 1) - timedelta(days=1)
    groups: dict[date, list[Scalar]] = {}
    for place in places:
        end = min(context.now.astimezone(place.zone).date(), last)
        groups.setdefault(end, []).append(place.marketplace_id)
    asked = with_parts([metric])
    frames = [
        load_metrics(
            context.account_id,
            MetricQuery(
                metrics=asked,
                filters=[Filter(field="marketplace", op="in", value=ids)],
                time=TimeRange(start=month, end=end),
                currency=currency,
            ),
        ).frame
        for end, ids in groups.items()
    ]
    whole = together(frames, [metric])
    value: Any = whole[metric].iloc[0] if len(whole) else None
    return None if is_missing(value) else float(value)
