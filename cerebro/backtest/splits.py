"""The days at which a history is cut in two, and what was known and what came at each.

At a day: the tree of the first parents; what was done in the twelve months before says the rank;
the fixes of the twelve months after are what it should have found. A commit counts when it is no
merge and touches no more than fifty files. Renames after the day are not followed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from cerebro.history.log import Commit
from cerebro.scores.records import Activity

DAY = 86_400
YEAR = 365 * DAY
_HALF_LIFE = 90 * DAY
# A history must reach as far: a year to learn from, a year to be judged by.
FEWEST_DAYS = 730
MOST_SPLITS = 6


class Known(NamedTuple):
    """What a day knows: each file's activity of the year before and fixes of the year after."""

    at: int
    activity: dict[str, Activity]
    fixes: dict[str, int]


def split_days(commits: Sequence[Commit]) -> list[int]:
    """Return the instants to cut at, every half year; none when the history is too short."""
    if not commits:
        return []
    first, last = min(one.at for one in commits), max(one.at for one in commits)
    at = last - YEAR
    found: list[int] = []
    while at - first >= YEAR and len(found) < MOST_SPLITS:
        found.append(at)
        at -= YEAR // 2
    return sorted(found)


def history_days(commits: Sequence[Commit]) -> int:
    """Return how many days a history spans."""
    times = [one.at for one in commits]
    return (max(times) - min(times)) // DAY if times else 0


def known_at(at: int, commits: Sequence[Commit], tree: set[str]) -> Known:
    """Return what was known at a day of the files of its tree, and what came afterwards.

    The year before follows renames: what a file did under its old name is its own.
    """
    after = [one for one in commits if at < one.at <= at + YEAR and not one.is_bulk]
    before = [one for one in commits if at - YEAR <= one.at <= at]
    return Known(at, _activity(at, before, tree), _fixes(after, tree))


def _fixes(commits: Sequence[Commit], tree: set[str]) -> dict[str, int]:
    touched = (touch.path for one in commits if one.is_fix for touch in one.touches)
    return dict(Counter(path for path in touched if path in tree))


def _activity(at: int, commits: Sequence[Commit], tree: set[str]) -> dict[str, Activity]:
    found: dict[str, Activity] = {}
    names: dict[str, str] = {}
    for commit in sorted(commits, key=lambda one: -one.at):
        for touch in commit.touches:
            path = names.get(touch.path, touch.path)
            names[touch.old_path] = path
            if not commit.is_bulk and path in tree:
                found[path] = _more(found.get(path, Activity()), at, commit)
    return found


def _more(one: Activity, at: int, commit: Commit) -> Activity:
    return Activity(
        one.revisions + 1,
        one.revisions_12m + 1,
        one.fixes_12m + commit.is_fix,
        one.recency + 0.5 ** ((at - commit.at) / _HALF_LIFE),
    )
