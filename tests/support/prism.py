"""Prism in front of the simulator: one process a model, and a router that knows which is whose.

    sync --> router --> Prism of the path's model --> back door --> simulator of the region

Prism knows one upstream, so the region travels in a header and the back door reads it. What
Prism objects to, in a call or in an answer, is kept in `violations`.
"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import requests

from tests.support.simulator import free_port

START_SECONDS = 90
_REGION = "x-test-region"
# Between two servers these are each one's own.
_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding",
        "host", "accept-encoding"}  # fmt: skip


def prefix_of(path: str) -> str:
    """Return what a path has in common with all others of its model, such as /sales/v1."""
    return "/".join(path.split("/")[:3])


def models_of(folder: Path, paths: list[str]) -> dict[str, Path]:
    """Return the models that some paths belong to, by their prefix."""
    wanted = {prefix_of(path) for path in paths}
    found = {}
    for model in sorted(folder.glob("*.json")):
        for path in json.loads(model.read_text())["paths"]:
            if prefix_of(path) in wanted:
                found[prefix_of(path)] = model
    return found


class Proxy:
    """One running Prism proxy: Amazon's model before an upstream address."""

    def __init__(self, command: Path, model: Path, upstream: str) -> None:
        self.port = free_port()
        self._lines: queue.Queue[str] = queue.Queue()
        self._process = subprocess.Popen(
            [str(command), "proxy", "-h", "127.0.0.1", "-p", str(self.port),
             str(model), upstream, "--errors"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self._process.stdout or ():
            self._lines.put(line)
        self._lines.put("")

    def wait(self) -> None:
        """Wait for Prism to say that it listens."""
        said = ""
        while "listening" not in said:
            line = self._lines.get(timeout=START_SECONDS)
            said += line
            assert line, f"Prism ended: {said[-500:]}"

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait(timeout=10)
        self._reader.join(timeout=10)
        if self._process.stdout:
            self._process.stdout.close()


class _Forwarding(ThreadingHTTPServer):
    """A server that hands every call on; `target` says where to, `judge` sees the answer."""

    daemon_threads = True

    def __init__(self, target: Any, judge: Any) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target, self.judge = target, judge
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.thread = threading.Thread(target=self.serve_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Stop answering."""
        self.shutdown()
        self.server_close()
        self.thread.join(timeout=10)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _forward(self) -> None:
        server: Any = self.server
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items()
                   if name.lower() not in _HOP}  # fmt: skip
        url, more = server.target(self.path, headers)
        answer = requests.request(
            self.command, url, headers={**headers, **more}, data=body, timeout=60
        )
        server.judge(self.command, self.path, answer)
        self.send_response_only(answer.status_code)
        for name, value in answer.headers.items():
            if name.lower() not in _HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    do_GET = do_POST = do_DELETE = _forward

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the base's name
        """Say nothing: the tests look at what was judged."""


class Judge:
    """All models that the simulator speaks, in front of it, behind one address."""

    def __init__(self, command: Path, models: dict[str, Path], simulator: str) -> None:
        self._simulator = simulator
        self.calls: Counter[str] = Counter()
        self.violations: list[str] = []
        self._back = _Forwarding(self._to_simulator, lambda *_: None)
        self.proxies = {
            prefix: Proxy(command, model, self._back.url) for prefix, model in models.items()
        }
        self._front = _Forwarding(self._to_prism, self._judged)
        self.url = self._front.url

    def wait(self) -> None:
        """Wait until every Prism listens."""
        for proxy in self.proxies.values():
            proxy.wait()

    def stop(self) -> None:
        """End everything."""
        self._front.stop()
        for proxy in self.proxies.values():
            proxy.stop()
        self._back.stop()

    def _to_prism(self, path: str, _headers: dict[str, str]) -> tuple[str, dict[str, str]]:
        _, region, rest = path.split("/", 2)
        proxy = self.proxies[prefix_of("/" + rest.partition("?")[0])]
        return f"http://127.0.0.1:{proxy.port}/{rest}", {_REGION: region}

    def _to_simulator(self, path: str, headers: dict[str, str]) -> tuple[str, dict[str, str]]:
        region = next((headers[name] for name in headers if name.lower() == _REGION), "eu")
        return f"{self._simulator}/{region}{path}", {}

    def _judged(self, method: str, path: str, answer: requests.Response) -> None:
        """Keep what Prism objects to: its header, or a problem of its own for an answer."""
        self.calls[prefix_of("/" + path.split("/", 2)[2].partition("?")[0])] += 1
        objection = answer.headers.get("sl-violations", "")
        if not objection and "stoplight.io/prism" in answer.text[:300]:
            objection = answer.text[:1500]
        if objection:
            self.violations.append(f"{method} {path}: {answer.status_code} {objection}")
