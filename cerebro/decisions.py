"""What people decide: accept a finding until a day, say that it is none, set a budget.

Each decision is kept in `brain_audit` with who made it, and in the history of its finding.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from cerebro.audit import audit, deciding
from cerebro.database import rows
from cerebro.errors import DecisionRefused
from cerebro.issues import follow_finding


def accept(path: Path, finding_id: int, until: date | None, reason: str, actor: str) -> None:
    """Accept a finding until a day; DecisionRefused without a day to come or a reason."""
    if until is None or until < datetime.now(UTC).date():
        raise DecisionRefused("A waiver ends on a day to come. Name it: --until 2027-01-31")
    _set_status(path, finding_id, "accepted", until, reason, actor)


def reject(path: Path, finding_id: int, reason: str, actor: str) -> None:
    """Say that a finding is none; DecisionRefused without a reason."""
    _set_status(path, finding_id, "false positive", None, reason, actor)


def _set_status(
    path: Path, finding_id: int, status: str, until: date | None, reason: str, actor: str
) -> None:
    if not reason.strip():
        raise DecisionRefused("Say why, for those who come after: --reason '…'")
    with deciding(path) as (connection, repo_id):
        before = rows(
            connection,
            "SELECT status FROM cerebro.brain_findings"
            " WHERE repo_id = %(repo)s AND finding_id = %(id)s FOR UPDATE",
            repo=repo_id,
            id=finding_id,
        )
        if not before:
            raise DecisionRefused(f"There is no finding {finding_id} in this repository.")
        rows(
            connection,
            "UPDATE cerebro.brain_findings SET status = %(status)s, reason = %(reason)s,"
            " expires_on = %(until)s WHERE finding_id = %(id)s",
            status=status,
            reason=reason,
            until=until,
            id=finding_id,
        )
        rows(
            connection,
            "INSERT INTO cerebro.brain_finding_events"
            " (finding_id, actor, from_status, to_status, note)"
            " VALUES (%(id)s, %(actor)s, %(old)s, %(status)s, %(reason)s)",
            id=finding_id,
            actor=actor,
            old=before[0][0],
            status=status,
            reason=reason,
        )
        follow_finding(connection, [finding_id], is_open=False)
        detail = {"until": str(until) if until else None, "reason": reason}
        audit(connection, repo_id, actor, status, f"finding {finding_id}", detail)


def set_budget(path: Path, key: str, most: float | None, least: float | None, actor: str) -> None:
    """Set the limits of a figure; with neither, the budget is taken away."""
    with deciding(path) as (connection, repo_id):
        rows(
            connection,
            "DELETE FROM cerebro.brain_budgets WHERE repo_id = %(repo)s AND key = %(key)s",
            repo=repo_id,
            key=key,
        )
        if most is not None or least is not None:
            rows(
                connection,
                "INSERT INTO cerebro.brain_budgets (repo_id, key, most, least)"
                " VALUES (%(repo)s, %(key)s, %(most)s, %(least)s)",
                repo=repo_id,
                key=key,
                most=most,
                least=least,
            )
        audit(connection, repo_id, actor, "budget", key, {"most": most, "least": least})
