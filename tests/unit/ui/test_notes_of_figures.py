"""What stands below a row of figures names the figures of that row and no others."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from data.notes import still_to_come
from ui import questions


def test_what_is_not_complete_names_no_part_of_a_ratio_that_is_not_shown(monkeypatch) -> None:
    missing = "fees before 3 Aug 2026 are not read yet"
    incomplete = {"profit_margin": missing, "profit": missing, "acos": "advertising is late"}
    settling = (SimpleNamespace(words="It settles."),)
    answer = SimpleNamespace(
        notes=("First.", *still_to_come(incomplete), "Last."),
        incomplete=incomplete,
        freshness=SimpleNamespace(settling=settling),
    )
    monkeypatch.setattr(questions, "queries_of", lambda *_: ["a query"])
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
    monkeypatch.setattr(questions, "queries_of", lambda *_: ["a query"])
    monkeypatch.setattr(questions, "load_metrics", lambda *_: answer)
    told = questions.notes_on(SimpleNamespace(account_id=1), metrics)
    named = still_to_come({one: words for one, words in incomplete.items() if one in metrics})
    assert told == named
