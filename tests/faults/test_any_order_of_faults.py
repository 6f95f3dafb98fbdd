"""Faults and operations in any order (a state machine): nothing is lost, whatever comes together.

Each history draws the streams that it reads. After every step no cursor is past anything that is
neither stored nor planned; after the last one, with nothing wrong any more, the database equals
the one that never met a fault.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection, text

from core.clock import FakeClock
from simulator.server import RunningSimulator
from sync.cli import HISTORIES as ASKED_FOR
from sync.registry import SOURCES
from sync.sources import finances
from sync.sources.base import Page, Saved, StreamContext
from tests.faults.oracle import History, assert_honest, assert_same, assert_settled, history
from tests.faults.shop import PAYDAY, Shop, states
from tests.faults.superuser import raise_in
from tests.integration.sync.conftest import read
from tests.support.installation import Installation

#: Everything ends at this instant, on the day on which it began in every marketplace.
END = PAYDAY + timedelta(hours=7)
FIRST_DAYS, ALL_DAYS = 1, 2
#: The last history that is asked for reaches further back than any before it, so that all of
#: them begin at the same instant.
LAST_DAYS = ALL_DAYS + 1
#: What is read together in a history; the long test has mixtures of any streams as well.
GROUPS: tuple[tuple[str, ...], ...] = (
    ("orders", "inventory", "finances", "returns_fba"),
    ("orders", "settlements", "reimbursements", "returns_merchant", "storage_fees"),
    ("listings", "products", "sales_traffic", "sales_control", "fee_estimates", "fx_rates"),
    ("inventory", "inventory_planning", "stranded_inventory", "ledger_events", "ledger_stock"),
    ("ads_profiles", "ads_campaigns", "ads_groups", "ads_targets", "ads_sp_campaigns"),
    ("ads_profiles", "ads_sb_campaigns", "ads_sd_campaigns", "ads_sp_products", "ads_sp_targets",
     "ads_sp_search_terms"),
)  # fmt: skip
#: The long test comes in so many parts, each with so many mixtures of streams beside the groups:
#: what a mixture comes to without a fault is found out once.
PARTS, MIXTURES = 5, 8
#: What a person can ask for over more days than before. Storage fees are told by the month.
HISTORIES = tuple(name for name in ASKED_FOR if name != "storage_fees")
#: A transaction's window is short here, so that a run has several of them.
MONEY_WINDOW = timedelta(hours=2)
OPERATIONS = ("searchOrders", "listTransactions", "createReport", "getReport",
              "getReportDocument", "token", "getInventorySummaries",
              "getMarketplaceParticipations", "document", "getReports", "searchCatalogItems",
              "getOrderMetrics", "exchange", "adsProfiles", "adsSpCampaigns", "adsSpKeywords",
              "adsCreateReport", "adsGetReport", "*")  # fmt: skip
FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "throttle"},
    {"kind": "http_error", "status": 500},
    {"kind": "http_error", "status": 403},
    {"kind": "http_error", "status": 400},
    {"kind": "drop_connection"},
    {"kind": "answer", "status": 200, "body": ""},
    {"kind": "answer", "status": 200, "body": '{"orders": ['},
    {"kind": "expire_tokens"},
    {"kind": "truncate_document", "operation": "document"},
    {"kind": "fatal_report", "operation": "createReport"},
    {"kind": "fatal_report", "operation": "adsCreateReport"},
)


class KilledError(BaseException):
    """As a kill would end it: nothing after this line runs."""


class Trouble:
    """What happens at the next pages, after they were written and before their commit."""

    def __init__(self) -> None:
        self.plan: list[str] = []

    def at_page(self, connection: Connection) -> None:
        what = self.plan.pop(0) if self.plan else ""
        if what == "cut":
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        elif what == "kill":
            raise KilledError
        elif what == "full":
            raise_in(connection, "53100")


class FaultsAndRuns(RuleBasedStateMachine):
    """A shop, its faults, and runs of the sync."""

    simulator: RunningSimulator
    installation: Installation
    trouble: Trouble
    expected: Callable[[tuple[str, ...]], History]
    streams: st.SearchStrategy[tuple[str, ...]] = st.sampled_from(GROUPS)
    ended = 0

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        streams = data.draw(self.streams, label="streams")
        self.installation.restore("empty")
        self.shop = shop_of(self.simulator, self.installation, streams)
        self.trouble.plan = []

    @rule(data=st.data())
    def run(self, data: st.DataObject) -> None:
        self._run(data, self.shop.streams)

    @rule(data=st.data())
    def backfill(self, data: st.DataObject) -> None:
        streams = [name for name in self.shop.streams if name in HISTORIES]
        if streams:
            self._run(data, streams, kind="backfill", backfill_days=ALL_DAYS)

    def _run(self, data: st.DataObject, streams: Sequence[str], **wish: Any) -> None:
        """Run all of some streams, or one of them."""
        chosen = data.draw(st.sampled_from([tuple(streams), *((one,) for one in streams)]))
        with suppress(KilledError):
            self.shop.run(*chosen, **wish)
        self._look()

    @rule(
        fault=st.sampled_from(FAULTS),
        operation=st.sampled_from(OPERATIONS),
        count=st.sampled_from([1, 3, 8, 50]),
    )
    def fault(self, fault: dict[str, Any], operation: str, count: int) -> None:
        self.shop.world.faults.add({"operation": operation, **fault, "count": count})

    @rule()
    def heal(self) -> None:
        self.shop.heal()

    @rule(minutes=st.sampled_from([1, 20, 180]))
    def time_passes(self, minutes: int) -> None:
        now = min(self.shop.clock.now() + timedelta(minutes=minutes), END)
        self.shop.clock.move_to(now)
        self.shop.timer.advance(minutes * 60.0)

    @rule(minutes=st.sampled_from([-60, -10, 0, 10]))
    def our_clock_is_set(self, minutes: int) -> None:
        right = self.shop.clock
        self.shop.machine = (
            FakeClock(right.now() + timedelta(minutes=minutes)) if minutes else right
        )

    @rule(plan=st.lists(st.sampled_from(["", "cut", "kill", "full"]), min_size=1, max_size=4))
    def the_next_pages_meet(self, plan: list[str]) -> None:
        self.trouble.plan = plan

    def _look(self) -> None:
        """A process that was killed leaves its leases; they run out, and here at once."""
        read("UPDATE sync.leases SET owner = NULL, expires_at = NULL RETURNING 1")
        assert_honest(self.shop.world)
        sums, lines = read(
            "SELECT (SELECT coalesce(sum(order_lines), 0) FROM seller.sales_daily),"
            " (SELECT count(*) FROM seller.order_items JOIN seller.orders"
            "  USING (account_id, amazon_order_id) WHERE status <> 'Cancelled')"
        )[0]
        assert sums == lines

    def teardown(self) -> None:
        if not hasattr(self, "shop"):
            return
        self.trouble.plan = []
        self.shop.machine = self.shop.clock
        self.shop.clock.move_to(END)
        self.shop.heal()
        assert_same(finished(self.shop), self.expected(self.shop.streams))
        type(self).ended += 1


def shop_of(
    simulator: RunningSimulator, installation: Installation, streams: tuple[str, ...]
) -> Shop:
    """Return a shop that reads these streams, and the marketplaces before them."""
    chosen = dict.fromkeys(("marketplaces", *streams))
    return Shop(simulator, installation, PAYDAY, chosen, backfill_days=FIRST_DAYS)


def finished(shop: Shop) -> History:
    """Bring a shop to its end without a fault, and return its rows."""
    shop.run("marketplaces")
    histories = [name for name in shop.streams if name in HISTORIES]
    if histories:
        shop.run(*histories, kind="backfill", backfill_days=LAST_DAYS)
    results = shop.run(is_forced=True)
    assert states(results) == {"done"}, [one.sentence for one in results]
    assert_honest(shop.world)
    assert_settled()
    found = history()
    # Which windows were asked for, and when it was swept, differs with what went wrong; and
    # so do the figures that advertising has shown in between.
    for name in ("report_jobs", "ads_restatements"):
        del found[name]
    found["cursors"] = read(
        "SELECT connection_id, stream, cursor_at FROM sync.cursors"
        " WHERE stream <> 'quarantine' ORDER BY 1, 2"
    )
    found["unfinished"] = read(
        "SELECT connection_id, stream, marketplace_id, state FROM sync.report_jobs"
        " WHERE state NOT IN ('closed', 'empty') ORDER BY 1, 2, 3, 4"
    )
    return found


@pytest.fixture
def machine(
    database: Installation, simulator: RunningSimulator, monkeypatch: pytest.MonkeyPatch
) -> type[FaultsAndRuns]:
    """The state machine with its installation, and pages that meet trouble when it is planned."""
    trouble = Trouble()
    for name in set(SOURCES) - {"marketplaces"}:
        source = SOURCES[name]

        def save(
            connection: Connection, context: StreamContext, page: Page, source: Any = source
        ) -> Saved:
            saved: Saved = source.save(connection, context, page)
            trouble.at_page(connection)
            return saved

        monkeypatch.setitem(SOURCES, name, replace(source, save=save))
    monkeypatch.setattr(finances, "LONGEST", MONEY_WINDOW)

    @cache
    def expected(streams: tuple[str, ...]) -> History:
        trouble.plan = []
        database.restore("empty")
        calm = shop_of(simulator, database, streams)
        calm.clock.move_to(END)
        return finished(calm)

    class Machine(FaultsAndRuns):
        pass

    Machine.simulator, Machine.installation = simulator, database
    Machine.trouble, Machine.expected = trouble, staticmethod(expected)
    return Machine


LENIENT = {"suppress_health_check": list(HealthCheck)}


def test_every_stream_is_in_a_group() -> None:
    assert {name for group in GROUPS for name in group} == set(SOURCES) - {"marketplaces"}


def test_twenty_histories_of_faults_end_in_the_same_rows(machine: type[FaultsAndRuns]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=20, stateful_step_count=6, derandomize=True, **LENIENT),
    )


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
def test_hundreds_of_histories_of_faults_end_in_the_same_rows(
    machine: type[FaultsAndRuns], tell: Callable[[str], None], part: int
) -> None:
    dice = random.Random(part)
    some = [
        tuple(sorted(dice.sample(sorted(SOURCES), dice.randint(1, 8)))) for _ in range(MIXTURES)
    ]
    machine.streams = st.sampled_from((*GROUPS, *some))
    run_state_machine_as_test(
        machine, settings=settings(max_examples=250 // PARTS, stateful_step_count=12, **LENIENT)
    )
    tell(f"{machine.ended} histories of faults, part {part + 1} of {PARTS}, ended in the same rows")
