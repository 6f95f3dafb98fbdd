"""A backtest of two years whose every figure one can compute by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cerebro import board, pipeline, views
from cerebro.cli import main
from tests.support.installation import Installation
from tests.support.small_repository import SmallRepository

Ask = Callable[..., list[Any]]
# The only split: a year before the last commit. The year before it begins with day 1.
SPLIT, LAST = 366, 731
# Ten files of 230 lines: one of 100, one of 50 and eight of 10.
SIZES = {"big": 100, "mid": 50, "old": 10} | {f"quiet{number}": 10 for number in range(7)}


def _lines(count: int, last: str = "") -> str:
    return "".join(f"x{number} = {number}\n" for number in range(count - 1)) + f"y = {last!r}\n"


@pytest.fixture
def history(tmp_path: Path, tables: Installation) -> SmallRepository:
    """What is known at the split: mid changed 90 days before; old 90 days before, and then it was
    renamed small. Four fixes come afterwards: two of mid, one of small, one of big.
    """
    one = SmallRepository(tmp_path / "years")
    for name, count in SIZES.items():
        one.write(f"{name}.py", _lines(count))
    one.commit("Start", 0)
    one.commit("Change two", 276, mid_py=_lines(50, "a"), old_py=_lines(10, "a"))
    one.move("old.py", "small.py")
    one.commit("It is small", SPLIT)
    one.commit("Fix mid", 400, mid_py=_lines(50, "b"))
    one.commit("Mid crashes no more", 420, mid_py=_lines(50, "c"))
    one.commit("Fixes #12", 450, small_py=_lines(10, "b"))
    one.commit("Bug in big", 500, big_py=_lines(100, "b"))
    # None of these is a fix: words only, lint, and a feature.
    one.commit("Fix a typo", 510, quiet0_py=_lines(10, "b"))
    one.commit("Fix lint", 511, quiet1_py=_lines(10, "b"))
    one.commit("Add a prefix", 512, quiet2_py=_lines(10, "b"))
    # A commit of more than fifty files says nothing of any one.
    for number in range(51):
        one.write(f"more/m{number}.py", "x = 1\n")
    one.write("quiet3.py", _lines(10, "b"))
    one.commit("Fix everything", 600)
    one.commit("End", LAST, quiet4_py=_lines(10, "b"))
    return one


def _scores(history: SmallRepository, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["backtest", "--repo", str(history.root), "--json"]) == 0
    return {one["score"]: one for one in json.loads(capsys.readouterr().out)}


def test_every_rank_has_the_gain_that_one_computes_by_hand(
    history: SmallRepository, capsys: pytest.CaptureFixture[str], ask: Ask
) -> None:
    found = _scores(history, capsys)
    assert {(one["split"], one["fixes"], one["files"]) for one in found.values()} == {
        ("2025-01-01", 4, 10)
    }
    # where bugs land: mid 0.5 × 50 = 25, small 1.5 × 10 = 15, then by name big, quiet…
    land = found["land"]
    assert (land["top10"], land["top20"], land["auc"]) == (0.5, 0.75, 1.0)
    # Over 920 = 230 lines × 4 fixes: mid, small, big, the rest make 50 + 25 + 350 + 280 = 705; the
    # best order (small, mid, big) makes 735 and the worst (the rest, big, mid, small) 185.
    assert land["popt"] == pytest.approx(1 - 30 / 550)
    # 46 lines are a fifth; mid alone has more.
    assert land["recall20"] == 0
    # what to read first: small 0.15 and mid 0.01 for a line: the best order there is.
    read = found["read"]
    assert (read["top10"], read["top20"], read["auc"]) == (0.25, 0.75, 1.0)
    assert (read["popt"], read["recall20"]) == (1, 0.25)
    # The size alone: big, mid, then by name the seven quiet ones, small last.
    lines = found["lines"]
    assert (lines["top10"], lines["top20"]) == (0.25, 0.75)
    # Two of the three files with fixes stand before all seven others, the third after all.
    assert lines["auc"] == pytest.approx(14 / 21)
    # By commits small (2) comes before mid (1); the oracle knows the fixes.
    assert (found["commits"]["top10"], found["commits"]["top20"]) == (0.25, 0.75)
    assert (found["oracle"]["top10"], found["oracle"]["auc"]) == (0.5, 1)
    ((gains,),) = ask("SELECT gains FROM cerebro.brain_backtests WHERE score = 'land'")
    assert gains[:4] == [[0, 0], [0.1, 0.5], [0.2, 0.75], [0.3, 1]]
    assert gains[-1] == [1, 1]


def test_a_second_backtest_takes_the_place_of_the_first(
    history: SmallRepository, capsys: pytest.CaptureFixture[str], ask: Ask
) -> None:
    first = _scores(history, capsys)
    assert _scores(history, capsys) == first
    assert ask("SELECT count(*) FROM cerebro.brain_backtests") == [(len(first),)]


def test_a_run_takes_what_the_backtest_has_found_and_says_why_it_cannot(
    history: SmallRepository, repository: SmallRepository, capsys: pytest.CaptureFixture[str]
) -> None:
    def stage(run: pipeline.Run) -> tuple[str, str]:
        return next((one.state, one.reason) for one in run.stages if one.name == "backtest")

    assert stage(pipeline.run(repository.root)) == ("skipped", "110 days of history, it takes 730")
    state, reason = stage(pipeline.run(history.root))
    assert (state, reason) == ("skipped", "not asked for: python -m cerebro backtest")
    _scores(history, capsys)
    run = pipeline.run(history.root)
    assert (run.is_new, stage(run)) == (True, ("ok", ""))
    figures = board.figures(history.root)
    assert figures["backtest: land, top 10 %"] == 0.5
    assert figures["backtest: read, Popt"] == 1
    # What to look at first stands in words: half a year ago the largest file was mended.
    path, note = views.first_notes(history.root)[0]
    assert path == "big.py"
    assert note["summary"].startswith("big.py has 100 lines and health 9.42 of 10.")
