"""The stage of imports: what coverage and other tools have told of this commit."""

from __future__ import annotations

from cerebro.database import rows
from cerebro.errors import StageSkipped
from cerebro.state import Coverage, State


def read(state: State) -> None:
    """Take the coverage of this commit; findings of other tools are taken with ours."""
    found = rows(
        state.connection,
        "SELECT path, covered, missing FROM cerebro.brain_coverage"
        " WHERE repo_id = %(repo)s AND commit_sha = %(sha)s",
        repo=state.repo_id,
        sha=state.head,
    )
    state.coverage = {
        path: Coverage(frozenset(covered), frozenset(missing)) for path, covered, missing in found
    }
    if not found:
        raise StageSkipped("no coverage of this commit was imported")
    covered = sum(len(one.covered) for one in state.coverage.values())
    missing = sum(len(one.missing) for one in state.coverage.values())
    state.measures["coverage"] = covered / max(covered + missing, 1)
