"""People, the accounts they belong to, and what each role may do.

The roles are data: a page or a route names the role it needs, and everybody asks
`is_allowed`. Account roles are a ladder; `admin` and `maintainer` belong to the
installation as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import bcrypt
from sqlalchemy import Connection, text

from core.database import Role as DatabaseRole
from core.database import name_account, person_transaction, transaction
from core.errors import ConfigurationError

# After this many wrong passwords in a row a person waits; the wait is short and ends
# by itself, so that nobody can lock another person out for good.
MAX_FAILED_LOGINS = 10
LOCK_MINUTES = 5
# bcrypt reads 72 bytes of a password and no more (its newest version refuses longer ones).
LONGEST_PASSWORD_BYTES = 72
SHORTEST_PASSWORD = 12


class AccountRole(StrEnum):
    """What a person is within one account, from the least to the most."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    MANAGER = "manager"
    OWNER = "owner"


class InstallationRole(StrEnum):
    """What a person is for the installation, beside any account."""

    ADMIN = "admin"
    MAINTAINER = "maintainer"


Need = AccountRole | InstallationRole
_LADDER = list(AccountRole)


@dataclass(frozen=True)
class Person:
    """Somebody who can log in."""

    user_id: int
    username: str
    display_name: str
    password_hash: str
    is_admin: bool
    is_maintainer: bool
    is_disabled: bool
    is_demo: bool
    locked_until: datetime | None


@dataclass(frozen=True)
class Membership:
    """One account a person belongs to, and as what."""

    account_id: int
    account_name: str
    role: AccountRole
    is_demo: bool


def is_allowed(person: Person, membership: Membership | None, need: Need) -> bool:
    """Whether a person, in the account chosen, may do what needs this role."""
    if person.is_disabled:
        return False
    if need is InstallationRole.ADMIN:
        return person.is_admin
    if need is InstallationRole.MAINTAINER:
        return person.is_maintainer or person.is_admin
    if membership is None:
        return False
    return _LADDER.index(membership.role) >= _LADDER.index(AccountRole(need))


def hash_password(password: str) -> str:
    """Hash a password with bcrypt (cost 12).

    Raises ConfigurationError when it is shorter than 12 characters or longer than 72 bytes.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise ConfigurationError(f"A password needs at least {SHORTEST_PASSWORD} characters.")
    if len(password.encode()) > LONGEST_PASSWORD_BYTES:
        raise ConfigurationError(
            f"A password may have at most {LONGEST_PASSWORD_BYTES} characters."
        )
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(rounds=12)).decode()


def create_person(
    connection: Connection,
    username: str,
    password: str,
    display_name: str = "",
    *,
    is_admin: bool = False,
    is_maintainer: bool = False,
    is_demo: bool = False,
) -> int:
    """Add a person and return their id. Raises ConfigurationError when the name is taken."""
    name = username.strip().lower()
    if not name or any(character.isspace() for character in name):
        raise ConfigurationError("A user name has no spaces and at least one letter.")
    user_id = connection.scalar(
        text(
            "INSERT INTO app.users (username, display_name, password_hash, is_admin,"
            " is_maintainer, is_demo) VALUES (:username, :display_name, :hash, :is_admin,"
            " :is_maintainer, :is_demo) ON CONFLICT (username) DO NOTHING RETURNING user_id"
        ),
        {
            "username": name,
            "display_name": display_name or username,
            "hash": hash_password(password),
            "is_admin": is_admin,
            "is_maintainer": is_maintainer,
            "is_demo": is_demo,
        },
    )
    if user_id is None:
        raise ConfigurationError(f"The user name {name!r} is taken.")
    return int(user_id)


def create_account(connection: Connection, name: str, *, is_demo: bool = False) -> int:
    """Add a seller account, name it for the rest of the transaction, and return its id."""
    account_id = int(
        connection.scalar(
            text("SELECT nextval(pg_get_serial_sequence('app.accounts', 'account_id'))")
        )
        or 0
    )
    name_account(connection, account_id)
    connection.execute(
        text("INSERT INTO app.accounts (account_id, name, is_demo) VALUES (:id, :name, :is_demo)"),
        {"id": account_id, "name": name, "is_demo": is_demo},
    )
    return account_id


def account_ids(connection: Connection) -> Iterator[int]:
    """Yield each number that an account may have, named for the transaction while it is looked at.

    Forced row-level security holds for an owner who is no superuser as well, so the accounts are
    gone through by their sequence.
    """
    newest = connection.scalar(
        text(
            "SELECT coalesce(pg_sequence_last_value("
            "pg_get_serial_sequence('app.accounts', 'account_id')::regclass), 0)"
        )
    )
    for account_id in range(1, int(newest or 0) + 1):
        name_account(connection, account_id)
        yield account_id


def add_member(connection: Connection, account_id: int, user_id: int, role: AccountRole) -> None:
    """Give a person a role in the account that the transaction has named."""
    connection.execute(
        text(
            "INSERT INTO app.memberships (account_id, user_id, role) VALUES (:a, :u, :role)"
            " ON CONFLICT (account_id, user_id) DO UPDATE SET role = excluded.role"
        ),
        {"a": account_id, "u": user_id, "role": role.value},
    )


def find_person(username: str) -> Person | None:
    """Look a person up by user name, whatever its case; None when there is nobody."""
    with transaction(DatabaseRole.WEB) as connection:
        row = connection.execute(
            text(
                "SELECT user_id, username, display_name, password_hash, is_admin, is_maintainer,"
                " is_disabled, is_demo, locked_until FROM app.users WHERE username = :username"
            ),
            {"username": username.strip().lower()},
        ).one_or_none()
    return Person(*row) if row else None


def memberships_of(user_id: int) -> list[Membership]:
    """List the accounts a person belongs to, by name."""
    with person_transaction(DatabaseRole.WEB, user_id) as connection:
        rows = connection.execute(
            text(
                "SELECT a.account_id, a.name AS account_name, m.role, a.is_demo"
                " FROM app.memberships m JOIN app.accounts a ON a.account_id = m.account_id"
                " WHERE m.user_id = :user_id ORDER BY a.name, a.account_id"
            ),
            {"user_id": user_id},
        ).all()
    return [
        Membership(row.account_id, row.account_name, AccountRole(row.role), row.is_demo)
        for row in rows
    ]


def record_login(user_id: int, *, was_right: bool, now: datetime) -> None:
    """Note a try to log in; the tenth wrong one in a row starts a short wait."""
    with transaction(DatabaseRole.WEB) as connection:
        if was_right:
            connection.execute(
                text(
                    "UPDATE app.users SET failed_logins = 0, locked_until = NULL,"
                    " last_login_at = :now WHERE user_id = :user_id"
                ),
                {"now": now, "user_id": user_id},
            )
            return
        connection.execute(
            text(
                "UPDATE app.users SET failed_logins = tries.count, locked_until ="
                " CASE WHEN tries.count >= :most THEN CAST(:until AS timestamptz) END"
                # A wait that is over has been paid for: counting starts anew.
                " FROM (SELECT CASE WHEN locked_until <= :now THEN 1 ELSE failed_logins + 1 END"
                " AS count FROM app.users WHERE user_id = :user_id FOR UPDATE) tries"
                " WHERE user_id = :user_id"
            ),
            {
                "most": MAX_FAILED_LOGINS,
                "now": now,
                "until": now + timedelta(minutes=LOCK_MINUTES),
                "user_id": user_id,
            },
        )


def set_password(connection: Connection, username: str, password: str) -> None:
    """Give a person a new password. Raises ConfigurationError when there is nobody."""
    changed = connection.execute(
        text("UPDATE app.users SET password_hash = :hash WHERE username = :username"),
        {"hash": hash_password(password), "username": username.strip().lower()},
    )
    if changed.rowcount == 0:
        raise ConfigurationError(f"There is no user {username!r}.")
