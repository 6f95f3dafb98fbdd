"""One fault-free history for the whole run, and a sync that a fault can be put before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.faults.tcp_proxy import TcpProxy
from tests.integration.sync.conftest import Amazon, amazon_of, snapshot

__all__ = ["amazon_of"]

#: Days of orders in the world of these tests.
DAYS = 3
_fault_free: dict[str, Any] = {}


def fingerprint() -> dict[str, list[Any]]:
    """Return every row of the facts and sums, without runs, sources and times of reading."""
    return snapshot()


@pytest.fixture
def amazon(amazon_of: Callable[..., Amazon]) -> Amazon:
    """A small shop, no rates, nothing wrong yet."""
    return amazon_of(days=DAYS)


@pytest.fixture
def expected(amazon_of: Callable[..., Amazon], installation: Any) -> dict[str, list[Any]]:
    """The fingerprint of a run without a fault; made once, the database is emptied again."""
    if not _fault_free:
        assert {one.state for one in amazon_of(days=DAYS).run()} == {"done"}
        _fault_free.update(fingerprint())
        installation.close()
        installation.restore("empty")
    return _fault_free


@pytest.fixture
def line(amazon: Amazon) -> Iterator[TcpProxy]:
    """The TCP proxy before the simulator's SP-API; the token address stays direct."""
    url = amazon.simulator.url
    with TcpProxy(int(url.rpartition(":")[2])) as proxy:
        hosts = {
            "sp_api_host_na": f"http://127.0.0.1:{proxy.port}/na",
            "sp_api_host_eu": f"http://127.0.0.1:{proxy.port}/eu",
        }
        amazon.settings = replace_settings(amazon, hosts)
        yield proxy


def replace_settings(amazon: Amazon, changes: dict[str, Any]) -> Any:
    return amazon.settings.model_copy(update=changes)
