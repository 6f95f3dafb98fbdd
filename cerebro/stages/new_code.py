"""From which commit on code counts as new."""

from __future__ import annotations

from collections.abc import Sequence

from cerebro.database import rows
from cerebro.repository import Repository
from cerebro.state import State

_MAIN_BRANCHES = ("main", "master")
_DAYS = 30
_DAY = 86_400
# Earlier runs that are looked through: older ones are of a history that was rewritten.
_RUNS = 20
_NONE = (
    f"no tag, less than {_DAYS} days of history, no earlier run. The next commit will be compared"
    " with this one"
)


def choose_base(state: State) -> tuple[str | None, str]:
    """Return the commit that new code is counted from, or None and why there is none.

    The one named; beside the main branch, where the two part; on it, the last tag, else the commit
    of thirty days ago. In a younger history it is the newest commit that the gate has let in, so
    that what it kept out stays new until it is mended.
    """
    repository, head = state.repository, state.head
    if state.named_base:
        named = repository.commit(state.named_base)
        return repository.merge_base(named, head), "both have no commit in common"
    mains, has_tags = repository.names(_MAIN_BRANCHES)
    for main in (mains[name] for name in _MAIN_BRANCHES if name in mains):
        parting = repository.merge_base(main, head) if main != head else None
        if parting and parting != head:
            return parting, ""
    for tag in _tags(repository, head) if has_tags else ():
        tagged = repository.find(tag)
        if tagged != head:
            return tagged, ""
    before = f"--before={state.at - _DAYS * _DAY}"
    old = repository.git("rev-list", "-1", "--first-parent", before, head).decode().strip()
    return old or _last_let_in(repository, head, _let_in(state)), _NONE


def _tags(repository: Repository, head: str) -> list[str]:
    """Return the tags in the history of a commit, the newest first."""
    return repository.git("tag", "--merged", head, "--sort=-creatordate").decode().split()


def _let_in(state: State) -> list[str]:
    """Return the commits of earlier runs that the gate did not keep out, the newest first."""
    found = rows(
        state.connection,
        "SELECT commit_sha FROM cerebro.brain_runs r JOIN cerebro.brain_gate_results g"
        " USING (run_id) WHERE repo_id = %(repo)s AND r.status = 'ok' AND g.status <> 'failed'"
        " AND commit_sha <> %(head)s ORDER BY run_id DESC LIMIT %(runs)s",
        repo=state.repo_id,
        head=state.head,
        runs=_RUNS,
    )
    return [commit for (commit,) in found]


def _last_let_in(repository: Repository, head: str, commits: Sequence[str]) -> str | None:
    # What a rewritten history has left behind is no ancestor.
    return next((one for one in commits if repository.is_ancestor(one, head)), None)
