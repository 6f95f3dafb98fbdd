"""What people have said that Ask should understand otherwise, in one account.

Everybody may propose; an owner or manager of the account accepts, and only then is it used.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import text

from core.accounts import AccountRole
from core.database import Role, account_transaction
from core.errors import AccessDenied, QueryError
from data.reading import reading

Kind = Literal["metric", "dimension", "value", "question"]
# Who decides, and the roles that are at least that.
DECIDES = AccountRole.MANAGER
_DECIDING_ROLES = [str(role) for role in list(AccountRole)[list(AccountRole).index(DECIDES) :]]
# More than any shop needs; a script that proposes without end stops here.
MOST_CORRECTIONS = 500
LONGEST = 500

_COLUMNS = """
SELECT c.correction_id, c.kind, c.said, c.means, c.field, c.is_accepted, c.metric_query, c.echo,
    c.as_of, p.display_name AS proposed_by, d.display_name AS decided_by
FROM app.corrections c
LEFT JOIN app.users p ON p.user_id = c.proposed_by
LEFT JOIN app.users d ON d.user_id = c.decided_by
WHERE c.account_id = :account_id
"""
_MAY_DECIDE = """EXISTS (SELECT 1 FROM app.memberships m WHERE m.account_id = :account_id
    AND m.user_id = :person_id AND m.role = ANY(:roles))"""


@dataclass(frozen=True)
class Correction:
    """What was said and what it means: a metric's or split's id, a value, or a question.

    `field` is the split that a value belongs to. A question that was accepted holds its query on
    the day `as_of`, and what was understood then. Names are those of people.
    """

    correction_id: int
    kind: Kind
    said: str
    means: str
    field: str = ""
    is_accepted: bool = False
    metric_query: Mapping[str, Any] | None = None
    echo: str = ""
    as_of: date | None = None
    proposed_by: str | None = None
    decided_by: str | None = None


def load_corrections(account_id: int, *, accepted_only: bool = False) -> list[Correction]:
    """Return an account's corrections: those that wait first, then by what was said."""
    only = " AND c.is_accepted" if accepted_only else ""
    with reading(Role.WEB, account_id) as connection:
        rows = connection.execute(
            text(f"{_COLUMNS}{only} ORDER BY c.is_accepted, c.said, c.kind, c.correction_id"),
            {"account_id": account_id},
        ).mappings()
        return [Correction(**row) for row in rows]


def propose(
    account_id: int, person_id: int, kind: str, said: str, means: str, field: str = ""
) -> None:
    """Put a correction down until it is decided; one that waits for the same words gives way.

    Raises QueryError for nothing said, for one that is accepted already, or when there are too
    many. The caller has checked that the meaning is one of the account's.
    """
    if not said or not means or max(len(said), len(means)) > LONGEST:
        raise QueryError("Write the words first, and not too many.")
    values: dict[str, Any] = {"account_id": account_id, "person_id": person_id}
    values |= {"kind": kind, "said": said, "means": means, "field": field}
    with account_transaction(Role.WEB, account_id) as connection:
        known = connection.scalar(
            text("SELECT count(*) FROM app.corrections WHERE account_id = :account_id"), values
        )
        if known is not None and known >= MOST_CORRECTIONS:
            raise QueryError(f"There are {MOST_CORRECTIONS} corrections already.")
        changed = connection.execute(
            text(
                "INSERT INTO app.corrections AS c"
                " (account_id, kind, said, means, field, proposed_by)"
                " VALUES (:account_id, :kind, :said, :means, :field, :person_id)"
                " ON CONFLICT (account_id, kind, said) DO UPDATE SET means = excluded.means,"
                " field = excluded.field, proposed_by = excluded.proposed_by, updated_at = now()"
                " WHERE NOT c.is_accepted"
            ),
            values,
        )
        if not changed.rowcount:
            raise QueryError("These words have an accepted meaning. It has to be removed first.")


def accept(
    account_id: int,
    person_id: int,
    correction_id: int,
    query: Mapping[str, Any] | None = None,
    echo: str = "",
    as_of: date | None = None,
) -> None:
    """Use a correction from now on; a question with its query of a day, to hold later ones against.

    Raises AccessDenied unless the person is an owner or manager of the account now.
    """
    _decide(
        account_id,
        person_id,
        correction_id,
        "UPDATE app.corrections SET is_accepted = true, decided_by = :person_id,"
        " metric_query = CAST(:query AS jsonb), echo = :echo, as_of = :as_of, updated_at = now()",
        {"query": json.dumps(query) if query is not None else None, "echo": echo, "as_of": as_of},
    )


def remove(account_id: int, person_id: int, correction_id: int) -> None:
    """Refuse a correction, or use it no more. Raises AccessDenied as `accept` does."""
    _decide(account_id, person_id, correction_id, "DELETE FROM app.corrections", {})


def _decide(
    account_id: int, person_id: int, correction_id: int, sql: str, values: dict[str, Any]
) -> None:
    held = {"account_id": account_id, "person_id": person_id, "correction_id": correction_id}
    with account_transaction(Role.WEB, account_id) as connection:
        changed = connection.execute(
            text(
                f"{sql} WHERE account_id = :account_id AND correction_id = :correction_id"
                f" AND {_MAY_DECIDE}"
            ),
            {**held, "roles": _DECIDING_ROLES, **values},
        )
        if not changed.rowcount:
            raise AccessDenied("Only an owner or manager of the account decides, and once.")
