"""Sales v1: getOrderMetrics, Amazon's own count of what was ordered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.clock import parse_instant
from core.marketplaces import Marketplace
from simulator.call import Answer, Call, Operation
from simulator.errors import invalid_input
from simulator.formats import cents
from simulator.params import text, words
from simulator.shop.order import CANCELLED, Order

_GRAINS = ("Hour", "Day", "Week", "Month", "Year", "Total")
_LONGEST = {"Hour": timedelta(days=31)}
_TWO_YEARS = timedelta(days=732)


@dataclass
class _Sum:
    """What was ordered in one interval, in cents."""

    orders: set[str] = field(default_factory=set)
    lines: int = 0
    units: int = 0
    sales: int = 0

    def add(self, order: Order) -> None:
        self.orders.add(order.order_id)
        self.lines += len(order.lines)
        self.units += sum(line.quantity for line in order.lines)
        self.sales += sum(line.amounts.item_price for line in order.lines)


def _interval(call: Call) -> tuple[datetime, datetime]:
    try:
        first, last = text(call.query, "interval").replace(" ", "+").split("--")
        start, end = parse_instant(first), parse_instant(last)
    except ValueError:
        raise invalid_input("Invalid Input", "interval is two instants joined by --.") from None
    if end <= start:
        raise invalid_input("Invalid Input", "interval ends before it starts.")
    return start, end


def _zone(call: Call, grain: str) -> ZoneInfo:
    name = text(call.query, "granularityTimeZone")
    if not name and grain not in ("Hour", "Total"):
        raise invalid_input("Invalid Input", f"granularityTimeZone is required with {grain}.")
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        raise invalid_input("Invalid Input", "granularityTimeZone is not a time zone.") from None


def _next(moment: datetime, grain: str, zone: ZoneInfo) -> datetime:
    """Return where the interval after `moment` begins, as an instant."""
    if grain == "Hour":
        return moment + timedelta(hours=1)
    local = moment.astimezone(zone)
    day = local.date()
    if grain == "Day":
        day += timedelta(days=1)
    elif grain == "Week":
        day += timedelta(days=7 - day.weekday())
    elif grain == "Month":
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    else:
        day = date(day.year + 1, 1, 1)
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _intervals(
    start: datetime, end: datetime, grain: str, zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime]]:
    while start < end:
        after = end if grain == "Total" else min(end, _next(start, grain, zone))
        yield start, after
        start = after


def _sum(call: Call, place: Marketplace, start: datetime, end: datetime) -> _Sum:
    """Add up orders of an interval, pending ones too; the end is not part of it."""
    found = _Sum()
    first, last = int(start.timestamp()), min(int(end.timestamp()) - 1, call.second)
    if last < first:
        return found
    for order in call.world.shop.created_between(place, first, last):
        if order.state_at(call.second)[0] != CANCELLED:
            found.add(order)
    return found


async def get_order_metrics(call: Call) -> Answer:
    """Answer getOrderMetrics for one marketplace."""
    places = call.places(words(call.query, "marketplaceIds", most=1))
    grain = text(call.query, "granularity")
    if len(places) != 1 or grain not in _GRAINS:
        raise invalid_input("Invalid Input", "One marketplace and a granularity are required.")
    (start, end), zone, place = _interval(call), _zone(call, grain), places[0]
    now = datetime.fromtimestamp(call.second, UTC)
    if now - start > _LONGEST.get(grain, _TWO_YEARS):
        raise invalid_input("Invalid Input", "interval begins too long ago.")
    rows = []
    for first, last in _intervals(start, end, grain, zone):
        found = _sum(call, place, first, last)
        average = Decimal(found.sales) / found.units / 100 if found.units else Decimal(0)
        span = "--".join(one.astimezone(zone).isoformat() for one in (first, last))
        rows.append(
            {
                "interval": span,
                "unitCount": found.units,
                "orderItemCount": found.lines,
                "orderCount": len(found.orders),
                "averageUnitPrice": {"amount": f"{average:.2f}", "currencyCode": place.currency},
                "totalSales": {"amount": cents(found.sales), "currencyCode": place.currency},
            }
        )
    return {"payload": rows}


OPERATIONS = (Operation("getOrderMetrics", "GET", "/sales/v1/orderMetrics", get_order_metrics),)
