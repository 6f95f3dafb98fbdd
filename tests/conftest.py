"""What all tests share: a real PostgreSQL, an installation of their own, no way out.

The server is started once; each test that writes gets a fresh copy of a migrated
database. Everything lives in a temporary folder and is removed at the end.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts

from tests.support.installation import Installation

# Every test of the demo shop is read at this instant: a Friday noon in Europe, with
# the day not over in any of the three marketplaces.
FROZEN_NOW = "2026-11-20T12:00:00Z"


def pytest_runtest_setup() -> None:
    """Let no test reach beyond this machine."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    """One installation for the whole run: local folder, secrets, server, empty template."""
    with tempfile.TemporaryDirectory(prefix="seller-monitor-test-") as folder:
        one = Installation(Path(folder), FROZEN_NOW)
        one.start()
        try:
            yield one
        finally:
            one.remove()


@pytest.fixture
def database(installation: Installation) -> Iterator[Installation]:
    """A migrated database with the demo account in it and no data, fresh for this test."""
    installation.restore("empty")
    yield installation
    installation.close()


@pytest.fixture(scope="session")
def _demo_template(installation: Installation) -> None:
    installation.make_demo_template()


@pytest.fixture(scope="module")
def demo(installation: Installation, _demo_template: None) -> Iterator[Installation]:
    """The demo shop, two years of it, synced from the simulator at FROZEN_NOW.

    Shared by the tests of a module: read from it, do not write to it.
    """
    installation.restore("demo")
    yield installation
    installation.close()
