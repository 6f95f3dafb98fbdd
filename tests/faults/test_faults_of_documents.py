"""F14 to F16, F31 and F50 to F52: reports and their documents."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from simulator.reports.kinds import File
from simulator.server import RunningSimulator
from sync.clients import documents as clients
from tests.faults.oracle import History, assert_honest, assert_same, assert_settled, history
from tests.faults.shop import PAYDAY, Shop, by_stream, states
from tests.integration.sync.conftest import read
from tests.support.installation import Installation

JOBS = "SELECT DISTINCT state FROM sync.report_jobs"
# One stream of each way in which reports are read, its table, and the calls that lead to it.
ASKED = ("createReport", "getReport", "getReportDocument")
ADS = ("adsCreateReport", "adsGetReport")
READ_BY = {
    "lines of days": ("returns_fba", "returns", ASKED),
    "a picture of now": ("listings", "listings", ASKED),
    "found in a list": ("settlements", "settlement_lines", ("getReports", "getReportDocument")),
    "days as JSON": ("sales_traffic", "traffic_product_daily", ASKED),
    "advertising": ("ads_sp_campaigns", "ads_daily", ADS),
}
STATUS = {
    "getReport": ("processingStatus", "IN_PROGRESS"),
    "adsGetReport": ("status", "PROCESSING"),
}
# How a run ends whose report could not be had: Amazon makes some anew in a few hours only.
NOT_HAD = ("failed", "waiting")
# What a document may be that is none, packed rightly.
NO_REPORTS = {
    "empty": b"",
    "a page of the web": b"<html><body>Service Unavailable</body></html>",
    "noise": b"\x81\x8d\xff\x00" * 500,
}


@dataclass
class Reported:
    """A stream of reports, and what it brings without a fault."""

    shop: Shop
    stream: str
    table: str
    calls: tuple[str, ...]
    expected: History

    def run(self) -> str:
        """Run the stream; return how it ended, of its two regions the worse."""
        found = {one.state for one in self.shop.run() if one.stream == self.stream}
        return (found - {"done"} or {"done"}).pop()

    def assert_nothing_stored(self) -> None:
        """No row of it is there, and no cursor says that there is."""
        assert read(f"SELECT count(*) FROM seller.{self.table}") == [(0,)]
        assert_honest(self.shop.world)

    def assert_all_stored(self, *, is_same_report: bool) -> None:
        """Every row is there as if nothing had happened; a report may be another one."""
        found = history()
        if not is_same_report:
            found["report_jobs"] = self.expected["report_jobs"]
        assert_same(found, self.expected)
        assert_settled()


@pytest.fixture(scope="module")
def brought() -> dict[str, History]:
    """What each way of reading brings without a fault, once it is known."""
    return {}


@pytest.fixture(params=READ_BY)
def reported(
    request: pytest.FixtureRequest,
    database: Installation,
    simulator: RunningSimulator,
    brought: dict[str, History],
) -> Reported:
    """An empty database and a stream of reports with nothing wrong yet."""
    stream, table, calls = READ_BY[request.param]
    streams = ("marketplaces", *(("ads_profiles",) if calls is ADS else ()), stream)
    if stream not in brought:
        assert states(Shop(simulator, database, PAYDAY, streams).run()) == {"done"}
        brought[stream] = history()
        assert len(brought[stream][table]) > 20
        database.restore("empty")
    shop = Shop(simulator, database, PAYDAY, streams)
    return Reported(shop, stream, table, calls, brought[stream])


def of_the_report(change: Callable[[bytes], bytes]) -> Callable[[File], File]:
    """Change what is inside a report, and pack it again."""

    def changed(file: File) -> File:
        return File(gzip.compress(change(gzip.decompress(file.content))), file.content_type)

    return changed


def test_f14_a_document_cut_short_is_fetched_again(expected: History, shop: Shop) -> None:
    shop.fault("truncate_document", "document", count=3)
    assert states(shop.run()) == {"done"}
    assert_same(history(), expected)


def test_f04_f07_f09_f13_f14_f52_whatever_fails_once_on_the_way_to_a_report_is_done_again(
    reported: Reported,
) -> None:
    shop = reported.shop
    for operation in reported.calls:
        shop.fault("expire_tokens", operation)
        shop.fault("drop_connection", operation)
        shop.fault("http_error", operation, 2, status=503)
        shop.fault("answer", operation, status=200, body='{"half": ')
        shop.fault("throttle", operation)
    shop.fault("drop_connection", "document")
    shop.fault("answer", "document", status=403, body="<Error>Request has expired</Error>")
    shop.fault("answer", "document", status=200, body="")
    shop.fault("truncate_document", "document")
    if reported.run() != "done":
        # A queue of Amazon's that is full is left alone for a while.
        shop.timer.advance(600)
        assert reported.run() == "done"
    assert shop.world.faults.waiting() == []
    reported.assert_all_stored(is_same_report=True)


def test_f14_f16_f18_a_document_that_is_no_report_is_never_stored_and_asked_for_anew(
    reported: Reported,
) -> None:
    shop = reported.shop
    for content in NO_REPORTS.values():
        shop.edit("document", lambda file, body=content: File(gzip.compress(body), ""))
        assert reported.run() in NOT_HAD
        reported.assert_nothing_stored()
        shop.heal()
    shop.fault("truncate_document", "document", count=9999)
    assert reported.run() in NOT_HAD
    reported.assert_nothing_stored()
    shop.heal()
    assert reported.run() == "done"
    reported.assert_all_stored(is_same_report=False)


# Those that nobody asks for, as Amazon makes them by itself, have no order that can be fatal.
@pytest.mark.parametrize(
    "reported",
    [name for name, (_, _, calls) in READ_BY.items() if calls[0] != "getReports"],
    indirect=True,
)
def test_f50_f51_a_report_that_is_fatal_then_late_then_cancelled_is_read_in_the_end(
    reported: Reported,
) -> None:
    shop, (create, look, *_) = reported.shop, reported.calls
    shop.fault("fatal_report", create, count=9999)
    # Some are made no sooner than four hours later.
    for _ in range(3):
        if reported.run() == "failed":
            break
        shop.timer.advance(5 * 3600)
    reported.assert_nothing_stored()
    assert read("SELECT max(attempts) FROM sync.report_jobs WHERE state = 'failed'") == [(3,)]
    asked = shop.calls(create)
    # Nobody says meanwhile that all is well.
    assert reported.run() in ("failed", "waiting", "partial")
    assert shop.calls(create) == asked
    shop.heal()
    name, late = STATUS[look]
    shop.edit(look, lambda answer: {**answer, name: late})
    assert reported.run() == "waiting"
    asked = shop.calls(create)
    assert reported.run() == "waiting"
    assert shop.calls(create) == asked
    reported.assert_nothing_stored()
    if look == "getReport":
        shop.edit(look, lambda answer: {**answer, name: "CANCELLED"})
        reported.run()
        # Cancelled twice, it is an empty window.
        shop.timer.advance(5 * 3600)
        assert reported.run() == "done"
        assert read(f"SELECT count(*) FROM seller.{reported.table}") == [(0,)]
    shop.heal()
    assert reported.run() == "done"
    reported.assert_all_stored(is_same_report=False)


def test_f14_a_document_that_is_always_cut_short_is_never_half_stored_and_asked_for_anew(
    expected: History, shop: Shop
) -> None:
    shop.fault("truncate_document", "document", count=9999)
    results = shop.run()
    assert by_stream(results)["orders"].state == "failed"
    assert "reports of past orders" in by_stream(results)["orders"].sentence
    assert read("SELECT count(*) FROM seller.orders WHERE source = 'all-orders-report'") == [(0,)]
    assert read(JOBS) == [("failed",)]
    assert_honest(shop.world)
    shop.heal()
    assert states(shop.run()) == {"done"}
    assert_same(history(), expected)


def test_f15_a_gzip_bomb_is_refused_at_its_size_and_the_next_report_is_read(
    expected: History, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "LARGEST_UNPACKED", 3_000_000)
    bombs = 2

    def bomb(file: File) -> File:
        nonlocal bombs
        bombs -= 1
        return file if bombs < 0 else File(gzip.compress(b" " * 9_000_000), file.content_type)

    shop.edit("document", bomb)
    assert states(shop.run()) == {"done"}
    assert read("SELECT max(attempts) FROM sync.report_jobs") == [(3,)]
    assert_same(history(), expected)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b"<SKU>", "<SKU>Gr\xf6\xdfe ".encode("cp1252")),
        lambda text: text.replace(b"<SKU>", b"<SKU>\xff\xfe"),
        lambda text: text.replace(b"<SKU>", "<SKU>\u30e9\u30f3\u30d7".encode("cp932")),
    ],
    ids=["Latin letters", "no letters", "Japanese letters"],
)
def test_f16_letters_of_another_charset_are_refused_and_never_stored_garbled(
    expected: History, shop: Shop, change: Callable[[bytes], bytes]
) -> None:
    shop.edit("document", of_the_report(change))
    assert by_stream(shop.run())["orders"].state == "failed"
    assert read("SELECT count(*) FROM seller.listings WHERE sku ~ '[^ -~]'") == [(0,)]
    assert_honest(shop.world)
    shop.heal()
    assert states(shop.run()) == {"done"}
    assert_same(history(), expected)


def test_f16_a_byte_order_mark_is_no_letter(expected: History, shop: Shop) -> None:
    shop.edit("document", of_the_report(lambda text: b"\xef\xbb\xbf" + text))
    assert states(shop.run()) == {"done"}
    assert_same(history(), expected)


def test_f16_a_charset_that_the_document_names_is_honoured(expected: History, shop: Shop) -> None:
    def in_latin(text: bytes) -> bytes:
        named = text.decode().replace('encoding="UTF-8"', 'encoding="windows-1252"')
        return named.replace("<SKU>", "<SKU>Größe ").encode("cp1252")

    shop.edit("document", of_the_report(in_latin))
    assert by_stream(shop.run("marketplaces", "orders"))["orders"].state == "done"
    [(found, garbled)] = read(
        "SELECT count(*) FILTER (WHERE sku LIKE 'Größe %'),"
        " count(*) FILTER (WHERE sku ~ '[^ -~öß]') FROM seller.order_items"
    )
    assert found > 50
    assert garbled == 0


def test_f50_a_cancelled_report_is_an_empty_window_and_no_failure_and_is_looked_at_later(
    expected: History, shop: Shop
) -> None:
    def cancel(answer: dict[str, Any]) -> dict[str, Any]:
        return {
            **answer,
            "processingStatus": "CANCELLED",
            "reportDocumentId": "Erika Muster",
        }

    shop.edit("getReport", cancel)
    assert states(shop.run()) == {"done"}
    assert read(JOBS) == [("empty",)]
    # A report without a document names none: what stands there is anybody's text.
    assert read("SELECT DISTINCT document_id FROM sync.report_jobs") == [(None,)]
    shop.heal()
    # CANCELLED may have meant "too soon": the window is asked for once more.
    assert states(shop.run()) == {"done"}
    assert_same(history(), expected)
    asked = shop.calls("createReport")
    shop.heal()
    shop.run()
    assert shop.calls("createReport") == asked


def test_f50_a_fatal_report_tells_why_and_is_asked_for_three_times_a_run(
    expected: History, shop: Shop
) -> None:
    shop.fault("fatal_report", "createReport", count=6)
    results = shop.run()
    assert by_stream(results)["orders"].state == "failed"
    assert shop.calls("createReport") == 6
    [(note,)] = read("SELECT DISTINCT note FROM sync.report_jobs")
    assert "internal error" in note
    # Not asked for again before eight hours are over: three times a day.
    shop.timer.advance(7 * 3600)
    shop.run()
    assert shop.calls("createReport") == 6
    assert_honest(shop.world)
    shop.heal()
    assert states(shop.run()) == {"done"}
    assert_same(history(), expected)


def test_f51_a_report_that_stays_in_the_queue_is_looked_after_and_not_asked_for_twice(
    expected: History, shop: Shop
) -> None:
    shop.edit("getReport", lambda answer: {**answer, "processingStatus": "IN_QUEUE"})
    for _ in range(2):
        assert by_stream(shop.run())["orders"].state in ("waiting", "throttled")
    asked = read("SELECT report_id FROM sync.report_jobs ORDER BY 1")
    assert shop.calls("createReport") == len(asked) == 2
    assert_honest(shop.world)
    shop.heal()
    assert states(shop.run()) == {"done"}
    assert read("SELECT report_id FROM sync.report_jobs ORDER BY 1") == asked
    assert shop.calls("createReport") == 2
    assert_same(history(), expected)


def test_f52_an_address_that_has_expired_is_asked_for_again_and_no_new_report(
    expected: History, shop: Shop
) -> None:
    shop.fault("answer", "document", status=403, body="<Error>Request has expired</Error>")
    assert states(shop.run()) == {"done"}
    assert shop.calls("createReport") == 2
    assert shop.calls("getReportDocument") == 3
    assert_same(history(), expected)
    assert_settled()
