"""`make bench` fails when an aim is missed, and people at work see every page."""

from __future__ import annotations

import pytest

from tests.benchmarks import __main__ as bench
from tests.benchmarks.busy_sessions import steps_of
from tests.benchmarks.results import row


@pytest.mark.parametrize(("milliseconds", "code"), [(300.0, 0), (400.0, 1)])
def test_a_run_fails_when_a_figure_misses_its_aim(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    milliseconds: float,
    code: int,
) -> None:
    rows = [row("near", 1, "s", "a limit of 2 s", 2, 1.0),
            row("sales, rerun", milliseconds, "ms", "an empty page", 100, 3.5)]  # fmt: skip
    monkeypatch.setattr(bench, "_of_a_server", lambda _measure: rows)
    assert bench.main(["store"]) == code
    assert "sales, rerun" in capsys.readouterr().out


def test_each_session_walks_through_every_page_once_from_another_one_on() -> None:
    pages = {"": "h0", "sales": "h1", "product": "h2", "settings": "h3"}
    walks = [steps_of(pages, "B000000001", number) for number in range(5)]
    assert [walk[0][0] for walk in walks] == ["h0", "h1", "h2", "h3", "h0"]
    assert all({page for page, _ in walk} == set(pages.values()) for walk in walks)
    assert all(("h2", "asin=B000000001") in walk and ("h3", "") in walk for walk in walks)
