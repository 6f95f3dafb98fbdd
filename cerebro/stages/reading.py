"""The first stages: which commit and which base, which files, and the facts of their blobs."""

from __future__ import annotations

from typing import Any

from cerebro.database import rows
from cerebro.errors import StageSkipped
from cerebro.facts import store
from cerebro.facts.gather import gather
from cerebro.history.log import IGNORED_REVS
from cerebro.policy import Policy, is_test
from cerebro.repository import LARGEST_BLOB, Repository, TreeEntry
from cerebro.scores.records import Measures
from cerebro.stages.new_code import choose_base
from cerebro.state import FileFacts, State

# Files in which people leave secrets.
_TEXTS = (
    ".env", ".yml", ".yaml", ".json", ".toml", ".ini", ".cfg", ".conf", ".sh", ".sql", ".txt",
    ".md", ".pem", ".key", ".example", ".properties",
)  # fmt: skip
_LARGEST_TEXT = 200_000
# Where a repository says what it does not want looked at.
_CONFIGURATION = ("pyproject.toml", "ruff.toml")


def resolve(state: State) -> None:
    """Find when the commit was made, and the commit that its new code is counted from."""
    repository, head = state.repository, state.head
    repository.begin_tree(head)
    state.at = repository.committed_at(head)
    state.base, state.base_reason = choose_base(state)
    if state.base:
        state.changes = [
            one for one in repository.changes(state.base, head) if one.path.endswith(".py")
        ]


def inventory(state: State) -> None:
    """List the Python files and texts of the commit, and the changed Python files of the base."""
    entries = state.repository.tree(state.head)
    state.policy = _policy(state.repository, {one.path: one.blob for one in entries})
    wanted = [one for one in entries if not state.policy.is_excluded(one.path)]
    state.python = {one.path: one.blob for one in wanted if _is_python(one)}
    state.texts = {one.path: one.blob for one in wanted if _is_text(one)}
    state.ignored_revs = next((one.blob for one in entries if one.path == IGNORED_REVS), "")
    for one in state.changes:
        blob = one.old_blob if one.old_blob or one.old_blob is None else state.python.get(one.path)
        if blob:
            state.base_python[one.old_path] = blob


def _policy(repository: Repository, blobs: dict[str, str]) -> Policy:
    named = [blobs[one] for one in _CONFIGURATION if one in blobs]
    contents = repository.blobs(named) if named else {}
    return Policy(*(contents.get(blobs.get(one, ""), b"") for one in _CONFIGURATION))


def _is_python(entry: TreeEntry) -> bool:
    return entry.path.endswith(".py") and entry.size <= LARGEST_BLOB


def _is_text(entry: TreeEntry) -> bool:
    return entry.path.endswith(_TEXTS) and entry.size <= _LARGEST_TEXT


def read_facts(state: State) -> None:
    """Read the blobs that no run has read before with these tools, then all facts of this run."""
    python = {*state.python.values(), *state.base_python.values()}
    wanted = python | set(state.texts.values())
    fresh = store.unseen(state.connection, wanted, state.tool_key)
    state.read_blobs = len(fresh)
    if fresh:
        contents = state.repository.blobs(sorted(fresh))
        store.save(state.connection, gather(contents, python & fresh), state.tool_key)
    if not python:
        raise StageSkipped("there is no Python file in this commit")
    state.facts = load_facts(state, python)


def load_facts(state: State, blobs: set[str]) -> dict[str, FileFacts]:
    """Return what a run needs of the facts of blobs, by blob.

    The hashes of lines, which are most of it, come for product code only: tests may repeat
    themselves.
    """
    found: list[Any] = rows(
        state.connection,
        "SELECT blob, lines, cyclomatic_sum, cognitive_max, nesting_max, arguments_max,"
        " function_lines_max, imports_key,"
        " CASE WHEN blob = ANY(%(product)s) THEN line_hashes ELSE '' END, error"
        " FROM cerebro.brain_blobs"
        " WHERE tool_key = %(key)s AND blob = ANY(%(blobs)s)",
        key=state.tool_key,
        blobs=list(blobs),
        product=[blob for path, blob in state.python.items() if not is_test(path)],
    )
    return {row[0]: FileFacts(Measures(*row[1:7]), row[7], bytes(row[8]), row[9]) for row in found}
