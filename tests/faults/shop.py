"""A small shop on a simulator that every test of a process shares, and runs of the sync in it.

Two clocks: the shop's stands still until a test moves it, the other one passes with every
wait. So a run that had to wait and one that had not read Amazon at the very same instant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from core.clock import Clock, FakeClock, parse_instant
from core.database import Role, name_account, transaction
from core.settings import Settings, get_settings
from simulator.server import RunningSimulator
from sync.registry import SOURCES
from sync.runner import Runner, RunRequest
from sync.stopping import Stop
from sync.stream_run import StreamResult
from tests.conftest import FROZEN_NOW
from tests.integration.sync.conftest import read
from tests.support.installation import Installation

#: Days of orders in the world of these tests, and the streams that are read in it.
DAYS = 2
STREAMS = ("marketplaces", "orders", "inventory")
NOW = parse_instant(FROZEN_NOW)
# A day after the settlements of all marketplaces were made: three days bring rows to each table.
PAYDAY = parse_instant("2026-11-17T12:00:00Z")
_PAUSE = text(
    "INSERT INTO app.stream_schedules (account_id, stream, is_paused) VALUES (1, :stream, true)"
    " ON CONFLICT DO NOTHING"
)


class Shop:
    """The simulator, what may go wrong with it, and a way to run the sync."""

    def __init__(
        self,
        simulator: RunningSimulator,
        installation: Installation,
        now: datetime = NOW,
        streams: Sequence[str] = STREAMS,
        **settings: Any,
    ) -> None:
        self.clock, self.timer = FakeClock(now), FakeClock(now)
        self.streams = tuple(streams)
        # What this machine takes for the time; a test may let it go wrong.
        self.machine: Clock = self.clock
        self.simulator, self.installation = simulator, installation
        simulator.renew(self.clock)
        self.world = simulator.world
        self.stop = Stop(self.timer)
        self.settings: Settings = get_settings().model_copy(
            update={**addresses(simulator.url), "backfill_days": DAYS,
                    "simulator_rate_plan": "off", **settings}
        )  # fmt: skip

    def set(self, **changes: Any) -> None:
        """Change settings of the sync from now on."""
        self.settings = self.settings.model_copy(update=changes)

    def run(self, *streams: str, threads: int = 1, **wish: Any) -> list[StreamResult]:
        """Run streams (those of this shop when none is named) and return how each ended."""
        runner = Runner(self.settings, self.machine, self.timer, self.stop, threads)
        return runner.run(RunRequest(streams=streams or self.streams, **wish))

    def run_due(self) -> list[StreamResult]:
        """Run what of this shop's streams is due, as cron does; the others are paused.

        The database's own clock dates a run, and the shop's stands elsewhere: to these tests all
        runs so far began when the shop did.
        """
        read("UPDATE sync.runs SET started_at = :began RETURNING 1", began=NOW)
        with transaction(Role.OWNER) as connection:
            name_account(connection, 1)
            for name in set(SOURCES) - set(self.streams):
                connection.execute(_PAUSE, {"stream": name})
        return Runner(self.settings, self.machine, self.timer, self.stop, 1).run(RunRequest())

    def fault(self, kind: str, operation: str, count: int = 1, **fields: Any) -> None:
        """Let the next `count` calls of an operation meet a fault."""
        wish = {"kind": kind, "operation": operation, "count": count, **fields}
        self.world.faults.add(wish)

    def edit(self, operation: str, change: Callable[[Any], Any]) -> None:
        """Change what an operation answers until `heal`."""
        self.world.faults.edit(operation, change)

    def answer(self, operation: str, handler: Callable[[Any], Any]) -> None:
        """Let `handler` answer an operation, whatever is asked, until `heal`."""
        self.world.faults.script(operation, handler)

    def heal(self) -> None:
        """End every fault; and so much time has passed that nothing is left alone any more."""
        self.world.faults.clear()
        self.timer.advance(timedelta(hours=25).total_seconds())

    def restore(self, template: str) -> None:
        """Put the database back: `empty`, or `first_day`; and nothing is wrong any more."""
        self.world.faults.clear()
        self.installation.restore(template)

    def calls(self, operation: str) -> int:
        """How often an operation was served or refused."""
        return self.world.rates.served[operation] + self.world.rates.refused[operation]


def addresses(url: str) -> dict[str, str]:
    """Return the settings that make a sync call a simulator at an address."""
    return {
        "sp_api_host_na": f"{url}/na",
        "sp_api_host_eu": f"{url}/eu",
        "ads_host_na": f"{url}/ads/na",
        "ads_host_eu": f"{url}/ads/eu",
        "lwa_url": f"{url}/auth/o2/token",
        "ecb_url": f"{url}/ecb",
    }


def by_stream(results: list[StreamResult], region: str = "NA") -> dict[str, StreamResult]:
    """Return how each stream of a region ended."""
    return {one.stream: one for one in results if one.connection == region}


def states(results: list[StreamResult]) -> set[str]:
    return {result.state for result in results}
