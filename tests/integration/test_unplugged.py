"""Unplug things: every command says one clear sentence, ends with an exit code, shows no trace.

`make up` has its own such tests in tests/integration/ops; the screen in tests/browser.
"""

from __future__ import annotations

import pytest
from sqlalchemy import text

from core.database import Role, embedded_server, transaction
from tests.support.installation import Installation
from tests.support.simulator import free_port

QUERY = '{"metrics": ["orders"], "time": {"start": "2026-11-01", "end": "2026-11-02"}}'
COMMANDS = {
    "sync run": ("sync", "run", "--all"),
    "sync status": ("sync", "status"),
    "data query": ("data", "query", QUERY),
    "ops migrate": ("ops", "migrate"),
}
every_command = pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)


def told(installation: Installation, command: tuple[str, ...], **environment: str) -> str:
    """Run a command that has to fail; return the one sentence that stood on the screen."""
    finished = installation.run(*command, timeout=60, **environment)
    assert finished.returncode not in (0, None)
    assert finished.stdout == ""
    assert "Traceback" not in finished.stderr
    [sentence] = [line for line in finished.stderr.splitlines() if not line.startswith("{")]
    return sentence


@pytest.mark.parametrize(
    "command",
    [
        COMMANDS["sync status"],
        COMMANDS["data query"],
        ("simulator", "ledger", "--from", "2026-11-01", "--to", "2026-11-02"),
    ],
    ids=["sync status", "data query", "simulator ledger"],
)
def test_a_wrong_setting_is_one_sentence(database: Installation, command) -> None:
    sentence = told(database, command, APP_PORT="many")
    assert sentence.startswith("The setting APP_PORT is wrong:")


@every_command
def test_without_a_database_there_is_one_sentence(database: Installation, command) -> None:
    address = f"postgresql://somebody@127.0.0.1:{free_port()}/amazon_monitor"
    sentence = told(database, command, DATABASE_URL=address)
    assert sentence == (
        "The database does not answer. Nothing saved is lost. "
        "Check that it runs and that DATABASE_URL is right, then try again."
    )


@every_command
def test_a_wrong_password_is_one_sentence(database: Installation, command) -> None:
    wrong = f"postgresql://web:not-it@/amazon_monitor?host={embedded_server().socket_folder}"
    addresses = dict.fromkeys(
        ("DATABASE_URL", "DATABASE_URL_WEB", "DATABASE_URL_SYNC", "DATABASE_URL_ASK"), wrong
    )
    sentence = told(database, command, **addresses)
    assert sentence == (
        "The database does not let us in: the user or the password is wrong. Check DATABASE_URL."
    )


@pytest.fixture
def full_disk(database: Installation) -> Installation:
    """A database whose disk is full: whoever names an account hears it from PostgreSQL."""
    with transaction(Role.OWNER) as connection:
        connection.execute(
            text(
                "CREATE OR REPLACE FUNCTION app.current_account() RETURNS bigint"
                " LANGUAGE plpgsql STABLE AS $$ BEGIN RAISE EXCEPTION 'No space left on device'"
                " USING ERRCODE = 'disk_full'; END $$"
            )
        )
    return database


@pytest.mark.parametrize("name", ["sync run", "sync status", "data query"])
def test_a_full_disk_is_one_sentence(full_disk: Installation, name: str) -> None:
    sentence = told(full_disk, COMMANDS[name])
    assert sentence == (
        "The disk that holds the database is full. Nothing saved is lost. "
        "Make room, then run the command again."
    )
