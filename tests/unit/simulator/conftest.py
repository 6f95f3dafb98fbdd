"""A fresh simulator for each test, behind one address for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from core.clock import FakeClock, parse_instant
from simulator.server import RunningSimulator
from tests.unit.simulator.support import NOW, Amazon


@pytest.fixture(scope="package")
def _running() -> Iterator[RunningSimulator]:
    with RunningSimulator() as running:
        yield running


def _fresh(running: RunningSimulator, **options: Any) -> Iterator[Amazon]:
    clock = FakeClock(parse_instant(NOW))
    running.renew(clock, **options)
    amazon = Amazon(running, clock)
    with amazon.session:
        yield amazon


@pytest.fixture
def amazon(_running: RunningSimulator) -> Iterator[Amazon]:
    """A simulator without a rate plan."""
    yield from _fresh(_running)


@pytest.fixture
def strict_amazon(_running: RunningSimulator) -> Iterator[Amazon]:
    """A simulator that holds callers to Amazon's published rates."""
    yield from _fresh(_running, rate_plan="real")
