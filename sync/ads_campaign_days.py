"""Campaigns by day: the row that the three kinds of advertising share, in seller.ads_daily."""

from __future__ import annotations

from functools import partial
from typing import Any

from core import schema
from sync.ads_kinds import ReportKind
from sync.ads_values import ad_id, some_text


def campaign_report(
    stream: str, report_type: str, ad_product: str, retention_days: int
) -> ReportKind:
    """Return the kind of a campaign report."""
    return ReportKind(
        stream,
        report_type,
        ad_product,
        "campaign",
        retention_days,
        schema.ads_daily,
        keys=("ad_product", "campaign_id", "campaign_name"),
        asked=("campaignId", "campaignName"),
        parse=partial(_parse, ad_product),
    )


def _parse(ad_product: str, row: dict[str, Any]) -> tuple[Any, ...]:
    return (
        ad_product,
        ad_id(row.get("campaignId"), "campaign"),
        some_text(row.get("campaignName")),
    )
