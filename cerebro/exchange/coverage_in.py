"""The coverage of a commit, out of `coverage json`."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

from cerebro import database
from cerebro.database import brain, copy, rows
from cerebro.errors import ImportRefused
from cerebro.pipeline import repository_id
from cerebro.repository import Repository


def import_coverage(path: Path, file: Path, reference: str) -> int:
    """Take in a report as the coverage of a commit; returns of how many files.

    What was told of that commit before is replaced. Raises ImportRefused.
    """
    repository = Repository(path)
    commit = repository.commit(reference)
    found = _load(file)
    database.prepare()
    with brain() as connection:
        repo_id = repository_id(connection, repository.root)
        rows(
            connection,
            "DELETE FROM cerebro.brain_coverage WHERE repo_id = %(repo)s AND commit_sha = %(sha)s",
            repo=repo_id,
            sha=commit,
        )
        copy(
            connection,
            "brain_coverage",
            ("repo_id", "commit_sha", "path", "covered", "missing"),
            (
                (repo_id, commit, name, _array(covered), _array(missing))
                for name, (covered, missing) in found.items()
            ),
        )
    return len(found)


def _array(lines: list[int]) -> str:
    return "{" + ",".join(map(str, lines)) + "}"


def _load(file: Path) -> dict[str, tuple[list[int], list[int]]]:
    """Return covered and missing lines of each file of a report."""
    try:
        report = json.loads(file.read_text(encoding="utf-8"))
        return {
            PurePosixPath(name.replace("\\", "/")).as_posix(): (
                [int(line) for line in one["executed_lines"]],
                [int(line) for line in one["missing_lines"]],
            )
            for name, one in report["files"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ImportRefused(f"{file} is no report of `coverage json`: {error!r}.") from error
