"""Profiles and the lists of what is advertised: campaigns, ad groups, keywords, targets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from simulator.ads.gate import AdsCall, AdsError, AdsOperation
from simulator.ads.measures import today_of
from simulator.ads.profiles import profiles
from simulator.errors import ApiError
from simulator.paging import filters_mark
from simulator.shop.campaigns import AUTO, KEYWORD, SB, SD, SP, AdGroup, Campaign, Target
from simulator.shop.campaigns import campaigns_of as _all_campaigns

Rows = Iterable[dict[str, Any]]
_AUTO_TYPES = {
    "close-match": "QUERY_HIGH_REL_MATCHES",
    "loose-match": "QUERY_BROAD_REL_MATCHES",
    "substitutes": "ASIN_SUBSTITUTE_RELATED",
    "complements": "ASIN_ACCESSORY_RELATED",
}
_TOKEN_SECONDS = 3600


def _state(call: AdsCall, campaign: Campaign) -> str:
    today = today_of(call.profile, call.world.now())
    return "PAUSED" if campaign.paused_on and today >= campaign.paused_on else "ENABLED"


def _campaigns(call: AdsCall, ad_product: str) -> list[Campaign]:
    today = today_of(call.profile, call.world.now())
    return [
        row
        for row in _all_campaigns(call.world.seed, call.profile.marketplace_id)
        if row.ad_product == ad_product and row.starts_on <= today
    ]


def _groups(call: AdsCall) -> list[AdGroup]:
    return [group for row in _campaigns(call, SP) for group in row.groups]


def _targets(call: AdsCall, *kinds: str) -> list[Target]:
    return [row for group in _groups(call) for row in group.targets if row.kind in kinds]


def sp_campaigns(call: AdsCall) -> Rows:
    """Return the campaigns of Sponsored Products."""
    for row in _campaigns(call, SP):
        yield {
            "campaignId": str(row.campaign_id),
            "name": row.name,
            "state": _state(call, row),
            "targetingType": row.targeting_type,
            "dynamicBidding": {"strategy": row.bidding, "placementBidding": []},
            "budget": {"budget": row.daily_budget / 100, "budgetType": "DAILY"},
            "startDate": row.starts_on.isoformat(),
        }


def sp_ad_groups(call: AdsCall) -> Rows:
    """Return the ad groups of Sponsored Products."""
    for row in _groups(call):
        yield {
            "adGroupId": str(row.group_id),
            "campaignId": str(row.campaign.campaign_id),
            "name": row.name,
            "state": "ENABLED",
            "defaultBid": row.default_bid / 100,
        }


def _shared(row: Target) -> dict[str, Any]:
    return {
        "adGroupId": str(row.group.group_id),
        "campaignId": str(row.group.campaign.campaign_id),
        "state": "PAUSED" if row.is_paused else "ENABLED",
        "bid": row.bid / 100,
    }


def sp_keywords(call: AdsCall) -> Rows:
    """Return the keywords of Sponsored Products."""
    for row in _targets(call, KEYWORD):
        named = {"keywordText": row.expression, "matchType": row.match_type}
        yield {"keywordId": str(row.target_id), **named, **_shared(row)}


def sp_targets(call: AdsCall) -> Rows:
    """Return the product targets and the automatic targets of Sponsored Products."""
    for row in _targets(call, "PRODUCT", AUTO):
        if row.kind == AUTO:
            kind, words = "AUTO", {"type": _AUTO_TYPES[row.expression]}
        else:
            asin = row.expression.split('"')[1]
            kind, words = "MANUAL", {"type": "ASIN_SAME_AS", "value": asin}
        yield {
            "targetId": str(row.target_id),
            "expressionType": kind,
            "expression": [words],
            "resolvedExpression": [words],
            **_shared(row),
        }


def sb_campaigns(call: AdsCall) -> Rows:
    """Return the campaigns of Sponsored Brands."""
    for row in _campaigns(call, SB):
        yield {
            "campaignId": str(row.campaign_id),
            "name": row.name,
            "state": _state(call, row),
            "budget": row.daily_budget / 100,
            "budgetType": "DAILY",
            "startDate": row.starts_on.isoformat(),
            "isMultiAdGroupsEnabled": True,
        }


async def _list(name: str, rows: Callable[[AdsCall], Rows], media: str, call: AdsCall) -> Any:
    """Answer a list operation: `maxResults` and `nextToken` in the body, both optional."""
    body = await call.body(media)
    if call.request.headers.get("accept", "").lower() != media.lower():
        raise AdsError(406, "406", f"Accept must be {media}.")
    states = (body.get("stateFilter") or {}).get("include") or ["ENABLED", "PAUSED", "ARCHIVED"]
    size = body.get("maxResults", 100)
    if not isinstance(size, int) or not 1 <= size <= 5000:
        raise AdsError(400, "400", "maxResults must be from 1 to 5000.")
    found = [row for row in rows(call) if row["state"] in states]
    mark = filters_mark({"states": states, "profile": call.profile.marketplace_id})
    start = 0
    if token := body.get("nextToken"):
        try:
            state = call.world.pages.read(token, media, mark, call.world.second(), _TOKEN_SECONDS)
        except ApiError as refusal:
            raise AdsError(400, "400", "nextToken is not valid.") from refusal
        start = state["start"]
    answer: dict[str, Any] = {name: found[start : start + size], "totalResults": len(found)}
    if start + size < len(found):
        answer["nextToken"] = call.world.pages.write(
            media, mark, call.world.second(), {"start": start + size}
        )
    return answer


async def list_profiles(call: AdsCall) -> Any:
    """Answer GET /v2/profiles."""
    return profiles(call.world.seed, call.owner)


async def list_display(call: AdsCall) -> Any:
    """Answer GET /sd/campaigns; ids are numbers here, states small letters."""
    query = call.request.query_params
    start, count = int(query.get("startIndex", "0")), int(query.get("count", "100"))
    rows = [
        {
            "campaignId": row.campaign_id,
            "name": row.name,
            "tactic": row.targeting_type,
            "budgetType": "daily",
            "budget": row.daily_budget / 100,
            "costType": "cpc",
            "state": _state(call, row).lower(),
            "startDate": f"{row.starts_on:%Y%m%d}",
        }
        for row in _campaigns(call, SD)
    ]
    return rows[start : start + count]


_LISTS = (
    ("adsSpCampaigns", "campaigns", "/sp/campaigns/list", sp_campaigns, "spCampaign.v3"),
    ("adsSpAdGroups", "adGroups", "/sp/adGroups/list", sp_ad_groups, "spAdGroup.v3"),
    ("adsSpKeywords", "keywords", "/sp/keywords/list", sp_keywords, "spKeyword.v3"),
    ("adsSpTargets", "targetingClauses", "/sp/targets/list", sp_targets, "spTargetingClause.v3"),
    ("adsSbCampaigns", "campaigns", "/sb/v4/campaigns/list", sb_campaigns,
     "sbcampaignresource.v4"),
)  # fmt: skip


def _list_operation(
    operation: str, name: str, path: str, rows: Callable[[AdsCall], Rows], version: str
) -> AdsOperation:
    media = f"application/vnd.{version}+json"
    return AdsOperation(operation, "POST", path, partial(_list, name, rows, media), media)


OPERATIONS = (
    AdsOperation("adsProfiles", "GET", "/v2/profiles", list_profiles, has_scope=False),
    AdsOperation("adsSdCampaigns", "GET", "/sd/campaigns", list_display),
    *(_list_operation(*row) for row in _LISTS),
)
