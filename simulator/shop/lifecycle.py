"""What happens to an order after it was placed."""

from __future__ import annotations

from random import Random

from simulator.shop.order import CANCELLED, PARTIALLY_SHIPPED, PENDING, SHIPPED, UNSHIPPED

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_CANCEL_CHANCE = 0.03
_TOUCH_CHANCE = 0.04


def _pending_seconds(draw: Random) -> int:
    """Most payments settle in minutes, some take up to a day."""
    if draw.random() < 0.85:
        return int(draw.uniform(4 * _MINUTE, 45 * _MINUTE))
    return int(draw.uniform(1 * _HOUR, 23 * _HOUR))


def _cancelled_life(draw: Random, created: int) -> tuple[tuple[int, str], ...]:
    start = (created, PENDING)
    if draw.random() < 0.6:
        return start, (created + int(draw.uniform(1 * _HOUR, 3 * _DAY)), CANCELLED)
    priced = created + _pending_seconds(draw)
    cancelled = priced + int(draw.uniform(20 * _MINUTE, 20 * _HOUR))
    return start, (priced, UNSHIPPED), (cancelled, CANCELLED)


def life_of(
    draw: Random, created: int, is_fba: bool, line_count: int
) -> tuple[tuple[tuple[int, str], ...], str]:
    """Return the changes of an order and, for a cancelled one, who cancelled it."""
    if draw.random() < _CANCEL_CHANCE:
        ended = _cancelled_life(draw, created)
        return ended, "AMAZON" if len(ended) == 2 else draw.choice(("BUYER", "BUYER", "MERCHANT"))
    priced = created + _pending_seconds(draw)
    handling = draw.uniform(3 * _HOUR, 40 * _HOUR) if is_fba else draw.uniform(_DAY, 4 * _DAY)
    shipped = priced + int(handling)
    life = [(created, PENDING), (priced, UNSHIPPED)]
    if line_count > 1 and draw.random() < 0.25:
        life.append((shipped, PARTIALLY_SHIPPED))
        shipped += int(draw.uniform(3 * _HOUR, 30 * _HOUR))
    life.append((shipped, SHIPPED))
    if draw.random() < _TOUCH_CHANCE:
        # Amazon touches some orders again, for a delivery date or an invoice.
        life.append((shipped + int(draw.uniform(_DAY, 20 * _DAY)), SHIPPED))
    return tuple(life), ""
