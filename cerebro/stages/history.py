"""The stage of history: new commits come in, then each file's activity and people are read."""

from __future__ import annotations

from collections import defaultdict

from cerebro.database import rows
from cerebro.history.store import read_history
from cerebro.scores.ranks import HALF_LIFE_DAYS
from cerebro.scores.records import Activity
from cerebro.state import State

# Commits that say something of the files they touch.
_COUNTED = "NOT (c.is_bulk OR c.is_bot OR c.is_ignored)"
_JOIN = (
    " FROM cerebro.brain_commit_files f JOIN cerebro.brain_commits c USING (repo_id, commit_no)"
    f" WHERE repo_id = %(repo)s AND {_COUNTED}"
)
# In float8: with numbers of any length, which an interval has, it took five times as long.
_ACTIVITY = f"""
    SELECT f.file_no, count(*), count(*) FILTER (WHERE is_late), count(*) FILTER (
        WHERE is_late AND is_fix), sum(power(0.5::float8, greatest(age, 0) / %(half)s))
    FROM (SELECT f.file_no, c.is_fix,
        extract(epoch FROM to_timestamp(%(at)s) - c.authored_at)::float8 / 86400 AS age,
        c.authored_at > to_timestamp(%(at)s) - interval '365 days' AS is_late
        {_JOIN}) AS f GROUP BY f.file_no
"""


def read(state: State) -> None:
    """Bring the stored history up to the commit."""
    _, state.numbers = read_history(
        state.connection,
        state.repository,
        state.repo_id,
        state.head,
        state.python,
        state.ignored_revs,
    )


def activity(state: State) -> dict[int, Activity]:
    """Return what happened to each file, as of the commit."""
    found = rows(state.connection, _ACTIVITY, repo=state.repo_id, at=state.at, half=HALF_LIFE_DAYS)
    return {row[0]: Activity(row[1], row[2], row[3], float(row[4])) for row in found}


def commits_by_author(state: State) -> dict[int, dict[int, int]]:
    """Return how many commits each author has in each file."""
    found = rows(
        state.connection,
        f"SELECT f.file_no, c.author_no, count(*) {_JOIN} GROUP BY 1, 2",
        repo=state.repo_id,
    )
    by_file: dict[int, dict[int, int]] = defaultdict(dict)
    for file_no, author, count in found:
        by_file[file_no][author] = count
    return by_file


def silent_authors(state: State, days: int) -> set[int]:
    """Return the authors who made no commit in the days before the run's commit."""
    found = rows(
        state.connection,
        "SELECT author_no FROM cerebro.brain_commits WHERE repo_id = %(repo)s GROUP BY author_no"
        " HAVING max(authored_at) < to_timestamp(%(at)s) - %(days)s * interval '1 day'",
        repo=state.repo_id,
        at=state.at,
        days=days,
    )
    return {author for (author,) in found}


def pairs(state: State, fewest: int) -> list[tuple[int, int, int]]:
    """Return the pairs of files that changed together at least so often."""
    return rows(
        state.connection,
        "SELECT file_a, file_b, shared FROM cerebro.brain_pairs"
        " WHERE repo_id = %(repo)s AND shared >= %(fewest)s",
        repo=state.repo_id,
        fewest=fewest,
    )


def count_commits(state: State) -> int:
    """Return how many commits count."""
    ((count,),) = rows(
        state.connection,
        f"SELECT count(*) FROM cerebro.brain_commits c WHERE repo_id = %(repo)s AND {_COUNTED}",
        repo=state.repo_id,
    )
    return int(count)
