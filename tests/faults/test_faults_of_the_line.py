"""F09 to F13: Amazon fails or the line breaks; one clean run later nothing is missing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.faults.conftest import fingerprint
from tests.faults.tcp_proxy import TcpProxy, Toxic
from tests.integration.sync.conftest import Amazon, states

History = dict[str, list[Any]]


def test_f04_a_token_that_ends_in_the_run_is_renewed(expected: History, amazon: Amazon) -> None:
    amazon.fault("expire_tokens", operation="searchOrders")
    assert states(amazon.run()) == {"done"}
    assert fingerprint() == expected


def test_f05_a_missing_role_stops_its_stream_alone(expected: History, amazon: Amazon) -> None:
    amazon.fault("http_error", operation="getInventorySummaries", status=403, count=8)
    results = amazon.run()
    assert {one.state for one in results if one.stream == "inventory"} == {"forbidden"}
    assert {one.state for one in results if one.stream != "inventory"} == {"done"}
    amazon.simulator.world.faults.clear()
    assert states(amazon.run()) == {"done"}
    assert fingerprint() == expected


def test_f09_a_burst_of_five_errors_is_survived(expected: History, amazon: Amazon) -> None:
    amazon.fault("http_error", operation="searchOrders", status=503, count=5)
    assert states(amazon.run()) == {"done"}
    assert fingerprint() == expected


@pytest.mark.parametrize(
    "toxic",
    [
        Toxic(limit_data=700),
        Toxic(reset_peer=True),
        Toxic(slicer=500, connections=20),
        Toxic(latency=0.001, connections=20),
        Toxic(slow_close=0.05, connections=20),
    ],
    ids=["cut", "reset", "slices", "latency", "slow close"],
)
def test_f13_a_line_that_breaks_repeats_the_page(
    expected: History, amazon: Amazon, line: TcpProxy, toxic: Toxic
) -> None:
    line.spoil(toxic)
    assert states(amazon.run()) == {"done"}
    assert line.struck
    assert fingerprint() == expected
