"""`make up` and `make down` as a person uses them: real processes, killed on purpose."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from pydantic import SecretStr

from core.embedded_postgres import EmbeddedServer
from core.settings import ROOT, get_settings
from ops.processes import find_all
from ops.up import _stop_our_server
from tests.support.home import Home
from tests.support.ready import OPS, ReadyProcess, ReadyProcesses
from tests.support.simulator import free_port


class QuickHome(Home):
    """An installation whose launcher is a fork of a process that has imported everything."""

    def __init__(self, folder: Path, ready: ReadyProcesses) -> None:
        # So many days are enough to see that nothing is lost.
        super().__init__(folder, BACKFILL_DAYS="5")
        self._ready = ready

    def start(self, command: str, **more: str) -> ReadyProcess:
        return self._ready.start("ops", command, environment={**self.environment, **more})

    def ops(
        self, command: str, *, seconds: float = 180, **more: str
    ) -> subprocess.CompletedProcess[str]:
        launcher = self.start(command, **more)
        out, err = launcher.communicate(timeout=seconds)
        return subprocess.CompletedProcess(command, launcher.wait(timeout=0), out, err)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuickHome]:
    ready = ReadyProcesses(OPS)
    one = QuickHome(tmp_path_factory.mktemp("home"), ready)
    try:
        finished = one.ops("up")
        assert finished.returncode == 0, finished.stdout + finished.stderr
        yield one
    finally:
        one.remove()
        ready.stop()


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


def test_up_with_other_settings_starts_the_parts_anew(home: Home) -> None:
    before = home.pids()
    finished = home.ops("up", LOG_LEVEL="WARNING")
    assert finished.returncode == 0, finished.stderr
    assert "The settings or the program have changed" in finished.stdout
    after = home.pids()
    assert set(after) == set(before)
    assert [name for name in after if after[name] == before[name]] == ["database"]
    assert our_processes(home) == set(after) - {"database"}


def test_other_settings_that_cannot_work_leave_everything_running(home: Home) -> None:
    before = home.pids()
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        taken = home.ops("up", APP_PORT=str(port))
    same = home.ops("up", APP_PORT=str(home.ports["SIMULATOR_PORT"]))
    away = home.ops("up", DATABASE_URL=f"postgresql://nobody@127.0.0.1:{free_port()}/nothing")
    assert (taken.returncode, away.returncode) == (2, 2)
    assert taken.stderr.strip() == (
        f"Port {port} is taken by another program, so the part 'app' cannot start. End that "
        "program, or choose another port: APP_PORT=… "
        "Until then everything runs on as it was."
    )
    assert same.returncode == 78
    assert same.stderr.startswith("SIMULATOR_PORT and APP_PORT are both")
    assert away.stderr.startswith("The database does not answer.")
    assert away.stderr.strip().endswith("Until then everything runs on as it was.")
    assert home.pids() == before
    assert our_processes(home) == set(before) - {"database"}
    with urllib.request.urlopen(home.state()["addresses"]["app"], timeout=10) as answer:
        assert answer.status == 200


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


@pytest.mark.parametrize("address", ["", "postgresql://elsewhere/amazon_monitor"])
def test_down_stops_also_a_server_that_another_command_has_started(
    home: Home, address: str
) -> None:
    """Also after DATABASE_URL was set to another one."""
    server = EmbeddedServer(home.folder)
    server.ensure_running()
    assert home.ops("down", DATABASE_URL=address).stdout.strip() == "Stopped."
    assert server.postmaster() is None


def test_up_with_another_database_stops_our_server_unless_it_is_this_one(home: Home) -> None:
    server = EmbeddedServer(home.folder)
    folder = server.ensure_running()
    for address, is_left in (
        (f"postgresql://owner@/amazon_monitor?host={folder}", True),
        ("postgresql://elsewhere/amazon_monitor", False),
    ):
        own = {"local_dir": home.folder, "database_url": SecretStr(address)}
        _stop_our_server(get_settings().model_copy(update=own))
        assert (server.postmaster() is not None) == is_left


def our_processes(home: Home) -> set[str]:
    """The parts of an installation that run, by the marks in their environment."""
    return set(find_all(home.folder))


def test_down_after_a_killed_launcher_ends_what_it_had_started(home: QuickHome) -> None:
    launcher = home.start("up")
    deadline = time.monotonic() + 60
    while "sidecar" not in our_processes(home):
        assert launcher.poll() is None
        assert time.monotonic() < deadline
    launcher.kill()
    launcher.wait(timeout=20)
    (home.folder / "run.json").unlink(missing_ok=True)
    finished = home.ops("down")
    assert (finished.returncode, finished.stdout.strip()) == (0, "Stopped.")
    assert our_processes(home) == set()


@pytest.mark.parametrize(
    ("setting", "part"),
    [("APP_PORT", "app"), ("SIDECAR_PORT", "sidecar"), ("SIMULATOR_PORT", "simulator")],
)
@pytest.mark.parametrize("command", ["up", "run"])
def test_a_taken_port_is_one_sentence_and_nothing_is_started(
    home: Home, setting: str, part: str, command: str
) -> None:
    with socket.socket() as holder:
        # The part that has just ended leaves its port in TIME_WAIT.
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", home.ports[setting]))
        holder.listen()
        finished = home.ops(command)
    assert finished.returncode == 2
    assert finished.stderr.strip() == (
        f"Port {home.ports[setting]} is taken by another program, so the part {part!r} cannot "
        f"start. End that program, or choose another port: {setting}=…"
    )
    assert not (home.folder / "run.json").exists()


def test_a_full_disk_is_one_sentence_and_what_was_started_is_ended(home: Home) -> None:
    # Whatever is written there finds no room, as on a full disk.
    (home.folder / "run.new").symlink_to("/dev/full")
    try:
        finished = home.ops("up")
    finally:
        (home.folder / "run.new").unlink(missing_ok=True)
    assert finished.returncode == 2
    assert finished.stderr == (
        "The disk is full. Nothing saved is lost. Make room, then run the command again.\n"
    )
    assert our_processes(home) == set()


def test_an_address_of_another_machine_is_one_sentence(home: Home) -> None:
    finished = home.ops("up", APP_HOST="192.0.2.1")
    assert finished.returncode == 2
    assert finished.stderr.strip() == (
        "192.0.2.1 is no address of this machine. Mend APP_HOST or SIDECAR_HOST."
    )


def test_a_real_shop_is_fetched_in_the_background_and_can_listen_elsewhere(home: Home) -> None:
    """Nobody waits for Amazon: here it does not even answer."""
    nowhere = f"http://127.0.0.1:{free_port()}"
    finished = home.ops(
        "up", DEMO_MODE="off", ENABLE_AUTO_SYNC="false", APP_HOST="127.0.0.2",
        SP_API_CLIENT_ID="client", SP_API_CLIENT_SECRET="secret", LWA_URL=nowhere,
        SP_API_REFRESH_TOKEN_NA="Atzr|token", SP_API_HOST_NA=nowhere,
    )  # fmt: skip
    try:
        assert finished.returncode == 0, finished.stderr
        assert "fetched from Amazon in the background" in finished.stdout
        assert f"ready: http://127.0.0.2:{home.ports['APP_PORT']}" in finished.stdout
        assert set(home.pids()) == {"sidecar", "app", "first-sync", "sync", "database"}
    finally:
        home.ops("down")
    assert our_processes(home) == set()


def test_a_database_that_does_not_answer_is_one_sentence(home: Home) -> None:
    address = f"postgresql://nobody@127.0.0.1:{free_port()}/nothing"
    finished = home.ops("up", DATABASE_URL=address)
    assert finished.returncode == 2
    assert finished.stderr.startswith("The database does not answer.")
    assert "Traceback" not in finished.stdout + finished.stderr


def test_run_stays_until_ctrl_c_and_ends_everything(home: Home) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "ops", "run"], cwd=ROOT, env=home.environment,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    shown = [process.stdout.readline()]
    while shown[-1] and "Press Ctrl-C" not in shown[-1]:
        shown.append(process.stdout.readline())
    assert f"Seller Monitor is ready: http://127.0.0.1:{home.ports['APP_PORT']}\n" in shown
    assert our_processes(home) == {"simulator", "sidecar", "app", "sync"}
    process.send_signal(signal.SIGINT)
    try:
        out, err = process.communicate(timeout=90)
    finally:
        process.kill()
    assert (process.returncode, err) == (0, "")
    assert out.strip().startswith("Stopping http://127.0.0.1")
    assert our_processes(home) == set()


def test_a_wrong_password_is_one_sentence(home: Home) -> None:
    server = EmbeddedServer(home.folder)
    address = f"postgresql://web:not-it@/amazon_monitor?host={server.ensure_running()}"
    finished = home.ops("migrate", DATABASE_URL=address)
    server.stop()
    assert finished.returncode == 2
    assert finished.stderr.startswith("The database does not let us in: the user or the password")
    assert finished.stderr.count("\n") == 1


def test_a_wrong_setting_is_one_sentence_and_exit_78(home: Home) -> None:
    finished = home.ops("up", APP_PORT="many")
    assert finished.returncode == 78
    assert finished.stderr.startswith("The setting APP_PORT is wrong:")
    assert "Traceback" not in finished.stderr
