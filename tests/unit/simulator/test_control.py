"""Clock, faults, ledger and the command line."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import requests

from core.clock import FakeClock, SystemClock, parse_instant
from core.settings import ROOT
from simulator.clock import OffsetClock, movable
from tests.unit.simulator.support import DATASETS, NOW, XML_REPORT, Amazon

SELLERS = "/sellers/v1/marketplaceParticipations"
WINDOW = {"createdAfter": "2026-11-20T00:00:00Z"}


def put(amazon: Amazon, path: str, body: dict):
    return amazon.session.post(f"{amazon.running.url}/_simulator/{path}", json=body)


def test_health_says_the_time_and_how_far_back_orders_go(amazon):
    health = amazon.session.get(amazon.running.url + "/_simulator/health").json()
    assert health["status"] == "ok"
    assert health["now"] == NOW
    assert health["served_from"] == "2024-11-20T00:00:00Z"


def test_the_clock_can_be_set_and_put_forward(amazon):
    assert put(amazon, "clock", {"advance_seconds": 90}).json() == {"now": "2026-11-20T12:01:30Z"}
    moved = put(amazon, "clock", {"now": "2027-01-05T00:00:00Z"})
    assert moved.json() == {"now": "2027-01-05T00:00:00Z"}
    assert put(amazon, "clock", {}).status_code == 400


def test_a_running_clock_keeps_running_after_it_was_moved():
    base = FakeClock(parse_instant(NOW))
    clock = OffsetClock(base)
    clock.move_to(parse_instant("2030-01-01T00:00:00Z"))
    base.advance(60)
    assert clock.now() == datetime(2030, 1, 1, 0, 1, tzinfo=UTC)
    clock.advance(60)
    assert clock.now() - base.now() > timedelta(days=365)
    assert movable(base) is base
    assert isinstance(movable(SystemClock()), OffsetClock)


def test_a_429_storm_ends_after_its_count(amazon):
    put(amazon, "faults", {"kind": "throttle", "operation": "searchOrders", "count": 3})
    statuses = [amazon.search(**WINDOW).status_code for _ in range(4)]
    assert statuses == [429, 429, 429, 200]


def test_a_fault_strikes_only_its_operation(amazon):
    put(amazon, "faults", {"kind": "http_error", "operation": "getOrder", "status": 503})
    assert amazon.search(**WINDOW).status_code == 200
    answer = amazon.call("/orders/2026-01-01/orders/305-1111111-2222222")
    assert answer.status_code == 503
    assert answer.json()["errors"][0]["code"] == "ServiceUnavailable"


def test_a_star_strikes_any_operation_and_faults_can_be_cleared(amazon):
    assert amazon.search(**WINDOW).status_code == 200
    put(amazon, "faults", {"kind": "http_error", "operation": "*", "count": 99})
    assert amazon.search(**WINDOW).status_code == 500
    cleared = amazon.session.delete(amazon.running.url + "/_simulator/faults")
    assert cleared.json() == {"waiting": []}
    assert amazon.search(**WINDOW).status_code == 200


def test_a_dropped_connection_gives_no_answer(amazon):
    put(amazon, "faults", {"kind": "drop_connection", "operation": "searchOrders"})
    amazon.token("EU")
    with pytest.raises(requests.ConnectionError):
        amazon.search(**WINDOW)
    assert amazon.search(**WINDOW).status_code == 200


def test_a_slow_answer_comes_in_the_end(amazon):
    put(amazon, "faults", {"kind": "slow", "operation": "searchOrders", "seconds": 0.05})
    answer = amazon.search(**WINDOW)
    assert answer.status_code == 200
    assert answer.elapsed.total_seconds() >= 0.05


def test_tokens_can_be_made_useless(amazon):
    assert amazon.call(SELLERS).status_code == 200
    put(amazon, "faults", {"kind": "expire_tokens", "operation": "getMarketplaceParticipations"})
    assert amazon.call(SELLERS).status_code == 403
    amazon._tokens.clear()
    assert amazon.call(SELLERS).status_code == 200


def test_a_report_can_be_made_to_fail(amazon):
    put(amazon, "faults", {"kind": "fatal_report"})
    window = ("2026-11-08T00:00:00Z", "2026-11-15T00:00:00Z")
    broken = amazon.report(amazon.ask_report(XML_REPORT, *window))
    assert broken["processingStatus"] == "FATAL"
    assert amazon.report(amazon.ask_report(XML_REPORT, *window))["processingStatus"] == "DONE"


def test_an_answer_can_be_given_word_for_word(amazon):
    wish = {"kind": "answer", "operation": "searchOrders", "status": 200, "body": "<html>",
            "content_type": "text/html"}  # fmt: skip
    put(amazon, "faults", wish)
    answer = amazon.search(**WINDOW)
    assert (answer.status_code, answer.text) == (200, "<html>")
    assert amazon.search(**WINDOW).json()["orders"]


def test_a_429_can_name_its_rate_and_when_to_come_back(amazon):
    wish = {"kind": "throttle", "operation": "searchOrders", "rate": 0.5, "retry_after": 3600}
    put(amazon, "faults", wish)
    answer = amazon.search(**WINDOW)
    assert answer.status_code == 429
    assert answer.headers["x-amzn-RateLimit-Limit"] == "0.5"
    assert answer.headers["Retry-After"] == "3600"


@pytest.mark.parametrize(
    "wrong",
    [{}, {"kind": "fire"}, {"kind": "throttle", "seconds": 2}, {"kind": "slow", "count": 0}],
)
def test_a_fault_that_makes_no_sense_is_refused_with_a_sentence(amazon, wrong):
    answer = put(amazon, "faults", wrong)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_the_ledger_sums_to_what_the_api_serves(amazon):
    url = amazon.running.url + "/_simulator/ledger"
    text = amazon.session.get(url, params={"from": "2026-11-17", "to": "2026-11-20"}).text
    rows = [json.loads(line) for line in text.splitlines()]
    searched = {
        item["orderItemId"]: (order, item)
        for region in ("NA", "EU")
        for order in amazon.all_orders(region, createdAfter="2026-11-16T00:00:00Z",
                                       includedData=DATASETS)
        for item in order["orderItems"]
    }  # fmt: skip
    newest = "2026-11-20T11:58:00Z"
    compared = 0
    for row in rows:
        if row["purchase_at"] > newest:
            continue
        order, item = searched[row["order_item_id"]]
        compared += 1
        assert order["fulfillment"]["fulfillmentStatus"] == row["status"]
        assert item["quantityOrdered"] == row["quantity"]
        parts = item.get("proceeds", {}).get("breakdowns", [])
        price = next((part["subtotal"]["amount"] for part in parts if part["type"] == "ITEM"), None)
        assert price == row["item_price"]
        assert price is None or Decimal(price) > 0
    assert compared > 200


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "simulator", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_taken_port_is_one_sentence_and_exit_code_2():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("--port", str(port))
    assert done.returncode == 2
    assert done.stderr == (
        f"Port {port} on 127.0.0.1 is taken. Stop what uses it, or give another with --port.\n"
    )


def test_the_ledger_is_printed_without_a_server(amazon):
    done = run("ledger", "--from", "2026-11-17", "--to", "2026-11-17", "--now", NOW, "--seed", "7")
    assert done.returncode == 0
    url = amazon.running.url + "/_simulator/ledger"
    served = amazon.session.get(url, params={"from": "2026-11-17", "to": "2026-11-17"}).text
    assert done.stdout == served


def test_a_wrong_argument_is_a_sentence():
    done = run("--rate-plan", "quick")
    assert done.returncode == 2
    assert "off, real or a factor" in done.stderr


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_without_a_word_when_asked_to(how):
    process = subprocess.Popen(
        [sys.executable, "-m", "simulator", "--port", "0"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    address = process.stdout.readline().split()[-1]
    assert requests.get(address + "/_simulator/health", timeout=20).json()["status"] == "ok"
    process.send_signal(how)
    _, said = process.communicate(timeout=20)
    assert said == ""


def test_a_path_that_is_no_operation_is_not_found_as_json(amazon):
    answer = amazon.call("/orders/v0/orders")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["code"] == "NotFound"
