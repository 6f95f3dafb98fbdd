"""How many orders an hour change, measured from the last windows: search them, or a report.

searchOrders is refilled with 20.2 calls an hour, 100 orders each: so no more than 2,016 can be
read (issue models 5341). A report costs about four calls, whatever is in it, but takes minutes to
be made: it is asked for when it is worth them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

# Above so many orders an hour a search every quarter of an hour, with the ten minutes that it
# reads twice, costs as many calls as a report: (15 + 10) / 60 * 900 / 100 = 3.75.
MOST_AN_HOUR = 900.0
# Below so many it is the search's turn again; in between everything stays as it is.
FEW_AN_HOUR = 700.0
# With so many orders a report of four calls costs no more than 12 for 1,000 of them. Above 1,400 an
# hour that is every quarter of an hour.
WORTH_A_REPORT = 350
# Longer than this nobody waits for a report to be worth it.
LONGEST_GATHERING = timedelta(hours=1)
PAGE = 100
# The bucket holds 20 calls; two are kept for pages that grow.
MOST_PAGES = 18
_WINDOWS_KEPT = 4


@dataclass(frozen=True)
class Pace:
    """The last windows as (seconds, orders), the newest last, and which way is in use."""

    windows: tuple[tuple[float, int], ...] = ()
    is_by_report: bool = False

    @property
    def hourly(self) -> float | None:
        """Orders an hour in the last windows; None when none was measured."""
        seconds = sum(length for length, _ in self.windows)
        return 3600 * sum(orders for _, orders in self.windows) / seconds if seconds else None

    def after(self, length: timedelta, orders: int) -> Pace:
        """Return the pace after one more window."""
        windows = (*self.windows, (length.total_seconds(), orders))[-_WINDOWS_KEPT:]
        limit = FEW_AN_HOUR if self.is_by_report else MOST_AN_HOUR
        return Pace(windows, (Pace(windows).hourly or 0.0) > limit)

    def wants_report(self, length: timedelta) -> bool:
        """Whether a window of this length is read by report: a fast shop, or a long gap."""
        expected = (self.hourly or 0.0) * length.total_seconds() / 3600
        return self.is_by_report or expected > MOST_PAGES * PAGE

    def gathering(self) -> timedelta:
        """How long orders change until a report of them is worth its calls; 0 for a search."""
        if not self.is_by_report or not self.hourly:
            return timedelta(0)
        return min(timedelta(hours=WORTH_A_REPORT / self.hourly), LONGEST_GATHERING)

    def as_position(self) -> dict[str, Any]:
        """Return what the cursor remembers of it."""
        return {"windows": [list(one) for one in self.windows], "by_report": self.is_by_report}


def pace_of(position: dict[str, Any]) -> Pace:
    """Read the pace out of a cursor's position."""
    windows: Iterable[Any] = position.get("windows") or ()
    return Pace(
        tuple((float(length), int(orders)) for length, orders in windows),
        bool(position.get("by_report")),
    )
