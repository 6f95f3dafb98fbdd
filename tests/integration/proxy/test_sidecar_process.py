"""`python -m proxy` as processes of their own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from core.settings import ROOT
from tests.integration.proxy.conftest import ASIN, Gallery
from tests.integration.proxy.picture_host import ask, signed
from tests.support.installation import Installation
from tests.support.simulator import free_port


@contextmanager
def sidecar(installation: Installation, **environment: str) -> Iterator[int]:
    """Run a sidecar for a while; yield its port."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "proxy"],
        cwd=ROOT,
        env={
            **os.environ,
            **installation.environment,
            "SIDECAR_PORT": str(port),
            **environment,
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_listening(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def _wait_until_listening(port: int, process: subprocess.Popen[bytes]) -> None:
    ticker, deadline = threading.Event(), time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, process.returncode
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        ticker.wait(0.02)
    raise AssertionError("The sidecar did not start.")


def test_two_processes_give_one_tag_to_one_picture(
    installation: Installation, gallery: Gallery
) -> None:
    gallery.plant()
    simulator = {"SIMULATOR_PORT": str(gallery.host.port)}
    path = signed(ASIN, gallery.account_id)
    with sidecar(installation, **simulator) as one, sidecar(installation, **simulator) as two:
        first, second = ask(one, path), ask(two, path)
        assert first.status == second.status == 200
        assert first.headers["etag"] == second.headers["etag"]
        assert ask(two, path, headers={"If-None-Match": first.headers["etag"]}).status == 304
        assert json.loads(ask(one, "/healthz").body) == {"status": "ok"}


def test_health_is_503_with_a_sentence_when_the_database_is_gone(
    installation: Installation,
) -> None:
    nobody = f"postgresql://web@127.0.0.1:{free_port()}/amazon_monitor"
    with sidecar(installation, DATABASE_URL=nobody) as port:
        reply = ask(port, "/healthz")
        assert reply.status == 503
        assert "The database does not answer" in json.loads(reply.body)["message"]
        shown = ask(port, signed(ASIN))
        assert shown.status == 200
        assert shown.headers["content-type"] == "image/png"


def test_a_taken_port_is_one_sentence(installation: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        finished = installation.run("proxy", SIDECAR_PORT=str(taken.getsockname()[1]))
    assert finished.returncode == 2
    assert finished.stderr.count("\n") == 1
    assert "another program uses this port" in finished.stderr


def test_a_host_that_is_not_ours_is_one_sentence(installation: Installation) -> None:
    finished = installation.run("proxy", SIDECAR_HOST="192.0.2.1", SIDECAR_PORT=str(free_port()))
    assert finished.returncode == 2
    assert finished.stderr.count("\n") == 1
