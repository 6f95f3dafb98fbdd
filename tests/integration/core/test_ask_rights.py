"""What the server lets nobody do who only asks, and what the others keep."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from core.ask_rights import close_to_ask, open_to_ask, words_of
from core.bootstrap import prepare_database
from core.database import Role, address_of, transaction
from tests.support.installation import Installation


def test_after_a_start_nothing_is_left_open_to_ask(database: Installation) -> None:
    for role in (Role.OWNER, Role.WEB, Role.ASK):
        with transaction(role) as connection:
            assert open_to_ask(connection) == []


def test_ask_has_limits_of_time_memory_disk_and_sessions(database: Installation) -> None:
    names = "default_transaction_read_only statement_timeout lock_timeout temp_file_limit work_mem"
    with transaction(Role.ASK) as connection:
        found = {name: connection.scalar(text(f"SHOW {name}")) for name in names.split()}
        limit = connection.scalar(
            text("SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user")
        )
    assert found == {
        "default_transaction_read_only": "on",
        "statement_timeout": "10s",
        "lock_timeout": "2s",
        "temp_file_limit": "512MB",
        "work_mem": "32MB",
    }
    assert limit == 10


def test_ask_may_read_nothing_of_people_keys_and_the_sync(database: Installation) -> None:
    with transaction(Role.OWNER) as connection:
        readable = connection.scalars(
            text(
                "SELECT c.oid::regclass::text FROM pg_class c"
                " JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE n.nspname IN ('app', 'sync', 'public') AND c.relkind IN ('r', 'v', 'S')"
                " AND (has_table_privilege('ask', c.oid, 'SELECT')"
                "   OR has_any_column_privilege('ask', c.oid, 'SELECT'))"
            )
        ).all()
        written = connection.scalars(
            text(
                "SELECT c.oid::regclass::text FROM pg_class c"
                " WHERE c.relkind IN ('r', 'v', 'p', 'm') AND has_table_privilege"
                "('ask', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')"
            )
        ).all()
        named = connection.scalars(
            text(
                "SELECT nspname FROM pg_namespace WHERE has_schema_privilege('ask', oid, 'USAGE')"
                " AND nspname NOT LIKE 'pg\\_%' ORDER BY 1"
            )
        ).all()
    # Rates of exchange belong to everybody; the view of them reads the table in its reader's name.
    assert readable == ["app.fx_rates"]
    assert written == []
    assert named == ["information_schema", "report", "seller"]


@pytest.mark.parametrize("role", [Role.WEB, Role.SYNC])
def test_the_pages_and_the_sync_keep_what_they_use(database: Installation, role: Role) -> None:
    with transaction(role) as connection:
        connection.execute(text("SELECT set_config('app.account_id', '1', true)"))
        connection.execute(text("SELECT pg_advisory_xact_lock(1)"))
        connection.execute(text("SELECT pg_notify('a_channel', 'x')"))
        connection.execute(text("CREATE TEMPORARY TABLE kept (a int) ON COMMIT DROP"))


def test_a_second_start_takes_away_what_somebody_gave_back(database: Installation) -> None:
    with transaction(Role.OWNER) as connection:
        connection.exec_driver_sql("GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC")
        connection.exec_driver_sql("GRANT USAGE ON LANGUAGE plpgsql TO PUBLIC")
        assert open_to_ask(connection) == ["lo_create(oid)", "language plpgsql"]
    prepare_database()
    with transaction(Role.OWNER) as connection:
        assert open_to_ask(connection) == []


def test_an_owner_who_may_not_take_rights_away_goes_on_and_the_doctor_says_so(
    database: Installation,
) -> None:
    """As on a managed server, whose functions belong to somebody else."""
    with transaction(Role.OWNER) as connection:
        connection.exec_driver_sql("CREATE ROLE renter LOGIN PASSWORD 'renter'")
        connection.exec_driver_sql(
            "GRANT EXECUTE ON FUNCTION set_config(text, text, boolean) TO PUBLIC"
        )
    engine = create_engine(address_of(Role.WEB).set(username="renter", password="renter"))
    try:
        with engine.begin() as connection:
            close_to_ask(connection)
            assert words_of(open_to_ask(connection)) == "set_config(text,text,boolean)"
        finished = database.run("sync", "doctor")
        assert "free SQL" in finished.stdout
        assert "set_config" in finished.stdout
    finally:
        engine.dispose()
        with transaction(Role.OWNER) as connection:
            connection.exec_driver_sql("DROP ROLE renter")


def test_a_block_of_code_cannot_choose_another_account(database: Installation) -> None:
    """One statement that sets an account and then reads: without its language it does not run."""
    with (
        pytest.raises(DBAPIError, match="permission denied for language"),
        transaction(Role.ASK) as connection,
    ):
        connection.exec_driver_sql("DO $$ BEGIN SET LOCAL app.account_id = '2'; END $$")
