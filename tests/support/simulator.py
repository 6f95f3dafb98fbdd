"""The simulator for tests: its own process, on a free port, frozen at the tests' instant."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.error import URLError

from core.settings import ROOT, get_settings

if TYPE_CHECKING:
    from tests.support.installation import Installation
    from tests.support.ready import ReadyProcess


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_simulator(installation: Installation, *arguments: str) -> Iterator[str]:
    """Run `python -m simulator` for a while; yield its address.

    The installation's processes find it through SIMULATOR_PORT.
    """
    port = free_port()
    installation.environment["SIMULATOR_PORT"] = str(port)
    os.environ["SIMULATOR_PORT"] = str(port)
    get_settings.cache_clear()
    process = subprocess.Popen(
        [sys.executable, "-m", "simulator", "--port", str(port), *arguments],
        cwd=ROOT,
        env={**os.environ, **installation.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_answers(f"{address}/_simulator/health", process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_until_answers(address: str, process: subprocess.Popen[bytes] | ReadyProcess) -> None:
    """Wait until an address answers; fail at once when its process has ended."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if (code := process.poll()) is not None:
            raise AssertionError(f"The process behind {address} ended with {code}.")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise AssertionError(f"{address} did not answer within a minute.")
