"""What the server itself lets nobody do who only asks: functions taken from PUBLIC.

PostgreSQL lets every role run almost every function. Some of them reach beyond a read-only
transaction or beyond an account: `set_config` moves to another account's rows inside a SELECT,
advisory locks use up the server's lock table, large objects are written in a read-only
transaction, `query_to_xml` and `ts_stat` run SQL that no reader of the statement sees, statistics
show what others asked, and a DO block could set another account before it reads (measured, see
docs/decisions/0013). They are taken from PUBLIC in our database; `web` and `sync` get back what
they use, and `pg_monitor` what watches a server.
"""

from __future__ import annotations

import re

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from core.log import get_logger

# Names of functions, as a regular expression of PostgreSQL, that `ask` may not run.
_CLOSED = (
    r"^("
    r"set_config|pg_notify|pg_sleep.*|pg_(try_)?advisory.*|"
    r"lo_.*|loread|lowrite|pg_largeobject.*|"
    r".*_to_xml.*|cursor_to_xml.*|xpath.*|ts_stat|ts_rewrite|"
    r"pg_(terminate|cancel)_backend|pg_stat_get_.*|pg_stat_reset.*|pg_stat_statements.*|"
    r"pg_logical_.*|pg_replication_.*|pg_create_.*|pg_drop_.*|pg_copy_.*slot.*|pg_export_snapshot|"
    r"pg_sync_replication_slots|pg_log_.*|pg_read_.*|pg_ls_.*|pg_stat_file|pg_current_logfile|"
    r"pg_(total_)?relation_size|pg_(table|indexes|database|tablespace)_size|pg_column_size|"
    r"txid_current|pg_current_xact_id|inet_server_.*|inet_client_.*|"
    r"pg_import_.*|pg_restore_.*|pg_clear_.*|pg_prewarm|pg_buffercache.*|"
    r"repeat|lpad|rpad|array_fill|dblink.*|http.*|postgres_fdw_.*|file_fdw_.*"
    r")$"
)
# What the pages and the sync themselves run of these.
_OF_OURS = re.compile(
    r"set_config|pg_notify|pg_(try_)?advisory.*|pg_sleep|pg_terminate_backend|repeat|[lr]pad"
)
_TO_WATCH = re.compile(
    r"pg_stat_get_.*|pg_(total_)?relation_size|pg_(table|indexes|database|tablespace)_size"
)
# Views that show the statements of other sessions of the same role.
_VIEWS = ("pg_stat_activity", "pg_stat_statements")

_OPEN_TO_ASK = """
    SELECT p.oid::regprocedure::text AS name, p.proname
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE p.proname ~ :closed AND p.prokind IN ('f', 'p')
      AND has_function_privilege('ask', p.oid, 'EXECUTE')
    ORDER BY 1
"""
_LANGUAGES = """
    SELECT lanname FROM pg_language
    WHERE lanpltrusted AND has_language_privilege('ask', oid, 'USAGE') ORDER BY 1
"""
_READABLE = """
    SELECT c.relname FROM pg_class c
    WHERE c.relname = ANY(:views) AND has_table_privilege('ask', c.oid, 'SELECT') ORDER BY 1
"""
# An UPDATE of this view is a call of set_config.
_SETTABLE = "SELECT has_table_privilege('ask', 'pg_catalog.pg_settings', 'UPDATE')"

# One number: 0 where nothing is left open. For whoever runs free SQL, before each statement.
REACHES_FURTHER = f"""
    SELECT (SELECT count(*) FROM ({_OPEN_TO_ASK}) f) + (SELECT count(*) FROM ({_LANGUAGES}) l)
        + (SELECT count(*) FROM ({_READABLE}) r) + ({_SETTABLE})::int
""".replace(":closed", f"'{_CLOSED}'").replace(":views", "'{" + ",".join(_VIEWS) + "}'")
# SQLSTATE insufficient_privilege.
_MAY_NOT = "42501"

log = get_logger("core.ask_rights")


def close_to_ask(connection: Connection) -> None:
    """Take from PUBLIC what `ask` may not do, as far as this owner may; safe at every start.

    What could not be taken is what `open_to_ask` then returns: free SQL stays off.
    """
    for row in connection.execute(text(_OPEN_TO_ASK), {"closed": _CLOSED}).all():
        _close_function(connection, row.proname, row.name)
    for name in connection.scalars(text(_LANGUAGES)).all():
        # First the owner, who is not always a superuser: migrations run DO blocks.
        _try(connection, f'GRANT USAGE ON LANGUAGE "{name}" TO CURRENT_USER')
        _try(connection, f'REVOKE USAGE ON LANGUAGE "{name}" FROM PUBLIC')
    for name in connection.scalars(text(_READABLE), {"views": list(_VIEWS)}).all():
        _try(connection, f'REVOKE SELECT ON "{name}" FROM PUBLIC')
        _try(connection, f'GRANT SELECT ON "{name}" TO pg_monitor')
    if connection.scalar(text(_SETTABLE)):
        _try(connection, "REVOKE UPDATE ON pg_catalog.pg_settings FROM PUBLIC")
    _try(connection, "GRANT USAGE ON SCHEMA public TO sync, web")
    _try(connection, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
    left = open_to_ask(connection)
    if left:
        log.info("free SQL stays off: some rights could not be taken away", rights=words_of(left))


def open_to_ask(connection: Connection) -> list[str]:
    """Return what `ask` may still do that it must not; empty where the server is closed to it."""
    functions = connection.scalars(text(_OPEN_TO_ASK), {"closed": _CLOSED}).all()
    languages = connection.scalars(text(_LANGUAGES)).all()
    views = connection.scalars(text(_READABLE), {"views": list(_VIEWS)}).all()
    is_settable = connection.scalar(text(_SETTABLE))
    return [
        *functions,
        *(f"language {one}" for one in languages),
        *views,
        *(["updates of pg_settings"] if is_settable else []),
    ]


def words_of(left: list[str]) -> str:
    """Name the first few of what is left open, and how many more there are."""
    more = f" and {len(left) - 3} more" if len(left) > 3 else ""
    return ", ".join(left[:3]) + more


def _close_function(connection: Connection, name: str, signature: str) -> None:
    if _OF_OURS.fullmatch(name):
        _try(connection, f"GRANT EXECUTE ON ROUTINE {signature} TO sync, web")
    if _TO_WATCH.fullmatch(name):
        _try(connection, f"GRANT EXECUTE ON ROUTINE {signature} TO pg_monitor")
    _try(connection, f"REVOKE EXECUTE ON ROUTINE {signature} FROM PUBLIC")


def _try(connection: Connection, statement: str) -> None:
    """Run a statement that a managed server may refuse; what it refused is looked up afterwards."""
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(statement)
    except DBAPIError as error:
        if getattr(error.orig, "pgcode", None) != _MAY_NOT:
            raise
