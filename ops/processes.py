"""The processes of an installation: start them apart from us, find them again, end them.

Each process carries three marks in its environment: which part it is, whose, and a
fingerprint of the settings it began with. By them the next start finds a process whose
launcher was killed before it could note it down, and one that has outlived its settings.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil

from core.errors import SellerMonitorError
from core.settings import ROOT

PART_MARK = "SELLER_MONITOR_PART"
HOME_MARK = "SELLER_MONITOR_HOME"
SETTINGS_MARK = "SELLER_MONITOR_SETTINGS"
# A part that is asked to end has this long before it is made to.
END_SECONDS = 12.0
START_SECONDS = 60.0
_LOOK_SECONDS = 0.02
LOOPBACK = "127.0.0.1"
# A server that listens everywhere is reached here.
_EVERYWHERE = {"0.0.0.0": LOOPBACK, "": LOOPBACK, "::": "::1"}  # noqa: S104 - compared, not bound


@dataclass(frozen=True)
class Part:
    """One process to run: its name, its command after `python`, and where it answers."""

    name: str
    arguments: tuple[str, ...]
    port: int | None = None
    health_path: str = "/"
    port_setting: str = ""
    host: str = LOOPBACK

    @property
    def address(self) -> str:
        """Where this machine reaches it."""
        return f"http://{_bracketed(reached_at(self.host))}:{self.port}"


@dataclass(frozen=True)
class Running:
    """A process that runs: its id and when it began (ids are used again by the system).

    `settings` is the fingerprint of those it began with; empty where nobody knows.
    """

    name: str
    pid: int
    began: float
    settings: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return it as run.json keeps it."""
        return asdict(self)


def process_of(running: Running) -> psutil.Process | None:
    """Return the living process, or None when it has ended or its id is now another's."""
    try:
        process = psutil.Process(running.pid)
        is_same = bool(abs(process.create_time() - running.began) < 1.0)
        return process if is_same and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.Error:
        return None


def reached_at(host: str) -> str:
    """Return the address at which this machine reaches a server that listens on `host`."""
    return _EVERYWHERE.get(host, host)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def find_all(home: Path) -> dict[str, Running]:
    """Find every part of this installation that runs, noted down or not, by its marks."""
    found = {}
    for process in psutil.process_iter(["pid", "create_time", "status"]):
        try:
            if process.info["status"] == psutil.STATUS_ZOMBIE:
                continue
            marks = process.environ()
        except psutil.Error:
            continue
        name = marks.get(PART_MARK)
        if name and marks.get(HOME_MARK) == str(home) and _is_first_of_its_group(process):
            found[name] = Running(
                name,
                process.info["pid"],
                process.info["create_time"],
                marks.get(SETTINGS_MARK, ""),
            )
    return found


def _is_first_of_its_group(process: psutil.Process) -> bool:
    # A part starts a session of its own; its children inherit the marks but not this.
    try:
        return bool(os.getsid(process.pid) == process.pid)
    except OSError:
        return False


def start(part: Part, home: Path, settings: str, *, on_screen: bool = False) -> Running:
    """Start a part in the background; its output goes to `<home>/logs/<name>.log`.

    `settings` is the fingerprint of those of this call.

    `on_screen` shows its output here, and what it logs only to a terminal.
    """
    logs = home / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    with (logs / f"{part.name}.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own program and arguments
            [sys.executable, *part.arguments],
            cwd=ROOT,
            env={
                **os.environ,
                PART_MARK: part.name,
                HOME_MARK: str(home),
                SETTINGS_MARK: settings,
            },
            stdin=subprocess.DEVNULL,
            stdout=None if on_screen else log,
            stderr=None if on_screen and sys.stderr.isatty() else log,
            start_new_session=True,
        )
    began = psutil.Process(process.pid).create_time()
    return Running(part.name, process.pid, began, settings)


def wait_for_end(running: Running) -> int | None:
    """Wait until a child of this process ends; return its exit code, None where it is gone."""
    try:
        code: int | None = psutil.Process(running.pid).wait()
    except psutil.NoSuchProcess:
        return None
    return code


def end(running: Running) -> None:
    """Ask a process to end, and make it end when it does not."""
    process = process_of(running)
    if process is None:
        return
    children = process.children(recursive=True)
    process.send_signal(signal.SIGTERM)
    alive = _still_alive_after(END_SECONDS, [process, *children])
    for other in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            other.kill()
    _still_alive_after(END_SECONDS, alive)


def _still_alive_after(seconds: float, processes: list[psutil.Process]) -> list[psutil.Process]:
    """Wait until processes have ended; return those that have not.

    One that has ended is gone also when nobody asks for its exit code: in a container the process
    that should may never do it.
    """
    alive, deadline = processes, time.monotonic() + seconds
    while alive := [one for one in alive if not _has_ended(one)]:
        if time.monotonic() > deadline:
            break
        time.sleep(_LOOK_SECONDS)
    return alive


def _has_ended(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def is_port_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether nobody listens on a port of this machine.

    Raises SellerMonitorError when the address is none of this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL or isinstance(error, socket.gaierror):
                raise SellerMonitorError(
                    f"{host} is no address of this machine. Mend APP_HOST or SIDECAR_HOST."
                ) from error
            return False
    return True


def ports_of(running: Running) -> set[int]:
    """Return the ports on which a process and its children listen."""
    process = process_of(running)
    if process is None:
        return set()
    found: set[int] = set()
    for one in [process, *process.children(recursive=True)]:
        with suppress(psutil.Error):
            lines = one.net_connections(kind="inet")
            found |= {line.laddr.port for line in lines if line.status == psutil.CONN_LISTEN}
    return found


def wait_until_ready(part: Part, running: Running, home: Path) -> None:
    """Wait until a part answers; say what happened when it ends or stays silent."""
    if part.port is None:
        return
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if answers(part.port, part.health_path, part.host):
            return
        if process_of(running) is None:
            raise SellerMonitorError(
                f"The part {part.name!r} did not start: {last_words(part.name, home)}"
            )
        time.sleep(0.05)
    raise SellerMonitorError(
        f"The part {part.name!r} does not answer on port {part.port}. "
        f"Its log: {home / 'logs' / part.name}.log"
    )


def answers(port: int, path: str, host: str = LOOPBACK) -> bool:
    """Whether a server of this machine answers a path with 200."""
    connection = HTTPConnection(reached_at(host), port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def last_words(name: str, home: Path) -> str:
    """Return the last line a part wrote, which says why it ended."""
    try:
        lines = (home / "logs" / f"{name}.log").read_text(errors="replace").strip().splitlines()
    except OSError:
        lines = []
    return lines[-1] if lines else "it said nothing."
