"""Stream `ads_sp_targets`: Sponsored Products by keyword or target and day."""

from __future__ import annotations

from typing import Any

from core import schema
from core.errors import DataError
from sync.ads_kinds import SP, ReportKind
from sync.ads_reports import source_of
from sync.ads_values import ad_id, some_money, some_text

ASKED = ("campaignId", "adGroupId", "keywordId", "keyword", "targeting", "matchType")


def parse_aim(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return campaign, ad group, target, expression and match type of a row."""
    words = some_text(row.get("targeting")) or some_text(row.get("keyword"))
    if words is None:
        raise DataError("A keyword or target has no words.")
    return (
        ad_id(row.get("campaignId"), "campaign"),
        ad_id(row.get("adGroupId"), "ad group"),
        ad_id(row.get("keywordId"), "keyword or target"),
        words,
        some_text(row.get("matchType")),
    )


def parse(row: dict[str, Any]) -> tuple[Any, ...]:
    """Read what a row is about; the share of the top of search is 0 to 1, or unknown."""
    return (*parse_aim(row), some_money(row.get("topOfSearchImpressionShare")))


KIND = ReportKind(
    "ads_sp_targets",
    "spTargeting",
    SP,
    "targeting",
    95,
    schema.ad_targets_daily,
    keys=(
        "campaign_id",
        "ad_group_id",
        "target_id",
        "expression",
        "match_type",
        "top_of_search_share",
    ),
    asked=(*ASKED, "topOfSearchImpressionShare"),
    parse=parse,
)
SOURCE = source_of(KIND)
