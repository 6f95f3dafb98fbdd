"""The backlog, the matrix of rivals, budgets over time, and who decided what."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cerebro import board, decisions, pipeline, views
from cerebro.cli import main
from cerebro.errors import DecisionRefused
from cerebro.issues import Rating, rating_of
from cerebro.rivals import set_feature
from tests.support.small_repository import SmallRepository

Ask = Callable[..., list[Any]]
BAD = "def run(text):\n    return eval(text)\n"
OURS = '[tool.cerebro]\nproduct = "Seller Monitor"\n'


def _open(repository: SmallRepository) -> list[tuple[str, str]]:
    heads, rows = board.issues(repository.root)
    found = [dict(zip(heads, row, strict=True)) for row in rows]
    return [(one["from"], one["title"]) for one in found]


def test_a_rating_weighs_how_bad_how_sure_how_quick_and_how_hot() -> None:
    assert rating_of("ruff", "major", 30, 0.5) == Rating(6, 8, 5)
    # In the hottest tenth of the files it will be met again.
    assert rating_of("ruff", "major", 30, 0.05) == Rating(8, 8, 5)
    assert rating_of("vulture", "blocker", 500, 0.0) == Rating(10, 4, 2)


def test_an_issue_of_a_finding_lives_and_ends_with_it(
    repository: SmallRepository, ask: Ask
) -> None:
    repository.commit("Run it", 150, shop__run_py=BAD)
    pipeline.run(repository.root)
    ((source, title),) = _open(repository)
    assert source == "finding"
    assert title.startswith("shop/run.py: ")
    repository.commit("Mend", 151, shop__run_py="x = 1\n")
    pipeline.run(repository.root)
    assert _open(repository) == []
    repository.commit("Back", 152, shop__run_py=BAD)
    pipeline.run(repository.root)
    assert len(_open(repository)) == 1
    assert ask("SELECT count(*) FROM cerebro.brain_issues") == [(1,)]
    (finding,) = views.findings(repository.root, "open", "major")
    decisions.accept(repository.root, finding.finding_id, date(2999, 1, 1), "our own", "ada")
    assert _open(repository) == []


def test_test_code_is_no_issue(repository: SmallRepository) -> None:
    repository.commit("Test", 150, tests__test_x_py=BAD)
    pipeline.run(repository.root)
    assert views.findings(repository.root, "open", "major")
    assert _open(repository) == []


def test_an_issue_by_hand_is_rated_closed_and_kept_in_the_books(
    repository: SmallRepository, capsys: pytest.CaptureFixture[str], ask: Ask
) -> None:
    root = str(repository.root)
    pipeline.run(repository.root)
    assert main(["issues", "--repo", root, "--add", "Write the guide", "--impact", "8"]) == 0
    ((number, score),) = ask("SELECT issue_id, score FROM cerebro.brain_issues")
    assert score == 8 * 5 * 5
    for wrong in (["--add", " "], ["--add", "x", "--ease", "11"], ["--close", "999999"]):
        with pytest.raises(DecisionRefused):
            main(["issues", "--repo", root, *wrong])
    assert main(["issues", "--repo", root, "--rate", str(number), "--ease", "10"]) == 0
    assert main(["issues", "--repo", root, "--close", str(number)]) == 0
    # A run opens nothing that a person has closed.
    pipeline.run(repository.root)
    capsys.readouterr()
    assert main(["issues", "--repo", root, "--status", "closed", "--json"]) == 0
    (closed,) = json.loads(capsys.readouterr().out)
    assert (closed["title"], closed["score"]) == ("Write the guide", 5 * 5 * 10)
    acts = ask("SELECT action FROM cerebro.brain_audit ORDER BY audit_id")
    assert acts == [("issue",), ("rate",), ("close",)]


def test_what_a_rival_has_and_we_have_not_is_an_issue_until_we_have_it(
    repository: SmallRepository, capsys: pytest.CaptureFixture[str]
) -> None:
    pipeline.run(repository.root)
    # Another repository than the product's own has no rivals.
    assert _open(repository) == []
    repository.write("pyproject.toml", OURS)
    repository.commit("We are the product", 150)
    pipeline.run(repository.root)
    assert ("rival", "Alerts in the app and by mail") in _open(repository)
    # What no rival's pages tell of is no gap.
    assert ("rival", "The formula of profit can be set") in _open(repository)
    assert ("rival", "Heat map of hour and weekday") not in _open(repository)
    with pytest.raises(DecisionRefused, match="is no answer"):
        set_feature(repository.root, "Rival", "Singing", "maybe", "", "ada")
    said = ["--repo", str(repository.root), "--has-it", "yes"]
    assert main(["rivals", *said, "--product", "Rival", "--feature", "Singing"]) == 0
    set_feature(repository.root, "Seller Monitor", "Singing", "no", "tried", "ada")
    assert ("rival", "Singing") in _open(repository)
    set_feature(repository.root, "Seller Monitor", "Singing", "yes", "sang", "ada")
    assert ("rival", "Singing") not in _open(repository)
    capsys.readouterr()
    assert main(["audit", "--repo", str(repository.root)]) == 0
    assert "Seller Monitor: Singing" in capsys.readouterr().out


def test_a_figure_is_told_run_by_run(
    repository: SmallRepository, capsys: pytest.CaptureFixture[str]
) -> None:
    root = str(repository.root)
    pipeline.run(repository.root)
    repository.commit("More", 150, shop__more_py="x = 1\ny = 2\n")
    pipeline.run(repository.root)
    capsys.readouterr()
    assert main(["budget", "--repo", root, "lines", "--trend", "--json"]) == 0
    assert [one["value"] for one in json.loads(capsys.readouterr().out)] == [3, 5]
    assert main(["runs", "--repo", root]) == 0
    assert [one.status for one in board.runs(repository.root)] == ["ok", "ok"]
