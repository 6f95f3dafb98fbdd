"""How the reporting side reads: one account, read only, one picture of the data throughout."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from core.database import Role, engine_for, name_account, translated_errors
from core.errors import QueryError

# SQLSTATE query_canceled: the role's statement_timeout has struck.
_TIMED_OUT = "57014"
# SQLSTATE invalid_parameter_value, in PostgreSQL's words: `time zone "…" not recognized`.
_NO_SUCH_VALUE, _OF_A_ZONE = "22023", "time zone"


@contextmanager
def reading(role: Role, account_id: int) -> Iterator[Connection]:
    """Open a transaction that sees one account's rows as they are at one instant.

    Several statements in it (figures, versions, freshness) agree with one another, even
    when a sync commits in between. Nothing can be written. Raises QueryError when a
    statement runs longer than the role may, or names a time zone that PostgreSQL does not know:
    its list of them may be older than Python's.
    """
    with translated_errors(), engine_for(role).connect() as plain:
        connection = plain.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        with connection.begin():
            name_account(connection, account_id)
            try:
                yield connection
            except DBAPIError as error:
                sentence = _explained(error)
                if not sentence:
                    raise
                raise QueryError(sentence) from error


def _explained(error: DBAPIError) -> str:
    """Say what is wrong with a question that PostgreSQL refuses; empty when it is another fault."""
    code = getattr(error.orig, "pgcode", None)
    if code == _TIMED_OUT:
        return "The question takes too long to answer. Ask about fewer days, or with fewer splits."
    if code == _NO_SUCH_VALUE and _OF_A_ZONE in str(error.orig):
        return (
            "The database does not know this time zone: its list of them is older. "
            "Choose a larger city of the same zone."
        )
    return ""
