"""The tile "Forecast" of this month, and how good it was in the months before."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from data.month_forecast import load_month_forecast
from data.month_totals import MonthTotal, add_up, load_newest_rates
from data.notes import RateUsed
from ui.context import PageContext
from ui.downloads import named_columns, show_downloads
from ui.filters import Filters
from ui.formats import currency_name, day_range, money, plain, plural, share
from ui.how import asked_for, forget
from ui.questions import codes_of, currency_of, product_filters
from ui.rates import rate_words
from ui.remember import remembered
from ui.tables import show_table
from ui.tiles import Amount, Tile

_TITLE = "Forecast"
_HELP = (
    "What revenue will be when the month is over: what came so far, and for the days to come the "
    "shape of your week, today's level and last year's season. The truth lies between the two "
    "ends of the range four times out of five, by how far off the same method was in the past "
    "year over as many days."
)
# What the address asks for.
_QUALITY = "forecast"
# The columns of the months tried in a file; amounts are as the table writes them.
_FILE_NAMES = {
    "month": "Month",
    "currency": "Currency",
    "known": "Made on",
    "truth": "Came in",
    "forecast": "Forecast",
    "error": "Off by, %",
    "naive": "By days passed",
    "naive_error": "By days passed off by, %",
}
# What the forecast is made from; it changes with these and with the day, not with the minute.
_SOURCES = ("orders", "products", "fx_rates", "marketplaces")
# Every time zone is a multiple of this from UTC, so a day begins at such an instant.
_QUARTER = 15


@dataclass(frozen=True)
class Forecast:
    """The tile, the table of the months tried, and the sentences above and below it."""

    tile: Tile
    months: pd.DataFrame
    words: str
    rates: str


def load_forecast(context: PageContext) -> Forecast:
    """Load the forecast of what is chosen; kept until the day or the orders change."""
    now = context.now
    return _load(
        replace(
            context,
            filters=Filters(
                currency=context.filters.currency,
                products=context.filters.products,
                brands=context.filters.brands,
            ),
            now=now.replace(minute=now.minute // _QUARTER * _QUARTER, second=0, microsecond=0),
            versions=tuple(one for one in context.versions if one[0] in _SOURCES),
        )
    )


@remembered
def _load(context: PageContext) -> Forecast:
    made = load_month_forecast(
        context.account_id, context.places, context.now, only=product_filters(context)
    )
    currency = currency_of(context)
    rates: dict[str, RateUsed] = {}
    if currency is not None and any(one.place.currency != currency for one in made):
        rates = load_newest_rates(context.account_id, currency, context.now.date())
    totals = add_up(made, currency, {name: float(one.per_unit) for name, one in rates.items()})
    used = {one.place.currency for one in made} & set(rates)
    return Forecast(
        _tile(totals),
        pd.DataFrame(_rows(totals)),
        _in_words(totals),
        _rate_words(rates, sorted(used)),
    )


def _tile(totals: Sequence[MonthTotal]) -> Tile:
    if not totals:
        below: tuple[str, ...] = ("A forecast needs four weeks of sales.",)
        return Tile(_TITLE, "", _HELP, (), below)
    months = {one.forecast.month for one in totals}
    return Tile(
        title=_TITLE,
        days=_days(next(iter(months))) if len(months) == 1 else "",
        help=_HELP,
        amounts=tuple(
            Amount(
                label=f"Revenue to expect in {currency_name(one.currency)}",
                value=money(one.forecast.expected, one.currency),
                change=None,
                against="",
            )
            for one in totals
        ),
        below=(
            *_ranges(totals, has_one_month=len(months) == 1),
            "The range holds the truth four times out of five.",
        ),
    )


def _days(month: date) -> str:
    """Write the days of a month without the year."""
    last = calendar.monthrange(month.year, month.month)[1]
    return day_range(month, month.replace(day=last)).rsplit(" ", 1)[0]


def _ranges(totals: Sequence[MonthTotal], *, has_one_month: bool) -> Iterable[str]:
    for one in totals:
        low, high = money(one.forecast.low, one.currency), money(one.forecast.high, one.currency)
        where = "" if has_one_month else f"{codes_of(one.places)}, {_days(one.forecast.month)}: "
        yield f"{where}{low} to {high}"


def _rows(totals: Sequence[MonthTotal]) -> list[dict[str, Any]]:
    return [
        {
            "currency": one.currency,
            "month": f"{trial.month:%b %Y}",
            "known": _day_of_month(trial.forecast.as_of),
            "truth": money(trial.actual, one.currency),
            "forecast": money(trial.forecast.expected, one.currency),
            "error": 100.0 * trial.error,
            "naive": money(trial.naive, one.currency),
            "naive_error": 100.0 * trial.naive_error,
        }
        for one in totals
        for trial in one.trials
    ]


def _day_of_month(as_of: date) -> str:
    return f"{as_of.day} {as_of:%b}"


def _in_words(totals: Sequence[MonthTotal]) -> str:
    """Say how good the forecast was over all months tried."""
    trials = [trial for one in totals for trial in one.trials]
    if not trials:
        return "No month is over yet that the forecast could be held against."
    off = sum(one.error for one in trials) / len(trials)
    naive = sum(one.naive_error for one in trials) / len(trials)
    held = sum(one.is_in_range for one in trials)
    return (
        "What the same method said on the same day of the last months, with what was known then. "
        f"It was off by {share(off)} on average; “so far, divided by days passed” by "
        f"{share(naive)}. The range held the truth in {held} of {plural(len(trials), 'month')}."
    )


def _rate_words(rates: Mapping[str, RateUsed], used: Sequence[str]) -> str:
    if not used:
        return ""
    return f"At the newest rates: {rate_words(rates, used)}."


def tile_of(context: PageContext, forecast: Forecast) -> Tile:
    """Return the tile as the page draws it, with what leads to how good the forecast was."""
    zone = "By each marketplace's own days, whatever zone is chosen."
    tile = forecast.tile
    below = (*tile.below, zone) if context.filters.one_zone else tile.below
    if forecast.months.empty:
        return replace(tile, below=below)
    return replace(tile, below=below, how=_QUALITY, how_words="How good?")


def show_quality_asked(context: PageContext) -> None:
    """Open the dialog that tells how good the forecast was, when the address asks for it."""
    if asked_for() == _QUALITY:
        _show_quality(context, load_forecast(context))


@st.dialog("How good was the forecast?", width="medium", on_dismiss=forget)
def _show_quality(context: PageContext, forecast: Forecast) -> None:
    st.markdown(plain(forecast.words))
    columns: dict[str, Any] = {
        "month": st.column_config.TextColumn("Month", width=78),
        "currency": st.column_config.TextColumn("Currency", width=74),
        "known": st.column_config.TextColumn(
            "Made on", width=72, help="The day on which the forecast would have been made."
        ),
        "truth": _amount("Came in", "What was sold in the whole month."),
        "forecast": _amount("Forecast", "What the forecast said on that day."),
        "error": _off("How far the forecast was off."),
        "naive": _amount(
            "By days passed", "What came so far, divided by the days passed, for all days."
        ),
        "naive_error": _off("How far “so far, divided by days passed” was off."),
    }
    if len(set(forecast.months["currency"])) == 1:
        del columns["currency"]
    show_table(
        forecast.months,
        columns,
        alt="The forecast of the last months against what came in",
        key="forecast_months",
        is_whole=True,
    )
    show_downloads(
        context,
        "Forecast",
        "forecast_months",
        lambda: named_columns(forecast.months, _FILE_NAMES).round(2),
    )
    if forecast.rates:
        st.caption(plain(forecast.rates))


def _amount(label: str, help_: str) -> Any:
    return st.column_config.TextColumn(label, alignment="right", width=104, help=help_)


def _off(help_: str) -> Any:
    return st.column_config.NumberColumn("Off by", format="%.1f%%", width=68, help=help_)
