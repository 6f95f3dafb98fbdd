"""What a person has chosen about the pages themselves, kept from visit to visit."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import text

from core.database import Role, account_transaction
from data.reading import reading


def load_preferences(account_id: int, user_id: int) -> dict[str, Any]:
    """Return everything one person has chosen in one account, by name."""
    with reading(Role.WEB, account_id) as connection:
        rows = connection.execute(
            text(
                "SELECT name, value FROM app.preferences"
                " WHERE account_id = :account_id AND user_id = :user_id"
            ),
            {"account_id": account_id, "user_id": user_id},
        )
        return {row.name: row.value for row in rows}


def save_preference(account_id: int, user_id: int, name: str, value: Any) -> None:
    """Keep a choice under its name (a value that JSON can hold); None forgets it."""
    held = {"account_id": account_id, "user_id": user_id, "name": name}
    with account_transaction(Role.WEB, account_id) as connection:
        if value is None:
            connection.execute(
                text(
                    "DELETE FROM app.preferences WHERE account_id = :account_id"
                    " AND user_id = :user_id AND name = :name"
                ),
                held,
            )
            return
        connection.execute(
            text(
                "INSERT INTO app.preferences (account_id, user_id, name, value)"
                " VALUES (:account_id, :user_id, :name, CAST(:value AS jsonb))"
                " ON CONFLICT (account_id, user_id, name)"
                " DO UPDATE SET value = excluded.value, updated_at = now()"
            ),
            {**held, "value": json.dumps(value)},
        )
