"""What rival products have: a matrix of features, edited by people; gaps become issues."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from cerebro.audit import audit, deciding
from cerebro.database import rows
from cerebro.errors import DecisionRefused
from cerebro.issues import insert_gap

ANSWERS = ("yes", "partly", "no", "unknown")
# Our own row of the matrix.
OURS = "Seller Monitor"


def set_feature(
    path: Path, competitor: str, feature: str, has_it: str, source: str, actor: str
) -> None:
    """Say whether a product has a feature, and how one knows; then gaps are looked at again.

    DecisionRefused when the answer is none of ANSWERS, or a name is missing.
    """
    if has_it not in ANSWERS:
        raise DecisionRefused(f"{has_it!r} is no answer. There are: {', '.join(ANSWERS)}.")
    if not competitor.strip() or not feature.strip():
        raise DecisionRefused("Name the product and the feature.")
    with deciding(path) as (connection, repo_id):
        rows(
            connection,
            "INSERT INTO cerebro.brain_competitors"
            " (competitor, feature, has_it, source, checked_on)"
            " VALUES (%(who)s, %(what)s, %(answer)s, %(source)s, %(day)s)"
            " ON CONFLICT (competitor, feature) DO UPDATE SET has_it = excluded.has_it,"
            " source = excluded.source, checked_on = excluded.checked_on",
            who=competitor.strip(),
            what=feature.strip(),
            answer=has_it,
            source=source,
            day=datetime.now(UTC).date(),
        )
        audit(
            connection, repo_id, actor, "rival", f"{competitor}: {feature}",
            {"has it": has_it, "source": source},
        )  # fmt: skip
        fill_from_gaps(connection, repo_id)


def fill_from_gaps(connection: Connection, repo_id: int) -> None:
    """Make issues of what a rival has and we have not, and close those of what we have now."""
    for feature, rivals in gaps(connection):
        insert_gap(connection, repo_id, feature, rivals)
    rows(
        connection,
        "UPDATE cerebro.brain_issues i SET status = 'closed', closed_at = now(), closed_by = 'run'"
        " FROM cerebro.brain_competitors c WHERE i.repo_id = %(repo)s AND i.status = 'open'"
        " AND i.origin = 'rival ' || c.feature AND c.competitor = %(ours)s AND c.has_it = 'yes'",
        repo=repo_id,
        ours=OURS,
    )


def gaps(connection: Connection) -> list[tuple[str, list[str]]]:
    """Return the features that we have not, or in part only, with the rivals that have them."""
    return rows(
        connection,
        "SELECT o.feature, array_agg(r.competitor ORDER BY r.competitor)"
        " FROM cerebro.brain_competitors o JOIN cerebro.brain_competitors r USING (feature)"
        " WHERE o.competitor = %(ours)s AND o.has_it IN ('no', 'partly')"
        " AND r.competitor <> %(ours)s AND r.has_it = 'yes'"
        " GROUP BY o.feature ORDER BY count(*) DESC, o.feature",
        ours=OURS,
    )
