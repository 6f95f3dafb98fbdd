"""A fresh simulator for each test; the shop behind it is quick to work out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.simulator.support import Amazon, amazon_at


@pytest.fixture
def amazon() -> Iterator[Amazon]:
    """A simulator without a rate plan."""
    with amazon_at() as one:
        yield one


@pytest.fixture
def strict_amazon() -> Iterator[Amazon]:
    """A simulator that holds callers to Amazon's published rates."""
    with amazon_at(rate_plan="real") as one:
        yield one
