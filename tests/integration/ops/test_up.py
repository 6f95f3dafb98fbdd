"""`make up` and `make down` as a person uses them: real processes, killed on purpose."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import urllib.request
from collections.abc import Iterator

import psutil
import pytest

from tests.support.home import Home
from tests.support.simulator import free_port


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    one = Home(tmp_path_factory.mktemp("home"))
    try:
        finished = one.ops("up")
        assert finished.returncode == 0, finished.stdout + finished.stderr
        yield one
    finally:
        one.remove()


def test_run_json_names_addresses_processes_and_the_demo_login(home: Home) -> None:
    state = home.state()
    assert set(state["addresses"]) == {"app", "sidecar", "simulator"}
    assert set(home.pids()) == {"simulator", "sidecar", "app", "sync", "database"}
    assert state["demo_login"]["username"] == "demo"
    for address in (state["addresses"]["app"], state["addresses"]["sidecar"] + "/healthz"):
        with urllib.request.urlopen(address, timeout=10) as answer:
            assert answer.status == 200


def test_up_again_keeps_what_runs(home: Home) -> None:
    before = home.pids()
    finished = home.ops("up")
    assert finished.returncode == 0
    assert home.pids() == before


def test_a_killed_part_is_started_again_and_the_others_stay(home: Home) -> None:
    before = home.pids()
    os.kill(before["sidecar"], signal.SIGKILL)
    assert home.ops("up").returncode == 0
    after = home.pids()
    assert after["sidecar"] != before["sidecar"]
    assert after["app"] == before["app"]


def test_a_part_nobody_noted_down_is_found_again(home: Home) -> None:
    before = home.pids()
    # As if the launcher had been killed before it could write the file.
    (home.folder / "run.json").unlink()
    assert home.ops("up").returncode == 0
    assert home.pids() == before


def test_killing_every_process_loses_nothing(home: Home) -> None:
    before = home.revenue()
    assert before
    processes = [psutil.Process(pid) for pid in home.pids().values()]
    processes += [child for one in processes for child in one.children(recursive=True)]
    for process in processes:
        # PostgreSQL's own children go by themselves once their parent is dead.
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    finished = home.ops("up")
    assert finished.returncode == 0, finished.stderr
    assert home.revenue() == before


def test_down_ends_exactly_those_processes(home: Home) -> None:
    pids = home.pids()
    finished = home.ops("down")
    assert finished.returncode == 0
    assert not (home.folder / "run.json").exists()
    alive = [
        name
        for name, pid in pids.items()
        if psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    ]
    assert alive == []
    assert home.ops("down").stdout.strip() == "Nothing was running."


def test_a_taken_port_is_one_sentence_and_nothing_is_started(home: Home) -> None:
    with socket.socket() as holder:
        # The part that has just ended leaves its port in TIME_WAIT.
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", home.ports["APP_PORT"]))
        holder.listen()
        finished = home.ops("up")
    assert finished.returncode == 2
    assert finished.stderr.strip() == (
        f"Port {home.ports['APP_PORT']} is taken by another program, so the part 'app' cannot "
        "start. End that program, or choose another port: APP_PORT=…"
    )
    assert not (home.folder / "run.json").exists()


def test_a_database_that_does_not_answer_is_one_sentence(home: Home) -> None:
    address = f"postgresql://nobody@127.0.0.1:{free_port()}/nothing"
    finished = home.ops("up", DATABASE_URL=address)
    assert finished.returncode == 2
    assert finished.stderr.startswith("The database does not answer.")
    assert "Traceback" not in finished.stdout + finished.stderr


def test_a_wrong_setting_is_one_sentence_and_exit_78(home: Home) -> None:
    finished = home.ops("up", APP_PORT="many")
    assert finished.returncode == 78
    assert finished.stderr.startswith("The setting APP_PORT is wrong:")
    assert "Traceback" not in finished.stderr
