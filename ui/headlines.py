"""The four tiles of the Overview: today, yesterday, this month, last month."""

from __future__ import annotations

from dataclasses import dataclass

from ui.context import PageContext
from ui.formats import day_range
from ui.questions import ask, first_range
from ui.remember import remembered
from ui.tiles import Tile, sales_tile


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


@remembered
def load_headlines(context: PageContext) -> list[Tile]:
    """Load the tiles; each is compared with the same part of the period before it."""
    return [_tile(context, one) for one in _HEADLINES]


def _tile(context: PageContext, headline: _Headline) -> Tile:
    frame = ask(
        context,
        ["revenue", "orders", "units"],
        period=headline.period,
        compare="previous",
    )
    return sales_tile(
        headline.title,
        _days(context, headline.period),
        headline.against,
        frame,
        context.currencies,
    )


def _days(context: PageContext, period: str) -> str:
    time = first_range(context, period)
    words = day_range(time.start, time.end).rsplit(" ", 1)[0]
    return f"{words}, so far" if time.until else words
