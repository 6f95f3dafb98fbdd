"""Which account a command is for."""

from __future__ import annotations

from sqlalchemy import text

from core.database import Role, transaction
from core.errors import QueryError
from core.settings import get_settings


def account_or_only(given: int | None) -> int:
    """Return the account named, or the only one.

    Raises QueryError where it is not clear, and for one that this installation does not show.
    """
    # The sync role is the one that may list accounts; nothing else is read as it.
    with transaction(Role.SYNC) as connection:
        accounts = connection.scalars(
            text("SELECT account_id FROM app.accounts WHERE is_demo = :is_demo ORDER BY 1"),
            {"is_demo": get_settings().is_demo},
        ).all()
    if given is not None and given in accounts:
        return given
    if given is not None:
        raise QueryError(f"There is no account {given} here.")
    if len(accounts) != 1:
        known = ", ".join(str(one) for one in accounts) or "none"
        raise QueryError(f"Say which account: --account ID (there is: {known}).")
    return int(accounts[0])
