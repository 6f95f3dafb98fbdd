"""Make the database ready: server, roles, tables. Safe to run at every start."""

from __future__ import annotations

import psycopg2
from psycopg2 import sql as pg
from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from core.ask_rights import close_to_ask
from core.database import (
    DATABASE_NAME,
    Role,
    embedded_server,
    engine_for,
    is_embedded,
    translated_errors,
)
from core.embedded_postgres import SUPERUSER
from core.errors import ConfigurationError
from core.keys import secret
from core.log import get_logger
from core.migrations import upgrade
from core.settings import get_settings

# What each role may use of the server at the most.
_ROLE_LIMITS = {
    Role.WEB: {"statement_timeout": "30s", "idle_in_transaction_session_timeout": "60s"},
    Role.SYNC: {"statement_timeout": "300s", "idle_in_transaction_session_timeout": "300s"},
    # Whoever asks only reads, and a question may use up neither the machine nor its disk.
    Role.ASK: {
        "default_transaction_read_only": "on",
        "statement_timeout": "10s",
        "lock_timeout": "2s",
        "idle_in_transaction_session_timeout": "30s",
        "work_mem": "32MB",
        "max_parallel_workers_per_gather": "0",
        "search_path": "report",
        "temp_file_limit": "512MB",
    },
    Role.CEREBRO: {"statement_timeout": "300s", "idle_in_transaction_session_timeout": "300s"},
}
# How many sessions of the role there may be at once.
_CONNECTION_LIMITS = {Role.ASK: 10}


# The roles without which the product does not start. CEREBRO's is made by its own first command.
_PRODUCT_ROLES = (Role.WEB, Role.SYNC, Role.ASK)

# SQLSTATE insufficient_privilege.
_MAY_NOT = "42501"

log = get_logger("core.bootstrap")


def prepare_database() -> None:
    """Start the server if it is ours, make database and roles, and migrate.

    Raises DatabaseUnavailable or ConfigurationError with a sentence that says the cure.
    """
    if is_embedded():
        _create_database()
    with translated_errors(), engine_for(Role.OWNER).begin() as connection:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(727110, 1)")
        ensure_roles(connection, *_PRODUCT_ROLES)
        upgrade(connection)
        close_to_ask(connection)


def reach_database() -> None:
    """Start the server if it is ours, and log in as its owner. No table is touched.

    Raises DatabaseUnavailable or ConfigurationError with a sentence that says the cure.
    """
    if is_embedded():
        _create_database()
    with translated_errors(), engine_for(Role.OWNER).connect() as connection:
        connection.exec_driver_sql("SELECT 1")


def _create_database() -> None:
    folder = embedded_server().ensure_running()
    connection = psycopg2.connect(host=str(folder), user=SUPERUSER, dbname="postgres")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE_NAME,))
            if cursor.fetchone() is None:
                cursor.execute(pg.SQL("CREATE DATABASE {}").format(pg.Identifier(DATABASE_NAME)))
    except psycopg2.errors.DuplicateDatabase:
        # Another process made it between our look and our own try.
        pass
    finally:
        connection.close()


def ensure_roles(connection: Connection, *roles: Role) -> None:
    """Make roles that are not there yet, without rights to own or create anything."""
    known = {
        row.rolname: row.is_strong
        for row in connection.execute(
            text("SELECT rolname, rolsuper OR rolbypassrls AS is_strong FROM pg_roles")
        )
    }
    for role in roles:
        if role.value not in known:
            _make_role(connection, role)
        elif known[role.value]:
            raise ConfigurationError(
                f"The role {role.value!r} of this database may pass row-level security. "
                f"Take that from it: ALTER ROLE {role.value} NOSUPERUSER NOBYPASSRLS."
            )
        elif is_embedded():
            _set_password(connection, role)
        _limit(connection, role)
    connection.exec_driver_sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC")


def _make_role(connection: Connection, role: Role) -> None:
    try:
        connection.exec_driver_sql(
            f"CREATE ROLE {role.value} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"
        )
        _set_password(connection, role)
    except ProgrammingError as error:
        raise ConfigurationError(
            f"The user in DATABASE_URL may not make the role {role.value!r}. "
            "Give that user the right CREATEROLE, or make the role yourself and set "
            f"DATABASE_URL_{role.upper()}."
        ) from error


def _limit(connection: Connection, role: Role) -> None:
    """Set what a role may use at the most; a role that somebody else made keeps its own."""
    changes = [f"SET {name} = '{value}'" for name, value in _ROLE_LIMITS[role].items()]
    if role in _CONNECTION_LIMITS:
        changes.append(f"CONNECTION LIMIT {_CONNECTION_LIMITS[role]}")
    for change in changes:
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(f"ALTER ROLE {role.value} {change}")
        except ProgrammingError as error:
            if getattr(error.orig, "pgcode", None) != _MAY_NOT:
                raise
            log.info("a limit of a role is not ours to set", role=role.value, limit=change)


def _set_password(connection: Connection, role: Role) -> None:
    own = getattr(get_settings(), f"database_url_{role}").get_secret_value()
    if own:
        return
    cursor = connection.connection.cursor()
    cursor.execute(
        pg.SQL("ALTER ROLE {} PASSWORD {}").format(
            pg.Identifier(role.value), pg.Literal(secret(f"database_password_{role}"))
        )
    )
    cursor.close()
