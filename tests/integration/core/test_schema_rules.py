"""What holds for every table: the chain of migrations, the keys, row-level security, the rights."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from core import schema
from core.database import Role, account_transaction, transaction
from tests.support.installation import Installation

_TENANT_TABLES = """
    SELECT c.oid::regclass::text AS name, c.relrowsecurity, c.relforcerowsecurity,
        pg_get_userbyid(c.relowner) AS owner
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('app', 'seller', 'sync') AND c.relkind IN ('r', 'p')
"""
# People belong to several accounts; rates of exchange belong to everybody.
_SHARED = {"app.users", "app.fx_rates"}


def _tables(connection: Connection) -> dict[str, tuple[bool, bool, str]]:
    rows = connection.execute(text(_TENANT_TABLES)).all()
    return {row.name: (row.relrowsecurity, row.relforcerowsecurity, row.owner) for row in rows}


def test_the_chain_of_migrations_makes_exactly_the_tables_the_program_knows(
    database: Installation,
) -> None:
    with transaction(Role.OWNER) as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_schemas": True,
                "compare_type": True,
                "include_name": lambda name, kind, _parents: (
                    kind != "schema" or name in ("app", "seller", "sync")
                ),
            },
        )
        differences = compare_metadata(context, schema.metadata)
    assert differences == []


def test_row_level_security_is_forced_on_every_table_of_an_account(database: Installation) -> None:
    with transaction(Role.OWNER) as connection:
        tables = _tables(connection)
    open_tables = {
        name
        for name, (is_on, is_forced, _) in tables.items()
        if name not in _SHARED and not (is_on and is_forced)
    }
    assert len(tables) > 20
    assert open_tables == set()


def test_account_id_is_the_first_column_of_every_key_and_every_foreign_key() -> None:
    for table in schema.metadata.tables.values():
        if table.fullname in _SHARED:
            continue
        assert next(column.name for column in table.primary_key) == "account_id", table.fullname
        for key in table.foreign_key_constraints:
            if key.referred_table.fullname in _SHARED:
                continue
            columns = [column.name for column in key.columns]
            assert columns[0] == "account_id", (table.fullname, columns)
            assert next(part.column.name for part in key.elements) == "account_id"


def test_an_index_finds_what_points_to_a_row_that_goes() -> None:
    """Without one each product that is deleted reads every row of stock by day."""
    few = {"app.accounts", "app.connections", "app.users", "seller.marketplaces"}
    for table in schema.metadata.tables.values():
        keys = [list(table.primary_key), *(list(index.columns) for index in table.indexes)]
        found = [[column.name for column in key] for key in keys]
        for key in table.foreign_key_constraints:
            names = {column.name for column in key.columns}
            if key.referred_table.fullname not in few:
                assert any(set(one[: len(names)]) == names for one in found), (table.name, names)


def test_no_role_that_runs_a_process_owns_a_table_or_passes_row_level_security(
    database: Installation,
) -> None:
    with transaction(Role.OWNER) as connection:
        owners = {owner for _, _, owner in _tables(connection).values()}
        strong = connection.scalars(
            text(
                "SELECT rolname FROM pg_roles WHERE rolname IN ('web', 'sync')"
                " AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)"
            )
        ).all()
    assert owners.isdisjoint({"web", "sync"})
    assert strong == []


@pytest.mark.parametrize("role", [Role.WEB, Role.SYNC])
def test_without_an_account_named_nothing_of_an_account_is_seen(
    database: Installation, role: Role
) -> None:
    with transaction(role) as connection:
        assert connection.scalar(text("SELECT count(*) FROM seller.orders")) == 0
        assert connection.scalar(text("SELECT count(*) FROM app.connections")) == 0


def test_a_row_of_another_account_can_be_neither_read_nor_written(database: Installation) -> None:
    with account_transaction(Role.SYNC, 2) as connection:
        assert connection.scalar(text("SELECT count(*) FROM app.connections")) == 0
        with pytest.raises(DBAPIError, match="row-level security"):
            connection.execute(
                text(
                    "INSERT INTO seller.products (account_id, asin, source, fetched_at)"
                    " VALUES (1, 'B000000001', 'test', now())"
                )
            )


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        (Role.WEB, "DELETE FROM seller.orders"),
        (Role.WEB, "UPDATE seller.products SET title = 'x'"),
        (Role.WEB, "SELECT sealed FROM app.credentials"),
        (Role.WEB, "UPDATE app.users SET is_admin = true"),
        (Role.WEB, "UPDATE app.users SET is_disabled = false"),
        (Role.WEB, "INSERT INTO app.users (username, password_hash) VALUES ('eve', 'x')"),
        (Role.WEB, "UPDATE app.memberships SET role = 'owner'"),
        (Role.WEB, "INSERT INTO app.connections DEFAULT VALUES"),
        (Role.SYNC, "SELECT password_hash FROM app.users"),
        (Role.SYNC, "ALTER TABLE seller.orders DISABLE ROW LEVEL SECURITY"),
        (Role.WEB, "CREATE TABLE seller.mine (a int)"),
    ],
)  # fmt: skip
def test_a_role_has_no_rights_beyond_its_work(
    database: Installation, role: Role, statement: str
) -> None:
    with (
        pytest.raises(DBAPIError, match=r"permission denied|must be owner"),
        account_transaction(role, 1) as connection,
    ):
        connection.execute(text(statement))
