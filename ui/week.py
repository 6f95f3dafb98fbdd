"""Orders by weekday and hour."""

from __future__ import annotations

from ui.context import PageContext
from ui.questions import ask
from ui.remember import remembered


@remembered
def load_week(context: PageContext) -> dict[tuple[int, int], float]:
    """Load orders per (weekday 1 to 7, hour 0 to 23) over the period chosen."""
    frame = ask(context, ["orders"], ["weekday", "hour"], compare="none")
    return {
        (int(weekday), int(hour)): float(orders)
        for weekday, hour, orders in zip(
            frame["weekday"], frame["hour"], frame["orders"], strict=True
        )
    }
