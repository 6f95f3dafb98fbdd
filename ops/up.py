"""Start and stop everything: database, simulator, sidecar, app, first sync, sync loop."""

from __future__ import annotations

import fcntl
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from core import demo
from core.bootstrap import prepare_database
from core.database import Role, account_transaction, embedded_server, is_embedded
from core.demo_entries import enter_demo_costs
from core.errors import SellerMonitorError
from core.settings import ROOT, Settings, get_settings
from core.setup_accounts import ensure_first_account
from ops import run_state
from ops.processes import (
    Part,
    Running,
    end,
    find_orphan,
    is_port_free,
    last_words,
    process_of,
    start,
    wait_until_ready,
)


def parts_of(settings: Settings) -> list[Part]:
    """List the processes of this installation in the order they start."""
    parts = []
    if settings.is_demo:
        parts.append(
            Part(
                "simulator",
                ("-m", "simulator"),
                settings.simulator_port,
                "/_simulator/health",
                "SIMULATOR_PORT",
            )
        )
    parts.append(
        Part("sidecar", ("-m", "proxy"), settings.sidecar_port, "/healthz", "SIDECAR_PORT")
    )
    parts.append(
        Part(
            "app",
            (
                *("-m", "streamlit", "run", "app.py", "--server.headless", "true"),
                *("--server.port", str(settings.app_port)),
                *("--server.address", settings.app_host),
            ),
            settings.app_port,
            "/_stcore/health",
            "APP_PORT",
        )
    )
    return parts


def sync_part(settings: Settings) -> Part:
    """Return the process that syncs.

    Without a schedule it still does what people ask for on the Data health page.
    """
    return Part("sync", ("-m", "sync", "loop" if settings.syncs_by_itself else "requests"))


def up() -> dict[str, str]:
    """Start what does not run yet; return the addresses.

    Safe to call again: what runs stays. Raises SellerMonitorError with a sentence when
    something does not start; what this call has started is ended again.
    """
    settings = get_settings()
    with _only_one(settings):
        parts = parts_of(settings)
        running = _still_running(settings, parts)
        _check_ports(parts, running)
        started: list[Running] = []
        try:
            _start_all(settings, parts, running, started)
        except BaseException:
            for one in reversed(started):
                end(one)
            raise
    return addresses_of(settings)


def _start_all(
    settings: Settings, parts: list[Part], running: dict[str, Running], started: list[Running]
) -> None:
    prepare_database()
    account_id = ensure_first_account()
    if settings.is_demo:
        enter_demo_costs(account_id)

    def begin(part: Part) -> None:
        if part.name not in running:
            running[part.name] = start(part, settings.local_dir)
            started.append(running[part.name])
            _save(settings, running)

    for part in parts:
        begin(part)
    for part in parts:
        wait_until_ready(part, running[part.name], settings.local_dir)
        if part.name == "simulator":
            # The app warms up in the background while the data arrives.
            _first_sync(settings, account_id)
    if not settings.is_demo and not settings.disable_schedules:
        _first_sync(settings, account_id)
    begin(sync_part(settings))
    _save(settings, running)


def addresses_of(settings: Settings) -> dict[str, str]:
    """Return where each part answers."""
    addresses = {
        "app": f"http://127.0.0.1:{settings.app_port}",
        "sidecar": f"http://127.0.0.1:{settings.sidecar_port}",
    }
    if settings.is_demo:
        addresses["simulator"] = settings.simulator_url
    return addresses


def _save(settings: Settings, running: dict[str, Running]) -> None:
    noted = list(running.values())
    postmaster = embedded_server(settings).postmaster() if is_embedded(settings) else None
    if postmaster is not None:
        noted.append(Running("database", postmaster.pid, postmaster.create_time()))
    run_state.save(settings, noted, addresses_of(settings))


@contextmanager
def _only_one(settings: Settings) -> Iterator[None]:
    """Let two calls of `make up` at the same time wait for each other."""
    settings.local_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (settings.local_dir / "up.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _still_running(settings: Settings, parts: list[Part]) -> dict[str, Running]:
    noted = {one.name: one for one in run_state.load(settings) if process_of(one) is not None}
    noted.pop("database", None)
    for part in [*parts, Part("sync", ())]:
        if part.name not in noted:
            orphan = find_orphan(part, settings.local_dir)
            if orphan is not None:
                noted[part.name] = orphan
    return noted


def _check_ports(parts: list[Part], running: dict[str, Running]) -> None:
    for part in parts:
        if part.name in running or part.port is None or is_port_free(part.port):
            continue
        raise SellerMonitorError(
            f"Port {part.port} is taken by another program, so the part {part.name!r} cannot "
            f"start. End that program, or choose another port: {part.port_setting}=…"
        )


def _first_sync(settings: Settings, account_id: int) -> None:
    """Fetch everything once when there is nothing yet; the screen shows the progress."""
    with account_transaction(Role.WEB, account_id) as connection:
        is_done = connection.scalar(
            text(
                "SELECT 1 FROM seller.data_versions WHERE account_id = :a"
                " AND source = 'orders' AND synced_at IS NOT NULL LIMIT 1"
            ),
            {"a": account_id},
        )
        has_connection = connection.scalar(
            text(
                "SELECT 1 FROM app.connections WHERE account_id = :a AND state = 'active' LIMIT 1"
            ),
            {"a": account_id},
        )
    if is_done:
        return
    if not has_connection:
        print("No Amazon keys are set. Bring files in with: python -m sync import FILE")
        return
    if settings.is_demo:
        print("Fetching two years of the demo shop from the simulator …", flush=True)
    else:
        print("Fetching your shop from Amazon. This can take a while …", flush=True)
    log_path = settings.local_dir / "logs" / "first-sync.log"
    with log_path.open("ab") as log:
        finished = subprocess.run(
            [sys.executable, "-m", "sync", "run", "--all", "--force"],
            cwd=ROOT,
            check=False,
            stderr=None if sys.stderr.isatty() else log,
        )
    if finished.returncode != 0:
        print(
            "The first sync did not finish; the next one goes on where it stopped. "
            f"What happened: {last_words('first-sync', settings.local_dir)}",
            file=sys.stderr,
        )


def down() -> bool:
    """End exactly the processes that run.json names; return whether there were any."""
    settings = get_settings()
    with _only_one(settings):
        noted = run_state.load(settings)
        for one in reversed(noted):
            if one.name != "database":
                end(one)
        if is_embedded(settings):
            embedded_server(settings).stop()
        run_state.forget(settings)
    return bool(noted)


def stay(addresses: dict[str, str]) -> None:
    """Keep the terminal until Ctrl-C, or until a part ends by itself; then end everything."""
    settings = get_settings()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        while True:
            time.sleep(1)
            for one in run_state.load(settings):
                if one.name != "database" and process_of(one) is None:
                    raise SellerMonitorError(
                        f"The part {one.name!r} has ended: "
                        f"{last_words(one.name, settings.local_dir)}"
                    )
    except KeyboardInterrupt:
        print(f"\nStopping {addresses['app']} …")
    finally:
        down()


def greeting(addresses: dict[str, str]) -> str:
    """Return what is printed when everything runs."""
    settings = get_settings()
    lines = [f"Seller Monitor is ready: {addresses['app']}"]
    if settings.is_demo:
        lines.append(f"Demo login: {demo.USERNAME} / {demo.PASSWORD}")
    return "\n".join(lines)
