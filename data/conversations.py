"""Conversations with Ask: a person's questions in one account, in order; answers are not kept.

They are the person's own, and nobody else in the account sees them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from core.database import Role, account_transaction
from core.errors import AccessDenied, QueryError
from data.reading import reading

# A person who asks every working day of a year stays below; after that the oldest go.
MOST_CONVERSATIONS = 500
LONGEST_NAME = 80

_OWN = "WHERE account_id = :account_id AND owner_id = :owner_id"


@dataclass(frozen=True)
class Conversation:
    """What was asked, under a name. `begins_with` is the filters of the page it began on."""

    conversation_id: int
    name: str
    questions: tuple[str, ...]
    begins_with: str = ""
    is_pinned: bool = False


def load_conversations(account_id: int, owner_id: int) -> list[Conversation]:
    """Return a person's conversations: the pinned first, of each the newest first."""
    with reading(Role.WEB, account_id) as connection:
        rows = connection.execute(
            text(
                "SELECT conversation_id, name, questions, begins_with, is_pinned"
                f" FROM app.conversations {_OWN}"
                " ORDER BY is_pinned DESC, updated_at DESC, conversation_id DESC LIMIT :most"
            ),
            {"account_id": account_id, "owner_id": owner_id, "most": MOST_CONVERSATIONS},
        ).mappings()
        return [Conversation(**{**row, "questions": tuple(row["questions"])}) for row in rows]


def keep_conversation(
    account_id: int,
    owner_id: int,
    questions: Sequence[str],
    begins_with: str = "",
    goes_on: int | None = None,
) -> int:
    """Keep what was asked; return the number of its conversation.

    `goes_on` is the conversation that it continues. Without one, or when that is gone, it is the
    person's newest with the same questions; else a new one, and the oldest that is not pinned
    makes room for it.
    """
    held = {"account_id": account_id, "owner_id": owner_id, "begins_with": begins_with}
    held |= {"questions": json.dumps(list(questions)), "known": goes_on}
    with account_transaction(Role.WEB, account_id) as connection:
        if goes_on is not None and _goes_on(connection, held):
            return goes_on
        same = connection.scalar(
            text(
                f"SELECT conversation_id FROM app.conversations {_OWN}"
                " AND begins_with = :begins_with AND questions = CAST(:questions AS jsonb)"
                " ORDER BY updated_at DESC, conversation_id DESC LIMIT 1"
            ),
            held,
        )
        return int(same) if same is not None else _begin(connection, held, questions[0])


def _goes_on(connection: Connection, held: dict[str, Any]) -> bool:
    changed = connection.execute(
        text(
            "UPDATE app.conversations SET questions = CAST(:questions AS jsonb),"
            f" begins_with = :begins_with, updated_at = now() {_OWN} AND conversation_id = :known"
        ),
        held,
    )
    return bool(changed.rowcount)


def _begin(connection: Connection, held: dict[str, Any], first: str) -> int:
    connection.execute(
        text(
            f"DELETE FROM app.conversations {_OWN} AND conversation_id IN ("
            f"SELECT conversation_id FROM app.conversations {_OWN} AND NOT is_pinned"
            " ORDER BY updated_at DESC, conversation_id DESC OFFSET :most)"
        ),
        {**held, "most": MOST_CONVERSATIONS - 1},
    )
    return int(
        connection.execute(
            text(
                "INSERT INTO app.conversations"
                " (account_id, owner_id, name, begins_with, questions) VALUES"
                " (:account_id, :owner_id, :name, :begins_with, CAST(:questions AS jsonb))"
                " RETURNING conversation_id"
            ),
            {**held, "name": " ".join(first.split())[:LONGEST_NAME]},
        ).scalar_one()
    )


def rename_conversation(account_id: int, owner_id: int, number: int, name: str) -> None:
    """Give a conversation another name. Raises QueryError, or AccessDenied if it is not theirs."""
    name = " ".join(name.split())
    if not name:
        raise QueryError("Write a name for the conversation first.")
    if len(name) > LONGEST_NAME:
        raise QueryError(f"The name is too long: {LONGEST_NAME} letters at the most.")
    _change(
        account_id, owner_id, number, "UPDATE app.conversations SET name = :name", {"name": name}
    )


def pin_conversation(account_id: int, owner_id: int, number: int, *, is_pinned: bool) -> None:
    """Keep a conversation above the others, or no more. Raises AccessDenied if not theirs."""
    _change(
        account_id,
        owner_id,
        number,
        "UPDATE app.conversations SET is_pinned = :is_pinned",
        {"is_pinned": is_pinned},
    )


def delete_conversation(account_id: int, owner_id: int, number: int) -> None:
    """Delete a conversation. Raises AccessDenied when it is not theirs."""
    _change(account_id, owner_id, number, "DELETE FROM app.conversations", {})


def _change(account_id: int, owner_id: int, number: int, sql: str, values: dict[str, Any]) -> None:
    with account_transaction(Role.WEB, account_id) as connection:
        changed = connection.execute(
            text(f"{sql} {_OWN} AND conversation_id = :number"),
            {"account_id": account_id, "owner_id": owner_id, "number": number, **values},
        )
        if not changed.rowcount:
            raise AccessDenied("This conversation is not yours, or it is gone already.")
