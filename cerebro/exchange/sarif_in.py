"""The findings of other tools, out of SARIF 2.1.0, with fingerprints of our own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from cerebro import database
from cerebro.database import brain
from cerebro.errors import ImportRefused
from cerebro.exchange.placed import Placed, keep_findings
from cerebro.pipeline import repository_id
from cerebro.repository import Repository

_SEVERITIES = {"none": "info", "note": "minor", "warning": "major", "error": "critical"}


def import_sarif(path: Path, file: Path, reference: str) -> int:
    """Take in a file as the findings of a commit; returns how many there were.

    What the same tool told of that commit before is replaced. Raises ImportRefused.
    """
    repository = Repository(path)
    commit = repository.commit(reference)
    found = list(read_sarif(_load(file)))
    database.prepare()
    with brain() as connection:
        repo_id = repository_id(connection, repository.root)
        tools = {one[0] for one in found}
        return keep_findings(connection, repository, repo_id, commit, tools, found)


def _load(file: Path) -> dict[str, Any]:
    try:
        log = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ImportRefused(f"{file} cannot be read as SARIF: {error}.") from error
    if not isinstance(log, dict) or log.get("version") != "2.1.0":
        raise ImportRefused(f"{file} is no SARIF 2.1.0.")
    return log


def read_sarif(log: dict[str, Any]) -> Iterator[Placed]:
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
