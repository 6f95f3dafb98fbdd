"""What the cursor of orders remembers besides its instant: the pace, refusals, the last sweep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.clock import format_instant, parse_instant
from core.marketplaces import Marketplace
from sync.cursors import Cursor

# A marketplace that refuses a part of its orders is asked for the whole again after this.
ASK_AGAIN_AFTER = timedelta(hours=1)
# The night begins when the day of the region's first marketplace is two hours old.
_NIGHT_BEGINS = timedelta(hours=2)


@dataclass(frozen=True)
class Refusal:
    """Since when a marketplace has refused a part of its orders, and when it was last tried."""

    since: datetime
    tried_at: datetime

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to ask for the whole again."""
        return now - self.tried_at >= ASK_AGAIN_AFTER


def refusals_of(cursor: Cursor) -> dict[str, Refusal]:
    """Return the marketplaces that refuse a part, by id."""
    return {
        key: Refusal(parse_instant(one["since"]), parse_instant(one["tried_at"]))
        for key, one in (cursor.position.get("refusing") or {}).items()
    }


def as_position(refusals: dict[str, Refusal]) -> dict[str, Any]:
    """Return what the cursor remembers of refusals."""
    return {
        key: {"since": format_instant(one.since), "tried_at": format_instant(one.tried_at)}
        for key, one in refusals.items()
    }


def night_of(now: datetime, places: list[Marketplace]) -> str:
    """Return the night whose sweep is due, as the day in the region's first marketplace."""
    return (now.astimezone(places[0].zone) - _NIGHT_BEGINS).date().isoformat()


def moved(cursor: Cursor, at: datetime | None = None, **position: Any) -> Cursor:
    """Return a cursor that has moved, or that remembers something new."""
    return Cursor(at or cursor.at, {**cursor.position, **position})
