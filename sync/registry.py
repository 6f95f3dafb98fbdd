"""The streams, in the order in which one run reads them.

Adding one is adding a file in sync/sources/, its name here, and a row in core/streams.py with
its name for people.

It stands outside of sync/sources/, so that reading one of those files does not read them all:
a module that a source needs could then not be imported first.
"""

from __future__ import annotations

from sync.sources import (
    ads_campaigns,
    ads_groups,
    ads_profiles,
    ads_sb_campaigns,
    ads_sd_campaigns,
    ads_sp_campaigns,
    ads_sp_products,
    ads_sp_search_terms,
    ads_sp_targets,
    ads_targets,
    fee_estimates,
    finances,
    fx_rates,
    inventory,
    inventory_planning,
    ledger_events,
    ledger_stock,
    listings,
    marketplaces,
    orders,
    products,
    reimbursements,
    returns_fba,
    returns_merchant,
    sales_control,
    sales_traffic,
    settlements,
    storage_fees,
    stranded_inventory,
)
from sync.sources.base import Source

SOURCES: dict[str, Source] = {
    module.SOURCE.name: module.SOURCE
    for module in (
        marketplaces,
        orders,
        listings,
        inventory,
        products,
        inventory_planning,
        stranded_inventory,
        sales_control,
        sales_traffic,
        finances,
        returns_fba,
        returns_merchant,
        reimbursements,
        settlements,
        storage_fees,
        fee_estimates,
        # Histories of many reports: whatever has one report a day comes before them.
        ledger_events,
        ledger_stock,
        ads_profiles,
        ads_campaigns,
        ads_groups,
        ads_targets,
        ads_sp_campaigns,
        ads_sb_campaigns,
        ads_sd_campaigns,
        ads_sp_products,
        ads_sp_targets,
        ads_sp_search_terms,
        fx_rates,
    )
}
