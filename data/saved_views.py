"""Views that a person keeps under a name: a page with its filters, theirs alone in an account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

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
        return [SavedView.model_validate(dict(row)) for row in rows]


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


def _checked(owner_id: int, name: str, page: str, query_string: str) -> SavedView:
    name = " ".join(name.split())
    if not name:
        raise QueryError("Write a name for the view first.")
    if len(name) > LONGEST_NAME:
        raise QueryError(f"The name is too long: {LONGEST_NAME} letters at the most.")
    if len(query_string) > LONGEST_QUERY:
        raise QueryError("Too much is chosen for one view. Choose fewer products or brands.")
    return SavedView(name=name, page=page, query_string=query_string, owner_id=owner_id)


def _change(account_id: int, sql: str, values: dict[str, Any]) -> None:
    with _writing(account_id, str(values.get("name", ""))) as connection:
        changed = connection.execute(
            text(
                f"{sql} WHERE account_id = :account_id AND owner_id = :owner_id"
                " AND view_id = :view_id"
            ),
            {"account_id": account_id, **values},
        ).rowcount
        if not changed:
            raise AccessDenied("This view is not yours, or it is gone already.")


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
