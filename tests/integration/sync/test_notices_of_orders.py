"""Notices of changed orders out of a real queue (moto's server on this machine)."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest

from core.errors import ConfigurationError, DatabaseUnavailable, RetryableError
from simulator.notices import NoticeSender, notices_between
from sync.clients.order_queue import OrderQueue
from sync.connections import list_connections
from sync.doctor import _queue
from sync.findings import OK, TROUBLE
from sync.listening import Listener, fetch_noticed
from sync.mailroom import Mailroom
from sync.runner import Runner, RunRequest
from sync.stopping import Stop
from tests.integration.sync.conftest import Amazon, read

MINUTE = 60


class Desk:
    """A shop with a queue, and the sync that reads both."""

    def __init__(self, amazon: Amazon, endpoint: str) -> None:
        self.client = boto3.client(
            "sqs",
            region_name="eu-west-1",
            endpoint_url=endpoint,
            aws_access_key_id="a",
            aws_secret_access_key="b",
        )
        name = f"orders-{id(self)}"
        # What is received and not deleted comes back at once.
        self.url = self.client.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "0"})[
            "QueueUrl"
        ]
        self.amazon = amazon
        self.settings = amazon.settings.model_copy(
            update={
                "order_queue_url": self.url,
                "order_queue_region": "eu-west-1",
                "order_queue_endpoint": endpoint,
                "aws_access_key_id": "a",
                "aws_secret_access_key": type(amazon.settings.signing_key)("b"),
            }
        )
        self.queue = OrderQueue(self.settings)
        self.mailroom = Mailroom(self.settings, amazon.clock, self.queue)
        self.world = amazon.simulator.world

    def send(self, *bodies: Any) -> None:
        for body in bodies:
            text = body if isinstance(body, str) else json.dumps(body)
            self.client.send_message(QueueUrl=self.url, MessageBody=text)

    def waiting(self) -> int:
        return self.queue.count_waiting()

    def changes(self, seconds: int) -> list[dict[str, Any]]:
        """The notices of what has changed in the last seconds."""
        now = self.world.second()
        return list(notices_between(self.world, now - seconds, now))

    def fetch(self):
        runner = Runner(self.settings, self.amazon.clock, self.amazon.clock,
                        Stop(self.amazon.clock), 1)  # fmt: skip
        return fetch_noticed(runner, self.mailroom)

    def calls(self) -> int:
        return self.world.rates.served["getOrder"]


@pytest.fixture
def desk(amazon_of: Any, queue_server: str) -> Desk:
    amazon = amazon_of(days=2)
    amazon.run("marketplaces", "orders")
    return Desk(amazon, queue_server)


def order_id_of(notice: dict[str, Any]) -> str:
    return notice["Payload"]["OrderChangeNotification"]["AmazonOrderId"]


def summary_of(notice: dict[str, Any]) -> dict[str, Any]:
    return notice["Payload"]["OrderChangeNotification"]["Summary"]


def stored(keys: set[str]) -> list[Any]:
    return read(
        "SELECT amazon_order_id, status, last_updated_at FROM seller.orders"
        " WHERE amazon_order_id = ANY(:keys) ORDER BY 1",
        keys=sorted(keys),
    )


def test_a_changed_order_is_there_minutes_before_a_search_could_find_it(desk: Desk) -> None:
    desk.amazon.clock.advance(2 * MINUTE * 60)
    # Younger than the three minutes that a search leaves out.
    fresh = desk.changes(90 * MINUTE)
    keys = {order_id_of(one) for one in fresh}
    assert len(keys) > 2
    desk.send(*fresh)
    assert desk.mailroom.drain() == len(fresh)
    assert desk.waiting() == 0
    assert {one.state for one in desk.fetch()} == {"done"}
    assert desk.calls() == len(keys)
    by_notice = stored(keys)
    # What was placed before the history begins is fetched and left out.
    assert {row[0] for row in by_notice} == {
        order_id_of(one) for one in fresh if summary_of(one)["PurchaseDate"] > "2026-11-19T12"
    }
    assert read("SELECT count(*) FROM sync.order_notices") == [(0,)]
    # The search says the very same.
    desk.amazon.clock.advance(15 * MINUTE)
    desk.amazon.run("orders")
    later = {row[0]: row for row in stored(keys)}
    assert all(later[row[0]] == row for row in by_notice if later[row[0]][2] == row[2])


def test_duplicates_and_what_is_known_already_cost_no_call(desk: Desk) -> None:
    desk.amazon.clock.advance(MINUTE * 60)
    fresh = desk.changes(30 * MINUTE)
    desk.send(*fresh, *fresh)
    desk.mailroom.drain()
    desk.fetch()
    calls = desk.calls()
    assert calls == len({order_id_of(one) for one in fresh})
    desk.send(*fresh)
    desk.mailroom.drain()
    assert {one.rows_written for one in desk.fetch()} == {0}
    assert desk.calls() == calls
    assert read("SELECT count(*) FROM sync.order_notices") == [(0,)]


def test_a_message_is_deleted_only_after_its_notice_is_saved(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.amazon.clock.advance(MINUTE * 60)
    desk.send(*desk.changes(30 * MINUTE)[:5])
    sent = desk.waiting()

    def away(*_arguments: object) -> None:
        raise DatabaseUnavailable("The database does not answer.")

    with monkeypatch.context() as patch:
        patch.setattr("sync.mailroom.put_notices", away)
        with pytest.raises(DatabaseUnavailable):
            desk.mailroom.drain()
    assert desk.waiting() == sent

    # Killed between the commit and the deletion: it comes again and changes nothing.
    with monkeypatch.context() as patch:
        patch.setattr(desk.queue, "delete", away)
        with pytest.raises(DatabaseUnavailable):
            desk.mailroom.take(0)
    assert desk.waiting() == sent
    desk.mailroom.drain()
    assert read("SELECT count(*) FROM sync.order_notices") == [(sent,)]


def test_a_notice_stays_until_its_order_is_saved(desk: Desk) -> None:
    desk.amazon.clock.advance(MINUTE * 60)
    desk.send(*desk.changes(30 * MINUTE)[:3])
    desk.mailroom.drain()
    desk.amazon.fault("http_error", operation="getOrder", status=500, count=100)
    assert "failed" in {one.state for one in desk.fetch()}
    assert read("SELECT count(*) > 0 FROM sync.order_notices") == [(True,)]
    desk.world.faults.clear()
    assert {one.state for one in desk.fetch()} == {"done"}
    assert read("SELECT count(*) FROM sync.order_notices") == [(0,)]


def test_unknown_foreign_and_broken_messages_are_set_aside_once_and_never_come_back(
    desk: Desk,
) -> None:
    desk.amazon.clock.advance(MINUTE * 60)
    good = desk.changes(30 * MINUTE)[0]
    foreign = json.loads(json.dumps(good))
    foreign["Payload"]["OrderChangeNotification"]["SellerId"] = "ASTRANGER"
    missing = json.loads(json.dumps(good))
    missing["Payload"]["OrderChangeNotification"]["AmazonOrderId"] = "000-0000000-0000000"
    missing["Payload"]["OrderChangeNotification"]["OrderChangeTrigger"] = {
        "TimeOfOrderChange": None
    }
    desk.send("<html>", {"NotificationType": "FEE_PROMOTION"}, foreign, missing, good)
    desk.mailroom.drain()
    assert desk.waiting() == 0
    assert "partial" in {one.state for one in desk.fetch()}
    assert read("SELECT count(*) FROM sync.order_notices") == [(0,)]
    reasons = " ".join(row[0] for row in read("SELECT reason FROM sync.quarantine ORDER BY 1"))
    for words in ("is no JSON", "is FEE_PROMOTION", "who is not connected", "does not know"):
        assert words in reasons
    assert read("SELECT count(*) FROM sync.quarantine") == [(4,)]
    assert len(stored({order_id_of(good)})) == 1
    # `replay` clears them: the search has found whatever they were about.
    desk.amazon.run("orders", kind="replay", is_forced=True)
    assert read("SELECT count(*) FROM sync.quarantine WHERE replayed_at IS NULL") == [(0,)]


def test_the_postal_code_of_a_notice_is_stored_nowhere(desk: Desk) -> None:
    desk.amazon.clock.advance(MINUTE * 60)
    changes = desk.changes(60 * MINUTE)
    strange = [{**one, "NotificationType": "ORDER_CHANGE_2"} for one in changes[:3]]
    codes = {summary_of(one)["DestinationPostalCode"] for one in changes}
    desk.send(*changes, *strange)
    desk.mailroom.drain()
    tables = [
        table
        for (table,) in read(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables"
            " WHERE table_schema IN ('seller', 'sync') AND table_type = 'BASE TABLE'"
        )
    ]
    for _ in range(2):
        text = "\n".join(
            row[0] for table in tables for row in read(f"SELECT t::text FROM {table} t")
        )
        words = set(text.replace("(", ",").replace(")", ",").replace('"', ",").split(","))
        assert codes.isdisjoint(words)
        desk.fetch()


def test_the_rate_of_get_order_is_kept(amazon_of: Any, queue_server: str) -> None:
    amazon = amazon_of(days=2, rate_plan="real")
    amazon.run("marketplaces", "orders")
    desk = Desk(amazon, queue_server)
    amazon.clock.advance(12 * MINUTE * 60)
    changes = [one for one in desk.changes(12 * 60 * MINUTE)
               if one["NotificationMetadata"]["SubscriptionId"].endswith("-eu")]  # fmt: skip
    assert len(changes) > 40
    desk.send(*changes)
    desk.mailroom.drain()
    began = amazon.clock.monotonic()
    assert {one.state for one in desk.fetch()} == {"done"}
    assert desk.world.rates.refused.total() == 0
    # 30 at once, then one each two seconds.
    assert amazon.clock.monotonic() - began >= (desk.calls() - 31) * 2


def test_the_shop_tells_of_its_own_changes(desk: Desk) -> None:
    sender = NoticeSender(desk.world, desk.url, desk.client)
    assert sender.send_due() == 0
    desk.amazon.clock.advance(MINUTE * 30)
    sent = sender.send_due()
    assert sent == desk.mailroom.drain() > 0
    assert sender.send_due() == 0


def test_the_loop_listens_and_ends_when_told(desk: Desk) -> None:
    desk.amazon.clock.advance(MINUTE * 60)
    stop = Stop(desk.amazon.clock)
    runner = Runner(desk.settings, desk.amazon.clock, desk.amazon.clock, stop, 1)
    heard: list[RunRequest] = []

    class Once(Runner):
        def run(self, request: RunRequest):
            heard.append(request)
            stop.wish()
            return []

    runner.__class__ = Once
    desk.send(desk.changes(30 * MINUTE)[0])
    listener = Listener(runner, desk.mailroom, stop)
    with listener:
        listener._thread.join(20)
    assert not listener._thread.is_alive()
    assert [one.kind for one in heard] == ["notices"]


def test_the_doctor_looks_at_the_queue(desk: Desk) -> None:
    assert _queue(desk.amazon.settings).level == OK
    desk.send("one")
    good = _queue(desk.settings)
    assert (good.level, "that wait: 1" in good.sentence) == (OK, True)
    gone = _queue(desk.settings.model_copy(update={"order_queue_url": desk.url + "-gone"}))
    assert gone.level == TROUBLE
    assert "Check ORDER_QUEUE_URL" in gone.sentence


def test_trouble_of_the_queue_is_one_sentence_with_what_to_do(desk: Desk) -> None:
    gone = OrderQueue(desk.settings.model_copy(update={"order_queue_url": desk.url + "-gone"}))
    with pytest.raises(ConfigurationError, match="NonExistentQueue"):
        gone.receive(0)
    dead = OrderQueue(
        desk.settings.model_copy(update={"order_queue_endpoint": "http://127.0.0.1:9"})
    )
    with pytest.raises(RetryableError, match="does not answer"):
        dead.receive(0)
    assert len(list_connections(is_demo=True)) == 2
