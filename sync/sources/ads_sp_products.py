"""Stream `ads_sp_products`: Sponsored Products by advertised product and day."""

from __future__ import annotations

from typing import Any

from core import schema
from core.errors import DataError
from sync.ads_kinds import SP, ReportKind
from sync.ads_reports import source_of
from sync.ads_values import ad_id, some_text


def parse(row: dict[str, Any]) -> tuple[Any, ...]:
    """Read what a row is about. Vendors have no SKU; without an ASIN it is no product."""
    asin = some_text(row.get("advertisedAsin"))
    if asin is None:
        raise DataError("An advertised product has no ASIN.")
    return (
        ad_id(row.get("campaignId"), "campaign"),
        ad_id(row.get("adGroupId"), "ad group"),
        asin,
        some_text(row.get("advertisedSku")) or "",
    )


KIND = ReportKind(
    "ads_sp_products",
    "spAdvertisedProduct",
    SP,
    "advertiser",
    95,
    schema.ad_products_daily,
    keys=("campaign_id", "ad_group_id", "asin", "sku"),
    asked=("campaignId", "adGroupId", "advertisedAsin", "advertisedSku"),
    parse=parse,
)
SOURCE = source_of(KIND)
