"""Rows of figures out of the catalogue: name, value in each currency, change, how it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from data.metrics import METRICS
from ui.context import PageContext
from ui.formats import change_of, currency_name, figure, is_missing
from ui.how import asked_for, explain_asked
from ui.questions import as_compared, ask, gaps_on, incomplete_on, notes_on
from ui.remember import remembered
from ui.tile_rows import show_tiles
from ui.tiles import Amount, Tile


@dataclass(frozen=True)
class Figure:
    """One metric of the catalogue as a tile: an amount for each currency, or one number.

    `gap` says which of its days are still to come, or why there is nothing to compare with;
    empty where all is there.
    """

    metric: str
    amounts: tuple[Amount, ...]
    gap: str = ""


@remembered
def load_figures(
    context: PageContext, metrics: tuple[str, ...], compare: str | None = None
) -> list[Figure]:
    """Load metrics of the period chosen, in their order; `compare` replaces the page's."""
    asked: dict[tuple[bool, bool], list[str]] = {}
    for name in metrics:
        asked.setdefault(_kind(name), []).append(name)
    frames = {kind: ask(context, names, compare=compare) for kind, names in asked.items()}
    gaps: dict[str, str] = {}
    for names in asked.values():
        gaps |= gaps_on(context, names, compare=compare)
        # What is wrong with the figure itself comes before what is wrong with its change.
        gaps |= incomplete_on(context, names, compare=compare)
    return [
        Figure(
            name,
            tuple(_amounts(context, name, frames[_kind(name)])),
            gaps.get(name, ""),
        )
        for name in metrics
    ]


def _kind(metric: str) -> tuple[bool, bool]:
    """Return which metrics a metric is asked for with: those with money, and those of visits.

    Amazon tells of visits a day or two late. Asked for together with them, units and orders would
    lose these days as well, and differ from every other page.
    """
    return METRICS[metric].has_money, "traffic" in METRICS[metric].facts


def _amounts(context: PageContext, metric: str, frame: pd.DataFrame) -> list[Amount]:
    if not METRICS[metric].has_money:
        return [_amount(metric, frame, "")]
    return [
        _amount(metric, frame[frame["currency"] == currency], currency)
        for currency in context.currencies
    ]


def _amount(metric: str, rows: pd.DataFrame, currency: str) -> Amount:
    one = METRICS[metric]
    now = rows[metric].iloc[0] if len(rows) else None
    name = f"{metric}_before"
    before = rows[name].iloc[0] if len(rows) and name in rows else None
    is_share = one.unit == "share"
    return Amount(
        label=f"{one.name}, {currency_name(currency)}" if currency else one.name,
        value=figure(now, one.unit, currency),
        # Shares change by points, not by a share of a share.
        change=None if is_share else change_of(now, before),
        against="" if is_missing(before) else f"from {figure(before, one.unit, currency)}",
        is_good=one.up_is_good,
        points=_points(now, before) if is_share else None,
    )


def _points(now: float | None, before: float | None) -> float | None:
    if is_missing(now) or is_missing(before) or now is None or before is None:
        return None
    return 100.0 * (float(now) - float(before))


def show_metric_tiles(
    context: PageContext,
    metrics: Sequence[str],
    *,
    columns: int = 4,
    compare: str | None = None,
    key: str = "figures",
) -> None:
    """Draw a tile for each metric; a click on it explains the figure.

    What has to be said of all of them stands below, each sentence once.
    """
    figures = load_figures(context, tuple(metrics), compare)
    show_tiles([_tile(one) for one in figures], key=key, columns=columns)
    notes = _notes(context, tuple(metrics))
    if notes:
        st.caption(f":material/info: {' '.join(notes)}")
    if (asked := asked_for()) in metrics:
        alike = [one for one in metrics if _kind(one) == _kind(asked)]
        explain_asked({asked: (as_compared(context, alike), asked)})


@remembered
def _notes(context: PageContext, metrics: tuple[str, ...]) -> list[str]:
    """Return what has to be said of the figures, as they were asked for."""
    found: dict[str, None] = {}
    for kind in dict.fromkeys(map(_kind, metrics)):
        found |= dict.fromkeys(notes_on(context, [one for one in metrics if _kind(one) == kind]))
    return list(found)


def _tile(one: Figure) -> Tile:
    metric = METRICS[one.metric]
    amounts = one.amounts
    if len(amounts) == 1:
        # The page says in which currency it is.
        amounts = (replace(amounts[0], label=metric.name),)
    below = (one.gap,) if one.gap else ()
    return Tile(metric.name, "", metric.sentence, amounts, below, how=one.metric)
