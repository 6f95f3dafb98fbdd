"""What the simulator's own books say must be stored of reports: settlements, visits, advertising.

As in `truth.py`, none of it goes through the sync or through what the shop answers.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from core.marketplaces import MARKETPLACES, Marketplace
from simulator.ads.measures import measure
from simulator.ads.truth import ad_ledger
from simulator.reports.settlement_jobs import MADE_AFTER, report_number, settlements_of
from simulator.shop.ad_days import ad_day
from simulator.shop.calendar import day_bounds, days_between, marketplaces_of
from simulator.shop.campaigns import SP, Target
from simulator.shop.products import Offer
from simulator.world import World
from sync.connections import SellerConnection
from tests.faults.truth import AHEAD, OPEN, Missing, instant_of, span_of
from tests.integration.sync.conftest import read

_DAY = timedelta(days=1)
# What a row of a day of Sponsored Products is told from another by.
_Key = tuple[Hashable, ...]
# The stream that reads a campaign's days, by what kind of advertising it is.
_STREAMS = {
    "SPONSORED_PRODUCTS": "ads_sp_campaigns",
    "SPONSORED_BRANDS": "ads_sb_campaigns",
    "SPONSORED_DISPLAY": "ads_sd_campaigns",
}


def missing_settlements(world: World, seller: SellerConnection) -> Missing:
    """Return the settlements that were there when they were looked for, and are not here."""
    span = span_of(seller, "settlements")
    if span is None:
        return []
    last = int((span.through - AHEAD).timestamp())
    stored = {row[0] for row in read("SELECT settlement_id FROM seller.settlements")}
    open_reports = {
        row[0] for row in read(f"SELECT report_id FROM sync.report_jobs WHERE state IN {OPEN}")
    }
    return [
        (str(one.settlement_id), instant_of(one.ends))
        for one in settlements_of(world.seed, seller.selling_partner_id, last)
        if one.place in marketplaces_of(seller.region)
        and one.ends + MADE_AFTER >= span.start()
        and str(one.settlement_id) not in stored
        and report_number(one) not in open_reports
    ]


def missing_visits(_world: World, seller: SellerConnection) -> Missing:
    """Return the days whose visits were to be read and are neither stored nor planned."""
    planned = _open_days(seller, "sales_traffic", "marketplace_id")
    stored = set(read("SELECT marketplace_id, local_date FROM seller.traffic_daily"))
    return [
        (place, _midnight(day))
        for place, known in _positions(seller, "sales_traffic")
        for day in days_between(known["since"], known["planned"] - _DAY)
        if (place, day) not in stored and (place, day) not in planned
    ]


def missing_ad_days(world: World, seller: SellerConnection) -> Missing:
    """Return days of campaigns that were shown to somebody and are neither stored nor planned."""
    stored = set(read("SELECT marketplace_id, campaign_id, local_date FROM seller.ads_daily"))
    return [
        (f"{stream} {campaign}", _midnight(day))
        for ad_product, stream in _STREAMS.items()
        for place, day in _read_days(seller, stream)
        for campaign in _shown(world, place, ad_product, day)
        if (place, campaign, day) not in stored
    ]


def missing_ad_products(world: World, seller: SellerConnection) -> Missing:
    """Return days of advertised products that were shown and are neither stored nor planned."""
    return _missing_of_ads(
        seller,
        "ads_sp_products",
        read("SELECT marketplace_id, local_date, ad_group_id, sku FROM seller.ad_products_daily"),
        lambda place, day: _seen(world.seed, place, day, _advertised),
    )


def missing_ad_targets(world: World, seller: SellerConnection) -> Missing:
    """Return days of keywords and targets that were shown and are neither stored nor planned."""
    return _missing_of_ads(
        seller,
        "ads_sp_targets",
        read("SELECT marketplace_id, local_date, target_id FROM seller.ad_targets_daily"),
        lambda place, day: _seen(world.seed, place, day, _targeted),
    )


def missing_search_terms(world: World, seller: SellerConnection) -> Missing:
    """Return days of search terms that were clicked and are neither stored nor planned.

    A term whose only clicks Amazon takes back later is left out: it may be told of or not.
    """
    return _missing_of_ads(
        seller,
        "ads_sp_search_terms",
        read("SELECT marketplace_id, local_date, target_id, search_term"
             " FROM seller.ad_search_terms"),
        lambda place, day: {
            (str(click.target.target_id), click.term)
            for click in ad_day(world.seed, place, day).clicks
            if click.gone_at is None and click.target.group.campaign.ad_product == SP
        },
    )  # fmt: skip


def _missing_of_ads(
    seller: SellerConnection,
    stream: str,
    rows: Iterable[tuple[Hashable, ...]],
    keys_of: Callable[[Marketplace, date], Iterable[_Key]],
) -> Missing:
    """Return the keys of the days that a stream has read which have no row."""
    stored = set(rows)
    return [
        (f"{stream} {key}", _midnight(day))
        for place, day in _read_days(seller, stream)
        for key in keys_of(MARKETPLACES[place], day)
        if (place, day, *key) not in stored
    ]


def _advertised(target: Target, offer: Offer, _term: str) -> _Key | None:
    is_its = target.group.campaign.ad_product == SP
    return (str(target.group.group_id), offer.sku) if is_its else None


def _targeted(target: Target, _offer: Offer, _term: str) -> _Key | None:
    return (str(target.target_id),) if target.group.campaign.ad_product == SP else None


@cache
def _seen(
    seed: int, place: Marketplace, day: date, key_of: Callable[[Target, Offer, str], _Key | None]
) -> frozenset[_Key]:
    """Return what somebody saw on a day, as Amazon knew when the day was over.

    It never changes; a kill loop asks for it hundreds of times.
    """
    sums = measure(seed, place, day, day_bounds(place, day)[1], key_of)
    return frozenset(key for key, of_key in sums.items() if of_key.impressions)


def _read_days(seller: SellerConnection, stream: str) -> Iterator[tuple[str, date]]:
    """Yield the marketplaces' days that a stream of advertising says it has read."""
    places = dict(read("SELECT profile_id, marketplace_id FROM seller.ad_profiles"))
    planned = _open_days(seller, stream, "profile_id")
    for profile, known in _positions(seller, stream):
        if "since" in known and "through" in known:
            for day in days_between(known["since"], known["through"]):
                if (profile, day) not in planned:
                    yield places[profile], day


def _shown(world: World, marketplace_id: str, ad_product: str, day: date) -> Iterator[str]:
    """Yield the campaigns that somebody saw on a day, as Amazon knew when the day was over."""
    end = day_bounds(MARKETPLACES[marketplace_id], day)[1]
    for row in ad_ledger(world.seed, day, day, end):
        is_its = (row["marketplace_id"], row["ad_product"]) == (marketplace_id, ad_product)
        if is_its and row["impressions"]:
            yield row["campaign_id"]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _positions(seller: SellerConnection, stream: str) -> list[tuple[str, dict[str, date]]]:
    """Return how far a stream has come in each of its marketplaces or profiles, as days."""
    rows = read(
        "SELECT key, value FROM sync.cursors, jsonb_each(position)"
        " WHERE connection_id = :connection AND stream = :stream"
        " AND jsonb_typeof(value) = 'object' ORDER BY 1",
        connection=seller.connection_id,
        stream=stream,
    )
    return [
        (key, {name: date.fromisoformat(day) for name, day in known.items()}) for key, known in rows
    ]


def _open_days(seller: SellerConnection, stream: str, column: str) -> set[tuple[str, date]]:
    """Return the days that are on a stream's list to be read, both ends of a window included."""
    return set(
        read(
            f"SELECT {column}, generate_series((data_start_at AT TIME ZONE 'UTC')::date,"
            " (data_end_at AT TIME ZONE 'UTC')::date, '1 day')::date FROM sync.report_jobs"
            f" WHERE connection_id = :connection AND stream = :stream AND state IN {OPEN}",
            connection=seller.connection_id,
            stream=stream,
        )
    )
