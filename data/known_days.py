"""From which day on the figures of each kind are here as a whole, marketplace by marketplace.

The sync reads a history from new to old: until it is there, days before it are not empty but
unknown. A stream's cursor says how far back it was asked for, its reports still open how far
it has come. What came as files alone, or what Amazon keeps for some months only, begins with its
first row. What Amazon tells later than it happens also ends somewhere: storage with the last month
that was told, its count of orders with the last night, visits and advertising with the last day
that was read.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cachetools import TTLCache, cached
from sqlalchemy import Connection, text

from core.clock import parse_instant
from core.database import Role, engine_for
from core.product_clock import get_clock
from core.settings import get_settings
from data.measures import Fact
from data.reading import reading

# A history grows by a window every few hours: nobody misses these seconds.
SECONDS = 15.0
_MOST_ACCOUNTS = 1024
_DAY = timedelta(days=1)

# The streams that bring a fact, and the table whose first row counts where files came earlier.
_HISTORIES: dict[Fact, tuple[str, tuple[str, ...]]] = {
    "sales": ("sales_daily", ("orders",)),
    "money": ("money_daily", ("finances",)),
    "ads": ("ads_daily", ("ads_sp_campaigns", "ads_sb_campaigns", "ads_sd_campaigns")),
    "wasted": ("ad_targets_daily", ("ads_sp_targets",)),
    "search_terms": ("ad_search_terms", ("ads_sp_search_terms",)),
    "traffic": ("traffic_daily", ("sales_traffic",)),
    "product_visits": ("traffic_product_daily", ("sales_traffic",)),
    "stock_days": ("inventory_daily", ()),
    "returns": ("returns", ("returns_fba", "returns_merchant")),
    "storage": ("storage_fees", ()),
    "order_count": ("sales_control", ()),
    "payouts": ("settlements", ()),
    "proceeds": ("settlements", ()),
}
# Brands and Display reach less far back, and many sellers have none.
_KINDS_OF_ADS = {
    "ads_sb_campaigns": "SPONSORED_BRANDS",
    "ads_sd_campaigns": "SPONSORED_DISPLAY",
}
# Which streams must have read a day of advertising before it is whole.
_TOLD_BY: dict[Fact, tuple[str, ...]] = {
    "ads": (*_HISTORIES["ads"][1], "ads_sp_products"),
    "wasted": _HISTORIES["wasted"][1],
    "search_terms": _HISTORIES["search_terms"][1],
}
# Two streams that fill one table: whose row it is.
_ROWS_OF = {"returns_fba": "t.channel = 'AFN'", "returns_merchant": "t.channel = 'MFN'"}
# What has no cursor that says how far back Amazon went: the stream whose reports may be to come.
# Amazon keeps settlements for 90 days and makes storage fees by the month.
_FOUND_REPORTS = {"storage": "storage_fees", "payouts": "settlements", "proceeds": "settlements"}
_PLACES = """
SELECT m.marketplace_id, m.connection_id, m.time_zone,
    array(SELECT p.profile_id FROM seller.ad_profiles p WHERE p.account_id = :a
        AND p.marketplace_id = m.marketplace_id) AS profiles,
    array(SELECT DISTINCT c.ad_product FROM seller.ad_campaigns c WHERE c.account_id = :a
        AND c.marketplace_id = m.marketplace_id) AS kinds_of_ads
FROM seller.marketplaces m WHERE m.account_id = :a AND m.is_participating
ORDER BY m.marketplace_id"""
# The first day of a table in each marketplace, so that an index answers.
_FIRST = """
SELECT '{name}' AS name, m.marketplace_id, d.first_on
FROM seller.marketplaces m CROSS JOIN LATERAL (
    SELECT {day} AS first_on FROM seller.{table} t
    WHERE t.account_id = :a AND t.marketplace_id = m.marketplace_id AND {rows}
    ORDER BY 1 LIMIT 1) d WHERE m.account_id = :a"""
# The day on which a settlement's line and its payout stand; the day before its first is not whole.
_ZONED = "CAST({} AT TIME ZONE m.time_zone AS date)"
_DAYS: dict[Fact, str] = {
    "storage": "t.month",
    "payouts": _ZONED.format("coalesce(t.deposited_at, t.ends_at)"),
    "proceeds": _ZONED.format("(t.starts_at - interval '1 second')") + " + 1",
}
_FIRSTS = " UNION ALL ".join(
    [
        _FIRST.format(name=fact, table=table, day=_DAYS.get(fact, "t.local_date"), rows=True)
        for fact, (table, _) in _HISTORIES.items()
    ]
    + [
        _FIRST.format(name=stream, table="returns", day="t.local_date", rows=rows)
        for stream, rows in _ROWS_OF.items()
    ]
)
# The last day of which Amazon has told, over a connection: a report on storage is of a region.
_LAST = """
SELECT '{name}' AS name, m.connection_id, max({day}) AS last_on
FROM seller.{table} t JOIN seller.marketplaces m
    ON m.account_id = :a AND m.marketplace_id = t.marketplace_id
WHERE t.account_id = :a GROUP BY m.connection_id"""
_LASTS = " UNION ALL ".join(
    [
        _LAST.format(
            name="storage",
            table="storage_fees",
            day="CAST(t.month + interval '1 month' AS date) - 1",
        ),
        _LAST.format(name="order_count", table="sales_control", day="t.local_date"),
    ]
)
# Amazon makes the report of a month in the middle of the next one. After two months without any
# row there is no stock of which it could tell.
_NO_STOCK = timedelta(days=75)
# The last day of which a marketplace's report on visits has told.
_LAST_VISITS = """
SELECT m.marketplace_id, d.last_on
FROM seller.marketplaces m CROSS JOIN LATERAL (
    SELECT t.local_date AS last_on FROM seller.traffic_daily t
    WHERE t.account_id = :a AND t.marketplace_id = m.marketplace_id
    ORDER BY 1 DESC LIMIT 1) d WHERE m.account_id = :a"""
# Amazon has told of a day's visits after 72 hours, or has nothing to tell: nobody sells there.
_NO_VISITS = timedelta(days=4)
# Money comes over the Finances API alone. Its first pages are here before its cursor says so.
_FIRST_READING = """
SELECT connection_id FROM seller.data_versions
WHERE account_id = :a AND source = 'finances' AND synced_at IS NULL"""
_CURSORS = """
SELECT connection_id, stream, cursor_at, position FROM sync.cursors
WHERE account_id = :a AND stream = ANY(:streams)"""
# A long history is thousands of reports, one for each day of a marketplace.
_OPEN = """
SELECT connection_id, stream, marketplace_id, profile_id,
    array_agg(DISTINCT CAST(data_end_at AT TIME ZONE 'UTC' AS date)) AS ends
FROM sync.report_jobs
WHERE account_id = :a AND stream = ANY(:streams)
  AND state IN ('wanted', 'requested', 'ready', 'failed')
GROUP BY connection_id, stream, marketplace_id, profile_id"""


@dataclass(frozen=True)
class Beginning:
    """A fact in a marketplace: `first` is the first day that is whole.

    `is_coming`: the sync has not read all that it was asked for; days before will follow.
    `last`: the last day of which Amazon has told, where it tells long after; None where a fact is
    as new as its stream.
    """

    fact: Fact
    marketplace_id: str
    first: date
    is_coming: bool
    last: date | None = None


# What nobody reads or has sold, advertised or visited is not in it: there is nothing to wait for.
Coverage = tuple[Beginning, ...]


def read_coverage(connection: Connection, account_id: int) -> Coverage:
    """Return from when on the account's facts are known, in every marketplace that has any."""
    streams = [stream for _, names in _HISTORIES.values() for stream in names]
    streams += [*_FOUND_REPORTS.values(), "ads_sp_products"]
    values = {"a": account_id, "streams": streams}
    known = _Known(connection, values)
    found: list[Beginning] = []
    for place in connection.execute(text(_PLACES), values):
        own = [one for fact in _HISTORIES if (one := known.beginning(fact, place)) is not None]
        found += [*own, *_count_of_sales(own)]
    return tuple(found)


def _count_of_sales(own: list[Beginning]) -> list[Beginning]:
    """Return when Amazon's count of units and sales begins in a marketplace.

    The report on visits has it for the days that Amazon's count of orders does not reach.
    """
    known = [one for one in own if one.fact in ("order_count", "traffic")]
    if not known:
        return []
    first = min(known, key=lambda one: one.first)
    return [replace(first, fact="control", last=known[-1].last or first.last)]


class _Known:
    """What the tables say: first rows, how far back was asked for, what is still open."""

    def __init__(self, connection: Connection, values: Mapping[str, Any]) -> None:
        self._firsts: dict[tuple[str, str], date] = {
            (row.name, row.marketplace_id): row.first_on
            for row in connection.execute(text(_FIRSTS), values)
        }
        self._cursors = {
            (row.connection_id, row.stream): row
            for row in connection.execute(text(_CURSORS), values)
        }
        self._open = connection.execute(text(_OPEN), values).all()
        self._lasts: dict[tuple[str, int], date] = {
            (row.name, row.connection_id): row.last_on
            for row in connection.execute(text(_LASTS), values)
        }
        self._last_visits: dict[str, date] = {
            row.marketplace_id: row.last_on
            for row in connection.execute(text(_LAST_VISITS), values)
        }
        self._read_first = set(connection.scalars(text(_FIRST_READING), values))
        self._now = get_clock().now()
        self._oldest = self._now - timedelta(days=get_settings().backfill_days)

    def beginning(self, fact: Fact, place: Any) -> Beginning | None:
        """Return where a fact begins in a marketplace; None where there is nothing at all."""
        first = self._firsts.get((fact, place.marketplace_id))
        parts = [
            part
            for stream in _HISTORIES[fact][1]
            if _KINDS_OF_ADS.get(stream) in (None, *place.kinds_of_ads)
            and (part := self._of_stream(stream, place, self._first(fact, stream, place)))
        ]
        if parts:
            day = max(day for day, _ in parts)
            return Beginning(
                fact,
                place.marketplace_id,
                day,
                any(coming for one, coming in parts if one == day),
                self._told_until(fact, place),
            )
        # A shop that has not sold before has no orders to wait for.
        if first is None or fact == "sales":
            return None
        today = self._now.astimezone(ZoneInfo(place.time_zone)).date()
        if fact == "money" and place.connection_id in self._read_first:
            return Beginning(fact, place.marketplace_id, today, is_coming=True)
        found = _FOUND_REPORTS.get(fact)
        is_coming = any(end <= first for end in self._still_open(found or "", place))
        last = self._lasts.get((fact, place.connection_id))
        if fact == "storage" and last is not None and last < today - _NO_STOCK:
            last = None
        return Beginning(fact, place.marketplace_id, first, is_coming, last)

    def _told_until(self, fact: Fact, place: Any) -> date | None:
        """Return the last day of visits or advertising that was read; None for other facts."""
        if fact in ("traffic", "product_visits"):
            return self._visited_until(place)
        ends = [
            date.fromisoformat(end)
            for stream in _TOLD_BY.get(fact, ())
            if _KINDS_OF_ADS.get(stream) in (None, *place.kinds_of_ads)
            and (cursor := self._cursors.get((place.connection_id, stream)))
            for profile in place.profiles
            if (end := cursor.position.get(profile, {}).get("through"))
        ]
        return min(ends, default=None)

    def _visited_until(self, place: Any) -> date | None:
        last = self._last_visits.get(place.marketplace_id)
        cursor = self._cursors.get((place.connection_id, "sales_traffic"))
        planned = cursor and cursor.position.get(place.marketplace_id, {}).get("planned")
        if last is None or not planned or date.fromisoformat(planned) - last <= _NO_VISITS:
            return last
        # Asked for again and again, and nothing came.
        is_to_come = any(end > last for end in self._still_open("sales_traffic", place))
        return last if is_to_come else None

    def _first(self, fact: Fact, stream: str, place: Any) -> date | None:
        """Return the day of the first row that a stream has filled."""
        return self._firsts.get((stream if stream in _ROWS_OF else fact, place.marketplace_id))

    def _still_open(self, stream: str, place: Any) -> list[date]:
        """Return the last days of a stream's reports for a marketplace that are not read yet."""
        return [
            end
            for row in self._open
            if (row.connection_id, row.stream) == (place.connection_id, stream)
            and row.marketplace_id in (None, place.marketplace_id)
            and (row.profile_id is None or row.profile_id in place.profiles)
            for end in row.ends
        ]

    def _of_stream(self, stream: str, place: Any, first: date | None) -> tuple[date, bool] | None:
        """Return the first whole day of a stream, and whether the days before are to come."""
        cursor = self._cursors.get((place.connection_id, stream))
        position = {} if cursor is None else cursor.position
        asked = asked_from(position, place, stream)
        if asked is None:
            return None
        zone = ZoneInfo(place.time_zone)
        begun = _whole_day(asked, zone)
        # Files may have brought earlier days than Amazon was asked for.
        if first is not None and first < _day_in(asked, zone):
            begun = first
        # Newest first: what is open and older than every row has not been read. Reports of orders
        # go by their last change, so that their rows may be older than what was read.
        still_open = [
            end + _DAY
            for end in self._still_open(stream, place)
            if stream == "orders" or first is None or end < first
        ]
        is_short = stream == "finances" and (
            isinstance(asked, datetime) and asked - self._oldest >= _DAY
        )
        day = max([begun, *still_open])
        known = _read_before(position, place, stream)
        if known is not None:
            # Read anew, for another marketplace or for earlier days: what was here is still here.
            day = min(day, known if known > _day_in(asked, zone) else begun)
        return day, day > begun or is_short


def asked_from(position: Mapping[str, Any], place: Any, stream: str) -> date | datetime | None:
    """Return from when on a stream was asked for a marketplace, out of its cursor's position."""
    if stream == "sales_traffic":
        told = position.get(place.marketplace_id, {}).get("since")
    elif stream.startswith("ads_"):
        # Several profiles of one marketplace: the one with the shortest history.
        told = max((position.get(one, {}).get("since") or "" for one in place.profiles), default="")
    else:
        told = position.get("history_from")
    if not told:
        return None
    return date.fromisoformat(told) if len(told) == len("2026-11-20") else parse_instant(told)


def _read_before(position: Mapping[str, Any], place: Any, stream: str) -> date | None:
    """Return from when on orders were here when their history was last read anew; None: never."""
    told = position.get("read_from", {}).get(place.marketplace_id) if stream == "orders" else None
    return date.fromisoformat(told) if told else None


def _day_in(moment: date | datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment


def _whole_day(moment: date | datetime, zone: ZoneInfo) -> date:
    """Return the first day that lies after a moment as a whole."""
    day = _day_in(moment, zone)
    is_cut = isinstance(moment, datetime) and moment.astimezone(zone).time() != time()
    return day + _DAY if is_cut else day


_lock = threading.Lock()
_looks: TTLCache[tuple[int, Role, int], Coverage] = TTLCache(_MOST_ACCOUNTS, SECONDS)


def _key(role: Role, account_id: int) -> tuple[int, Role, int]:
    # The engine tells one database from another where a process has been pointed elsewhere.
    return (id(engine_for(role)), role, account_id)


@cached(_looks, key=_key, lock=_lock)
def watched_coverage(role: Role, account_id: int) -> Coverage:
    """Return the coverage of an account as it was at most 15 seconds ago."""
    with reading(role, account_id) as connection:
        return read_coverage(connection, account_id)


def forget_coverage() -> None:
    """Look anew the next time (tests)."""
    with _lock:
        _looks.clear()
