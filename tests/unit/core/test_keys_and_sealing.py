"""The installation's secrets, and credentials sealed with them."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.crypto import key_id, open_sealed, seal
from core.errors import ConfigurationError
from core.keys import secret
from core.settings import ROOT, get_settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A local folder of this test's own, with no secret in the environment."""
    for name in ("COOKIE_KEY", "SIGNING_KEY", "CREDENTIALS_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LOCAL_DIR", str(tmp_path / "local"))
    get_settings.cache_clear()
    yield tmp_path / "local"
    get_settings.cache_clear()


def test_a_secret_is_made_once_and_stays(folder: Path) -> None:
    assert secret("cookie_key") == secret("cookie_key")
    assert secret("cookie_key") != secret("signing_key")
    assert len(secret("cookie_key")) >= 43


def test_only_the_owner_can_read_the_secrets(folder: Path) -> None:
    old = os.umask(0)
    try:
        secret("cookie_key")
    finally:
        os.umask(old)
    assert stat.S_IMODE((folder / "secrets.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_file_left_open_to_others_is_closed_when_it_is_written_again(folder: Path) -> None:
    secret("cookie_key")
    (folder / "secrets.json").chmod(0o644)
    (folder / "secrets.new").write_text("left by a crash")
    (folder / "secrets.new").chmod(0o644)
    secret("signing_key")
    assert stat.S_IMODE((folder / "secrets.json").stat().st_mode) == 0o600


def test_a_secret_from_the_environment_wins_and_is_not_saved(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COOKIE_KEY", "e" * 40)
    get_settings.cache_clear()
    assert secret("cookie_key") == "e" * 40
    assert not (folder / "secrets.json").exists()


def test_processes_that_start_together_get_the_same_secrets(folder: Path) -> None:
    script = (
        "from core.keys import secret; print(secret('cookie_key'), secret('database_password_web'))"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for _ in range(6)
    ]
    told = {one.communicate()[0] for one in running}
    assert len(told) == 1
    assert told.pop().split() == [secret("cookie_key"), secret("database_password_web")]


@pytest.mark.parametrize("left", ["", "{", "[]", '{"cookie_key": 5}', "\x00\x01"])
def test_a_damaged_file_of_secrets_is_one_sentence_and_is_not_written_over(
    folder: Path, left: str
) -> None:
    folder.mkdir()
    (folder / "secrets.json").write_text(left)
    with pytest.raises(ConfigurationError, match=r"secrets\.json"):
        secret("cookie_key")
    assert (folder / "secrets.json").read_text() == left


def test_a_folder_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LOCAL_DIR", str(tmp_path / "file" / "local"))
    get_settings.cache_clear()
    with pytest.raises(ConfigurationError, match="LOCAL_DIR"):
        secret("cookie_key")
    get_settings.cache_clear()


@given(st.text(), st.integers(1, 2**62))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_sealed_for_an_account_opens_for_it(
    folder: Path, plain: str, account_id: int
) -> None:
    sealed = seal(plain, account_id)
    assert open_sealed(sealed, account_id) == plain
    assert open_sealed(memoryview(sealed), account_id) == plain
    assert not plain or len(plain.encode()) < 4 or plain.encode() not in sealed


def test_another_account_cannot_open_it(folder: Path) -> None:
    sealed = seal("Atzr|token", 1)
    for other in (2, 11, -1, 0):
        with pytest.raises(ConfigurationError):
            open_sealed(sealed, other)


def test_a_changed_or_cut_value_does_not_open(folder: Path) -> None:
    sealed = seal("Atzr|token", 1)
    for at in (0, 11, 12, len(sealed) - 1):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(ConfigurationError):
            open_sealed(bytes(changed), 1)
    for length in (0, 5, 12, 20, len(sealed) - 1):
        with pytest.raises(ConfigurationError):
            open_sealed(sealed[:length], 1)


def test_with_another_key_it_is_a_sentence_that_says_the_cure(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed, name = seal("Atzr|token", 1), key_id()
    monkeypatch.setenv("CREDENTIALS_KEY", "n" * 32)
    get_settings.cache_clear()
    assert key_id() != name
    with pytest.raises(ConfigurationError, match="CREDENTIALS_KEY has changed") as caught:
        open_sealed(sealed, 1)
    assert "Atzr" not in str(caught.value)


def test_the_name_of_a_key_does_not_give_the_key_away(folder: Path) -> None:
    assert key_id() not in json.loads((folder / "secrets.json").read_text())["credentials_key"]
    assert len(key_id()) == 12


def test_no_two_seals_are_alike(folder: Path) -> None:
    assert len({seal("same", 1) for _ in range(50)}) == 50
