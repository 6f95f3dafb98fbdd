"""`python -m sync` as its own process: killed, stopped, twice at once, unplugged."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import boto3
import pytest
import requests

from core.errors import EXIT_BUSY, EXIT_CONFIGURATION
from core.settings import ROOT
from core.sync_requests import ask_for_sync, find_request
from sync.connections import list_connections
from sync.leases import take_lease
from sync.registry import SOURCES
from tests.integration.sync.conftest import read, snapshot
from tests.support.installation import Installation
from tests.support.ready import SYNC, ReadyProcess, ReadyProcesses
from tests.support.simulator import running_simulator

# Two reports of orders for each connection: one tells of a month at the most.
DAYS = "33"
# What is killed here; every stream is in tests/faults/test_faults_of_the_process.py.
STREAMS = ("marketplaces", "orders", "inventory", "products", "finances")
# A run takes seconds; on a machine that does ten things at once, minutes.
_ENOUGH = 400
# A sync that has read no row and ended no run for so long is stuck.
_QUIET_SECONDS = 60


@pytest.fixture(scope="module")
def _simulator(installation) -> Iterator[str]:
    with running_simulator(installation) as address:
        yield address


@pytest.fixture(scope="module")
def _ready() -> Iterator[ReadyProcesses]:
    processes = ReadyProcesses(SYNC)
    yield processes
    processes.stop()


@dataclass
class Shop:
    """An empty database, a simulator in a process of its own that stands still, and the sync."""

    installation: Installation
    ready: ReadyProcesses

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, **self.installation.environment, "BACKFILL_DAYS": DAYS}


@pytest.fixture
def shop(database, _simulator, _ready) -> Shop:
    return Shop(database, _ready)


def start(shop: Shop, *arguments: str, **environment: str) -> ReadyProcess:
    everything = {**shop.environment, **environment}
    return shop.ready.start("sync", *arguments, environment=everything)


def run(shop, *arguments: str, **environment: str) -> tuple[int, str, str]:
    process = start(shop, *arguments, **environment)
    out, err = process.communicate(timeout=_ENOUGH)
    return process.wait(timeout=0), out, err


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait for as long as the sync gets on: a busy machine may take its time, a stuck one not."""
    known, deadline = progress(), time.monotonic() + _QUIET_SECONDS
    while not condition():
        time.sleep(0.002)
        if time.monotonic() > deadline:
            assert progress() != known, "The sync has done nothing for a while."
            known, deadline = progress(), time.monotonic() + _QUIET_SECONDS


def progress() -> list[tuple[int, int, int]]:
    """Return how many runs have begun, how many have ended, and how many rows they have read."""
    return read("SELECT count(*), count(finished_at), sum(rows_read) FROM sync.runs")


def overlapping_runs() -> list[tuple[int, str]]:
    """Name connection and stream wherever a run began before the one before had ended.

    Whoever begins a run calls what is under way `abandoned`: nobody was killed here.
    """
    return read(
        "SELECT connection_id, stream FROM (SELECT *, max(finished_at) OVER ("
        "  PARTITION BY connection_id, stream ORDER BY run_id"
        "  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ended_before FROM sync.runs) one"
        " WHERE started_at < ended_before OR state = 'abandoned' OR finished_at IS NULL"
    )


def sentences(err: str) -> list[str]:
    """What stood on the screen besides log lines."""
    return [line for line in err.splitlines() if not line.startswith("{")]


def test_killed_in_the_middle_and_run_again_is_as_if_nothing_had_happened(shop) -> None:
    code, _, err = run(shop, "run", *STREAMS, "--json")
    assert code == 0, err
    expected = snapshot()
    shop.installation.restore("empty")
    asked: set[str] = set()
    for share in (1, 2):
        process = start(shop, "run", *STREAMS)
        wait_for(
            lambda share=share, process=process: (
                process.poll() is not None
                or read("SELECT count(*) FROM seller.orders")[0][0] > share * 1200
            )
        )
        process.kill()
        process.communicate()
        asked |= {row[0] for row in read("SELECT report_id FROM sync.report_jobs"
                                         " WHERE report_id IS NOT NULL")}  # fmt: skip
    code, _, err = run(shop, "run", *STREAMS, "--json")
    assert code == 0, err
    assert snapshot() == expected
    assert read("SELECT count(*) FROM sync.runs WHERE state = 'running'") == [(0,)]
    assert read("SELECT count(*) FROM sync.runs WHERE state = 'abandoned'")[0][0] > 0
    # A report that was asked for is read, not asked for a second time.
    kept = {row[0] for row in read("SELECT report_id FROM sync.report_jobs")}
    assert asked <= kept


def test_sigterm_ends_the_run_in_order_and_soon(shop) -> None:
    process = start(shop, "run", "--all", "--force", "--json")
    wait_for(lambda: read("SELECT count(*) FROM seller.orders")[0][0] > 0)
    told = time.monotonic()
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=20)
    assert time.monotonic() - told < 10
    assert process.poll() == 1
    states = {json.loads(line)["state"] for line in out.splitlines()}
    assert "interrupted" in states
    assert read("SELECT count(*) FROM sync.runs WHERE state = 'running'") == [(0,)]
    assert read("SELECT count(*) FROM sync.leases WHERE owner IS NOT NULL") == [(0,)]
    assert not any("Traceback" in line for line in err.splitlines())


def test_two_at_once_share_the_streams(shop) -> None:
    both = [start(shop, "run", "--all", "--force", "--json", BACKFILL_DAYS="8") for _ in range(2)]
    ended = [process.communicate(timeout=_ENOUGH) for process in both]
    done = [
        {
            (line["stream"], line["connection"])
            for line in map(json.loads, out.splitlines())
            if line["state"] == "done"
        }
        for out, _ in ended
    ]
    assert all(done), "one process did all of it"
    assert {name for name, _ in done[0] | done[1]} == set(SOURCES)
    assert overlapping_runs() == []
    assert {process.poll() for process in both} <= {0, EXIT_BUSY}
    code, out, _ = run(shop, "run", "--all", "--force", "--json", BACKFILL_DAYS="8")
    assert code == 0
    assert {json.loads(line)["rows_written"] for line in out.splitlines()} == {0}


def test_one_that_finds_all_streams_taken_says_so_and_exits_75(shop) -> None:
    assert run(shop, "run", "marketplaces")[0] == 0
    leases = [
        take_lease(seller, name) for seller in list_connections(is_demo=True) for name in SOURCES
    ]
    try:
        code, _, err = run(shop, "run", "--all")
    finally:
        for lease in leases:
            assert lease is not None
            lease.release()
    assert code == EXIT_BUSY
    assert sentences(err) == ["Another process is syncing all of it. Nothing is lost."]


def test_the_simulator_is_down(shop) -> None:
    code, _, err = run(shop, "run", "--all", SIMULATOR_PORT="9")
    assert code == 2
    [sentence] = sentences(err)
    assert "does not answer. Start it with `make up`" in sentence
    assert "Traceback" not in err


def test_a_wrong_secret_is_one_sentence(shop) -> None:
    simulator = f"http://127.0.0.1:{shop.environment['SIMULATOR_PORT']}"
    environment = {
        "DEMO_MODE": "off",
        "SP_API_CLIENT_ID": "amzn1.application-oa2-client.demo",
        "SP_API_CLIENT_SECRET": "not-the-secret",
        "SP_API_REFRESH_TOKEN_NA": "Atzr|demo-na",
        "SP_API_HOST_NA": f"{simulator}/na",
        "LWA_URL": f"{simulator}/auth/o2/token",
    }
    made = subprocess.run(
        [sys.executable, "-c", "from core.setup_accounts import ensure_first_account as e; e()"],
        cwd=ROOT,
        env={**shop.environment, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    code, _, err = run(shop, "run", "--all", **environment)
    assert code == EXIT_CONFIGURATION
    [sentence] = sentences(err)
    assert sentence.startswith("Amazon does not accept the application's key. Check SP_API_")
    assert "not-the-secret" not in err
    environment["SP_API_CLIENT_SECRET"] = "demo-secret"
    code, _, err = run(shop, "run", "marketplaces", **environment)
    assert code == 0, err


def test_disabled_schedules_win_over_everything_but_a_person(shop) -> None:
    counter = f"http://127.0.0.1:{shop.environment['SIMULATOR_PORT']}/_simulator/calls"
    requests.delete(counter, timeout=5)
    code, out, _ = run(shop, "loop", DISABLE_SCHEDULES="true", ENABLE_AUTO_SYNC="true")
    assert (code, "DISABLE_SCHEDULES" in out) == (0, True)
    code, out, _ = run(shop, "run", DISABLE_SCHEDULES="true", ENABLE_AUTO_SYNC="true")
    made = requests.get(counter, timeout=5).json()
    assert made == {"served": {}, "refused": {}}
    assert (code, read("SELECT count(*) FROM sync.runs")) == (0, [(0,)])
    assert "DISABLE_SCHEDULES" in out
    code, _, _ = run(shop, "run", "marketplaces", "--force", DISABLE_SCHEDULES="true")
    assert (code, read("SELECT count(*) FROM sync.runs")) == (0, [(2,)])


def test_what_a_person_asks_for_is_done_though_schedules_are_disabled(shop) -> None:
    request_id = ask_for_sync(1, "marketplaces", "demo")
    code, out, _ = run(shop, "run", DISABLE_SCHEDULES="true")
    assert code == 0
    assert "DISABLE_SCHEDULES" in out
    answer = find_request(1, request_id)
    assert [one["state"] for one in answer.result["streams"]] == ["done", "done"]
    assert read("SELECT DISTINCT stream, kind FROM sync.runs") == [("marketplaces", "asked")]


@pytest.mark.parametrize("command", ["requests", "loop"])
def test_a_process_that_waits_does_what_a_person_asks_for(shop, command) -> None:
    process = start(shop, command, BACKFILL_DAYS="1")
    request_id = ask_for_sync(1, "marketplaces", "demo")
    wait_for(lambda: not find_request(1, request_id).is_open)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.poll() == 0
    if command == "requests":
        assert read("SELECT DISTINCT stream FROM sync.runs") == [("marketplaces",)]


def test_what_is_not_due_is_not_read_again(shop) -> None:
    assert run(shop, "run", BACKFILL_DAYS="1")[0] == 0
    code, _, err = run(shop, "run", BACKFILL_DAYS="1")
    assert (code, sentences(err)) == (0, ["Nothing is due."])
    code, out, _ = run(shop, "status", "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert {(one["stream"], one["state"]) for one in lines} == {(name, "done") for name in SOURCES}


def test_a_wrong_word_is_answered_with_the_words_there_are(shop) -> None:
    code, _, err = run(shop, "run", "ordrs")
    assert code == 2
    assert "one of marketplaces, orders, " in err or "none of marketplaces, orders, " in err


def test_the_loop_syncs_and_ends_when_told(shop) -> None:
    process = start(shop, "loop", BACKFILL_DAYS="5")
    wait_for(
        lambda: (
            read("SELECT count(*) FROM sync.runs WHERE stream = 'fx_rates' AND state = 'done'")
            == [(2,)]
        )
    )
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=15)
    assert process.poll() == 0
    assert read("SELECT count(*) FROM sync.runs WHERE state <> 'done'") == [(0,)]


def test_a_run_of_cron_empties_the_order_queue_and_one_that_is_away_stops_nothing(
    shop, queue_server: str
) -> None:
    client = boto3.client(
        "sqs",
        region_name="eu-west-1",
        endpoint_url=queue_server,
        aws_access_key_id="a",
        aws_secret_access_key="b",
    )
    url = client.create_queue(QueueName="cron")["QueueUrl"]
    environment = {
        "ORDER_QUEUE_URL": url,
        "ORDER_QUEUE_REGION": "eu-west-1",
        "ORDER_QUEUE_ENDPOINT": queue_server,
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "BACKFILL_DAYS": "2",
    }
    assert run(shop, "run", "marketplaces", "orders", **environment)[0] == 0
    [(known, place)] = read(
        "SELECT amazon_order_id, marketplace_id FROM seller.orders"
        " WHERE marketplace_id = 'A1PA6795UKMFR9' LIMIT 1"
    )
    change = {
        "SellerId": "A1DEMOSELLEREU",
        "AmazonOrderId": known,
        "Summary": {"MarketplaceId": place},
    }
    notice = {"NotificationType": "ORDER_CHANGE", "Payload": {"OrderChangeNotification": change}}
    client.send_message(QueueUrl=url, MessageBody=json.dumps(notice))
    code, out, err = run(shop, "run", "--json", **environment)
    assert code == 0, err
    lines = {(one["stream"], one["connection"]): one for one in map(json.loads, out.splitlines())}
    assert lines["order_changes", "EU"]["calls"] == 1
    assert lines["order_changes", "NA"]["calls"] == 0
    assert "Messages" not in client.receive_message(QueueUrl=url)
    environment["ORDER_QUEUE_ENDPOINT"] = "http://127.0.0.1:9"
    code, _, err = run(shop, "run", **environment)
    assert (code, sentences(err)) == (
        1,
        ["Nothing is due.", "The order queue does not answer. Try again later."],
    )
