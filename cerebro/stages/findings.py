"""The stage of findings: all that is wrong now, held against what was known before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from cerebro.database import copy, rows
from cerebro.findings.track import Finding, match
from cerebro.issues import follow_finding
from cerebro.rules import OF_BLOBS, OWN_TOOLS, TOLD_MINUTES, Rule, rule_of
from cerebro.state import State

_COLUMNS = "file_no, path, tool, rule, line, end_line, message, line_hash, context_hash"
# Findings about several files at once: each run makes all of them anew.
_OF_SEVERAL = ("duplicate", "cycle", "contract")


def track(state: State) -> None:
    """Write what is new, what is mended and what came back; the rest stays as it is."""
    changed = changed_paths(state)
    state.findings = current(state, changed)
    known = _known(state, changed)
    before = [Finding(*row[3:]) for row in known]
    matched = match(before, state.findings)
    _keep(state, [(known[old], state.findings[new]) for old, new in matched.same])
    gone = [known[one] for one in matched.gone if known[one][1] != "fixed"]
    _set_status(state, gone, "fixed")
    _add(state, [state.findings[one] for one in matched.new])


def changed_paths(state: State) -> set[str] | None:
    """Return the paths whose content differs from the last run's; None: look at all."""
    before = state.previous_blobs
    if before is None:
        return None
    now = {**state.texts, **state.python}
    return {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}


def current(state: State, paths: set[str] | None) -> list[Finding]:
    """Return the findings of the commit in these paths, and those of several files."""
    tree = {**state.texts, **state.python}
    chosen = tree if paths is None else {path: tree[path] for path in paths if path in tree}
    found = list(of_blobs(state, chosen))
    found += of_structure(state)
    return found + _imported(state)


def of_blobs(state: State, tree: dict[str, str]) -> Iterable[Finding]:
    """Yield the findings of blobs at their paths, as far as the repository wants them."""
    by_blob: dict[str, list[Any]] = {}
    for row in rows(
        state.connection,
        "SELECT blob, tool, rule, line, end_line, message, line_hash, context_hash"
        " FROM cerebro.brain_raw_findings WHERE tool_key = %(key)s AND blob = ANY(%(blobs)s)"
        " ORDER BY blob, line, rule",
        key=state.tool_key,
        blobs=list(set(tree.values())),
    ):
        by_blob.setdefault(row[0], []).append(row[1:])
    for path, blob in sorted(tree.items()):
        number = state.numbers.get(path)
        for row in by_blob.get(blob, ()):
            if state.policy.is_wanted(row[0], row[1], path):
                yield Finding(number, path, *row)
        if blob in state.facts and state.facts[blob].error:
            words = f"This is no Python that we can read: {state.facts[blob].error}"
            yield _whole(state, path, "unreadable", 1, words, words)


def of_structure(state: State) -> list[Finding]:
    """Return the findings about several files: doubled code, circles, broken contracts."""
    paths = {module: path for path, module in state.modules.items()}
    found = []
    for clone in state.clones:
        words = (
            f"{clone.end_line_b - clone.line_b + 1} lines stand in {clone.path_a} as well,"
            f" from line {clone.line_a}."
        )
        one = _whole(state, clone.path_b, "duplicate", clone.line_b, words, clone.text)
        found.append(one._replace(end_line=clone.end_line_b))
    for group in state.cycles:
        words = "These modules import one another in a circle: " + ", ".join(group)
        found.append(_whole(state, paths[group[0]], "cycle", 1, words, " ".join(group)))
    for breach in state.breaches or ():
        path = paths.get(breach.importer, "pyproject.toml")
        words = f"{breach.importer} imports {breach.imported}: breaks “{breach.contract}”."
        found.append(_whole(state, path, "contract", max(breach.line, 1), words, words))
    return found


def meaning(state: State, one: Finding) -> Rule:
    """Return what a finding means: as its own tool told, else as rules.py says."""
    return state.told_rules.get((one.tool, one.rule)) or rule_of(one.tool, one.rule)


def _whole(state: State, path: str, rule: str, line: int, message: str, text: str) -> Finding:
    mark = blake2b(text.encode(), digest_size=8).hexdigest()
    number = state.numbers.get(path)
    return Finding(number, path, "cerebro", rule, line, line, message, mark, mark)


def _imported(state: State) -> list[Finding]:
    """Return what other tools have told of this commit."""
    found = rows(
        state.connection,
        "SELECT path, tool, rule, line, end_line, message, line_hash, context_hash, severity"
        " FROM cerebro.brain_imported_findings WHERE repo_id = %(repo)s AND commit_sha = %(sha)s",
        repo=state.repo_id,
        sha=state.head,
    )
    state.spoken |= {row[1] for row in found}
    for row in found:
        if row[1] not in OWN_TOOLS:
            state.told_rules[row[1], row[2]] = Rule("reliability", row[8], TOLD_MINUTES)
    return [Finding(state.numbers.get(row[0]), *row[:8]) for row in found]


def _known(state: State, paths: set[str] | None) -> list[Any]:
    """Return the findings known before in these paths, open ones first."""
    # A file that was renamed since is known by its number.
    numbers = [] if paths is None else [state.numbers[one] for one in paths if one in state.numbers]
    return rows(
        state.connection,
        f"SELECT finding_id, status, is_reopened, {_COLUMNS} FROM cerebro.brain_findings"
        " WHERE repo_id = %(repo)s AND (tool = ANY(%(spoken)s) OR tool = ANY(%(ours)s) AND"
        " (%(all)s OR path = ANY(%(paths)s) OR file_no = ANY(%(numbers)s)"
        " OR rule = ANY(%(several)s)))"
        " ORDER BY status = 'fixed', finding_id",
        repo=state.repo_id,
        all=paths is None,
        paths=list(paths or ()),
        numbers=numbers,
        several=list(_OF_SEVERAL),
        ours=list(OF_BLOBS),
        spoken=list(state.spoken),
    )


def _keep(state: State, same: list[tuple[Any, Finding]]) -> None:
    """Write where findings stand now; one that was mended and is back is open again."""
    back = [row for row, _ in same if row[1] == "fixed"]
    _set_status(state, back, "open")
    moved = [(row[0], *now) for row, now in same if Finding(*row[3:]) != now]
    for finding_id, *values in moved:
        rows(
            state.connection,
            f"UPDATE cerebro.brain_findings SET ({_COLUMNS}) ="
            " (%(a)s, %(b)s, %(c)s, %(d)s, %(e)s, %(f)s, %(g)s, %(h)s, %(i)s)"
            " WHERE finding_id = %(id)s",
            id=finding_id,
            **dict(zip("abcdefghi", values, strict=True)),
        )


def _set_status(state: State, known: list[Any], status: str) -> None:
    ids = [row[0] for row in known]
    if not ids:
        return
    rows(
        state.connection,
        "UPDATE cerebro.brain_findings SET status = %(status)s, last_run_id = %(run)s,"
        " is_reopened = is_reopened OR %(status)s = 'open' WHERE finding_id = ANY(%(ids)s)",
        status=status,
        run=state.run_id,
        ids=ids,
    )
    copy(
        state.connection,
        "brain_finding_events",
        ("finding_id", "run_id", "actor", "from_status", "to_status"),
        ((row[0], state.run_id, "run", row[1], status) for row in known),
    )
    follow_finding(state.connection, ids, is_open=status == "open")


def _add(state: State, new: list[Finding]) -> None:
    copy(
        state.connection,
        "brain_findings",
        (
            "repo_id", *_COLUMNS.split(", "), "category", "severity", "minutes", "status",
            "first_run_id", "last_run_id",
        ),
        (
            (state.repo_id, *one, *meaning(state, one), "open", state.run_id, state.run_id)
            for one in new
        ),
    )  # fmt: skip


def reopen_expired(state: State) -> None:
    """Open the findings whose waiver has ended."""
    today = datetime.now(UTC).date()
    expired = rows(
        state.connection,
        "SELECT finding_id, status FROM cerebro.brain_findings WHERE repo_id = %(repo)s"
        " AND status = 'accepted' AND expires_on < %(today)s",
        repo=state.repo_id,
        today=today,
    )
    _set_status(state, expired, "open")
