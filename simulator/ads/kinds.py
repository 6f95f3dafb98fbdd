"""The six report types: what each may be asked for, and the row it gives.

Ranges, retention and columns are those of Amazon's pages of report types (copies of 2025-09
and 2026-07). For spSearchTerm the newer copy's 65 days hold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.marketplaces import Marketplace
from simulator.ads.measures import WINDOWS, Measures
from simulator.shop.campaigns import SB, SD, SP, Target, big_id
from simulator.shop.products import Offer

LONGEST_RANGE_DAYS = 31
Values = dict[str, Any]


@dataclass(frozen=True)
class ReportType:
    """One report type; `key` names what a row is about, `names` gives that row's own columns."""

    name: str
    ad_product: str
    group_by: tuple[str, ...]
    retention_days: int
    columns: frozenset[str]
    key: Callable[[Target, Offer, str], tuple[Any, ...]]
    names: Callable[[Target, Offer, str], Values]
    needs_click: bool = False


_PLAIN = ("impressions", "clicks", "cost", "campaignId", "campaignName", "campaignStatus",
          "campaignBudgetCurrencyCode", "date", "startDate", "endDate")  # fmt: skip
_SP_SUMS = tuple(
    f"{name}{window}d" for name in ("sales", "purchases", "unitsSoldClicks") for window in WINDOWS
)
_SB_SUMS = ("sales", "salesClicks", "purchases", "purchasesClicks", "unitsSold", "unitsSoldClicks")


def _campaign(target: Target, _offer: Offer, _term: str) -> Values:
    campaign = target.group.campaign
    return {"campaignId": campaign.campaign_id, "campaignName": campaign.name}


def _ad(target: Target, offer: Offer, term: str) -> Values:
    return {
        **_campaign(target, offer, term),
        "adGroupId": target.group.group_id,
        "adGroupName": target.group.name,
        "adId": big_id("ad", target.group.group_id, offer.sku),
        "advertisedAsin": offer.product.asin,
        "advertisedSku": offer.sku,
    }


def _targeting(target: Target, offer: Offer, term: str) -> Values:
    return {
        **_campaign(target, offer, term),
        "adGroupId": target.group.group_id,
        "adGroupName": target.group.name,
        "keywordId": target.target_id,
        "keyword": target.expression,
        "targeting": target.expression,
        "keywordType": target.match_type,
        "matchType": target.match_type,
        "keywordBid": target.bid / 100,
        "topOfSearchImpressionShare": round(0.02 + target.target_id % 97 / 120, 4),
    }


def _search_term(target: Target, offer: Offer, term: str) -> Values:
    row = _targeting(target, offer, term)
    del row["topOfSearchImpressionShare"]
    return {**row, "searchTerm": term}


def _columns(*names: str) -> frozenset[str]:
    return frozenset((*_PLAIN, *names))


_GROUP = ("adGroupId", "adGroupName")
_TARGETING = (*_GROUP, "keywordId", "keyword", "targeting", "keywordType", "matchType",
              "keywordBid")  # fmt: skip
REPORT_TYPES = {
    row.name: row
    for row in (
        ReportType(
            "spCampaigns", SP, ("campaign",), 95, _columns("spend", *_SP_SUMS),
            lambda target, _offer, _term: (target.group.campaign.campaign_id,), _campaign,
        ),
        ReportType(
            "spAdvertisedProduct", SP, ("advertiser",), 95,
            _columns("spend", *_GROUP, "adId", "advertisedAsin", "advertisedSku", *_SP_SUMS),
            lambda target, offer, _term: (target.group.group_id, offer.sku), _ad,
        ),
        ReportType(
            "spTargeting", SP, ("targeting",), 95,
            _columns(*_TARGETING, "topOfSearchImpressionShare", *_SP_SUMS),
            lambda target, _offer, _term: (target.target_id,), _targeting,
        ),
        ReportType(
            "spSearchTerm", SP, ("searchTerm",), 65,
            _columns(*_TARGETING, "searchTerm", *_SP_SUMS),
            lambda target, _offer, term: (target.target_id, term), _search_term, needs_click=True,
        ),
        ReportType(
            "sbCampaigns", SB, ("campaign",), 60, _columns(*_SB_SUMS),
            lambda target, _offer, _term: (target.group.campaign.campaign_id,), _campaign,
        ),
        ReportType(
            "sdCampaigns", SD, ("campaign",), 65, _columns("impressionsViews", *_SB_SUMS),
            lambda target, _offer, _term: (target.group.campaign.campaign_id,), _campaign,
        ),
    )
}  # fmt: skip


def values_of(kind: ReportType, place: Marketplace, names: Values, sums: Measures) -> Values:
    """Return every column of a row but the dates; money in the currency's unit, as numbers."""
    row: Values = {
        **names,
        "campaignStatus": "ENABLED",
        "campaignBudgetCurrencyCode": place.currency,
        "impressions": sums.impressions,
        "clicks": sums.clicks,
        "cost": sums.cost / 100,
        "spend": sums.cost / 100,
        "impressionsViews": sums.impressions,
    }
    for window in WINDOWS:
        row[f"sales{window}d"] = sums.sales[window] / 100
        row[f"purchases{window}d"] = sums.purchases[window]
        row[f"unitsSoldClicks{window}d"] = sums.units[window]
    if kind.ad_product != SP:
        money, orders, units = sums.sales[14] / 100, sums.purchases[14], sums.units[14]
        row |= dict(zip(_SB_SUMS, (money, money, orders, orders, units, units), strict=True))
    return row
