"""An account is taken away: every row of it, whatever is at work on it at that moment.

A page of the sync is committed under a lease (sync.leases). The leases go first: a page that is
being written ends before, and a later one finds no lease and is refused. What needs no lease
points to the account or to its connection, and those rows are held until they are gone.
"""

from __future__ import annotations

from sqlalchemy import Connection, Select, Table, delete, select
from sqlalchemy.exc import DBAPIError

from core import schema
from core.accounts import account_ids
from core.database import Role, account_transaction, transaction
from core.errors import ConfigurationError, DatabaseUnavailable

# SQLSTATE deadlock_detected, serialization_failure, foreign_key_violation: something new came in
# while we went through the tables.
_AGAIN = ("40P01", "40001", "23503")
_TRIES = 5


def tables_of_accounts() -> list[Table]:
    """Return every table that holds rows of an account, those that others point to last."""
    return [one for one in reversed(schema.metadata.sorted_tables) if "account_id" in one.c]


def account_names() -> dict[int, str]:
    """Return the name of each account by its number."""
    with transaction(Role.OWNER) as connection:
        found = [(one, connection.scalar(_account(one))) for one in account_ids(connection)]
    return {account_id: str(name) for account_id, name in found if name is not None}


def remove_account(account_id: int) -> dict[str, int]:
    """Delete every row of an account in one transaction; return how many, by table.

    People stay: they may belong to other accounts. Raises ConfigurationError when there is no
    such account.
    """
    for _ in range(_TRIES):
        try:
            with account_transaction(Role.OWNER, account_id) as connection:
                return _remove(connection, account_id)
        except DBAPIError as error:
            if getattr(error.orig, "pgcode", None) not in _AGAIN:
                raise
    raise DatabaseUnavailable(
        "Something else is writing into this account again and again. Nothing was deleted. Stop"
        " the sync, then try again."
    )


def _remove(connection: Connection, account_id: int) -> dict[str, int]:
    if connection.scalar(_account(account_id).with_for_update()) is None:
        raise ConfigurationError(f"There is no account {account_id}. Nothing was deleted.")
    first, held = schema.leases, schema.connections
    # Pages that are being written end before this; then nobody can take a lease any more.
    gone = connection.execute(delete(first).where(first.c.account_id == account_id)).rowcount
    connection.execute(
        select(held.c.connection_id).where(held.c.account_id == account_id).with_for_update()
    )
    rows = {
        table.fullname: connection.execute(
            delete(table).where(table.c.account_id == account_id)
        ).rowcount
        for table in tables_of_accounts()
    }
    rows[first.fullname] += gone
    return rows


def _account(account_id: int) -> Select[tuple[str]]:
    return select(schema.accounts.c.name).where(schema.accounts.c.account_id == account_id)
