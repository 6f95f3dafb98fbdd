"""How the state of a stream, and what became of a request, is told to people."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.rate_plans import PUBLISHED
from core.schedules import Schedule
from core.settings import ROOT
from core.sync_requests import SyncRequest
from data.health import NEVER, ConnectionHealth, StreamHealth, without_values
from sync import runs
from ui.health.overview import request_words
from ui.health.words import (
    OPERATIONS,
    Level,
    all_standings,
    behind_words,
    next_words,
    operation_name,
    some_of,
    span,
    standing_of,
    troubles,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def stream(state: str = "done", **more: object) -> StreamHealth:
    one = StreamHealth(
        1, "orders", state, NOW - MINUTE, NOW, 5, 2, None, NOW + 14 * MINUTE, 15 * MINUTE,
        Schedule(), NOW - 3 * MINUTE, 4, 0, 0, 0,
    )  # fmt: skip
    return replace(one, **more)


def test_every_state_that_the_sync_writes_has_a_word_and_a_level():
    names = (name for name in vars(runs) if name.isupper() and not name.startswith("_"))
    written = {getattr(runs, name) for name in names}
    assert len(written) >= 10
    known = {one.word for one in all_standings()}
    for state in {*written, NEVER, "running", "abandoned"}:
        assert standing_of(stream(state), NOW).word in known, state


@pytest.mark.parametrize(
    ("state", "level"),
    [
        (runs.DONE, Level.GOOD),
        (runs.WAITING, Level.WAITING),
        (runs.THROTTLED, Level.WAITING),
        (runs.SKIPPED, Level.OFF),
        (runs.PARTIAL, Level.TROUBLE),
        (runs.FORBIDDEN, Level.TROUBLE),
        (runs.NEEDS_REAUTH, Level.TROUBLE),
        (runs.FAILED, Level.TROUBLE),
    ],
)
def test_only_what_a_person_should_look_at_is_trouble(state, level):
    assert standing_of(stream(state), NOW).level is level


def test_a_stream_that_nobody_reads_any_more_is_late_and_a_slow_one_is_not():
    assert standing_of(stream(next_due_at=NOW - 30 * MINUTE), NOW).level is Level.GOOD
    late = standing_of(stream(next_due_at=NOW - timedelta(hours=3)), NOW)
    assert (late.word, late.level) == ("Late", Level.TROUBLE)
    assert "3 hours ago" in late.advice
    daily = stream(next_due_at=NOW - timedelta(hours=3), every=timedelta(days=1))
    assert standing_of(daily, NOW).level is Level.GOOD


def test_a_pause_is_no_trouble_whatever_happened_before():
    paused = stream("failed", schedule=Schedule(None, True), next_due_at=None)
    assert standing_of(paused, NOW).word == "Paused"
    assert next_words(paused, NOW) == "paused"


def test_a_failure_says_why_and_when_it_is_tried_again():
    failed = stream("failed", sentence="Amazon is silent.", next_due_at=NOW + 30 * MINUTE)
    assert standing_of(failed, NOW).advice == (
        "Amazon is silent. It is tried again in 30 minutes, or at once with Sync now."
    )


def test_the_same_advice_for_many_streams_is_one_trouble():
    names = ("orders", "products", "inventory", "finances", "fx_rates")
    streams = tuple(stream("needs_reauth", stream=name) for name in names)
    connection = ConnectionHealth(
        1, "EU", "needs_reauth", ("DE", "GB"), "Europe/Berlin", streams, ()
    )
    [(name, advice, titles)] = troubles([connection], NOW)
    assert name == "Europe (DE, GB)"
    assert "Connect the account again" in advice
    assert some_of(titles) == "Orders, Products and pictures, Stock at Amazon and 2 others"


def test_lengths_of_time_are_rough():
    assert span(timedelta(seconds=20)) == "under a minute"
    assert span(timedelta(seconds=-20)) == "under a minute"
    assert span(timedelta(minutes=1)) == "1 minute"
    assert span(timedelta(hours=30)) == "30 hours"
    assert span(timedelta(days=3)) == "3 days"
    assert behind_words(stream(), NOW) == "3 minutes"
    assert behind_words(stream(complete_until=None), NOW) == "–"
    # Yesterday was read, to its end.
    yesterday = datetime(2026, 11, 19, tzinfo=UTC)
    assert (
        behind_words(stream(stream="ads_sp_products", complete_until=yesterday), NOW) == "12 hours"
    )


def test_amazon_s_operations_are_named_by_what_a_seller_gets():
    assert operation_name("getInventorySummaries") == "Stock"
    assert operation_name("adsGetReport") == "Is an advertising report ready?"


def test_an_operation_without_a_name_is_written_as_words():
    assert operation_name("searchNewThings") == "Search new things"
    assert operation_name("ads.sp_campaigns") == "Ads sp campaigns"


def test_every_operation_that_the_sync_calls_has_a_name_of_its_own():
    called = {
        name
        for path in (ROOT / "sync").rglob("*.py")
        for name in re.findall(
            r'"((?:ads|get|search|list|create)[A-Z]\w+)"', path.read_text(encoding="utf-8")
        )
    }
    assert {"searchOrders", "adsCreateReport", "getReportDocument"} <= called
    assert (called | set(PUBLISHED)) - {"searchTerm"} <= set(OPERATIONS)
    assert len(set(OPERATIONS.values())) == len(OPERATIONS)


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("Order 306-1 cannot be read: 'Jo' is no number", "Order … cannot be read: … is no number"),
        ('A row of spTargets: "Jo B" is odd', "A row of spTargets: … is odd"),
        ("mail jo@example.com came", "mail … came"),
        ("An order came without lines.", "An order came without lines."),
    ],
)  # fmt: skip
def test_a_reason_is_shown_without_what_it_quotes(reason, shown):
    assert without_values(reason) == shown


def request(**more: object) -> SyncRequest:
    one = SyncRequest(1, "sync", "orders", "mia", NOW - 2 * MINUTE, None, None, None)
    return replace(one, **more)


def test_a_request_says_where_it_stands():
    assert request_words(request(asked_at=NOW), NOW).endswith("waiting for the sync.")
    assert "no sync has taken it up yet" in request_words(request(), NOW)
    assert request_words(request(taken_at=NOW), NOW).endswith("being read now.")
    done = {"stream": "orders", "state": "done", "rows_read": 1200, "rows_written": 1}
    bad = {"stream": "orders", "state": "failed", "rows_read": 0, "rows_written": 0,
           "sentence": "Amazon is silent."}  # fmt: skip
    finished = {"taken_at": NOW, "finished_at": NOW}
    told = [
        request_words(request(**finished, result={"streams": streams}), NOW)
        for streams in ([done], [done, bad], [bad])
    ]
    asked = "Orders: asked for by mia 2 minutes ago. "
    assert told == [
        asked + "Done: 1,200 rows read, 1 changed.",
        asked + "Done: 1,200 rows read, 1 changed. 1 of 2 did not end well. Amazon is silent.",
        asked + "Amazon is silent.",
    ]
    refused = request(**finished, stream=None, result={"sentence": "No account is connected."})
    assert request_words(refused, NOW).endswith("2 minutes ago. No account is connected.")
