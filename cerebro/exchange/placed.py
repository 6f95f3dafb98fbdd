"""Findings of other tools for a commit, kept with fingerprints of our own."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from cerebro.database import copy, rows
from cerebro.facts.lines import LineHashes
from cerebro.repository import Repository

# Tool, rule, severity, path, first and last line, message.
Placed = tuple[str, str, str, str, int, int, str]
_COLUMNS = (
    "repo_id", "commit_sha", "tool", "rule", "severity", "path", "line", "end_line", "message",
    "line_hash", "context_hash",
)  # fmt: skip


def keep_findings(
    connection: Connection,
    repository: Repository,
    repo_id: int,
    commit: str,
    tools: Iterable[str],
    told: Iterable[Placed],
) -> int:
    """Keep what these tools told of a commit in place of what they told before.

    What stands in no file of the commit is left out. Returns how many were kept.
    """
    blobs = {one.path: one.blob for one in repository.tree(commit)}
    found = [one for one in told if one[3] in blobs]
    hashes = _hashes(repository, {one[3]: blobs[one[3]] for one in found})
    rows(
        connection,
        "DELETE FROM cerebro.brain_imported_findings WHERE repo_id = %(repo)s"
        " AND commit_sha = %(sha)s AND tool = ANY(%(tools)s)",
        repo=repo_id,
        sha=commit,
        tools=list(tools),
    )
    copy(
        connection,
        "brain_imported_findings",
        _COLUMNS,
        ((repo_id, commit, *one, *hashes[one[3]].of(one[4])) for one in found),
    )
    return len(found)


def _hashes(repository: Repository, paths: dict[str, str]) -> dict[str, LineHashes]:
    contents = repository.blobs(sorted(set(paths.values()))) if paths else {}
    return {
        path: LineHashes(contents[blob].decode("utf-8", errors="replace").splitlines())
        for path, blob in paths.items()
    }
