"""Stream `ads_campaigns`: campaigns of Sponsored Products, Brands and Display, once a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Connection

from core import schema
from core.errors import ForbiddenError, RejectedError, RetryableError
from core.log import get_logger
from sync.ads_kinds import SB, SD, SP
from sync.ads_known import Profile
from sync.ads_lists import AdsList, Listed, listed_pages, save_listed
from sync.ads_values import ad_id, some_day, some_money, some_text
from sync.clients.ads_api import AdsApi
from sync.sources.base import Page, Saved, Source, StreamContext

_NAME = "ads_campaigns"
_PRODUCTS = AdsList(
    "adsSpCampaigns", "/sp/campaigns/list", "campaigns", "application/vnd.spCampaign.v3+json"
)
_BRANDS = AdsList(
    "adsSbCampaigns",
    "/sb/v4/campaigns/list",
    "campaigns",
    "application/vnd.sbcampaignresource.v4+json",
)
# The most rows that GET /sd/campaigns gives at once.
_DISPLAY_PAGE = 100
_log = get_logger(__name__)


class CampaignRow(NamedTuple):
    """A row of seller.ad_campaigns, without account and provenance."""

    profile_id: str
    campaign_id: str
    marketplace_id: str
    ad_product: str
    name: str
    state: str | None
    targeting_type: str | None
    bidding_strategy: str | None
    portfolio_id: str | None
    budget_amount: Decimal | None
    budget_type: str | None
    currency: str
    starts_on: date | None
    ends_on: date | None


def parse_campaign(profile: Profile, ad_product: str, entry: dict[str, Any]) -> CampaignRow:
    """Read a campaign of any of the three lists; states and budget types in capital letters.

    Raises DataError when it has no id, or what should be money or a day is none.
    """
    budget, kind = entry.get("budget"), entry.get("budgetType")
    # Sponsored Products puts both into one object.
    inner: Any = budget
    if isinstance(inner, dict):
        budget, kind = inner.get("budget"), inner.get("budgetType")
    # Products and Brands name it differently; Display has none.
    bidding = dict(entry.get("dynamicBidding") or entry.get("bidding") or {})
    strategy = bidding.get("strategy") or bidding.get("bidOptimizationStrategy")
    return CampaignRow(
        profile.profile_id,
        ad_id(entry.get("campaignId"), "campaign"),
        profile.place.marketplace_id,
        ad_product,
        some_text(entry.get("name")) or "",
        _capital(entry.get("state")),
        some_text(entry.get("targetingType") or entry.get("tactic")),
        some_text(strategy),
        some_text(entry.get("portfolioId")),
        some_money(budget),
        _capital(kind),
        profile.currency,
        some_day(entry.get("startDate")),
        some_day(entry.get("endDate")),
    )


def _capital(value: Any) -> str | None:
    found = some_text(value)
    return found.upper() if found else None


def display_campaigns(ads: AdsApi, profile: Profile) -> list[dict[str, Any]]:
    """Return every campaign of Sponsored Display; its list goes by number, not by token."""
    found: list[dict[str, Any]] = []
    while True:
        rows = ads.call(
            "adsSdCampaigns",
            "/sd/campaigns",
            profile_id=profile.profile_id,
            query={
                "startIndex": str(len(found)),
                "count": str(_DISPLAY_PAGE),
                "stateFilter": "enabled,paused,archived",
            },
        )
        if not isinstance(rows, list):
            raise RetryableError("Amazon's answer to adsSdCampaigns is no list.")
        found += rows
        if len(rows) < _DISPLAY_PAGE:
            return found


def read(profile: Profile, listed: Listed) -> None:
    """Read the three lists of a profile.

    Brands and Display are not for every seller: where Amazon refuses them, they are left out.
    """
    lists = ((SP, _PRODUCTS.rows), (SB, _BRANDS.rows), (SD, display_campaigns))
    for ad_product, rows_of in lists:
        try:
            entries = rows_of(listed.ads, profile)
        except (ForbiddenError, RejectedError) as error:
            if ad_product == SP:
                raise
            _log.info("a kind of advertising is left out", kind=ad_product, cause=error.sentence)
            listed.is_whole = False
            continue
        parse = partial(parse_campaign, profile, ad_product)
        listed.add(entries, "ad campaign", "campaignId", parse)


def fetch(context: StreamContext) -> Iterator[Page]:
    """Yield one page for each profile: all its campaigns."""
    return listed_pages(context, "ads-campaigns", read)


def save(connection: Connection, _context: StreamContext, page: Page) -> Saved:
    """Write a profile's campaigns."""
    return save_listed(connection, schema.ad_campaigns, CampaignRow._fields, page, _NAME)


SOURCE = Source(_NAME, fetch, save, needs_marketplaces=False, needs_ads=True)
