"""How the reporting side reads: one account, read only, one picture of the data throughout."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from core.database import Role, engine_for, name_account, translated_errors
from core.errors import QueryError

# SQLSTATE query_canceled: the role's statement_timeout has struck.
_TIMED_OUT = "57014"


@contextmanager
def reading(role: Role, account_id: int) -> Iterator[Connection]:
    """Open a transaction that sees one account's rows as they are at one instant.

    Several statements in it (figures, versions, freshness) agree with one another, even
    when a sync commits in between. Nothing can be written. Raises QueryError when a
    statement runs longer than the role may.
    """
    with translated_errors(), engine_for(role).connect() as plain:
        connection = plain.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        with connection.begin():
            name_account(connection, account_id)
            try:
                yield connection
            except OperationalError as error:
                if getattr(error.orig, "pgcode", None) != _TIMED_OUT:
                    raise
                raise QueryError(
                    "The question takes too long to answer. Ask about fewer days, or with "
                    "fewer splits."
                ) from error
