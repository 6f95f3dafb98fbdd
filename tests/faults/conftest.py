"""What the fault tests of a process share: a simulator, and two histories without a fault."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from core.clock import FakeClock
from simulator.server import RunningSimulator
from sync.registry import SOURCES
from tests.faults.oracle import History, history
from tests.faults.processes import Commands
from tests.faults.shop import NOW, PAYDAY, Shop, addresses, states
from tests.faults.tcp_proxy import TcpProxy
from tests.support.installation import Installation


@pytest.fixture(scope="session")
def simulator() -> Iterator[RunningSimulator]:
    """One simulator for all; each test puts a new world behind its address."""
    with RunningSimulator(FakeClock(NOW)) as running:
        yield running


@pytest.fixture
def shop(database: Installation, simulator: RunningSimulator) -> Shop:
    """An empty database and a shop with nothing wrong yet."""
    return Shop(simulator, database)


@pytest.fixture(scope="session")
def histories(installation: Installation, simulator: RunningSimulator) -> dict[str, History]:
    """The first day without a fault, kept as a template, and what two days more make of it."""
    installation.restore("empty")
    first = Shop(simulator, installation)
    assert states(first.run()) == {"done"}
    found = {"first day": history()}
    installation.keep_as("first_day")
    installation.restore("first_day")
    assert states(_two_days_later(simulator, installation).run()) == {"done"}
    found["later"] = history()
    return found


def _two_days_later(simulator: RunningSimulator, installation: Installation) -> Shop:
    shop = Shop(simulator, installation)
    for clock in (shop.clock, shop.timer):
        clock.advance(timedelta(days=2).total_seconds())
    return shop


@pytest.fixture
def expected(histories: dict[str, History], shop: Shop) -> History:
    """What a run without a fault brings into an empty database."""
    return histories["first day"]


@pytest.fixture
def later(
    installation: Installation, histories: dict[str, History], simulator: RunningSimulator
) -> Iterator[Shop]:
    """The shop two days after its history came; the search now brings several pages."""
    installation.restore("first_day")
    yield _two_days_later(simulator, installation)
    installation.close()


@pytest.fixture
def expected_later(histories: dict[str, History]) -> History:
    """What a run without a fault makes of those two days."""
    return histories["later"]


@pytest.fixture
def line(simulator: RunningSimulator) -> Iterator[TcpProxy]:
    """A TCP proxy before the simulator; `through` leads a shop's SP-API over it."""
    with TcpProxy(int(simulator.url.rpartition(":")[2])) as proxy:
        yield proxy


def through(shop: Shop, line: TcpProxy) -> None:
    """Lead a shop's calls of the SP-API and its documents over a line; the login stays direct."""
    found: dict[str, Any] = addresses(f"http://127.0.0.1:{line.port}")
    shop.set(**{name: found[name] for name in ("sp_api_host_na", "sp_api_host_eu")})


@pytest.fixture(scope="module")
def running_commands(
    installation: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Commands]:
    """Real commands as processes, with a proxy before their database."""
    running = Commands(tmp_path_factory.mktemp("commands") / "log")
    yield running
    running.stop()


@pytest.fixture
def commands(running_commands: Commands) -> Iterator[Commands]:
    """The commands with no strike left from another test."""
    running_commands.proxy.strike(None)
    yield running_commands
    running_commands.proxy.strike(None)


@pytest.fixture
def every_stream(database: Installation, simulator: RunningSimulator) -> Shop:
    """An empty database and a shop whose every stream brings something."""
    return Shop(simulator, database, PAYDAY, tuple(SOURCES), backfill_days=3)
