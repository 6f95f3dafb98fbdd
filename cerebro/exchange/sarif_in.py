"""The findings of other tools, out of SARIF 2.1.0, with fingerprints of our own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from cerebro import database
from cerebro.database import brain, copy, rows
from cerebro.errors import ImportRefused
from cerebro.facts.lines import LineHashes
from cerebro.pipeline import repository_id
from cerebro.repository import Repository

_SEVERITIES = {"none": "info", "note": "minor", "warning": "major", "error": "critical"}
_COLUMNS = (
    "repo_id", "commit_sha", "tool", "rule", "severity", "path", "line", "end_line", "message",
    "line_hash", "context_hash",
)  # fmt: skip


def import_sarif(path: Path, file: Path, reference: str) -> int:
    """Take in a file as the findings of a commit; returns how many there were.

    What the same tool told of that commit before is replaced. Raises ImportRefused.
    """
    repository = Repository(path)
    commit = repository.commit(reference)
    blobs = {one.path: one.blob for one in repository.tree(commit)}
    found = [one for one in read_sarif(_load(file)) if one[3] in blobs]
    hashes = _hashes(repository, {one[3]: blobs[one[3]] for one in found})
    database.prepare()
    with brain() as connection:
        repo_id = repository_id(connection, repository.root)
        rows(
            connection,
            "DELETE FROM cerebro.brain_imported_findings WHERE repo_id = %(repo)s"
            " AND commit_sha = %(sha)s AND tool = ANY(%(tools)s)",
            repo=repo_id,
            sha=commit,
            tools=list({one[0] for one in found}),
        )
        copy(
            connection,
            "brain_imported_findings",
            _COLUMNS,
            ((repo_id, commit, *one, *hashes[one[3]].of(one[4])) for one in found),
        )
    return len(found)


def _load(file: Path) -> dict[str, Any]:
    try:
        log = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ImportRefused(f"{file} cannot be read as SARIF: {error}.") from error
    if not isinstance(log, dict) or log.get("version") != "2.1.0":
        raise ImportRefused(f"{file} is no SARIF 2.1.0.")
    return log


def _hashes(repository: Repository, paths: dict[str, str]) -> dict[str, LineHashes]:
    contents = repository.blobs(sorted(set(paths.values()))) if paths else {}
    return {
        path: LineHashes(contents[blob].decode("utf-8", errors="replace").splitlines())
        for path, blob in paths.items()
    }


def read_sarif(log: dict[str, Any]) -> Iterator[tuple[str, str, str, str, int, int, str]]:
    """Yield tool, rule, severity, path, first and last line, and message of each result."""
    for run in log.get("runs", ()):
        tool = run["tool"]["driver"]["name"].lower()
        for result in run.get("results", ()):
            if result.get("suppressions"):
                continue
            for location in result.get("locations", ())[:1]:
                place = location["physicalLocation"]
                region = place.get("region", {})
                line = int(region.get("startLine", 1))
                yield (
                    tool,
                    str(result.get("ruleId", "")),
                    _SEVERITIES.get(result.get("level", "warning"), "major"),
                    unquote(place["artifactLocation"]["uri"]).removeprefix("./"),
                    line,
                    int(region.get("endLine", line)),
                    str(result["message"].get("text", "")),
                )
