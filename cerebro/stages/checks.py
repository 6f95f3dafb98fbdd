"""The stages of what `python -m cerebro check` has found out about this commit."""

from __future__ import annotations

from collections.abc import Callable

from cerebro.database import rows
from cerebro.errors import CheckFailed, StageSkipped
from cerebro.state import State

# The checks, in the order of the stages; the tools of some leave findings.
CHECK_NAMES = ("types", "dead code", "dependencies", "performance")
_TOOLS = {"types": "mypy", "dead code": "vulture"}


def reader(name: str) -> Callable[[State], None]:
    """Return the stage that takes what a check has said; findings are taken with all others."""

    def read(state: State) -> None:
        found = rows(
            state.connection,
            "SELECT state, reason, measures, broken FROM cerebro.brain_checks"
            " WHERE repo_id = %(repo)s AND commit_sha = %(sha)s AND name = %(name)s",
            repo=state.repo_id,
            sha=state.head,
            name=name,
        )
        if not found:
            raise StageSkipped(f"not asked for: python -m cerebro check '{name}'")
        outcome, reason, measures, broken = found[0]
        if outcome == "skipped":
            raise StageSkipped(reason)
        if outcome == "failed":
            raise CheckFailed(reason)
        state.measures.update(measures)
        state.spoken |= {_TOOLS[name]} if name in _TOOLS else set()
        state.slow += broken

    return read


def secrets(state: State) -> None:
    """Count the secrets in the tree: they came with the facts of its blobs."""
    tree = {**state.texts, **state.python}
    ((count,),) = rows(
        state.connection,
        "SELECT count(*) FROM cerebro.brain_raw_findings"
        " WHERE tool_key = %(key)s AND rule = 'secret' AND blob = ANY(%(blobs)s)",
        key=state.tool_key,
        blobs=list(set(tree.values())),
    )
    state.measures["secrets"] = float(count)
