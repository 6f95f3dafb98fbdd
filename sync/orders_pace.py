"""How many orders an hour change, measured from the last windows: search them, or a report.

searchOrders is refilled with 20.2 calls an hour, 100 orders each. A report costs one
createReport, whatever is in it, but takes minutes to be made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

# Above so many orders an hour the search no longer keeps up (issue models 5341).
MOST_AN_HOUR = 1500.0
# Below so many it is the search's turn again; in between everything stays as it is.
FEW_AN_HOUR = 1200.0
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
