"""Views that a person keeps under a name: a page with its filters, of one account.

They are the person's own. An owner or manager may share one: everybody in the account then sees
it, and only who saved it changes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from core.accounts import AccountRole
from core.database import Role, account_transaction
from core.errors import AccessDenied, QueryError
from data.entries import SavedView
from data.reading import reading

# More than anybody looks through; a script that saves without end stops here.
MOST_VIEWS = 200
# What fits beside a button, and what an address may be long.
LONGEST_NAME, LONGEST_QUERY = 80, 4000
# SQLSTATE unique_violation: one name stands once for each person and page.
_IS_THERE = "23505"
# Who may show a view to everybody in the account, and take one away from there.
SHARES = AccountRole.MANAGER
_SHARING_ROLES = [str(role) for role in list(AccountRole)[list(AccountRole).index(SHARES) :]]
_MAY_SHARE = """EXISTS (SELECT 1 FROM app.memberships m WHERE m.account_id = :account_id
    AND m.user_id = :person_id AND m.role = ANY(:roles))"""


@dataclass(frozen=True)
class SharedView:
    """A view that somebody else in the account shares, and that person's name."""

    view: SavedView
    owner_name: str


def load_views(account_id: int, owner_id: int) -> list[SavedView]:
    """Return a person's views of one account by name. Read anew each time: they are few."""
    with reading(Role.WEB, account_id) as connection:
        rows = connection.execute(
            text(
                "SELECT view_id, name, page, query_string, owner_id, is_shared"
                " FROM app.saved_views WHERE account_id = :account_id AND owner_id = :owner_id"
                " ORDER BY lower(name), page"
            ),
            {"account_id": account_id, "owner_id": owner_id},
        ).mappings()
        return [_view(dict(row)) for row in rows]


def load_shared_views(account_id: int, reader_id: int) -> list[SharedView]:
    """Return the views of one account that others than the reader share, by name.

    What somebody shared who has left the account is not among them.
    """
    with reading(Role.WEB, account_id) as connection:
        rows = connection.execute(
            text(
                "SELECT v.view_id, v.name, v.page, v.query_string, v.owner_id, v.is_shared,"
                " u.display_name FROM app.saved_views v JOIN app.users u ON u.user_id = v.owner_id"
                " JOIN app.memberships m ON m.account_id = v.account_id AND m.user_id = v.owner_id"
                " WHERE v.account_id = :account_id AND v.owner_id <> :reader_id AND v.is_shared"
                " ORDER BY lower(v.name), v.page, v.view_id LIMIT :most"
            ),
            {"account_id": account_id, "reader_id": reader_id, "most": MOST_VIEWS},
        ).mappings()
        found = [dict(row) for row in rows]
    return [SharedView(owner_name=one.pop("display_name"), view=_view(one)) for one in found]


def _view(row: dict[str, Any]) -> SavedView:
    return SavedView.model_validate(row)


def save_view(account_id: int, owner_id: int, name: str, page: str, query_string: str) -> None:
    """Keep a page with its filters under a new name.

    Raises QueryError for an empty or too long name, for one that stands there already, and
    when there are too many.
    """
    view = _checked(owner_id, name, page, query_string)
    with _writing(account_id, view.name) as connection:
        held = {"account_id": account_id, "owner_id": owner_id}
        known = connection.scalar(
            text(
                "SELECT count(*) FROM app.saved_views"
                " WHERE account_id = :account_id AND owner_id = :owner_id"
            ),
            held,
        )
        if known is not None and known >= MOST_VIEWS:
            raise QueryError(f"You have {MOST_VIEWS} views already. Delete one first.")
        connection.execute(
            text(
                "INSERT INTO app.saved_views (account_id, owner_id, name, page, query_string)"
                " VALUES (:account_id, :owner_id, :name, :page, :query_string)"
            ),
            {**held, "name": view.name, "page": view.page, "query_string": view.query_string},
        )


def rename_view(account_id: int, owner_id: int, view_id: int, name: str) -> None:
    """Give a person's view another name. Raises QueryError, or AccessDenied if it is not theirs."""
    view = _checked(owner_id, name, "any", "")
    _change(
        account_id,
        "UPDATE app.saved_views SET name = :name, updated_at = now()",
        {"owner_id": owner_id, "view_id": view_id, "name": view.name},
    )


def delete_view(account_id: int, owner_id: int, view_id: int) -> None:
    """Delete a person's view. Raises AccessDenied when it is not theirs."""
    _change(account_id, "DELETE FROM app.saved_views", {"owner_id": owner_id, "view_id": view_id})


def share_view(account_id: int, person_id: int, view_id: int) -> None:
    """Show a person's own view to everybody in the account.

    Raises AccessDenied when it is not theirs, or when they are no owner or manager now.
    """
    _change(
        account_id,
        "UPDATE app.saved_views SET is_shared = true, updated_at = now()",
        {"owner_id": person_id, **_sharing(person_id, view_id)},
        only=f"owner_id = :owner_id AND {_MAY_SHARE}",
        refusal="Only an owner or manager of the account shares views, and only their own.",
    )


def stop_sharing(account_id: int, person_id: int, view_id: int) -> None:
    """Leave a shared view to the person who saved it, who may do this, as may who may share.

    Raises AccessDenied for everybody else, and when the view is shared no more.
    """
    _change(
        account_id,
        "UPDATE app.saved_views SET is_shared = false, updated_at = now()",
        _sharing(person_id, view_id),
        only=f"is_shared AND (owner_id = :person_id OR {_MAY_SHARE})",
        refusal="This view is shared no more, or it is not yours to change.",
    )


def _sharing(person_id: int, view_id: int) -> dict[str, Any]:
    return {"person_id": person_id, "view_id": view_id, "roles": _SHARING_ROLES}


def _checked(owner_id: int, name: str, page: str, query_string: str) -> SavedView:
    name = " ".join(name.split())
    if not name:
        raise QueryError("Write a name for the view first.")
    if len(name) > LONGEST_NAME:
        raise QueryError(f"The name is too long: {LONGEST_NAME} letters at the most.")
    if len(query_string) > LONGEST_QUERY:
        raise QueryError("Too much is chosen for one view. Choose fewer products or brands.")
    return SavedView(name=name, page=page, query_string=query_string, owner_id=owner_id)


def _change(
    account_id: int,
    sql: str,
    values: dict[str, Any],
    *,
    only: str = "owner_id = :owner_id",
    refusal: str = "This view is not yours, or it is gone already.",
) -> None:
    """Change the one view that `only` leaves. Raises AccessDenied when it leaves none."""
    with _writing(account_id, str(values.get("name", ""))) as connection:
        changed = connection.execute(
            text(f"{sql} WHERE account_id = :account_id AND view_id = :view_id AND ({only})"),
            {"account_id": account_id, **values},
        ).rowcount
        if not changed:
            raise AccessDenied(refusal)


@contextmanager
def _writing(account_id: int, name: str) -> Iterator[Connection]:
    try:
        with account_transaction(Role.WEB, account_id) as connection:
            yield connection
    except IntegrityError as error:
        if getattr(error.orig, "pgcode", None) != _IS_THERE:
            raise
        raise QueryError(
            f"You have a view named “{name}” for this page already. Choose another name."
        ) from error
