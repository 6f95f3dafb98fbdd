"""Start and stop everything: database, simulator, sidecar, app, first sync, sync loop."""

from __future__ import annotations

import fcntl
import signal
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path

from core import demo
from core.bootstrap import prepare_database, reach_database
from core.database import embedded_server, is_embedded
from core.demo_entries import enter_demo_costs
from core.errors import ConfigurationError, SellerMonitorError
from core.settings import ROOT, Settings, get_settings
from core.setup_accounts import ensure_first_account
from ops import first_sync, run_state
from ops.first_sync import first_sync_of
from ops.processes import (
    Part,
    Running,
    end,
    find_all,
    is_port_free,
    last_words,
    ports_of,
    process_of,
    start,
    wait_for_end,
    wait_until_ready,
)

_DATABASE = "database"
_CODE = "cerebro"
# What may go away while everything else stays: the server is started again by who needs it.
_MAY_END = (_DATABASE, first_sync.NAME, _CODE)


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
        Part(
            "sidecar",
            ("-m", "proxy"),
            settings.sidecar_port,
            "/healthz",
            "SIDECAR_PORT",
            settings.sidecar_host,
        )
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
            settings.app_host,
        )
    )
    return parts


def sync_part(settings: Settings) -> Part:
    """Return the process that syncs.

    Without a schedule it still does what people ask for on the Data health page.
    """
    return Part("sync", ("-m", "sync", "loop" if settings.syncs_by_itself else "requests"))


def code_part(settings: Settings, root: Path = ROOT) -> Part | None:
    """Return the process that analyses the code once, for the pages of those who maintain it.

    None where nobody wants it, and where the program lies in no Git repository.
    """
    if not settings.analyses_at_start or not (root / ".git").exists():
        return None
    return Part(_CODE, ("-m", "cerebro", "run", "--last"))


def up() -> dict[str, str]:
    """Start what does not run yet; return the addresses.

    Safe to call again: what runs stays, unless it began with other settings or an older program;
    that is ended and started anew, once the new ports are free and the database answers. Raises
    SellerMonitorError with a sentence when something does not start; the parts this call has
    started are ended again. A database server of our own stays, as other commands may use it
    by then; `down` stops it.
    """
    settings = get_settings()
    with _only_one(settings):
        parts = parts_of(settings)
        running = _still_running(settings)
        kept = _of_these_settings(settings, running)
        if kept != running:
            _check_before_a_change(parts, kept, running)
            _end_the_others(settings, kept, running)
        else:
            _check_ports(parts, running)
        running = kept
        if not is_embedded(settings):
            _stop_our_server(settings)
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

    def begin(part: Part, *, on_screen: bool = False) -> None:
        if part.name not in running:
            running[part.name] = start(
                part, settings.local_dir, run_state.fingerprint_of(settings), on_screen=on_screen
            )
            started.append(running[part.name])
            _save(settings, running)

    for part in parts:
        begin(part)
    fetching = first_sync_of(settings, account_id)
    for part in parts:
        wait_until_ready(part, running[part.name], settings.local_dir)
        if part.name == "simulator" and fetching is not None:
            # The app warms up in the background while the data arrives.
            begin(fetching, on_screen=True)
            _finish_first_sync(settings, running.pop(fetching.name))
    if not settings.is_demo and fetching is not None:
        begin(fetching)
    begin(sync_part(settings))
    if analysis := code_part(settings):
        begin(analysis)
    _save(settings, running)


def _finish_first_sync(settings: Settings, running: Running) -> None:
    if wait_for_end(running) not in (0, None):
        sentence = "The first sync did not finish; the next one goes on where it stopped."
        # On a terminal it has said itself what happened, and its log has only older runs.
        if not sys.stderr.isatty():
            sentence += f" What happened: {last_words(running.name, settings.local_dir)}"
        print(sentence, file=sys.stderr)


def addresses_of(settings: Settings) -> dict[str, str]:
    """Return where each part answers."""
    return {part.name: part.address for part in parts_of(settings)}


def _save(settings: Settings, running: dict[str, Running]) -> None:
    noted = list(running.values())
    postmaster = embedded_server(settings).postmaster() if is_embedded(settings) else None
    if postmaster is not None:
        noted.append(Running(_DATABASE, postmaster.pid, postmaster.create_time()))
    run_state.save(settings, noted, addresses_of(settings))


@contextmanager
def _only_one(settings: Settings) -> Iterator[None]:
    """Let two calls of `make up` at the same time wait for each other."""
    settings.local_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (settings.local_dir / "up.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _still_running(settings: Settings) -> dict[str, Running]:
    """Return what runs: what was noted down, and what a killed launcher could not note."""
    noted = {one.name: one for one in run_state.load(settings) if process_of(one) is not None}
    noted.pop(_DATABASE, None)
    return find_all(settings.local_dir) | noted


def _of_these_settings(settings: Settings, running: dict[str, Running]) -> dict[str, Running]:
    """Return what began with these settings and this program."""
    fingerprint = run_state.fingerprint_of(settings)
    return {name: one for name, one in running.items() if one.settings == fingerprint}


def _check_before_a_change(
    parts: list[Part], kept: dict[str, Running], running: dict[str, Running]
) -> None:
    """Make sure that the new settings can work, before anything is ended for them."""
    own = set().union(*(ports_of(one) for name, one in running.items() if name not in kept))
    try:
        _check_ports(parts, kept, own)
        reach_database()
    except SellerMonitorError as error:
        error.sentence += " Until then everything runs on as it was."
        raise


def _end_the_others(
    settings: Settings, kept: dict[str, Running], running: dict[str, Running]
) -> None:
    print("The settings or the program have changed: what runs is started anew.", flush=True)
    # Noted down first: who waits in `make run` must not take these for parts that failed.
    _save(settings, kept)
    for name, one in reversed(running.items()):
        if name not in kept:
            end(one)


def _stop_our_server(settings: Settings) -> None:
    """Stop the server that came with the product: the settings name another one.

    Unless they name this very one, by the folder of its socket.
    """
    server = embedded_server(settings)
    if str(server.socket_folder) not in settings.database_url.get_secret_value():
        server.stop()


def _check_ports(parts: list[Part], running: dict[str, Running], own: Collection[int] = ()) -> None:
    """Raise a sentence when a port is taken by others; `own` are held by what will be ended."""
    for one, other in combinations([part for part in parts if part.port is not None], 2):
        if one.port == other.port:
            raise ConfigurationError(
                f"{one.port_setting} and {other.port_setting} are both {one.port}. "
                "Each part needs a port of its own."
            )
    for part in parts:
        if part.name in running or part.port is None or part.port in own:
            continue
        if is_port_free(part.port, part.host):
            continue
        raise SellerMonitorError(
            f"Port {part.port} is taken by another program, so the part {part.name!r} cannot "
            f"start. End that program, or choose another port: {part.port_setting}=…"
        )


def down() -> bool:
    """End exactly the processes of this installation; return whether there were any."""
    settings = get_settings()
    with _only_one(settings):
        noted = run_state.load(settings)
        running = _still_running(settings)
        for one in reversed(running.values()):
            end(one)
        # Also with a DATABASE_URL: it may have been set since the server was started.
        has_server = embedded_server(settings).postmaster() is not None
        if has_server:
            embedded_server(settings).stop()
        run_state.forget(settings)
    return bool(noted or running or has_server)


def stay(addresses: dict[str, str]) -> None:
    """Keep the terminal until Ctrl-C, or until a part ends by itself; then end everything."""
    settings = get_settings()
    # Ctrl-C too: whoever started us may have told us to ignore it.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        while True:
            time.sleep(1)
            for one in run_state.load(settings):
                if one.name not in _MAY_END and process_of(one) is None:
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
