"""F14 to F16, F31 and F50 to F52: reports and their documents."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest

from simulator.reports.kinds import File
from sync.clients import documents as clients
from tests.faults.oracle import History, assert_honest, assert_same, assert_settled, history
from tests.faults.shop import Shop, by_stream, states
from tests.integration.sync.conftest import read

JOBS = "SELECT DISTINCT state FROM sync.report_jobs"


def of_the_report(change: Callable[[bytes], bytes]) -> Callable[[File], File]:
    """Change what is inside a report, and pack it again."""

    def changed(file: File) -> File:
        return File(gzip.compress(change(gzip.decompress(file.content))), file.content_type)

    return changed


def test_f14_a_document_cut_short_is_fetched_again(expected: History, shop: Shop) -> None:
    shop.fault("truncate_document", "document", count=3)
    assert states(shop.run()) == {"done"}
    assert_same(history(), expected)


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
        answer.pop("reportDocumentId", None)
        return {**answer, "processingStatus": "CANCELLED"}

    shop.edit("getReport", cancel)
    assert states(shop.run()) == {"done"}
    assert read(JOBS) == [("empty",)]
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
