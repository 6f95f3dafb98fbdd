"""The tiles of the Overview: today, yesterday, this month, last month, and the month's forecast."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.marketplaces import Marketplace
from data.query_model import TimeRange
from ui.context import PageContext
from ui.forecast_tile import load_forecast, show_quality_asked, tile_of
from ui.formats import day_range
from ui.how import explain_asked
from ui.live import live
from ui.questions import ask, codes_of, currency_of, gaps_on
from ui.ranges import ranges_of, same_days
from ui.remember import remembered
from ui.tile_rows import show_tiles
from ui.tiles import Tile, sales_amounts, sales_tile, units_line


@dataclass(frozen=True)
class _Headline:
    period: str
    title: str
    against: str


_HEADLINES = (
    _Headline("today", "Today", "yesterday by the same time"),
    _Headline("yesterday", "Yesterday", "the day before"),
    _Headline("this_month", "This month", "last month by the same day and time"),
    _Headline("last_month", "Last month", "the month before"),
)

_METRICS = ("revenue", "orders", "units", "unpriced_units")


def show_headlines(context: PageContext) -> None:
    """Draw the tiles, and the dialog behind one of them when the address asks for it."""
    _show_live_tiles(context)
    show_quality_asked(context)
    explain_asked({one.period: (_of_period(context, one), "revenue") for one in _HEADLINES})


def _of_period(context: PageContext, headline: _Headline) -> PageContext:
    """Return the page's choices with the days of a tile."""
    return replace(context, filters=replace(context.filters, period=headline.period))


@live
def _show_live_tiles(context: PageContext) -> None:
    """Draw the tiles; they follow new orders by themselves."""
    tiles = [*load_headlines(context), tile_of(context, load_forecast(context))]
    show_tiles(tiles, key="headlines", narrowest=176)


@remembered
def load_headlines(context: PageContext) -> list[Tile]:
    """Load the tiles; each is compared with the same part of the period before it."""
    return [_tile(context, one) for one in _HEADLINES]


def _tile(context: PageContext, headline: _Headline) -> Tile:
    """Make one tile.

    At one instant it is Monday in Los Angeles and Tuesday in Berlin. Days that differ are
    never added up: each group of marketplaces has figures of its own then.
    """
    filters = _of_period(context, headline).filters
    groups = same_days(ranges_of(filters, context.places, context.now))
    amounts, lines = [], []
    gaps: dict[str, None] = {}
    for time, places in groups.items():
        part = replace(context, places=tuple(places))
        frame = ask(part, _METRICS, period=headline.period, compare="previous")
        found = gaps_on(part, _METRICS, period=headline.period, compare="previous")
        gaps |= dict.fromkeys(found.values())
        name = codes_of(places) if len(groups) > 1 else ""
        is_shared = len(groups) > len(context.currencies)
        amounts += sales_amounts(frame, part.currencies, place=name if is_shared else "")
        lines.append(f"{name}, {_days(time)}: {units_line(frame)}" if name else units_line(frame))
    tile = sales_tile(
        headline.title,
        _heading(groups),
        headline.against,
        amounts,
        [*lines, *gaps],
        currency_of(context),
    )
    return replace(tile, how=headline.period)


def _heading(groups: dict[TimeRange, list[Marketplace]]) -> str:
    """Write the days beside the title; where they differ, the lines below name them."""
    days = [_days(time) for time in groups] if len(groups) == 1 else []
    is_open = any(time.until for time in groups)
    return ", ".join([*days, "so far"] if is_open else days)


def _days(time: TimeRange) -> str:
    """Write the days without their year: no tile looks further back than last month."""
    return day_range(time.start, time.end).rsplit(" ", 1)[0]
