"""Targets of a month against what came: how much is reached, and how much should be by now."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.database import Role
from core.marketplaces import Marketplace
from data.entries import Target, load_entries
from data.loaders import cached
from data.metrics import METRICS


@dataclass(frozen=True)
class Progress:
    """One target and what came of it so far.

    `reached` is the part of the target (0 and more; None for a target of 0 or less, and where
    nothing is known). `passed` is the part of the month that is over (0 to 1).
    """

    target: Target
    actual: float | None
    passed: float

    @property
    def reached(self) -> float | None:
        """How much of the target is there: 0.5 is half of it."""
        if self.actual is None or self.target.target <= 0:
            return None
        return self.actual / float(self.target.target)

    @property
    def is_on_course(self) -> bool | None:
        """Whether it goes as planned; None where nothing is known yet.

        Sums go as planned when as much of them has come as of the month is over. A share such as
        ACOS, and what advertising may cost, is a limit: it goes as planned below it.
        """
        if self.actual is None:
            return None
        metric = METRICS[self.target.metric]
        due = float(self.target.target) * (self.passed if metric.is_additive else 1.0)
        return self.actual >= due if metric.up_is_good else self.actual <= due


def load_targets(account_id: int, month: date) -> list[Target]:
    """Return the targets of a month, by metric and marketplace; kept until one is changed."""

    def load(_connection: object) -> list[Target]:
        rows = load_entries(account_id, Target).to_dict("records")
        return [
            Target.model_validate({str(name): value for name, value in row.items()})
            for row in rows
            if row["month"] == month
        ]

    found, _ = cached(Role.WEB, account_id, ("targets", month), ("targets",), load)
    return list(found)


def month_of(places: tuple[Marketplace, ...], now: datetime) -> date:
    """Return the first day of the month that is not over everywhere yet."""
    return min(now.astimezone(place.zone).date() for place in places).replace(day=1)


def part_passed(month: date, place: Marketplace, now: datetime) -> float:
    """Return how much of a month is over in a marketplace, from 0 to 1."""
    local = now.astimezone(place.zone).replace(tzinfo=None)
    start = datetime.combine(month, datetime.min.time())
    length = timedelta(days=calendar.monthrange(month.year, month.month)[1])
    return min(max((local - start) / length, 0.0), 1.0)
