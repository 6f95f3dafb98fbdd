"""The month's forecast on shops that no number of the method was chosen by.

It was tuned on the seeds 7, 11, 23, 31, 42, 77, 101, 202 and 2027. The seeds below were written
down before that, and looked at when it was done. A case is a month and a marketplace: January to
October, each tried on nine days. Two months that are alike by chance leave nothing to win against
"same as last month": where it beats last month too seldom for that, a forecast that is told the
true demand and prices must do so too seldom as well.

Each guess is counted by itself, and how often both are beaten in the same case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import pytest

from core.marketplaces import Marketplace
from data.forecast import Trial, try_month
from data.month_forecast import PlaceForecast
from data.month_totals import add_up
from simulator.shop.calendar import SHOP_MARKETPLACES, days_between
from simulator.shop.demand import offer_demand
from simulator.shop.prices import price_on
from simulator.shop.products import offers
from simulator.shop.shop import Shop

FIRST, LAST = date(2024, 11, 27), date(2026, 10, 31)
DAYS = days_between(FIRST, LAST)
UNSEEN = (5003, 6151, 7411, 8513, 9001, 9677)
RATES = {"EUR": 1.1, "GBP": 1.3}


@dataclass(frozen=True)
class Held:
    """The trials of a shop by month and marketplace, and those of all marketplaces together."""

    rows: list[np.ndarray]
    cases: dict[tuple[int, str], list[Trial]]
    sums: list[Trial]

    def errors(self) -> np.ndarray:
        """Return a row for each case: ours, the run rate's and last month's mean error."""
        return np.array(
            [
                np.mean([(t.error, t.naive_error, _last_error(t)) for t in some], axis=0)
                for some in self.cases.values()
            ]
        )

    def better(self) -> tuple[int, int, int]:
        """Return in how many cases it is better than the run rate, than last month, than both."""
        ours, naive, last = self.errors().T
        beats = ours < naive, ours < last
        return int(beats[0].sum()), int(beats[1].sum()), int((beats[0] & beats[1]).sum())

    def held(self) -> float:
        """Return how often the range held the truth, as a share."""
        return float(np.mean([one.is_in_range for some in self.cases.values() for one in some]))

    def sums_held(self) -> float:
        """Return the same for the marketplaces added up."""
        return float(np.mean([one.is_in_range for one in self.sums]))


def _last_error(trial: Trial) -> float:
    return abs(trial.last_month / trial.actual - 1)


@cache
def tried(seed: int) -> Held:
    shop = Shop(seed)
    rows = [np.array([_revenue(shop, place, day) for day in DAYS]) for place in SHOP_MARKETPLACES]
    cases: dict[tuple[int, str], list[Trial]] = {}
    sums = []
    for month in range(1, 11):
        for day in range(3, 28, 3):
            made = try_month(rows, FIRST, date(2026, month, day))
            found = []
            for place, trial in zip(SHOP_MARKETPLACES, made, strict=True):
                assert trial is not None
                cases.setdefault((month, place.country_code), []).append(trial)
                found.append(PlaceForecast(place, trial.forecast, (trial,)))
            (total,) = add_up(found, "USD", RATES)
            sums += total.trials
    return Held(rows, cases, sums)


def _revenue(shop: Shop, place: Marketplace, day: date) -> float:
    return sum(
        line.amounts.item_price / 100
        for order in shop.day(place, day)
        if not order.is_cancelled_in_the_end
        for line in order.lines
    )


def _told_better_than_last_month(seed: int) -> int:
    """Return in how many cases a forecast told the true demand is better than last month."""
    held = tried(seed)
    demand = [np.array([_demand(seed, place, day) for day in DAYS]) for place in SHOP_MARKETPLACES]
    wins = 0
    for (month, country), some in held.cases.items():
        at = [place.country_code for place in SHOP_MARKETPLACES].index(country)
        level = held.rows[at].sum() / demand[at].sum()
        end = DAYS.index(date(2026, month + 1, 1)) if month < 10 else len(DAYS)
        off = []
        for one in some:
            rest = level * demand[at][DAYS.index(one.forecast.as_of) : end].sum()
            off.append(abs((one.forecast.so_far + rest) / one.actual - 1))
        wins += bool(np.mean(off) < np.mean([_last_error(one) for one in some]))
    return wins


def _demand(seed: int, place: Marketplace, day: date) -> float:
    rows = offers(place.marketplace_id)
    wanted = offer_demand(seed, place, day)
    return sum(n * price_on(seed, one, day) for n, one in zip(wanted, rows, strict=True))


def test_it_beats_each_guess_in_eight_of_ten_cases_and_both_at_once_in_seven() -> None:
    held = tried(UNSEEN[0])
    assert len(held.cases) == 30
    naive_wins, last_wins, both = held.better()
    assert min(naive_wins, last_wins) >= 24
    assert both >= 21
    ours, naive, last = held.errors().mean(axis=0)
    assert ours < 0.6 * naive
    assert ours < 0.4 * last


def test_its_range_holds_the_truth_about_four_times_out_of_five() -> None:
    held = tried(UNSEEN[0])
    assert 0.7 <= held.held() <= 0.9
    assert 0.7 <= held.sums_held() <= 0.9


@pytest.mark.soak
def test_over_six_unseen_shops_it_beats_each_guess_where_one_told_the_demand_does() -> None:
    """A shop in which it beats last month too seldom passes where one told the demand does so too.

    Added up, each guess is beaten in eight of ten cases, and both in the same case in seven.
    """
    found = {seed: tried(seed) for seed in UNSEEN}
    for seed, held in found.items():
        naive, last, both = held.better()
        print(f"{seed}: {naive}, {last}, both {both} of 30; held {held.held():.3f}", end=", ")
        print(f"sums {held.sums_held():.3f}; errors {held.errors().mean(axis=0).round(4)}")
        assert naive >= 24
        assert last >= 24 or _told_better_than_last_month(seed) < 24
    better = np.sum([one.better() for one in found.values()], axis=0)
    assert (better[:2] >= 0.8 * 180).all()
    assert better[2] >= 0.7 * 180
    assert 0.76 <= np.mean([one.held() for one in found.values()]) <= 0.86
    assert 0.76 <= np.mean([one.sums_held() for one in found.values()]) <= 0.86
