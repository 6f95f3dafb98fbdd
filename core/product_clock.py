"""Which clock the product goes by: the machine's, or the demo's frozen instant."""

from __future__ import annotations

from core.clock import Clock, StandingClock, SystemClock, parse_instant
from core.settings import get_settings


def get_clock() -> Clock:
    """Return the clock of this process.

    A demo whose simulator is frozen (SIMULATOR_NOW) is read at that same instant, so
    that "today" means the same on both sides.
    """
    settings = get_settings()
    if settings.is_demo and settings.simulator_now:
        return StandingClock(parse_instant(settings.simulator_now))
    return SystemClock()
