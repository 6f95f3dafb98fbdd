"""What all tests share: a real PostgreSQL, an installation of their own, no way out.

Each process of a run starts its server once; each test that writes gets a fresh copy of a
migrated database. What takes long to make is made once for all processes of the run.
Everything lives in temporary folders and is removed at the end, also when the tests are killed.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from pytest_socket import socket_allow_hosts

from tests.support.installation import Installation
from tests.support.last_will import RUN_FOLDER, LastWill
from tests.support.memory_disk import run_folder
from tests.support.scheduling import put_in_turn
from tests.support.scheduling import pytest_xdist_make_scheduler as pytest_xdist_make_scheduler
from tests.support.shared_templates import remove_templates, start_with_templates

# Every test of the demo shop is read at this instant: a Friday noon in Europe, with
# the day not over in any of the three marketplaces.
FROZEN_NOW = "2026-11-20T12:00:00Z"


# On a machine that does other things as well an example may take long: none has a deadline, and
# none is given up because making it was slow.
settings.register_profile(
    "busy machine", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("busy machine")

# The folder that the processes of one run share; the process that leads the run makes it.
_SHARED = pytest.StashKey[Path]()
_TOLD = "told"


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that all processes of this run share, or take the leading one's."""
    told = getattr(config, "workerinput", {}).get("shared_folder")
    if told:
        config.stash[_SHARED] = Path(told)
        return
    made = ExitStack()
    config.stash[_SHARED] = made.enter_context(run_folder())
    os.environ[RUN_FOLDER] = str(config.stash[_SHARED])
    made.callback(remove_templates, config.stash[_SHARED])
    # The last that was added is the first to run: what is left to the will is nothing.
    config.add_cleanup(LastWill(config.stash[_SHARED]).close)
    config.add_cleanup(made.close)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a process of pytest-xdist which folder is shared."""
    node.workerinput["shared_folder"] = str(node.config.stash[_SHARED])


def pytest_collection_finish() -> None:
    """Let the collector of garbage look more seldom, and never again at what stays until the end.

    A process holds four thousand tests and two years of a shop, which all live on: to look through
    them every 700 new objects cost a whole sync in a test a twelfth of its time.
    """
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order them, and let soak tests take the hours they need (`timeout` in pyproject.toml)."""
    put_in_turn(items)
    for item in items:
        if item.get_closest_marker("soak"):
            item.add_marker(pytest.mark.timeout(0))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let no test reach beyond this machine."""
    if item.get_closest_marker("soak"):
        faulthandler.cancel_dump_traceback_later()
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Say a sentence of what a test has measured; it stands at the end of the run."""

    def note(sentence: str) -> None:
        request.node.user_properties.append((_TOLD, sentence))

    return note


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what the tests had to tell, from whichever process."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "call":
                for name, sentence in report.user_properties:
                    if name == _TOLD:
                        terminalreporter.write_line(sentence)


@pytest.fixture(scope="session")
def installation(request: pytest.FixtureRequest) -> Iterator[Installation]:
    """One installation for a process: local folder, secrets, server, and its templates.

    They are `empty`, and `demo` when any test of this run asks for it.
    """
    with_demo = any("demo" in item.fixturenames for item in request.session.items)
    shared = request.config.stash[_SHARED]
    # In the run's folder, so that it goes with it however the run ends.
    with ExitStack() as at_last, tempfile.TemporaryDirectory(prefix="home-", dir=shared) as folder:
        at_last.callback(LastWill(Path(folder)).close)
        one = Installation(Path(folder), FROZEN_NOW, shared / f"{Path(folder).name}-server")
        start_with_templates(one, shared, with_demo=with_demo)
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


@pytest.fixture(scope="module")
def demo(installation: Installation) -> Iterator[Installation]:
    """The demo shop, two years of it, synced from the simulator at FROZEN_NOW.

    Shared by the tests of a module: read from it, do not write to it.
    """
    installation.restore("demo")
    yield installation
    installation.close()
