"""The four tiles of the Overview: today, yesterday, this month, last month."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.marketplaces import Marketplace
from data.query_model import TimeRange
from ui.context import PageContext
from ui.live import live
from ui.questions import ask, codes_of, days_of_groups
from ui.ranges import ranges_of, same_days
from ui.remember import remembered
from ui.tiles import Tile, sales_amounts, sales_tile, show_tiles, units_line


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


@live
def show_headlines(context: PageContext) -> None:
    """Draw the tiles; they follow new orders by themselves."""
    show_tiles(load_headlines(context))


@remembered
def load_headlines(context: PageContext) -> list[Tile]:
    """Load the tiles; each is compared with the same part of the period before it."""
    return [_tile(context, one) for one in _HEADLINES]


def _tile(context: PageContext, headline: _Headline) -> Tile:
    """Make one tile.

    At one instant it is Monday in Los Angeles and Tuesday in Berlin. Days that differ are
    never added up: each group of marketplaces has figures of its own then.
    """
    filters = replace(context.filters, period=headline.period)
    groups = same_days(ranges_of(filters, context.places, context.now))
    amounts, lines = [], []
    for places in groups.values():
        part = replace(context, places=tuple(places))
        frame = ask(
            part, ["revenue", "orders", "units"], period=headline.period, compare="previous"
        )
        name = codes_of(places) if len(groups) > 1 else ""
        is_shared = len(groups) > len(context.currencies)
        amounts += sales_amounts(frame, part.currencies, place=name if is_shared else "")
        lines.append(f"{name}: {units_line(frame)}" if name else units_line(frame))
    return sales_tile(headline.title, _days(groups), headline.against, amounts, lines)


def _days(groups: dict[TimeRange, list[Marketplace]]) -> str:
    words = days_of_groups(groups)
    if len(groups) == 1:
        words = words.rsplit(" ", 1)[0]
    return f"{words}, so far" if any(time.until for time in groups) else words
