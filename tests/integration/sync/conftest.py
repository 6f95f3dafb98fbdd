"""The sync against a simulator in this process, both on one fake clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from moto.server import ThreadedMotoServer
from sqlalchemy import text

from core.clock import FakeClock, parse_instant
from core.database import Role, account_transaction
from core.settings import Settings, get_settings
from simulator.server import RunningSimulator
from sync.connections import SellerConnection, list_connections
from sync.registry import SOURCES
from sync.runner import Runner, RunRequest
from sync.stopping import Stop
from sync.stream_run import StreamResult
from tests.conftest import FROZEN_NOW

# Whatever says where a row came from or when: it differs between two equal histories.
PROVENANCE = {"source", "report_id", "run_id", "fetched_at", "image_url", "source_url", "version",
              "catalog_asked_at",
              "image_version"}  # fmt: skip
FACTS = ("marketplaces", "products", "listings", "product_images", "orders", "order_items",
         "inventory", "inventory_daily", "inventory_planning", "stranded_inventory",
         "storage_fees", "fee_estimates",
         "sales_daily", "sales_hourly",
         "sales_product_daily", "money_daily", "money_product_daily",
         "ad_profiles", "ad_campaigns", "ad_groups",
         "ad_targets")  # fmt: skip
# What comes by reports that take minutes to make at Amazon's own pace.
REPORTED = ("returns", "reimbursements", "settlements", "settlement_lines", "ledger_events")


@dataclass
class Amazon:
    """A simulator, the clock it shares with the sync, and a way to run the sync."""

    simulator: RunningSimulator
    clock: FakeClock
    settings: Settings

    def run(self, *streams: str, threads: int = 1, **wish: Any) -> list[StreamResult]:
        """Run streams (all of them when none is named) and return how each ended."""
        stop = Stop(self.clock)
        runner = Runner(self.settings, self.clock, self.clock, stop, threads)
        return runner.run(RunRequest(streams=streams or tuple(SOURCES), **wish))

    def run_due(self) -> list[StreamResult]:
        """Run what is due, as cron does."""
        stop = Stop(self.clock)
        return Runner(self.settings, self.clock, self.clock, stop, 1).run(RunRequest())

    def fault(self, kind: str, **fields: Any) -> None:
        self.simulator.world.faults.add({"kind": kind, **fields})


@pytest.fixture
def amazon_of(database: Any) -> Iterator[Callable[..., Amazon]]:
    """Make a simulator that serves some days, with an empty database beside it."""
    running: list[RunningSimulator] = []

    def make(days: int = 20, rate_plan: str = "off", **settings: Any) -> Amazon:
        clock = FakeClock(parse_instant(FROZEN_NOW))
        simulator = RunningSimulator(clock, months=24, rate_plan=rate_plan).start()
        running.append(simulator)
        own = get_settings().model_copy(
            update={
                "sp_api_host_na": simulator.na_url,
                "sp_api_host_eu": simulator.eu_url,
                "ads_host_na": simulator.url + "/ads/na",
                "ads_host_eu": simulator.url + "/ads/eu",
                "lwa_url": simulator.token_url,
                "ecb_url": simulator.url + "/ecb",
                "simulator_rate_plan": rate_plan,
                "backfill_days": days,
                **settings,
            }
        )
        return Amazon(simulator, clock, own)

    yield make
    for simulator in running:
        simulator.stop()


@pytest.fixture
def seller(database: Any) -> SellerConnection:
    """The demo shop's first connection (NA)."""
    return list_connections(is_demo=True)[0]


@pytest.fixture(scope="session")
def queue_server() -> Iterator[str]:
    """A server on this machine that speaks SQS."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def read(sql: str, **values: Any) -> list[Any]:
    """Run a query as the sync, in the demo account."""
    account_id = list_connections(is_demo=True)[0].account_id
    with account_transaction(Role.SYNC, account_id) as connection:
        return [tuple(row) for row in connection.execute(text(sql), values)]


def snapshot(facts: tuple[str, ...] = FACTS) -> dict[str, list[Any]]:
    """Return every row of the facts and sums, without where they came from."""
    tables = {}
    for name in facts:
        columns = [
            column
            for (column,) in read(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = 'seller'"
                " AND table_name = :name ORDER BY ordinal_position",
                name=name,
            )
            if column not in PROVENANCE
        ]
        names = ", ".join(columns)
        tables[name] = read(f"SELECT {names} FROM seller.{name} ORDER BY {names}")
    return tables


def states(results: list[StreamResult]) -> set[str]:
    return {result.state for result in results}
