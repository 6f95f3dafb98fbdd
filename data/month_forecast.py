"""The forecast of the present month for the marketplaces of an account, and how good it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from core.marketplaces import Marketplace
from data.expected_days import SHORTEST_HISTORY, Days
from data.forecast import MonthForecast, Trial, forecast_months, try_month
from data.loaders import load_metrics
from data.query_model import Filter, MetricQuery, TimeRange

# As far back as Amazon serves orders: two years.
HISTORY_DAYS = 730
MONTHS_TRIED = 3


@dataclass(frozen=True)
class PlaceForecast:
    """The month of one marketplace in its currency; `trials` are the last whole months.

    Each trial was made with what was known on the same day of that month.
    """

    place: Marketplace
    forecast: MonthForecast
    trials: tuple[Trial, ...]

    @property
    def error(self) -> float | None:
        """How far off the forecast was on average, as a share; None before the first month."""
        return _mean(one.error for one in self.trials)

    @property
    def naive_error(self) -> float | None:
        """The same for "so far, divided by days passed"."""
        return _mean(one.naive_error for one in self.trials)


def load_month_forecast(
    account_id: int,
    places: Sequence[Marketplace],
    now: datetime,
    metric: str = "revenue",
    only: Sequence[Filter] = (),
) -> list[PlaceForecast]:
    """Forecast the month of each marketplace, in its own currency and by its own days.

    `metric` must add up over days; `only` narrows it, such as to some products. Marketplaces
    without four weeks of history are left out. Where it is already another day, a marketplace
    is asked apart.
    """
    groups: dict[date, list[Marketplace]] = {}
    for place in places:
        groups.setdefault(now.astimezone(place.zone).date(), []).append(place)
    found = {
        one.place.marketplace_id: one
        for today, some in groups.items()
        for one in _of_one_day(account_id, _question(some, today, metric, only), some)
    }
    return [found[one.marketplace_id] for one in places if one.marketplace_id in found]


def _of_one_day(
    account_id: int, question: MetricQuery, places: Sequence[Marketplace]
) -> list[PlaceForecast]:
    """Forecast marketplaces that share their day; one opened later than others stands alone."""
    today = question.time.end
    table = _by_day(load_metrics(account_id, question).frame, question.metrics[0], today)
    openings: dict[date, list[Marketplace]] = {}
    oldest: date | None = None
    for first, place in sorted(_openings(table, places), key=lambda one: one[0]):
        if oldest is None or (first - oldest).days > SHORTEST_HISTORY:
            oldest = first
        openings.setdefault(oldest, []).append(place)
    return [one for first, some in openings.items() for one in _together(table, some, first, today)]


def _openings(
    table: pd.DataFrame, places: Sequence[Marketplace]
) -> Iterable[tuple[date, Marketplace]]:
    """Yield each marketplace with the first day on which it sold anything."""
    for place in places:
        row = _series(table, place)
        if row.any():
            yield table.index[int(np.flatnonzero(row)[0])].date(), place


def _together(
    table: pd.DataFrame, places: Sequence[Marketplace], first: date, today: date
) -> list[PlaceForecast]:
    rows = [_series(table[pd.Timestamp(first) :], place) for place in places]
    begun = [float(row[-1]) for row in rows]
    made = forecast_months([row[:-1] for row in rows], first, today, begun)
    tried = [try_month(rows, first, day) for day in _same_day_before(today, first)]
    found: list[PlaceForecast] = []
    for index, (place, one) in enumerate(zip(places, made, strict=True)):
        if one is not None:
            trials = [month[index] for month in tried]
            found.append(PlaceForecast(place, one, tuple(t for t in trials if t is not None)))
    return found


def _question(
    places: Sequence[Marketplace], today: date, metric: str, only: Sequence[Filter]
) -> MetricQuery:
    ids: list[str | int | None] = [place.marketplace_id for place in places]
    return MetricQuery(
        metrics=[metric],
        dimensions=["marketplace"],
        filters=[Filter(field="marketplace", op="in", value=ids), *only],
        time=TimeRange(start=today - timedelta(days=HISTORY_DAYS), end=today),
        grain="day",
    )


def _by_day(frame: pd.DataFrame, metric: str, today: date) -> pd.DataFrame:
    """Return one row a day up to `today`, one column a marketplace, 0 where nothing was sold."""
    table = frame.pivot_table(index="day", columns="marketplace", values=metric, aggfunc="sum")
    table.index = pd.to_datetime(table.index)
    days = pd.date_range(today - timedelta(days=HISTORY_DAYS), today)
    return table.reindex(days).fillna(0.0)


def _series(table: pd.DataFrame, place: Marketplace) -> Days:
    name = place.marketplace_id
    if name not in table:
        return np.zeros(len(table))
    return table[name].to_numpy(dtype=np.float64)


def _same_day_before(today: date, first: date) -> list[date]:
    """Return the same day of the last months, newest first, as far as they are known."""
    days, start = [], today.replace(day=1)
    for _ in range(MONTHS_TRIED):
        end = start - timedelta(days=1)
        start = end.replace(day=1)
        if start <= first:
            break
        days.append(end.replace(day=min(today.day, end.day)))
    return days


def _mean(values: Iterable[float]) -> float | None:
    known = list(values)
    return sum(known) / len(known) if known else None
