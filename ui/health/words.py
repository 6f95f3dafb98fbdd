"""How the state of a stream is told to people: one word, and what to do. Pure functions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.rate_plans import TRAFFIC_QUOTA
from core.streams import STREAMS
from data.health import NEVER, ConnectionHealth, StreamHealth
from ui.formats import UNKNOWN, joined, plural

_REGIONS = {"NA": "North America", "EU": "Europe", "FE": "Far East"}


class Level(StrEnum):
    """How much a state should worry a person."""

    GOOD = "good"
    WAITING = "waiting"
    TROUBLE = "trouble"
    OFF = "off"


@dataclass(frozen=True)
class Standing:
    """A state in one or two words, and a sentence that says what to do about it."""

    level: Level
    word: str
    advice: str = ""


# The word for each final state of a run (sync/runs.py), and what a person can do.
_STANDINGS: dict[str, Standing] = {
    NEVER: Standing(Level.WAITING, "Not read yet", "It is read with the next sync."),
    "running": Standing(Level.WAITING, "Being read"),
    "done": Standing(Level.GOOD, "Up to date"),
    "partial": Standing(
        Level.TROUBLE,
        "Rows set aside",
        "Some rows could not be understood and are kept aside; all others are in. After an update"
        " of Seller Monitor they are read again.",
    ),
    "waiting": Standing(
        Level.WAITING, "Amazon prepares it", "The next sync looks whether the report is ready."
    ),
    "throttled": Standing(
        Level.WAITING,
        "Amazon's limit reached",
        "Amazon allows no more calls just now. It goes on by itself.",
    ),
    "interrupted": Standing(Level.WAITING, "Stopped", "The next sync goes on where it stopped."),
    "abandoned": Standing(
        Level.WAITING, "Cut off", "The sync was ended from outside. The next one goes on."
    ),
    "busy": Standing(Level.WAITING, "Being read"),
    "skipped": Standing(
        Level.OFF, "Not used", "This account is not connected for it. Everything else goes on."
    ),
    "forbidden": Standing(
        Level.TROUBLE,
        "A right is missing",
        "Your key to Amazon lacks a role for this. Add the role to your app in Seller Central,"
        " authorise it anew, then choose Sync now.",
    ),
    "needs_reauth": Standing(
        Level.TROUBLE,
        "Key not accepted",
        "Amazon no longer accepts the key of this connection. Connect the account again: set the"
        " new key and start Seller Monitor anew.",
    ),
    "failed": Standing(Level.TROUBLE, "Failed"),
}
_INCOMPLETE = "Not complete"
_PAUSED = Standing(Level.OFF, "Paused", "Somebody has paused it; it is read when that is ended.")


def standing_of(one: StreamHealth, now: datetime) -> Standing:
    """Return how a stream stands at `now`."""
    if one.schedule.is_paused:
        return _PAUSED
    standing = _STANDINGS.get(one.state, Standing(Level.TROUBLE, one.state.capitalize()))
    if standing.word == "Failed":
        return _failed(one, now)
    if one.state == "partial" and one.sentence and not one.set_aside:
        # Nothing was set aside: Amazon did not give it, or we do not know it yet.
        return Standing(Level.TROUBLE, _INCOMPLETE, one.sentence)
    if standing.level is Level.GOOD and is_late(one, now):
        return Standing(
            Level.TROUBLE,
            "Late",
            f"It was due {span(now - (one.next_due_at or now))} ago. Either no sync is running, or"
            " it is still busy with other streams.",
        )
    return standing


def _failed(one: StreamHealth, now: datetime) -> Standing:
    again = "The next sync tries again."
    if one.next_due_at is not None and one.next_due_at > now:
        again = f"It is tried again in {span(one.next_due_at - now)}, or at once with Sync now."
    return Standing(Level.TROUBLE, "Failed", f"{one.sentence or 'It failed.'} {again}")


def word_of(state: str) -> str:
    """Return the word for how a run ended."""
    known = _STANDINGS.get(state)
    if state == "done":
        return "Done"
    if state == "partial":
        return "In part"
    return known.word if known else state.capitalize()


def is_late(one: StreamHealth, now: datetime) -> bool:
    """Whether a stream should have been read well before `now`."""
    patience = timedelta(hours=1) + one.every / 4
    return one.next_due_at is not None and now - one.next_due_at > patience


def span(length: timedelta) -> str:
    """Write a length of time roughly: `12 minutes`, `3 hours`, `2 days`."""
    minutes = max(0, round(length / timedelta(minutes=1)))
    if minutes < 1:
        return "under a minute"
    if minutes < 90:
        return plural(minutes, "minute")
    hours = round(minutes / 60)
    return plural(hours, "hour") if hours < 36 else plural(round(hours / 24), "day")


def next_words(one: StreamHealth, now: datetime) -> str:
    """Say when a stream is read next."""
    if one.next_due_at is None:
        return "paused"
    return "now" if one.next_due_at <= now else f"in {span(one.next_due_at - now)}"


# Their cursors name the last whole day that was read: reports of advertising, not its lists.
_READ_BY_DAY = ("ads_sp_", "ads_sb_", "ads_sd_")


def behind_words(one: StreamHealth, now: datetime) -> str:
    """Say how far behind Amazon the stream's data is; a day that was read is read to its end."""
    if one.complete_until is None:
        return UNKNOWN
    is_by_day = one.stream.startswith(_READ_BY_DAY)
    return span(now - one.complete_until - timedelta(days=is_by_day))


def connection_name(connection: ConnectionHealth) -> str:
    """Name a connection: `Europe (DE, GB)`."""
    region = region_name(connection.region)
    return f"{region} ({', '.join(connection.countries)})" if connection.countries else region


def region_name(region: str) -> str:
    """Write a region of Amazon's in words."""
    return _REGIONS.get(region, region)


# Amazon's operations as what a seller gets by them.
OPERATIONS = {
    "searchOrders": "New and changed orders",
    "getOrder": "Single orders",
    "getOrderMetrics": "Amazon's own count of sales",
    "searchCatalogItems": "Products and pictures",
    "getCatalogItem": "Single products",
    "getInventorySummaries": "Stock",
    "getMarketplaceParticipations": "Marketplaces",
    "listTransactions": "Money movements",
    "createReport": "Reports ordered",
    TRAFFIC_QUOTA: "Reports on visits ordered",
    "getReport": "Is a report ready?",
    "getReports": "Reports that Amazon makes by itself",
    "getReportDocument": "Reports fetched",
    "cancelReport": "Reports cancelled",
    "createRestrictedDataToken": "Permits for reports",
    "adsProfiles": "Advertising accounts",
    "adsSpCampaigns": "Sponsored Products campaigns",
    "adsSbCampaigns": "Sponsored Brands campaigns",
    "adsSdCampaigns": "Sponsored Display campaigns",
    "adsSpAdGroups": "Ad groups",
    "adsSpKeywords": "Keywords",
    "adsSpTargets": "Product targets",
    "adsCreateReport": "Advertising reports ordered",
    "adsGetReport": "Is an advertising report ready?",
}


def operation_name(operation: str) -> str:
    """Say what one of Amazon's operations is called for; one not known keeps its words."""
    if operation in OPERATIONS:
        return OPERATIONS[operation]
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_.]", " ", operation).lower()
    return words[:1].upper() + words[1:]


def troubles(
    connections: Iterable[ConnectionHealth], now: datetime
) -> list[tuple[str, str, tuple[str, ...]]]:
    """List what is wrong: the connection's name, the advice, and the streams it is about."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for connection in connections:
        for one in connection.streams:
            standing = standing_of(one, now)
            if standing.level is Level.TROUBLE:
                key = (connection_name(connection), standing.advice)
                found[key].append(STREAMS[one.stream].title)
    return [(name, advice, tuple(titles)) for (name, advice), titles in found.items()]


def some_of(titles: tuple[str, ...]) -> str:
    """List streams, and only count them where they are many: `Orders, Stock and 5 others`."""
    if len(titles) <= 4:
        return joined(titles)
    return f"{', '.join(titles[:3])} and {plural(len(titles) - 3, 'other')}"


def all_standings() -> tuple[Standing, ...]:
    """Return every state that there is."""
    late, incomplete = (Standing(Level.TROUBLE, word) for word in ("Late", _INCOMPLETE))
    return (*_STANDINGS.values(), _PAUSED, late, incomplete)
