"""A PostgreSQL of one's own: its owner may not make roles, and one of its roles is too strong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
import pytest

from core.database import embedded_server
from core.embedded_postgres import SUPERUSER
from tests.support.installation import Installation

OWNER = "own_owner"
NAME = "own_database"


def as_superuser(*statements: str) -> None:
    connection = psycopg2.connect(
        host=str(embedded_server().socket_folder), user=SUPERUSER, dbname="postgres"
    )
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        connection.close()


@pytest.fixture
def address(database: Installation) -> Iterator[str]:
    """A database of somebody who may not make roles; `web` and `sync` are there already."""
    as_superuser(
        f"CREATE ROLE {OWNER} LOGIN NOCREATEROLE PASSWORD 'theirs'",
        f"CREATE DATABASE {NAME} OWNER {OWNER}",
    )
    yield f"postgresql://{OWNER}:theirs@/{NAME}?host={embedded_server().socket_folder}"
    as_superuser(f"DROP DATABASE {NAME} WITH (FORCE)", f"DROP ROLE {OWNER}")


@contextmanager
def changed(role: str, there: str, back: str) -> Iterator[None]:
    as_superuser(f"ALTER ROLE {role} {there}")
    try:
        yield
    finally:
        as_superuser(f"ALTER ROLE {role} {back}")


def test_an_owner_who_may_not_make_roles_can_start_and_the_roles_can_work(
    database: Installation, address: str
) -> None:
    finished = database.run("ops", "migrate", DATABASE_URL=address)
    assert (finished.returncode, finished.stdout) == (0, "The database is ready.\n"), (
        finished.stderr
    )
    again = database.run("ops", "migrate", DATABASE_URL=address)
    assert again.returncode == 0
    status = database.run("sync", "status", DATABASE_URL=address)
    assert status.returncode == 0, status.stderr
    query = '{"metrics": ["orders"], "time": {"start": "2026-11-01", "end": "2026-11-02"}}'
    asked = database.run("data", "query", query, DATABASE_URL=address)
    assert asked.returncode == 0, asked.stderr


def test_a_role_that_passes_row_level_security_is_refused(
    database: Installation, address: str
) -> None:
    with changed("web", "BYPASSRLS", "NOBYPASSRLS"):
        finished = database.run("ops", "migrate", DATABASE_URL=address)
    assert finished.returncode == 78
    assert "may pass row-level security" in finished.stderr
    assert "Traceback" not in finished.stderr
