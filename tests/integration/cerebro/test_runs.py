"""A run on a small repository: history, scores, findings and gate, computed by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cerebro import decisions, pipeline, views
from cerebro.cli import main
from cerebro.errors import DecisionRefused, ImportRefused, RepositoryError
from cerebro.exchange.sarif_in import read_sarif
from cerebro.migrations import NEWEST
from cerebro.pipeline import Stage
from cerebro.stages.checks import CHECK_NAMES
from core.database import Role, transaction
from tests.support.installation import Installation
from tests.support.small_repository import SmallRepository

Ask = Callable[..., list[Any]]
BAD = "def run(text):\n    return eval(text)\n"
SCORE = (
    "SELECT path, lines, revisions_12m, fixes_12m, recency, authors, land_score, classic_score"
    " FROM cerebro.brain_file_scores WHERE run_id = %(run)s ORDER BY path"
)


def _stages(run: pipeline.Run) -> dict[str, str]:
    return {one.name: one.state for one in run.stages}


def test_history_follows_renames_and_leaves_out_programs_merges_and_bulk(
    repository: SmallRepository, ask: Ask
) -> None:
    repository.git("checkout", "-q", "-b", "side", day=120)
    repository.commit("Add a till", 120, "Eve", shop__till_py="def pay():\n    return 1\n")
    repository.git("checkout", "-q", "main")
    repository.commit("Add a note", 130, shop__note_py="x = 1\n")
    repository.git("merge", "-q", "--no-ff", "-m", "Merge side", "side", day=140)
    for number in range(51):
        repository.write(f"more/m{number}.py", "x = 1\n")
    repository.write("shop/till.py", "def pay():\n    return 2\n")
    repository.commit("Reformat everything", 180)
    run = pipeline.run(repository.root)
    assert run.status == "ok"
    assert _stages(run)["imports"] == "skipped"
    scores = {row[0]: row[1:] for row in ask(SCORE, run=run.run_id)}
    # The basket was the cart: days 0, 90 and 100 count, the program's day 110 does not. As of day
    # 180 the commits are 180, 90 and 80 days old.
    recency = 0.25 + 0.5 + 0.5 ** (80 / 90)
    lines, revisions, fixes, found, authors, land, classic = scores["shop/basket.py"]
    assert (lines, revisions, fixes, authors) == (2, 3, 1, 2)
    assert found == pytest.approx(recency)
    assert land == pytest.approx(recency * 2)
    assert classic == 3
    # The merge and the bulk commit touch the till, and neither counts.
    assert scores["shop/till.py"][1] == 1
    marks = ask("SELECT subject FROM cerebro.brain_commits WHERE is_bulk OR is_bot ORDER BY 1")
    assert marks == [("Bump",), ("Reformat everything",)]


def test_an_unchanged_commit_is_not_read_again_and_one_changed_file_alone_is(
    repository: SmallRepository, ask: Ask
) -> None:
    first = pipeline.run(repository.root)
    again = pipeline.run(repository.root)
    assert (again.run_id, again.is_new) == (first.run_id, False)
    read = "SELECT count(*) FROM cerebro.brain_blobs"
    ((before,),) = ask(read)
    repository.commit("Change one", 150, shop__basket_py="def add(a):\n    return a + 3\n")
    assert pipeline.run(repository.root).is_new
    assert ask(read) == [(before + 1,)]


def test_a_rewritten_history_is_read_anew(repository: SmallRepository, ask: Ask) -> None:
    repository.commit("Wrong way", 150, shop__wrong_py="x = 1\n")
    pipeline.run(repository.root)
    repository.git("reset", "-q", "--hard", "HEAD~1")
    repository.commit("Right way", 151, shop__right_py="x = 1\n")
    pipeline.run(repository.root)
    subjects = [one for (one,) in ask("SELECT subject FROM cerebro.brain_commits")]
    assert "Right way" in subjects
    assert "Wrong way" not in subjects
    assert len(subjects) == 5


def test_a_finding_is_new_once_moves_with_its_code_and_is_mended(
    repository: SmallRepository, ask: Ask
) -> None:
    status = (
        "SELECT finding_id, path, line, status, is_reopened FROM cerebro.brain_findings"
        " WHERE rule = 'S307' ORDER BY finding_id"
    )
    repository.commit("Run it", 150, shop__run_py=BAD)
    pipeline.run(repository.root)
    ((number, *rest),) = ask(status)
    assert rest == ["shop/run.py", 2, "open", False]
    repository.move("shop/run.py", "shop/go.py")
    repository.commit("Move it", 151, shop__go_py=f"# Words.\n\n\n{BAD}")
    pipeline.run(repository.root)
    assert ask(status) == [(number, "shop/go.py", 5, "open", False)]
    # Moved by hand into a file that is there, which Git sees as no rename.
    repository.commit("Join", 152, shop__go_py="", shop__basket_py=f"x = 1\n\n\n{BAD}")
    gate = pipeline.run(repository.root, base="HEAD~1")
    assert ask(status) == [(number, "shop/basket.py", 5, "open", False)]
    assert gate.status == "ok"
    assert _condition(repository, "new findings")["status"] == "passed"
    repository.commit("Mend", 153, shop__basket_py="x = 1\n")
    pipeline.run(repository.root)
    assert ask(status)[0][3:] == ("fixed", False)
    repository.commit("Back", 154, shop__basket_py=f"x = 1\n\n\n{BAD}")
    pipeline.run(repository.root)
    assert ask(status) == [(number, "shop/basket.py", 5, "open", True)]
    events = ask("SELECT from_status, to_status FROM cerebro.brain_finding_events")
    assert events == [("open", "fixed"), ("fixed", "open")]


def _condition(repository: SmallRepository, name: str) -> dict[str, Any]:
    conditions = views.gate(repository.root)["conditions"]
    return next(one for one in conditions if one["name"] == name)


def test_the_gate_says_what_is_new_and_a_waiver_lets_it_through_until_its_day(
    repository: SmallRepository, ask: Ask
) -> None:
    root = str(repository.root)
    assert main(["gate", "--repo", root]) == 0
    assert _condition(repository, "new findings")["status"] == "passed"
    repository.commit("Run it", 150, shop__run_py=BAD)
    assert main(["gate", "--repo", root, "--base", "HEAD~1"]) == 1
    assert "shop/run.py:2" in _condition(repository, "new findings")["culprits"][0]
    (finding,) = views.findings(repository.root, "open", "major")
    with pytest.raises(DecisionRefused, match="ends on a day to come"):
        decisions.accept(repository.root, finding.finding_id, date(2020, 1, 1), "x", "ada")
    with pytest.raises(DecisionRefused, match="Say why"):
        decisions.accept(repository.root, finding.finding_id, date(2999, 1, 1), " ", "ada")
    decisions.accept(repository.root, finding.finding_id, date(2999, 1, 1), "our own", "ada")
    assert main(["gate", "--repo", root, "--base", "HEAD~1"]) == 0
    yesterday = date.today() - timedelta(days=2)
    ask("UPDATE cerebro.brain_findings SET expires_on = %(day)s", day=yesterday)
    assert main(["gate", "--repo", root, "--base", "HEAD~1"]) == 1
    assert ask("SELECT actor, action FROM cerebro.brain_audit") == [("ada", "accepted")]


def test_without_a_base_nothing_is_claimed(repository: SmallRepository, tmp_path: Path) -> None:
    young = SmallRepository(tmp_path / "young")
    young.commit("Start", 0, a_py=BAD)
    pipeline.run(young.root)
    verdict = views.gate(young.root)
    assert verdict["status"] == "not computed"
    assert "no base to compare with" in verdict["conditions"][0]["sentence"]


def test_on_a_young_main_branch_new_is_what_came_after_the_last_commit_that_was_let_in(
    repository: SmallRepository, tmp_path: Path, ask: Ask
) -> None:
    young = SmallRepository(tmp_path / "young")
    commits, verdicts = [], []
    for subject, code in (
        ("Start", "A = 1\n"),
        ("Run it", BAD),
        ("Beside it", f"{BAD}A = 2\n"),
        ("Mend it", "A = 3\n"),
    ):
        commits.append(young.commit(subject, len(commits), a_py=code))
        assert pipeline.run(young.root).status == "ok"
        verdicts.append(views.gate(young.root)["status"])
    assert verdicts == ["not computed", "failed", "failed", "passed"]
    bases = ask("SELECT base_sha FROM cerebro.brain_runs ORDER BY run_id")
    assert [base for (base,) in bases] == [None, commits[0], commits[0], commits[0]]
    # What was rewritten is no base: its commit is in no history.
    young.git("reset", "-q", "--hard", "HEAD~3")
    young.commit("Another way", 5, a_py="A = 4\n")
    pipeline.run(young.root)
    ((base,),) = ask("SELECT base_sha FROM cerebro.brain_runs ORDER BY run_id DESC LIMIT 1")
    assert base == commits[0]


def test_a_broken_contract_and_a_new_circle_fail_the_gate(repository: SmallRepository) -> None:
    repository.write(
        "pyproject.toml",
        '[tool.importlinter]\nroot_package = "shop"\n[[tool.importlinter.contracts]]\n'
        'name = "Down only"\ntype = "layers"\nlayers = ["shop.till", "shop.basket"]\n',
    )
    repository.commit("Till", 150, shop__till_py="from shop import basket\n\nprint(basket)\n")
    pipeline.run(repository.root)
    assert _condition(repository, "import contracts")["status"] == "passed"
    repository.commit("Up", 151, shop__basket_py="from . import till\n\nprint(till)\n")
    pipeline.run(repository.root, base="HEAD~1")
    broken = _condition(repository, "import contracts")
    assert broken["culprits"] == ["shop.basket imports shop.till (Down only)"]
    assert _condition(repository, "new circles of imports")["culprits"] == [
        "shop.basket, shop.till"
    ]


def test_a_stage_that_fails_hides_no_other(
    repository: SmallRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_state: object) -> None:
        raise RuntimeError("broken on purpose")

    stages = [Stage("graph", 1, fail) if one.name == "graph" else one for one in pipeline.STAGES]
    monkeypatch.setattr(pipeline, "STAGES", stages)
    run = pipeline.run(repository.root)
    assert run.status == "partial"
    states = _stages(run)
    assert states.pop("graph") == "failed"
    # Nobody has imported coverage or asked for checks.
    assert {name for name, state in states.items() if state == "skipped"} == {
        "imports", "backtest", *CHECK_NAMES
    }  # fmt: skip
    assert set(states.values()) == {"ok", "skipped"}
    assert _condition(repository, "import contracts")["status"] == "not computed"
    monkeypatch.undo()
    # A run that was not whole is done again.
    assert pipeline.run(repository.root).status == "ok"


def test_coverage_and_findings_of_other_tools_come_in_for_their_commit(
    repository: SmallRepository, tmp_path: Path, ask: Ask
) -> None:
    repository.commit("Many lines", 150, shop__many_py="".join(f"x{n} = {n}\n" for n in range(30)))
    coverage, sarif = tmp_path / "coverage.json", tmp_path / "other.sarif"
    lines = {"executed_lines": list(range(1, 22)), "missing_lines": list(range(22, 31))}
    coverage.write_text(json.dumps({"files": {"shop/many.py": lines}}))
    result = {
        "ruleId": "taint", "level": "error", "message": {"text": "From outside"},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": "shop/basket.py"}, "region": {"startLine": 2}}}],
    }  # fmt: skip
    run = {"tool": {"driver": {"name": "Semgrep"}}, "results": [result]}
    sarif.write_text(json.dumps({"version": "2.1.0", "runs": [run]}))
    root = str(repository.root)
    assert main(["import-coverage", "--repo", root, str(coverage)]) == 0
    assert main(["import-sarif", "--repo", root, str(sarif)]) == 0
    assert main(["gate", "--repo", root, "--base", "HEAD~1"]) == 1
    covered = _condition(repository, "coverage of new code")
    assert covered["sentence"].startswith("70% of 30 new statements")
    assert ask("SELECT severity, line FROM cerebro.brain_findings WHERE tool = 'semgrep'") == [
        ("critical", 2)
    ]
    sarif.write_text("{}")
    with pytest.raises(ImportRefused, match="no SARIF"):
        main(["import-sarif", "--repo", root, str(sarif)])


def test_sarif_goes_out_as_it_would_come_in(repository: SmallRepository, tmp_path: Path) -> None:
    repository.commit("Run it", 150, shop__run_py=BAD)
    out = tmp_path / "out.sarif"
    assert main(["run", "--repo", str(repository.root), "--sarif", str(out)]) == 0
    found = list(read_sarif(json.loads(out.read_text())))
    assert ("cerebro", "ruff/S307", "major", "shop/run.py", 2, 2) in [one[:6] for one in found]


def test_every_view_answers_and_an_unknown_repository_says_what_to_do(
    repository: SmallRepository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = str(repository.root)
    with pytest.raises(RepositoryError, match="never analysed"):
        main(["hotspots", "--repo", root])
    with pytest.raises(RepositoryError, match="not a git repository"):
        main(["run", "--repo", str(tmp_path)])
    pipeline.run(repository.root)
    for command in ("hotspots", "coupling", "owners", "findings", "doctor", "context", "budget"):
        assert main([command, "--repo", root]) == 0
    assert "shop/basket.py" in capsys.readouterr().out
    assert main(["explain", "--repo", root, "shop/basket.py"]) == 0
    said = capsys.readouterr().out
    assert "It changed 3 times in twelve months, 1 of them a fix" in said
    with pytest.raises(RepositoryError, match="Not computed: 110 days of history"):
        main(["backtest", "--repo", root])


def test_a_budget_that_is_broken_fails_the_gate(repository: SmallRepository) -> None:
    root = str(repository.root)
    pipeline.run(repository.root)
    assert main(["budget", "--repo", root, "lines", "--most", "2"]) == 0
    assert main(["gate", "--repo", root]) == 1
    assert _condition(repository, "budgets")["culprits"] == ["lines: 3, at most 2"]
    assert main(["budget", "--repo", root, "lines"]) == 0
    assert main(["gate", "--repo", root]) == 0


def test_the_role_writes_its_own_tables_and_sees_no_sellers(
    repository: SmallRepository, tables: Installation
) -> None:
    with transaction(Role.OWNER) as connection:
        newest = connection.scalar(text("SELECT version_num FROM cerebro.schema_version"))
    assert newest == NEWEST
    for statement in ("SELECT 1 FROM seller.orders", "CREATE TABLE cerebro.mine (a int)"):
        with (
            pytest.raises(DBAPIError, match="permission denied"),
            transaction(Role.CEREBRO) as connection,
        ):
            connection.execute(text(statement))
