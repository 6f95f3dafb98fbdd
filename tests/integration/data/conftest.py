"""Databases for the tests of the metrics: one for a module that reads, one for a test that writes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from data.loaders import clear_cache
from tests.integration.data.hand_shop import Shop
from tests.support.installation import Installation


@pytest.fixture(scope="module")
def empty_shop(installation: Installation) -> Iterator[Shop]:
    """A fresh database for a module whose tests only read what its own fixture wrote."""
    installation.restore("empty")
    clear_cache()
    yield Shop()
    installation.close()


@pytest.fixture
def fresh_shop(database: Installation) -> Shop:
    """A fresh database for one test that writes."""
    clear_cache()
    return Shop()
