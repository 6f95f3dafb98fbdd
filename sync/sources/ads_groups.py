"""Stream `ads_groups`: ad groups of Sponsored Products, once a day."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Connection

from core import schema
from sync.ads_known import Profile
from sync.ads_lists import AdsList, Listed, listed_pages, save_listed
from sync.ads_values import ad_id, some_money, some_text
from sync.sources.base import Page, Saved, Source, StreamContext

_NAME = "ads_groups"
_GROUPS = AdsList(
    "adsSpAdGroups", "/sp/adGroups/list", "adGroups", "application/vnd.spAdGroup.v3+json"
)


class GroupRow(NamedTuple):
    """A row of seller.ad_groups, without account and provenance."""

    profile_id: str
    ad_group_id: str
    campaign_id: str
    name: str
    state: str | None
    default_bid_amount: Decimal | None
    currency: str


def parse_group(profile: Profile, entry: dict[str, Any]) -> GroupRow:
    """Read an ad group. Raises DataError when it or its campaign has no id."""
    return GroupRow(
        profile.profile_id,
        ad_id(entry.get("adGroupId"), "ad group"),
        ad_id(entry.get("campaignId"), "campaign"),
        some_text(entry.get("name")) or "",
        some_text(entry.get("state")),
        some_money(entry.get("defaultBid")),
        profile.currency,
    )


def read(profile: Profile, listed: Listed) -> None:
    """Read the ad groups of a profile."""
    entries = _GROUPS.rows(listed.ads, profile)
    listed.add(entries, "ad group", "adGroupId", partial(parse_group, profile))


def fetch(context: StreamContext) -> Iterator[Page]:
    """Yield one page for each profile: all its ad groups."""
    return listed_pages(context, "ads-groups", read)


def save(connection: Connection, _context: StreamContext, page: Page) -> Saved:
    """Write a profile's ad groups."""
    return save_listed(connection, schema.ad_groups, GroupRow._fields, page, _NAME)


SOURCE = Source(_NAME, fetch, save, needs_marketplaces=False, needs_ads=True)
