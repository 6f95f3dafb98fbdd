"""The folder of one test run: in memory where there is room, and never left behind for good."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.embedded_postgres import EmbeddedServer
from core.server_programs import ROOT_HOME
from tests.support import memory_disk
from tests.support.memory_disk import lay, lift, run_folder


@pytest.fixture(autouse=True)
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the machine's memory, with room enough."""
    folder = tmp_path / "memory"
    folder.mkdir()
    monkeypatch.setattr(memory_disk, "_MEMORY", folder)
    monkeypatch.setattr(memory_disk, "_ROOM_BYTES", 0)
    return folder


def test_it_lies_in_memory_and_goes_with_the_run(memory: Path) -> None:
    with run_folder() as folder:
        assert folder.parent == memory
        (folder / "server").mkdir()
    assert list(memory.iterdir()) == []


def test_without_room_it_lies_on_the_disk(memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_disk, "_ROOM_BYTES", 1 << 60)
    with run_folder() as folder:
        assert folder.is_dir()
        assert list(memory.iterdir()) == []
    assert not folder.exists()


def test_what_a_killed_run_has_left_is_removed_and_a_living_one_is_left_alone(
    memory: Path,
) -> None:
    dead = memory / "seller-monitor-test-run-dead"
    dead.mkdir()
    (dead / "alive").touch()
    of_somebody_else = memory / "theirs"
    of_somebody_else.mkdir()
    with run_folder() as living, run_folder() as second:
        assert {living, second, of_somebody_else} == set(memory.iterdir())


def test_a_server_s_folder_is_a_link_that_goes_with_what_it_leads_to(
    memory: Path, tmp_path: Path
) -> None:
    home, place = tmp_path / "home" / "mark", memory / "server"
    lay(home, place)
    (home / "data").mkdir()
    assert (place / "data").is_dir()
    lift(home)
    lift(home)
    assert not place.exists()
    assert list(home.parent.iterdir()) == []


def test_what_a_killed_run_has_noted_elsewhere_goes_as_well(memory: Path, tmp_path: Path) -> None:
    """Also where its will was killed with it."""
    dead, home = memory / "seller-monitor-test-run-dead", EmbeddedServer(tmp_path / "home").home
    dead.mkdir()
    (dead / "elsewhere").write_text(f"{tmp_path / 'home'}\n")
    home.mkdir(parents=True)
    link = home.with_name(f"{home.name}-link")
    link.symlink_to(memory / "seller-monitor-test-run-of-old" / "server")
    try:
        with run_folder() as living:
            assert [living] == list(memory.iterdir())
        assert not home.exists()
        # As root the servers' homes lie in one place, where a link of a run is known by its name.
        assert link.is_symlink() == (home.parent != ROOT_HOME)
    finally:
        link.unlink(missing_ok=True)
