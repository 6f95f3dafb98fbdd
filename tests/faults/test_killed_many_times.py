"""F29, F30 in full: kill -9 at every commit of every stream, and again and again.

`test_faults_of_the_process.py` does some of it at each `make test`. Here each stream is a test of
its own, so that `make soak` shares them out among its processes.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from sync.registry import SOURCES
from tests.faults.killing import count, kill_at, run_and_kill, without_jobs
from tests.faults.oracle import Expected, History, assert_free, assert_same, history
from tests.faults.postgres_proxy import WRITING_COMMIT
from tests.faults.processes import Commands
from tests.faults.shop import Shop

pytestmark = pytest.mark.soak
Tell = Callable[[str], None]
# A kill at a statement that is no commit leaves what the last commit left; prime, so that each
# kind of statement comes first in some place.
EVERY = 7


# Each of the two regions begins with five commits (lease, run, what to ask for, count of calls)
# before the first that brings it on: ten apart, thousands of kills would be needed for each stream.
@pytest.mark.parametrize(("longest", "seed"), [(14, 1), (20, 2), (30, 3), (50, 4)])
def test_f29_f30_cron_killed_again_and_again_nothing_is_lost_and_nothing_is_double(
    commands: Commands, every_stream: Shop, tell: Tell, longest: int, seed: int
) -> None:
    count(commands, every_stream, "")
    expected = history()
    every_stream.restore("empty")
    killed = run_and_kill(commands, every_stream, longest, seed)
    assert_same(without_jobs(history()), without_jobs(expected))
    assert_free()
    tell(f"cron killed {killed} times, at most {longest} commits apart")


@pytest.mark.parametrize("name", SOURCES)
def test_f29_f30_killed_at_every_commit_of_a_stream_nothing_is_lost_and_nothing_is_double(
    commands: Commands, every_stream: Shop, tell: Tell, name: str
) -> None:
    _read_those_before(commands, every_stream, name)
    before, command = f"before_{name}", ("run", name, "--json")
    every_stream.installation.keep_as(before)
    every_stream.restore(before)
    total = count(commands, every_stream, WRITING_COMMIT, *command)
    expected, killed = Expected.now(), 0
    for at, how in itertools.product(range(1, total + 1), ("before", "after")):
        every_stream.restore(before)
        killed += kill_at(commands, every_stream, expected, at, how, WRITING_COMMIT, command)
    # A run's last commits depend on how its two regions meet: one may not come every time.
    assert killed >= 2 * total - 4
    tell(f"{name}: killed at {killed} of {2 * total} places, before and after each commit")


def _read_those_before(commands: Commands, shop: Shop, name: str) -> None:
    """Read the streams that come before one, in their order."""
    earlier = tuple(itertools.takewhile(lambda one: one != name, SOURCES))
    if earlier:
        count(commands, shop, "", "run", *earlier, "--json")


@pytest.mark.parametrize("template", ["empty", "first_day"])
@pytest.mark.parametrize("offset", range(1, EVERY + 1))
def test_f30_killed_at_statements_nothing_is_lost_and_nothing_is_double(
    commands: Commands, request: pytest.FixtureRequest, tell: Tell, template: str, offset: int
) -> None:
    shop: Shop = request.getfixturevalue("shop" if template == "empty" else "later")
    total = count(commands, shop, "")
    expected, killed = Expected.now(), 0
    # Each of the seven tests takes every 49th statement: together every seventh.
    for at in range(offset * EVERY, total + 1, EVERY * EVERY):
        shop.restore(template)
        killed += kill_at(commands, shop, expected, at, "before", "")
    tell(f"{template}: killed before {killed} of {total} statements")


def test_f29_f30_killed_at_every_commit_of_one_run_nothing_is_lost_and_nothing_is_double(
    commands: Commands, shop: Shop, expected: History, tell: Tell
) -> None:
    total = count(commands, shop, WRITING_COMMIT)
    assert_same(history(), expected)
    wanted, killed = Expected.now(), 0
    for at, how in itertools.product(range(1, total + 1), ("before", "after")):
        shop.restore("empty")
        killed += kill_at(commands, shop, wanted, at, how, WRITING_COMMIT)
    tell(f"one run of three streams: killed at {killed} of {2 * total} places")
