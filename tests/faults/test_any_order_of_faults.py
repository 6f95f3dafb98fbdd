"""Faults and operations in any order (a state machine): nothing is lost, whatever comes together.

After every step no cursor is past anything that is neither stored nor planned; after the last one,
with nothing wrong any more, the database equals the one that never met a fault.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
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
from sync.registry import SOURCES
from sync.sources import finances
from sync.sources.base import Page, Saved, StreamContext
from tests.faults.oracle import History, assert_honest, assert_same, assert_settled, history
from tests.faults.shop import NOW, STREAMS, Shop, states
from tests.integration.sync.conftest import read
from tests.support.installation import Installation

#: Everything ends at this instant, on the day on which it began in every marketplace.
END = NOW + timedelta(hours=7)
FIRST_DAYS, ALL_DAYS = 1, 2
#: The last history that is asked for reaches further back than any before it, so that all of
#: them begin at the same instant.
LAST_DAYS = ALL_DAYS + 1
#: What is read here; a transaction's window is short, so that a run has several of them.
READ = (*STREAMS, "finances", "returns_fba")
HISTORIES = ("orders", "finances", "returns_fba")
MONEY_WINDOW = timedelta(hours=2)
OPERATIONS = ("searchOrders", "listTransactions", "createReport", "getReport",
              "getReportDocument", "token", "getInventorySummaries",
              "getMarketplaceParticipations", "document")  # fmt: skip
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
            connection.exec_driver_sql(
                "DO $$ BEGIN RAISE EXCEPTION 'on purpose' USING ERRCODE = '53100'; END $$"
            )


class FaultsAndRuns(RuleBasedStateMachine):
    """A shop, its faults, and runs of the sync."""

    simulator: RunningSimulator
    installation: Installation
    trouble: Trouble
    expected: History

    @initialize()
    def begin(self) -> None:
        self.installation.restore("empty")
        self.shop = Shop(self.simulator, self.installation, backfill_days=FIRST_DAYS)
        self.trouble.plan = []

    @rule(streams=st.sampled_from([READ, *((name,) for name in READ)]))
    def run(self, streams: tuple[str, ...]) -> None:
        with suppress(KilledError):
            self.shop.run(*streams)
        self._look()

    @rule(streams=st.sampled_from([HISTORIES, *((name,) for name in HISTORIES)]))
    def backfill(self, streams: tuple[str, ...]) -> None:
        with suppress(KilledError):
            self.shop.run(*streams, kind="backfill", backfill_days=ALL_DAYS)
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
        assert_same(finished(self.shop), self.expected)


def finished(shop: Shop) -> History:
    """Bring a shop to its end without a fault, and return its rows."""
    shop.run("marketplaces")
    shop.run(*HISTORIES, kind="backfill", backfill_days=LAST_DAYS)
    results = shop.run(*READ, is_forced=True)
    assert states(results) == {"done"}, [one.sentence for one in results]
    assert_honest(shop.world)
    assert_settled()
    assert read("SELECT count(*) FROM sync.report_jobs WHERE state NOT IN ('closed', 'empty')") == [
        (0,)
    ]
    found = history()
    # Which windows were asked for, and when it was swept, differs with what went wrong.
    del found["report_jobs"]
    found["cursors"] = read(
        "SELECT connection_id, stream, cursor_at FROM sync.cursors ORDER BY 1, 2"
    )
    return found


@pytest.fixture
def machine(
    database: Installation, simulator: RunningSimulator, monkeypatch: pytest.MonkeyPatch
) -> type[FaultsAndRuns]:
    """The state machine with its installation, and pages that meet trouble when it is planned."""
    trouble = Trouble()
    for name in READ[1:]:
        source = SOURCES[name]

        def save(
            connection: Connection, context: StreamContext, page: Page, source: Any = source
        ) -> Saved:
            saved: Saved = source.save(connection, context, page)
            trouble.at_page(connection)
            return saved

        monkeypatch.setitem(SOURCES, name, replace(source, save=save))
    monkeypatch.setattr(finances, "LONGEST", MONEY_WINDOW)
    calm = Shop(simulator, database, backfill_days=FIRST_DAYS)
    calm.clock.move_to(END)

    class Machine(FaultsAndRuns):
        pass

    Machine.simulator, Machine.installation = simulator, database
    Machine.trouble, Machine.expected = trouble, finished(calm)
    assert len(Machine.expected["orders"]) > 100
    assert len(Machine.expected["transactions"]) > 100
    assert len(Machine.expected["returns"]) > 3
    return Machine


LENIENT = {"suppress_health_check": list(HealthCheck)}


def test_twenty_histories_of_faults_end_in_the_same_rows(machine: type[FaultsAndRuns]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=20, stateful_step_count=6, derandomize=True, **LENIENT),
    )


@pytest.mark.soak
def test_hundreds_of_histories_of_faults_end_in_the_same_rows(
    machine: type[FaultsAndRuns],
) -> None:
    run_state_machine_as_test(
        machine, settings=settings(max_examples=250, stateful_step_count=12, **LENIENT)
    )
