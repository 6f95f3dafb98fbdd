"""The truth that the fault suite goes by finds each thing that is missing, and nothing else."""

from __future__ import annotations

import pytest

from simulator.server import RunningSimulator
from sync.connections import list_connections
from tests.faults.oracle import assert_honest
from tests.faults.shop import PAYDAY, Shop
from tests.faults.truth_of_files import (
    missing_ledger_events,
    missing_reimbursements,
    missing_seller_returns,
)
from tests.faults.truth_of_reports import (
    missing_ad_days,
    missing_ad_products,
    missing_ad_targets,
    missing_search_terms,
    missing_settlements,
    missing_visits,
)
from tests.integration.sync.conftest import read
from tests.support.installation import Installation

STREAMS = ("marketplaces", "sales_traffic", "settlements", "ads_profiles", "ads_sp_campaigns",
           "ads_sb_campaigns", "ads_sd_campaigns", "ads_sp_products", "ads_sp_targets",
           "ads_sp_search_terms", "returns_merchant", "reimbursements",
           "ledger_events")  # fmt: skip


def test_a_row_of_each_kind_of_report_that_is_gone_is_found(
    database: Installation, simulator: RunningSimulator
) -> None:
    shop = Shop(simulator, database, PAYDAY, STREAMS, backfill_days=3)
    shop.run()
    shop.run(is_forced=True)
    assert_honest(shop.world)
    for table, missing_of in (
        ("settlements", missing_settlements),
        ("traffic_daily", missing_visits),
        ("ads_daily", missing_ad_days),
        ("ad_products_daily", missing_ad_products),
        ("ad_targets_daily", missing_ad_targets),
        ("ad_search_terms", missing_search_terms),
        ("returns", missing_seller_returns),
        ("reimbursements", missing_reimbursements),
        ("ledger_events", missing_ledger_events),
    ):
        [(place,)] = read(f"SELECT min(marketplace_id) FROM seller.{table}")
        gone = read(f"DELETE FROM seller.{table} WHERE marketplace_id = :id RETURNING 1", id=place)
        found = [one for seller in list_connections(is_demo=True)
                 for one in missing_of(shop.world, seller)]  # fmt: skip
        # A campaign that was shown to nobody may have a row of its own.
        assert 0 < len(found) <= len(gone), table
    with pytest.raises(AssertionError, match="past its cursor"):
        assert_honest(shop.world)
