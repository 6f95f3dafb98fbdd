"""The way to PostgreSQL: one engine per role, one account per transaction.

No process runs as the owner, except to migrate. The pages read as `web`, the sync
writes as `sync`, and free SQL runs as `ask`. Which account a transaction may see is said
once, at its start.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from core.embedded_postgres import SUPERUSER, EmbeddedServer
from core.errors import (
    ConfigurationError,
    DatabaseError,
    DatabaseFullError,
    DatabaseUnavailable,
)
from core.keys import secret
from core.settings import Settings, get_settings

DATABASE_NAME = "amazon_monitor"
DRIVER = "postgresql+psycopg2"


class Role(StrEnum):
    """Who a process is to the database."""

    OWNER = "owner"
    WEB = "web"
    SYNC = "sync"
    ASK = "ask"
    CEREBRO = "cerebro"


_engines: dict[Role, Engine] = {}
_engines_lock = threading.Lock()


def embedded_server(settings: Settings | None = None) -> EmbeddedServer:
    """Return the server that comes with the product (started or not)."""
    return EmbeddedServer((settings or get_settings()).local_dir)


def is_embedded(settings: Settings | None = None) -> bool:
    """Whether the product brings its own database server."""
    return not (settings or get_settings()).database_url.get_secret_value()


def address_of(role: Role, settings: Settings | None = None) -> URL:
    """Return the address under which a role reaches the database.

    Raises ConfigurationError when DATABASE_URL cannot be read.
    """
    settings = settings or get_settings()
    if is_embedded(settings):
        folder = str(embedded_server(settings).ensure_running())
        password = None if role is Role.OWNER else secret(f"database_password_{role}", settings)
        user = SUPERUSER if role is Role.OWNER else role.value
        return URL.create(DRIVER, user, password, database=DATABASE_NAME, query={"host": folder})
    base = _parse(settings.database_url.get_secret_value(), "DATABASE_URL")
    if role is Role.OWNER:
        return base
    own = getattr(settings, f"database_url_{role}").get_secret_value()
    if own:
        return _parse(own, f"DATABASE_URL_{role.upper()}")
    return base.set(username=role.value, password=secret(f"database_password_{role}", settings))


def _parse(address: str, name: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError:
        raise ConfigurationError(
            f"{name} cannot be read. Write it as postgresql://user:password@host:5432/database."
        ) from None
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise ConfigurationError(f"{name} must be the address of a PostgreSQL database.")
    # A bare postgresql:// means another driver in SQLAlchemy 2.1.
    return url.set(drivername=DRIVER)


def engine_for(role: Role) -> Engine:
    """Return this process's engine for a role; made once, shared by all threads."""
    with _engines_lock:
        if role not in _engines:
            _engines[role] = _make_engine(role)
        return _engines[role]


def _make_engine(role: Role) -> Engine:
    engine = create_engine(
        address_of(role),
        # All are kept: a connection that is opened for one question and closed again costs more
        # than the question. Those used last go first, so that few are awake while few people ask.
        pool_size=15,
        max_overflow=0,
        pool_use_lifo=True,
        pool_timeout=30,
        pool_pre_ping=True,
        # An unexpected error is logged with its statement, never with the values.
        hide_parameters=True,
        connect_args={"connect_timeout": 10, "application_name": f"seller-monitor {role}"},
    )
    if is_embedded():

        @event.listens_for(engine, "do_connect")
        def _wake_server(*_unused: object) -> None:
            # A server that was killed is started again by whoever needs it next.
            embedded_server().ensure_running()

    return engine


def dispose_engines() -> None:
    """Close every connection of this process (tests; after a fork)."""
    with _engines_lock:
        for engine in _engines.values():
            engine.dispose()
        _engines.clear()


@contextmanager
def transaction(role: Role) -> Iterator[Connection]:
    """Open a transaction that has named no account: it sees no tenant's rows.

    Errors of the database come out as DatabaseError with a sentence for people.
    """
    with translated_errors(), engine_for(role).begin() as connection:
        yield connection


@contextmanager
def account_transaction(role: Role, account_id: int) -> Iterator[Connection]:
    """Open a transaction that sees exactly one account's rows."""
    with transaction(role) as connection:
        name_account(connection, account_id)
        yield connection


@contextmanager
def person_transaction(role: Role, user_id: int) -> Iterator[Connection]:
    """Open a transaction that sees one person's own memberships and accounts."""
    with transaction(role) as connection:
        connection.execute(
            text("SELECT set_config('app.user_id', :user_id, true)"), {"user_id": str(user_id)}
        )
        yield connection


def name_account(connection: Connection, account_id: int) -> None:
    """Say whose rows the rest of this transaction may see."""
    connection.execute(
        text("SELECT set_config('app.account_id', :account_id, true)"),
        {"account_id": str(int(account_id))},
    )


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn the driver's errors that a person can mend into sentences."""
    try:
        yield
    except (OperationalError, ProgrammingError, DBAPIError) as error:
        known = explain(error)
        if known is None:
            raise
        raise known from error
    except PoolTimeoutError as error:
        raise DatabaseUnavailable(
            "The database is busy: no connection became free in time. Try again in a moment."
        ) from error


def explain(error: DBAPIError) -> DatabaseError | None:
    """Return the error as a sentence with a cure, or None when it is a fault of ours.

    The codes are PostgreSQL's SQLSTATE values (appendix A of its manual).
    """
    code = getattr(error.orig, "pgcode", None)
    if code in ("53100", "58030"):
        return DatabaseFullError(
            "The disk that holds the database is full. Nothing saved is lost. "
            "Make room, then run the command again."
        )
    if code in ("42P01", "3F000"):
        return DatabaseUnavailable(
            "The database has no tables yet, or older ones. Run `make up`, which makes them."
        )
    # At the login itself the driver gives no code, only PostgreSQL's words.
    if (code and code.startswith("28")) or (code is None and _is_login(str(error.orig))):
        return DatabaseUnavailable(
            "The database does not let us in: the user or the password is wrong. "
            "Check DATABASE_URL."
        )
    is_gone = error.connection_invalidated or (
        isinstance(error, OperationalError) and (code is None or code[:2] in ("08", "57", "53"))
    )
    if is_gone and code != "57014":
        return DatabaseUnavailable(
            "The database does not answer. Nothing saved is lost. "
            "Check that it runs and that DATABASE_URL is right, then try again."
        )
    return None


def _is_login(words: str) -> bool:
    return any(
        part in words
        for part in ("authentication failed", "no pg_hba.conf entry", "no password supplied")
    )
