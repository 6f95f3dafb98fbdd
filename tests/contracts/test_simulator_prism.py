"""The simulator behind Prism's validating proxy: Amazon's models judge call and answer.

A full sync goes through it as well: every call of ours and every answer of the simulator's.

Prism is an npm package; it is installed once into .local/prism. Without Node or
without Amazon's models these tests skip, except where CI=true: there they fail.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from core.settings import ROOT, get_settings
from simulator.app import OPERATIONS
from simulator.shop.products import products
from sync.registry import SOURCES
from sync.runner import Runner, RunRequest
from sync.stopping import Stop
from tests.support.installation import Installation
from tests.support.prism import Judge, models_of, prefix_of
from tests.unit.simulator.support import DATASETS, DE, XML_REPORT, Amazon, amazon_at

MODELS = ROOT.parent / "shared" / "amazon" / "models"
PRISM = "@stoplight/prism-cli@5.14.2"
HOME = ROOT / ".local" / "prism"


def _missing(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def prism() -> Path:
    """Return Prism's command, installed if need be."""
    if not MODELS.is_dir():
        # Not a fault of the machine: the folder is no part of a clone.
        pytest.skip(
            "Prism has nothing to judge by: Amazon's models are not at ../shared/amazon/models;"
            " clone amzn/selling-partner-api-models and put its JSON files there."
        )
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


@pytest.fixture(scope="module")
def judge(prism: Path, amazon: Amazon) -> Iterator[Judge]:
    """All models that the simulator speaks, in front of it; they come up side by side."""
    models = models_of(MODELS, [row.path for row in OPERATIONS])
    one = Judge(prism, models, amazon.running.url)
    try:
        one.wait()
        yield one
    finally:
        one.stop()


@pytest.fixture
def proxies(judge: Judge) -> dict[str, int]:
    """Return the ports of the proxies by the model's first word; they lead to the EU's host."""
    return {prefix.split("/")[1]: proxy.port for prefix, proxy in judge.proxies.items()}


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
    assert accepted(call(amazon, proxies["fba"], path, params=wanted))["payload"]


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


def test_the_judge_keeps_what_prism_objects_to_in_calls_and_answers(
    amazon: Amazon, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"x-amz-access-token": amazon.token("EU")}

    def ask(path: str, **query: str) -> str:
        requests.get(f"{judge.url}/eu{path}", params=query, headers=headers, timeout=60)
        return judge.violations.pop()

    assert "date-time" in ask("/orders/2026-01-01/orders", createdAfter="notadate")
    monkeypatch.setattr("simulator.endpoints.sales.cents", lambda _cents: 5)
    wish = {
        "marketplaceIds": DE,
        "interval": "2026-11-10T00:00:00Z--2026-11-11T00:00:00Z",
        "granularity": "Total",
    }
    assert "must be string" in ask("/sales/v1/orderMetrics", **wish)
    assert judge.violations == []


def test_a_full_sync_breaks_no_rule_of_amazon_s_models(
    amazon: Amazon, judge: Judge, database: Installation
) -> None:
    clock, running = amazon.clock, amazon.running
    hosts = {
        "sp_api_host_na": judge.url + "/na",
        "sp_api_host_eu": judge.url + "/eu",
        "ads_host_na": running.url + "/ads/na",
        "ads_host_eu": running.url + "/ads/eu",
        "lwa_url": running.token_url,
        "ecb_url": running.url + "/ecb",
    }
    settings = get_settings().model_copy(update={**hosts, "backfill_days": 4})
    # Returns to the seller are among the documents that may ask for a restricted token.
    amazon.world.restricted_reports = {"GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE"}
    before, judged = _served(amazon), judge.calls.total()
    refused_before = amazon.world.rates.refused.total()
    for _ in range(2):
        # The first run brings the history, the second what has changed in an hour.
        runner = Runner(settings, clock, clock, Stop(clock), 1)
        results = runner.run(RunRequest(streams=tuple(SOURCES), is_forced=True))
        assert {one.state for one in results} == {"done"}, [one.sentence for one in results]
        clock.advance(3600)
    assert judge.violations == []
    # Nothing went past the judge, and every model had something to say.
    refused = amazon.world.rates.refused.total() - refused_before
    assert _served(amazon) - before == judge.calls.total() - judged - refused > 50
    assert set(judge.calls) == {prefix_of(row.path) for row in OPERATIONS} == set(judge.proxies)


def _served(amazon: Amazon) -> int:
    """Return how many calls of the SP-API the simulator has answered."""
    return sum(amazon.world.rates.served[row.name] for row in OPERATIONS)
