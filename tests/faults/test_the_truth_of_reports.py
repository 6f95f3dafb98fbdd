"""The truth that the fault suite goes by finds each thing that is missing, and nothing else."""

from __future__ import annotations

import pytest

from simulator.server import RunningSimulator
from sync.connections import list_connections
from tests.faults.oracle import assert_honest
from tests.faults.shop import PAYDAY, Shop
from tests.faults.truth_of_reports import missing_ad_days, missing_settlements, missing_visits
from tests.integration.sync.conftest import read
from tests.support.installation import Installation

STREAMS = ("marketplaces", "sales_traffic", "settlements", "ads_profiles", "ads_sp_campaigns",
           "ads_sb_campaigns", "ads_sd_campaigns")  # fmt: skip


def test_a_settlement_a_day_of_visits_or_a_campaign_s_day_that_is_gone_is_found(
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
    ):
        [(place,)] = read(f"SELECT min(marketplace_id) FROM seller.{table}")
        gone = read(f"DELETE FROM seller.{table} WHERE marketplace_id = :id RETURNING 1", id=place)
        found = [one for seller in list_connections(is_demo=True)
                 for one in missing_of(shop.world, seller)]  # fmt: skip
        # A campaign that was shown to nobody may have a row of its own.
        assert 0 < len(found) <= len(gone)
    with pytest.raises(AssertionError, match="missing_settlements"):
        assert_honest(shop.world)
