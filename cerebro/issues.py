"""The backlog: what to do next, by ICE = impact × confidence × ease, each 1 to 10.

Issues come from findings, from what rivals have and we have not, and from people. The same thing is
never a second issue, and an issue of a finding is closed when the finding is mended.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from cerebro.audit import audit, deciding
from cerebro.database import rows
from cerebro.errors import DecisionRefused

# As many of a run's findings are issues at once: a list that nobody reads to the end helps nobody.
MOST_OF_FINDINGS = 40
_IMPACT = {"blocker": 10, "critical": 8, "major": 6, "minor": 3, "info": 1}
# How far a tool is right about a fault. vulture cannot see what a framework calls.
_CONFIDENCE = {"ruff": 8, "cerebro": 8, "mypy": 9, "vulture": 4}
_OTHER_TOOL = 6
# Minutes that mending takes at most, and how easy that is.
_EASE = ((2, 10), (5, 9), (10, 8), (15, 7), (20, 6), (30, 5), (45, 4), (60, 3))
_HARDEST = 2
_HOTTEST = 0.1


class Rating(NamedTuple):
    """Impact, confidence and ease of an issue, each 1 to 10."""

    impact: int
    confidence: int
    ease: int


def rating_of(tool: str, severity: str, minutes: int, hotness: float) -> Rating:
    """Rate a finding; `hotness` is its file's place by where bugs land, 0 = first, 1 = last.

    In the hottest tenth it has two more points of impact: there it will be met again.
    """
    impact = _IMPACT[severity] + (2 if hotness <= _HOTTEST else 0)
    ease = next((points for most, points in _EASE if minutes <= most), _HARDEST)
    return Rating(min(impact, 10), _CONFIDENCE.get(tool, _OTHER_TOOL), ease)


def fill_from_findings(connection: Connection, repo_id: int, run_id: int) -> int:
    """Make issues of the open findings that are major or worse, in product code; returns how many.

    The best rated come first, until as many are open as anybody reads.
    """
    wanted = MOST_OF_FINDINGS - _open_of_findings(connection, repo_id)
    if wanted <= 0:
        return 0
    found = rows(
        connection,
        """SELECT finding_id, tool, f.rule, severity, minutes, message, f.path, line,
            coalesce(place, 1.0)
        FROM cerebro.brain_findings f LEFT JOIN (
            SELECT path, is_test, percent_rank() OVER (
                PARTITION BY is_test ORDER BY land_score DESC) AS place
            FROM cerebro.brain_file_scores WHERE run_id = %(run)s) s USING (path)
        WHERE repo_id = %(repo)s AND status = 'open' AND NOT coalesce(is_test, false)
            AND severity IN ('major', 'critical', 'blocker')
            AND NOT EXISTS (SELECT 1 FROM cerebro.brain_issues i
                WHERE i.repo_id = f.repo_id AND i.finding_id = f.finding_id)
        ORDER BY finding_id""",
        repo=repo_id,
        run=run_id,
    )
    rated = [(rating_of(row[1], row[3], row[4], row[8]), row) for row in found]
    rated.sort(key=lambda one: (-one[0].impact * one[0].confidence * one[0].ease, one[1][0]))
    for rating, row in rated[:wanted]:
        title = f"{row[6]}: {row[5]}"[:200]
        note = f"{row[6]}:{row[7]} {row[2]}"
        _insert(connection, repo_id, title, note, rating, "finding", f"finding {row[0]}", row[0])
    return len(rated[:wanted])


def _open_of_findings(connection: Connection, repo_id: int) -> int:
    ((count,),) = rows(
        connection,
        "SELECT count(*) FROM cerebro.brain_issues"
        " WHERE repo_id = %(repo)s AND source = 'finding' AND status = 'open'",
        repo=repo_id,
    )
    return int(count)


def _insert(
    connection: Connection,
    repo_id: int,
    title: str,
    note: str,
    rating: Rating,
    source: str,
    origin: str | None,
    finding_id: int | None = None,
) -> int | None:
    """Write an issue; None when its origin has one already."""
    made = rows(
        connection,
        "INSERT INTO cerebro.brain_issues"
        " (repo_id, title, note, impact, confidence, ease, source, origin, finding_id)"
        " VALUES (%(repo)s, %(title)s, %(note)s, %(impact)s, %(confidence)s, %(ease)s, %(source)s,"
        " %(origin)s, %(finding)s) ON CONFLICT (repo_id, origin) DO NOTHING RETURNING issue_id",
        repo=repo_id,
        title=title,
        note=note,
        source=source,
        origin=origin,
        finding=finding_id,
        **rating._asdict(),
    )
    return int(made[0][0]) if made else None


def insert_gap(connection: Connection, repo_id: int, feature: str, rivals: list[str]) -> None:
    """Make an issue of a feature that rivals have; more of them make it more certain."""
    rating = Rating(6, min(3 + 2 * len(rivals), 10), 4)
    note = f"{', '.join(rivals)} {'has' if len(rivals) == 1 else 'have'} it."
    _insert(connection, repo_id, feature, note, rating, "rival", f"rival {feature}")


def add_issue(path: Path, title: str, rating: Rating, note: str, actor: str) -> int:
    """Write an issue by hand; returns its number.

    DecisionRefused without a title, or with a number that is not 1 to 10.
    """
    if not title.strip():
        raise DecisionRefused("An issue has a title: what is to be done?")
    _check(rating)
    with deciding(path) as (connection, repo_id):
        number = _insert(connection, repo_id, title.strip(), note, rating, "person", None)
        assert number is not None
        audit(connection, repo_id, actor, "issue", f"issue {number}", {"title": title})
    return number


def _check(rating: Rating) -> None:
    for name, value in rating._asdict().items():
        if not 1 <= value <= 10:
            raise DecisionRefused(f"{name.capitalize()} is a number from 1 to 10, not {value}.")


def rate_issue(path: Path, issue_id: int, rating: Rating, actor: str) -> None:
    """Set impact, confidence and ease of an issue."""
    _check(rating)
    _change(
        path,
        issue_id,
        "impact = %(impact)s, confidence = %(confidence)s, ease = %(ease)s",
        actor,
        "rate",
        **rating._asdict(),
    )


def follow_finding(connection: Connection, finding_ids: list[int], *, is_open: bool) -> None:
    """Close the issues of findings that are mended or waived; open those of findings come back.

    What a person has closed stays closed.
    """
    if is_open:
        change = "status = 'open', closed_at = NULL, closed_by = ''"
        which = "status = 'closed' AND closed_by = 'run'"
    else:
        change = "status = 'closed', closed_at = now(), closed_by = 'run'"
        which = "status = 'open'"
    rows(
        connection,
        f"UPDATE cerebro.brain_issues SET {change} WHERE finding_id = ANY(%(ids)s) AND {which}",
        ids=finding_ids,
    )


def close_issue(path: Path, issue_id: int, actor: str) -> None:
    """Say that an issue is done, or not wanted."""
    words = "status = 'closed', closed_at = now(), closed_by = %(who)s"
    _change(path, issue_id, words, actor, "close", who=actor)


def _change(
    path: Path, issue_id: int, assignments: str, actor: str, action: str, **values: object
) -> None:
    with deciding(path) as (connection, repo_id):
        changed = rows(
            connection,
            f"UPDATE cerebro.brain_issues SET {assignments}"
            " WHERE repo_id = %(repo)s AND issue_id = %(id)s AND status = 'open' RETURNING title",
            repo=repo_id,
            id=issue_id,
            **values,
        )
        if not changed:
            raise DecisionRefused(f"There is no open issue {issue_id} in this repository.")
        audit(connection, repo_id, actor, action, f"issue {issue_id}", values)
