"""Runs that are killed with kill -9 at a statement, and what must be there after the next run."""

from __future__ import annotations

import random
import signal

from tests.faults.oracle import Expected, History, assert_honest, assert_settled
from tests.faults.postgres_proxy import WRITING_COMMIT
from tests.faults.processes import Commands
from tests.faults.shop import Shop

KILLED = -signal.SIGKILL


def count(commands: Commands, shop: Shop, only: str, *command: str) -> int:
    """Run without a fault and count statements."""
    commands.proxy.strike(None)
    assert commands.run(shop, *command) == 0, commands.said()[-2000:]
    return sum(only in text for text in commands.proxy.seen)


def kill_at(
    commands: Commands,
    shop: Shop,
    expected: Expected,
    at: int,
    how: str,
    only: str,
    command: tuple[str, ...] = (),
) -> bool:
    """Kill a run at a statement, then run again; False when the run ended before it."""
    strike = commands.strike(at, how, only)
    code = commands.run(shop, *command)
    # The process may be gone before the proxy has noted that it has struck.
    if code != KILLED:
        assert code == 0, commands.said()[-2000:]
        assert not strike.has_struck.is_set()
        return False
    assert strike.has_struck.wait(20)
    assert_honest(shop.world)
    commands.proxy.strike(None)
    assert commands.run(shop, *command) == 0, commands.said()[-2000:]
    expected.assert_here()
    assert_settled()
    return True


def run_and_kill(commands: Commands, shop: Shop, longest: int, seed: int) -> int:
    """Let cron run a shop, and kill each run at a commit at most `longest` commits on.

    Returns how many were killed before one came to its end.
    """
    dice, killed = random.Random(seed), 0
    while True:
        how = dice.choice(("before", "after"))
        strike = commands.strike(dice.randint(longest // 2, longest), how, WRITING_COMMIT)
        code = commands.run(shop, "run", "--json")
        if code != KILLED:
            assert code == 0, commands.said()[-2000:]
            assert not strike.has_struck.is_set()
            return killed
        assert strike.has_struck.wait(20)
        assert_honest(shop.world)
        killed += 1


def without_jobs(rows: History) -> History:
    """Leave the reports out: a stream that was killed after its last row is read once more."""
    return {name: found for name, found in rows.items() if name != "report_jobs"}


def spread(total: int, points: int) -> list[int]:
    """Return some numbers from 1 to `total`, evenly spread, both ends among them."""
    return sorted({1 + round(step * (total - 1) / (points - 1)) for step in range(points)})
