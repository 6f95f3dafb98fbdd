"""The forecasts of marketplaces added up: one month for each currency that is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from sqlalchemy import Connection

from core.database import Role
from core.marketplaces import Marketplace
from data.forecast import FEWEST_TRIALS, MonthForecast, Trial, Tried, month_of
from data.loaders import cached
from data.month_forecast import PlaceForecast
from data.notes import RateUsed, rates_into

_Weighted = tuple[float, PlaceForecast]


@dataclass(frozen=True)
class MonthTotal:
    """The month of all marketplaces shown in one currency, and the last whole months.

    Its range is that of the sum: how far the trials of all these marketplaces were off together,
    where one that sold too much makes up for one that sold too little.
    """

    currency: str
    places: tuple[Marketplace, ...]
    forecast: MonthForecast
    trials: tuple[Trial, ...]


def add_up(
    forecasts: Sequence[PlaceForecast], currency: str | None, rates: Mapping[str, float]
) -> list[MonthTotal]:
    """Add up forecasts by currency; `currency` converts them all by `rates` (own by one).

    At a month's turn it is another month in some marketplaces: these stand apart.
    """
    groups: dict[tuple[str, date], list[_Weighted]] = {}
    for one in forecasts:
        shown = currency or one.place.currency
        rate = 1.0 if one.place.currency == shown else rates[one.place.currency]
        groups.setdefault((shown, one.forecast.month), []).append((rate, one))
    return [
        MonthTotal(
            shown,
            tuple(one.place for _, one in group),
            _sum_of_months([(rate, one.forecast) for rate, one in group]),
            tuple(_trials(group)),
        )
        for (shown, _), group in groups.items()
    ]


def _trials(group: Iterable[_Weighted]) -> Iterable[Trial]:
    months: dict[date, list[tuple[float, Trial]]] = {}
    for rate, one in group:
        for trial in one.trials:
            months.setdefault(trial.month, []).append((rate, trial))
    for month in sorted(months, reverse=True):
        some = months[month]
        yield Trial(
            month,
            sum(rate * one.actual for rate, one in some),
            _sum_of_months([(rate, one.forecast) for rate, one in some]),
            sum(rate * one.naive for rate, one in some),
            sum(rate * one.last_month for rate, one in some),
        )


def _sum_of_months(some: Sequence[tuple[float, MonthForecast]]) -> MonthForecast:
    return month_of(
        some[0][1].month,
        min(one.as_of for _, one in some),
        sum(rate * one.so_far for rate, one in some),
        sum(rate * (one.expected - one.so_far) for rate, one in some),
        _tried_together(some),
    )


def _tried_together(some: Sequence[tuple[float, MonthForecast]]) -> list[Tried]:
    """Add up trials of the same days; one that opened lately is left out of the older ones.

    A marketplace too young to have been tried says nothing about how far the sum is off.
    """
    known = [(rate, one.tried) for rate, one in some if len(one.tried) >= FEWEST_TRIALS]
    rows = zip_longest(*([(rate * a, rate * b) for a, b in tried] for rate, tried in known))
    together = ([one for one in row if one is not None] for row in rows)
    return [
        (sum(came for came, _ in row), sum(foreseen for _, foreseen in row)) for row in together
    ]


def load_newest_rates(account_id: int, currency: str, today: date) -> dict[str, RateUsed]:
    """Return the newest rate of each of the account's currencies into the one named.

    Raises QueryError when a rate is not known at all.
    """

    def load(connection: Connection) -> list[RateUsed]:
        return rates_into(connection, account_id, currency, today)

    question = ("newest rates", currency, today)
    found, _ = cached(Role.WEB, account_id, question, ("fx_rates", "marketplaces"), load)
    return {one.currency: one for one in found}
