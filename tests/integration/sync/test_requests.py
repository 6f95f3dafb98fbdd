"""What people ask for: done once, by one taker at a time, taken over from the dead."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core import sync_requests
from core.accounts import create_account
from core.clock import FakeClock, SystemClock, parse_instant
from core.database import Role, account_transaction, transaction
from core.errors import AlreadyRunningError, ConfigurationError, DataError
from core.settings import ROOT, get_settings
from core.streams import STREAMS
from core.sync_requests import (
    IMPORTS,
    SYNC,
    File,
    Upload,
    ask_for_import,
    ask_for_sync,
    find_request,
    recent_requests,
)
from sync import request_service
from sync.request_service import RequestService
from sync.requests import MOST_TRIES, RequestDesk
from sync.runner import Runner, RunRequest
from sync.stopping import Stop
from sync.stream_run import StreamResult
from tests.conftest import FROZEN_NOW
from tests.integration.sync.conftest import Amazon, read, snapshot
from tests.support.installation import Installation

from .test_imported_files import FLAT, STOCK, report

ME = "demo"
ACCOUNT = 1


class NoAmazon:
    """A runner that only notes what it was asked to run."""

    def __init__(self, meet: threading.Barrier | None = None) -> None:
        self.ran: list[str] = []
        self._meet = meet

    def run(self, request: RunRequest) -> list[StreamResult]:
        if self._meet is not None and not self.ran:
            self._meet.wait(timeout=20)
        self.ran += request.streams
        return [StreamResult(name, "EU", "done", 3, 2, 1) for name in request.streams]


def desk_with(runner: Any = None, stop: Stop | None = None) -> RequestDesk:
    clock = FakeClock(parse_instant(FROZEN_NOW))
    return RequestDesk(runner or NoAmazon(), get_settings(), clock, stop or Stop(clock))


def upload(*bodies: bytes, **said: Any) -> Upload:
    return Upload([File(f"file{n}.txt", body) for n, body in enumerate(bodies)], **said)


def owner_says(statement: str, **values: Any) -> None:
    with transaction(Role.OWNER) as connection:
        connection.execute(text("SELECT set_config('app.account_id', '1', true)"))
        connection.execute(text(statement), values)


def test_a_stream_asked_for_is_read_and_the_answer_says_how_it_went(
    amazon_of: Callable[..., Amazon],
) -> None:
    amazon = amazon_of(days=2)
    stop = Stop(amazon.clock)
    runner = Runner(amazon.settings, amazon.clock, amazon.clock, stop, 1)
    request_id = ask_for_sync(ACCOUNT, "marketplaces", ME)
    assert find_request(ACCOUNT, request_id).is_open
    assert RequestDesk(runner, amazon.settings, amazon.clock, stop).drain() == 1
    answer = find_request(ACCOUNT, request_id)
    assert not answer.is_open
    assert {(one["stream"], one["state"]) for one in answer.result["streams"]} == {
        ("marketplaces", "done")
    }
    assert read("SELECT DISTINCT kind, state FROM sync.runs") == [("asked", "done")]


def test_everything_can_be_asked_for_at_once(database: Installation) -> None:
    runner = NoAmazon()
    ask_for_sync(ACCOUNT, None, ME)
    assert desk_with(runner).drain() == 1
    assert set(runner.ran) == set(STREAMS)


def test_two_takers_share_the_work_and_nothing_is_done_twice(database: Installation) -> None:
    names = list(STREAMS)[:6]
    for name in names:
        ask_for_sync(ACCOUNT, name, ME)
    meet = threading.Barrier(2)
    runners = [NoAmazon(meet), NoAmazon(meet)]
    threads = [threading.Thread(target=desk_with(one).drain) for one in runners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert all(runner.ran for runner in runners)
    assert sorted(runners[0].ran + runners[1].ran) == sorted(names)
    assert all(not one.is_open for one in recent_requests(ACCOUNT))


_TAKES_AND_WAITS = """
import sys
from tests.integration.sync.test_requests import ACCOUNT, desk_with
print(desk_with().take(ACCOUNT).request_id, flush=True)
sys.stdin.read()
"""


def test_what_a_killed_taker_had_in_hand_is_taken_over_at_once(database: Installation) -> None:
    request_id = ask_for_sync(ACCOUNT, "orders", ME)
    process = subprocess.Popen(
        [sys.executable, "-c", _TAKES_AND_WAITS],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout.readline().strip() == str(request_id)
        desk = desk_with()
        assert desk.drain() == 0
        process.kill()
        process.wait(timeout=10)
        assert desk.drain() == 1
    assert find_request(ACCOUNT, request_id).result["streams"][0]["state"] == "done"


def test_a_taker_on_another_machine_is_waited_for_until_its_heart_has_stopped(
    database: Installation,
) -> None:
    ask_for_sync(ACCOUNT, "orders", ME)
    desk = desk_with()
    desk.take(ACCOUNT)
    owner_says("UPDATE sync.requests SET taken_by = 'elsewhere/1/1.00'")
    assert desk.take(ACCOUNT) is None
    owner_says("UPDATE sync.requests SET alive_until = now() - interval '1 second'")
    assert desk.take(ACCOUNT).attempts == 2


def test_the_answer_of_a_taker_that_was_frozen_does_not_count(database: Installation) -> None:
    request_id = ask_for_sync(ACCOUNT, "orders", ME)
    desk = desk_with()
    frozen = desk.take(ACCOUNT)
    owner_says("UPDATE sync.requests SET alive_until = now() - interval '1 second'")
    assert desk.drain() == 1
    assert desk._renew(frozen) is False
    assert desk._finish(frozen, {"sentence": "too late"}) is False
    assert "streams" in find_request(ACCOUNT, request_id).result


def test_a_request_that_ends_every_process_is_not_tried_for_ever(database: Installation) -> None:
    request_id = ask_for_sync(ACCOUNT, "orders", ME)
    desk, runner = desk_with(), NoAmazon()
    for _ in range(MOST_TRIES):
        assert desk.take(ACCOUNT) is not None
        owner_says("UPDATE sync.requests SET alive_until = now() - interval '1 second'")
    assert desk_with(runner).drain() == 1
    assert runner.ran == []
    assert "tried 3 times" in find_request(ACCOUNT, request_id).result["sentence"]


def test_an_unexpected_error_is_an_answer_and_the_next_request_is_done(
    database: Installation,
) -> None:
    class Broken(NoAmazon):
        def run(self, request: RunRequest) -> list[StreamResult]:
            if "orders" in request.streams:
                raise ZeroDivisionError
            return super().run(request)

    first, second = (ask_for_sync(ACCOUNT, name, ME) for name in ("orders", "products"))
    assert desk_with(Broken()).drain() == 2
    assert "unexpected" in find_request(ACCOUNT, first).result["sentence"]
    assert find_request(ACCOUNT, second).result["streams"]


def test_a_sync_that_is_told_to_stop_gives_the_request_back(database: Installation) -> None:
    stop = Stop(SystemClock())

    class Stopped(NoAmazon):
        def run(self, request: RunRequest) -> list[StreamResult]:
            stop.wish()
            return []

    request_id = ask_for_sync(ACCOUNT, "orders", ME)
    assert desk_with(Stopped(), stop).drain() == 0
    assert find_request(ACCOUNT, request_id).taken_at is None
    assert desk_with().drain() == 1


def test_the_same_stream_can_be_asked_for_every_five_minutes(database: Installation) -> None:
    ask_for_sync(ACCOUNT, "orders", ME)
    with pytest.raises(AlreadyRunningError, match=r"^Orders: asked for already"):
        ask_for_sync(ACCOUNT, "orders", ME)
    desk_with().drain()
    with pytest.raises(AlreadyRunningError, match="ask again in 5 minutes"):
        ask_for_sync(ACCOUNT, "orders", ME)
    ask_for_sync(ACCOUNT, "products", ME)
    owner_says("UPDATE sync.requests SET asked_at = now() - interval '301 seconds'")
    ask_for_sync(ACCOUNT, "orders", ME)


def test_whoever_asked_for_everything_has_asked_for_each_stream(database: Installation) -> None:
    ask_for_sync(ACCOUNT, None, ME)
    desk_with().drain()
    with pytest.raises(AlreadyRunningError, match=r"^Everything: asked for less than 5 minutes"):
        ask_for_sync(ACCOUNT, "orders", ME)
    with pytest.raises(ConfigurationError):
        ask_for_sync(ACCOUNT, "odrers", ME)


def test_two_clicks_at_the_same_moment_are_one_request(database: Installation) -> None:
    told: list[str] = []

    def click() -> None:
        try:
            ask_for_sync(ACCOUNT, "orders", ME)
            told.append("asked")
        except AlreadyRunningError:
            told.append("too soon")

    threads = [threading.Thread(target=click) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(told) == ["asked", *["too soon"] * 5]


def test_a_preview_changes_nothing_and_an_import_twice_is_as_good_as_once(
    database: Installation,
) -> None:
    body, before = report(FLAT), snapshot()
    desk = desk_with()

    def answer(*, is_preview: bool) -> dict[str, Any]:
        request_id = ask_for_import(ACCOUNT, upload(body), ME, is_preview=is_preview)
        assert desk.drain() == 1
        return find_request(ACCOUNT, request_id).result["files"][0]

    preview = answer(is_preview=True)
    assert snapshot() == before
    first = answer(is_preview=False)
    assert first["new"] == preview["new"] > 100
    after = snapshot()
    again = answer(is_preview=False)
    assert (again["new"], again["changed"], again["equal"]) == (0, 0, first["new"])
    assert snapshot() == after
    assert read("SELECT DISTINCT imported_by FROM sync.imports") == [(ME,)]


def test_a_file_s_bytes_are_sealed_while_they_wait_and_gone_with_the_answer(
    database: Installation,
) -> None:
    body = report(FLAT, days=2)
    ask_for_import(ACCOUNT, upload(body), ME, is_preview=True)
    [(sealed, size)] = read("SELECT sealed, size_bytes FROM sync.request_files")
    assert size == len(body)
    assert b"amazon-order-id" not in bytes(sealed)
    assert len(bytes(sealed)) < len(body)
    desk_with().drain()
    assert read("SELECT count(*) FROM sync.request_files") == [(0,)]


def test_good_files_come_in_beside_one_that_is_refused(database: Installation) -> None:
    request_id = ask_for_import(
        ACCOUNT, upload(b"colour,weight\nred,1\n", report(FLAT, days=2)), ME, is_preview=False
    )
    desk_with().drain()
    bad, good = find_request(ACCOUNT, request_id).result["files"]
    assert "no report we know" in bad["sentence"]
    assert good["sentence"] == ""
    assert good["new"] > 20


def test_what_was_said_beside_a_file_reaches_its_reading(database: Installation) -> None:
    request_id = ask_for_import(
        ACCOUNT, upload(report(STOCK), marketplace_id="A1PA6795UKMFR9"), ME, is_preview=True
    )
    desk_with().drain()
    assert find_request(ACCOUNT, request_id).result["files"][0]["new"] > 20


@pytest.mark.parametrize(
    ("bodies", "words"),
    [
        ((), "Choose a file"),
        ((b"x",) * (sync_requests.MOST_FILES + 1), "At most 20 files"),
        ((b"x" * 1001,), "The file file0.txt is larger than"),
        ((b"x" * 800, b"y" * 800), "Together the files are larger than"),
    ],
)
def test_too_much_is_refused_before_it_is_stored(
    database: Installation, monkeypatch: pytest.MonkeyPatch, bodies: tuple[bytes, ...], words: str
) -> None:
    monkeypatch.setattr(sync_requests, "LARGEST_FILE_BYTES", 1000)
    monkeypatch.setattr(sync_requests, "LARGEST_UPLOAD_BYTES", 1500)
    with pytest.raises(DataError, match=words):
        ask_for_import(ACCOUNT, upload(*bodies), ME, is_preview=True)
    assert recent_requests(ACCOUNT) == []


def test_a_packed_file_cannot_grow_past_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = sync_requests.pack(b"0" * 5000, ACCOUNT)
    monkeypatch.setattr(sync_requests, "LARGEST_FILE_BYTES", 1000)
    with pytest.raises(DataError, match="too large"):
        sync_requests.unpack(packed, ACCOUNT)


def test_only_so_many_uploads_wait_at_the_same_time(database: Installation) -> None:
    for _ in range(sync_requests.MOST_OPEN_IMPORTS):
        ask_for_import(ACCOUNT, upload(b"x"), ME, is_preview=True)
    with pytest.raises(AlreadyRunningError, match="5 uploads"):
        ask_for_import(ACCOUNT, upload(b"x"), ME, is_preview=True)


def test_what_nobody_took_up_for_a_day_is_closed_and_its_file_deleted(
    database: Installation,
) -> None:
    request_id = ask_for_import(ACCOUNT, upload(b"x"), ME, is_preview=True)
    owner_says("UPDATE sync.requests SET asked_at = now() - interval '25 hours'")
    assert desk_with().drain() == 0
    assert "for a day" in find_request(ACCOUNT, request_id).result["sentence"]
    assert read("SELECT count(*) FROM sync.request_files") == [(0,)]
    owner_says("UPDATE sync.requests SET finished_at = now() - interval '31 days'")
    desk_with().drain()
    assert find_request(ACCOUNT, request_id) is None


def test_another_account_s_request_does_not_exist(database: Installation) -> None:
    with transaction(Role.OWNER) as connection:
        other = create_account(connection, "Somebody else")
    request_id = ask_for_import(ACCOUNT, upload(b"secret"), ME, is_preview=True)
    assert find_request(other, request_id) is None
    assert recent_requests(other) == []
    assert desk_with().take(other) is None
    with account_transaction(Role.SYNC, other) as connection:
        assert connection.scalar(text("SELECT count(*) FROM sync.request_files")) == 0
    with (
        pytest.raises(DBAPIError, match="row-level security"),
        account_transaction(Role.WEB, other) as connection,
    ):
        connection.execute(
            text(
                "INSERT INTO sync.requests (account_id, kind, asked_by) VALUES (1, 'sync', 'thief')"
            )
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sync.requests SET finished_at = now()",
        "DELETE FROM sync.requests",
        "SELECT sealed FROM sync.request_files",
        "INSERT INTO sync.requests (account_id, kind, asked_by, result) VALUES (1, 'x', 'x', '{}')",
    ],
)
def test_the_pages_can_ask_and_do_no_more(database: Installation, statement: str) -> None:
    with (
        pytest.raises(DBAPIError, match="permission denied"),
        account_transaction(Role.WEB, ACCOUNT) as connection,
    ):
        connection.execute(text(statement))


def test_a_notice_wakes_the_service_at_once(database: Installation) -> None:
    class Heard(NoAmazon):
        done = threading.Event()

        def run(self, request: RunRequest) -> list[StreamResult]:
            self.done.set()
            return []

    stop, runner = Stop(SystemClock()), Heard()
    ready = threading.Event()
    desk = desk_with(runner, stop)
    drain = desk.drain

    def drain_and_tell(kinds: Any) -> int:
        answered = drain(kinds)
        if tuple(kinds) == (SYNC,):
            ready.set()
        return answered

    desk.drain = drain_and_tell
    with RequestService(desk, stop):
        # It has listened, then looked, and found nothing: from here on only a notice helps.
        assert ready.wait(timeout=20)
        ask_for_sync(ACCOUNT, "orders", ME)
        assert runner.done.wait(timeout=10)


def test_a_service_whose_line_was_cut_listens_again(
    database: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_service, "RETRY_SECONDS", 0.1)
    stop, looked = Stop(SystemClock()), threading.Semaphore(0)
    desk = desk_with(NoAmazon(), stop)
    drain = desk.drain

    def drain_and_tell(kinds: Any) -> int:
        answered = drain(kinds)
        looked.release()
        return answered

    desk.drain = drain_and_tell
    with RequestService(desk, stop):
        assert looked.acquire(timeout=20)
        assert looked.acquire(timeout=20)
        owner_says(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid()"
        )
        # Both threads have seen it, listen anew and have looked.
        assert looked.acquire(timeout=20)
        assert looked.acquire(timeout=20)
        request_id = ask_for_sync(ACCOUNT, "orders", ME)
        assert looked.acquire(timeout=20)
        assert looked.acquire(timeout=20)
        assert not find_request(ACCOUNT, request_id).is_open


def test_files_do_not_wait_for_streams(database: Installation) -> None:
    ask_for_sync(ACCOUNT, None, ME)
    request_id = ask_for_import(ACCOUNT, upload(b"x"), ME, is_preview=True)
    assert desk_with().drain(IMPORTS) == 1
    assert not find_request(ACCOUNT, request_id).is_open
