"""The simulator behind Prism's validating proxy: Amazon's models judge call and answer.

Prism is an npm package; it is installed once into .local/prism. Without Node or
without Amazon's models these tests skip, except where CI=true: there they fail.
"""

from __future__ import annotations

import os
import queue
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from core.settings import ROOT
from simulator.shop.products import products
from tests.unit.simulator.support import DATASETS, DE, XML_REPORT, Amazon, amazon_at

MODELS = ROOT.parent / "shared" / "amazon" / "models"
PRISM = "@stoplight/prism-cli@5.14.2"
HOME = ROOT / ".local" / "prism"
START_SECONDS = 40


def _missing(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def prism() -> Path:
    """Return Prism's command, installed if need be."""
    if not MODELS.is_dir():
        # Not a fault of the machine: the folder is no part of a clone.
        pytest.skip("Amazon's models are not at ../shared/amazon/models.")
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        _missing("Prism needs Node with npm: install Node 20 or newer.")
    command = HOME / "node_modules" / ".bin" / "prism"
    if not command.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [str(npm), "install", "--no-audit", "--no-fund", "--prefix", str(HOME), PRISM],
            cwd=HOME,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        if done.returncode != 0:
            _missing(f"npm could not install {PRISM}: {done.stderr.strip()[-300:]}")
    return command


@pytest.fixture(scope="module")
def amazon() -> Iterator[Amazon]:
    with amazon_at() as one:
        yield one


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Proxy:
    """One running Prism proxy in front of the simulator's EU host."""

    def __init__(self, command: Path, model: str, upstream: str) -> None:
        self.port = _free_port()
        self._lines: queue.Queue[str] = queue.Queue()
        self._process = subprocess.Popen(
            [str(command), "proxy", "-h", "127.0.0.1", "-p", str(self.port),
             str(MODELS / model), upstream, "--errors"],
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
        self._process.terminate()
        self._process.wait(timeout=10)
        self._reader.join(timeout=10)
        if self._process.stdout:
            self._process.stdout.close()


@pytest.fixture(scope="module")
def proxies(prism: Path, amazon: Amazon) -> Iterator[dict[str, int]]:
    """Start one proxy for each model; they come up side by side."""
    models = {
        "orders": "orders_2026-01-01.json",
        "catalog": "catalogItems_2022-04-01.json",
        "inventory": "fbaInventory.json",
        "reports": "reports_2021-06-30.json",
    }
    running = {name: Proxy(prism, model, amazon.running.eu_url) for name, model in models.items()}
    try:
        for proxy in running.values():
            proxy.wait()
        yield {name: proxy.port for name, proxy in running.items()}
    finally:
        for proxy in running.values():
            proxy.stop()


def call(
    amazon: Amazon, port: int, path: str, method: str = "GET", **arguments: object
) -> requests.Response:
    return requests.request(
        method,
        f"http://127.0.0.1:{port}{path}",
        headers={"x-amz-access-token": amazon.token("EU"), "Accept": "application/json"},
        timeout=20,
        **arguments,  # type: ignore[arg-type]
    )


def accepted(answer: requests.Response, status: int = 200) -> dict:
    assert answer.status_code == status, answer.text[:800]
    assert "sl-violations" not in answer.headers, answer.headers["sl-violations"]
    found: dict = answer.json()
    return found


def test_prism_accepts_orders(amazon, proxies):
    wanted = {"lastUpdatedAfter": "2026-11-19T00:00:00Z", "includedData": DATASETS}
    body = accepted(call(amazon, proxies["orders"], "/orders/2026-01-01/orders", params=wanted))
    assert body["orders"]
    number = body["orders"][0]["orderId"]
    accepted(call(amazon, proxies["orders"], f"/orders/2026-01-01/orders/{number}"))


def test_prism_stops_a_bad_search_before_the_simulator_sees_it(amazon, proxies):
    before = amazon.world.rates.served["searchOrders"]
    wanted = {"createdAfter": "notadate"}
    answer = call(amazon, proxies["orders"], "/orders/2026-01-01/orders", params=wanted)
    assert answer.status_code == 422
    assert amazon.world.rates.served["searchOrders"] == before


def test_prism_accepts_the_catalog(amazon, proxies):
    wanted = {
        "identifiers": ",".join(row.asin for row in products()[:20]),
        "identifiersType": "ASIN",
        "marketplaceIds": DE,
        "includedData": "summaries,images,identifiers,relationships,salesRanks,dimensions",
        "pageSize": 20,
    }
    path = "/catalog/2022-04-01/items"
    assert accepted(call(amazon, proxies["catalog"], path, params=wanted))["items"]


def test_prism_accepts_the_inventory(amazon, proxies):
    wanted = {
        "details": "true",
        "granularityType": "Marketplace",
        "granularityId": DE,
        "marketplaceIds": DE,
    }
    path = "/fba/inventory/v1/summaries"
    assert accepted(call(amazon, proxies["inventory"], path, params=wanted))["payload"]


def test_prism_accepts_a_report_from_wish_to_document(amazon, proxies):
    root = "/reports/2021-06-30"
    wish = {
        "reportType": XML_REPORT,
        "marketplaceIds": [DE],
        "dataStartTime": "2026-11-10T00:00:00Z",
        "dataEndTime": "2026-11-12T00:00:00Z",
    }
    port = proxies["reports"]
    created = accepted(call(amazon, port, f"{root}/reports", "POST", json=wish), 202)
    report = accepted(call(amazon, port, f"{root}/reports/{created['reportId']}"))
    document = accepted(call(amazon, port, f"{root}/documents/{report['reportDocumentId']}"))
    # The address names the host the proxy was asked under or the simulator's own; both are here.
    assert document["url"].startswith("http://127.0.0.1:")
