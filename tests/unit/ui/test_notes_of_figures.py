"""What stands below a row of figures names the figures of that row and no others."""

from __future__ import annotations

from datetime import date, time
from types import SimpleNamespace

import pytest

from data.notes import hourless, still_to_come
from data.query_model import Comparison, MetricQuery, TimeRange
from data.settling import PendingOrders, Settling, settling_of
from ui import questions

DAY = date(2026, 8, 3)
QUERY = MetricQuery(metrics=["profit_margin", "profit"], time=TimeRange(start=DAY, end=DAY))


def test_what_is_not_complete_names_no_part_of_a_ratio_that_is_not_shown(monkeypatch) -> None:
    missing = "fees before 3 Aug 2026 are not read yet"
    incomplete = {"profit_margin": missing, "profit": missing, "acos": "advertising is late"}
    settling = (Settling("ads", DAY, DAY, "It settles."),)
    answer = SimpleNamespace(
        notes=("First.", *still_to_come(incomplete), "Last."),
        incomplete=incomplete,
        freshness=SimpleNamespace(settling=settling),
    )
    monkeypatch.setattr(questions, "queries_of", lambda *_: [QUERY])
    monkeypatch.setattr(questions, "load_metrics", lambda *_: answer)
    told = questions.notes_on(SimpleNamespace(account_id=1), ["profit_margin"])
    sentence = (
        f"Not complete yet: Margin. F{missing[1:]}; until then nothing counts for those days."
    )
    assert told == ["First.", sentence, "Last.", "It settles."]


@pytest.mark.parametrize("metrics", [["profit_margin", "profit"], ["revenue"]])
def test_all_that_is_shown_is_named(monkeypatch, metrics) -> None:
    incomplete = dict.fromkeys(["profit_margin", "profit"], "fees are not read yet")
    answer = SimpleNamespace(
        notes=tuple(still_to_come(incomplete)),
        incomplete=incomplete,
        freshness=SimpleNamespace(settling=()),
    )
    monkeypatch.setattr(questions, "queries_of", lambda *_: [QUERY])
    monkeypatch.setattr(questions, "load_metrics", lambda *_: answer)
    told = questions.notes_on(SimpleNamespace(account_id=1), metrics)
    named = still_to_come({one: words for one, words in incomplete.items() if one in metrics})
    assert told == named


def test_orders_without_a_price_are_counted_together_and_figures_without_hours_named_once(
    monkeypatch,
) -> None:
    """Marketplaces whose day is at another hour are asked apart."""

    def asked(hour: int) -> MetricQuery:
        return MetricQuery(
            metrics=["profit_margin", "profit"],
            time=TimeRange(start=DAY, end=DAY, until=time(hour)),
            compare=Comparison(kind="previous"),
        )

    def answer_of(_: int, query: MetricQuery) -> SimpleNamespace:
        pending = PendingOrders(query.time.until.hour, DAY, DAY)
        settling = settling_of(
            MetricQuery(metrics=["revenue"], time=query.time), query.time, DAY, pending
        )
        notes = tuple(hourless(query, query.metrics))
        return SimpleNamespace(
            notes=notes, incomplete={}, freshness=SimpleNamespace(settling=settling)
        )

    monkeypatch.setattr(questions, "queries_of", lambda *_: [asked(4), asked(12)])
    monkeypatch.setattr(questions, "load_metrics", answer_of)
    told = questions.notes_on(SimpleNamespace(account_id=1), ["profit_margin"])
    assert told[0] == (
        "3 Aug 2026 is not over and these know no hours, so they are not compared: Margin."
    )
    assert [one.partition(".")[0] for one in told[1:]] == ["16 orders are not confirmed yet"]
