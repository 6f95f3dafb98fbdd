"""The kinds of files, in the order in which a header is tried. Adding one is adding a file."""

from __future__ import annotations

from sync.imports.kinds import (
    ad_reports,
    all_orders,
    business_report,
    fba_stock,
    listings,
    planning,
    returns,
    settlement,
)
from sync.imports.kinds.base import Kind

KINDS: tuple[Kind, ...] = (
    all_orders.KIND,
    fba_stock.KIND,
    business_report.BY_ASIN,
    business_report.BY_DATE,
    ad_reports.SEARCH_TERMS,
    ad_reports.CAMPAIGNS,
    settlement.KIND,
    returns.FBA,
    returns.MERCHANT,
    listings.KIND,
    planning.KIND,
)
