"""Checks that take longer than a run: what they find, and what they could not find out."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from cerebro import pipeline, views
from cerebro.checks.command import CHECKS
from cerebro.cli import main
from cerebro.errors import RepositoryError
from cerebro.stages.checks import CHECK_NAMES
from core.settings import get_settings
from tests.support.openai_server import FakeModel, running_model
from tests.support.small_repository import SmallRepository

Ask = Callable[..., list[Any]]
TYPED = "[tool.mypy]\npretty = false\n"
WRONG = "import json\n\n\ndef pay() -> int:\n    return 'much'\n"
FINDINGS = (
    "SELECT tool, rule, path, line, severity, status FROM cerebro.brain_findings"
    " WHERE tool IN ('mypy', 'vulture') ORDER BY tool, status"
)


def _condition(repository: SmallRepository, name: str) -> dict[str, Any]:
    conditions = views.gate(repository.root)["conditions"]
    return next(one for one in conditions if one["name"] == name)


def _stage(run: pipeline.Run, name: str) -> tuple[str, str]:
    return next((one.state, one.reason) for one in run.stages if one.name == name)


def test_each_stage_of_a_check_has_its_check() -> None:
    assert tuple(CHECKS) == CHECK_NAMES


def test_a_wrong_type_and_dead_code_are_found_kept_without_a_check_and_mended_by_one(
    repository: SmallRepository, ask: Ask
) -> None:
    root = str(repository.root)
    run = pipeline.run(repository.root)
    assert _stage(run, "types") == ("skipped", "not asked for: python -m cerebro check 'types'")
    repository.write("pyproject.toml", TYPED)
    repository.commit("Till", 150, shop__till_py=WRONG)
    assert main(["check", "--repo", root, "types", "dead code"]) == 0
    assert main(["gate", "--repo", root, "--base", "HEAD~1"]) == 1
    found = ask(FINDINGS)
    assert found == [
        ("mypy", "return-value", "shop/till.py", 5, "major", "open"),
        ("vulture", "unused import", "shop/till.py", 1, "info", "open"),
    ]
    # Dead code is advice: it fails nothing. A wrong type does.
    (culprit,) = [
        one for one in _condition(repository, "new findings")["culprits"] if "F401" not in one
    ]
    assert culprit.startswith("shop/till.py:5 return-value")
    # A commit that nobody has checked says nothing of types, so nothing is mended.
    repository.commit("Note", 151, shop__note_py="x = 1\n")
    pipeline.run(repository.root)
    assert ask(FINDINGS) == found
    repository.commit("Mend", 152, shop__till_py="def pay() -> int:\n    return 1\n")
    assert main(["check", "--repo", root, "types", "dead code"]) == 0
    assert _stage(pipeline.run(repository.root), "types") == ("ok", "")
    assert {row[-1] for row in ask(FINDINGS)} == {"fixed"}
    assert not any(repository.root.rglob(".mypy_cache"))


def test_a_tool_that_gives_up_is_a_failed_stage_and_hides_no_other(
    repository: SmallRepository, capsys: pytest.CaptureFixture[str]
) -> None:
    root = str(repository.root)
    repository.write("pyproject.toml", '[tool.mypy]\nfiles = "nowhere"\n')
    repository.commit("Configure", 150)
    assert main(["check", "--repo", root, "types", "performance"]) == 1
    assert "nowhere" in capsys.readouterr().out
    run = pipeline.run(repository.root)
    state, reason = _stage(run, "types")
    assert state == "failed"
    assert "mypy gave up" in reason
    assert _stage(run, "gate")[0] == "ok"
    assert run.status == "partial"
    with pytest.raises(RepositoryError, match="There is no check"):
        main(["check", "--repo", root, "manners"])


@pytest.fixture
def osv(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A server that answers as osv.dev does."""
    with running_model() as server:
        monkeypatch.setenv("OSV_URL", server.address.removesuffix("/v1"))
        get_settings.cache_clear()
        yield server
    get_settings.cache_clear()


def test_what_could_not_be_looked_up_is_unknown_and_never_ok(
    repository: SmallRepository, osv: FakeModel, ask: Ask
) -> None:
    root = str(repository.root)
    pins = "a-lib==1.0  # via x\nB_Lib[extra]==2.0 ; python_version > '3'\nloose>=3\n-r other.txt\n"
    repository.write("requirements.txt", pins)
    repository.commit("Depend", 150)
    osv.answers_with(503, {})
    assert main(["check", "--repo", root, "dependencies"]) == 0
    pipeline.run(repository.root)
    condition = _condition(repository, "dependencies")
    assert condition["status"] == "not computed"
    assert condition["sentence"] == "Unknown: 3 packages could not be looked up."
    osv.answers_with(200, {"results": [{}, {"vulns": [{"id": "GHSA-1"}, {"id": "PYSEC-2"}]}]})
    assert main(["check", "--repo", root, "dependencies"]) == 0
    assert main(["gate", "--repo", root]) == 1
    assert ask("SELECT name, state, advisory FROM cerebro.brain_dependencies ORDER BY 1") == [
        ("a-lib", "ok", ""),
        ("b-lib", "vulnerable", "GHSA-1, PYSEC-2"),
        ("loose", "unknown", "no version is pinned"),
    ]
    assert _condition(repository, "dependencies")["culprits"][0] == "b-lib 2.0: GHSA-1, PYSEC-2"
    # Names and versions are all that is told.
    assert osv.told[-1]["queries"][0] == {
        "package": {"name": "a-lib", "ecosystem": "PyPI"}, "version": "1.0"
    }  # fmt: skip


def test_half_an_answer_of_the_database_makes_nothing_ok(
    repository: SmallRepository, osv: FakeModel, ask: Ask
) -> None:
    repository.write("requirements.txt", "a==1\nb==2\n")
    repository.commit("Depend", 150)
    osv.answers_with(200, {"results": [{}]})
    assert main(["check", "--repo", str(repository.root), "dependencies"]) == 0
    assert {one for (one,) in ask("SELECT state FROM cerebro.brain_dependencies")} == {"unknown"}


def test_a_figure_of_the_benchmark_that_misses_its_aim_fails_the_gate(
    repository: SmallRepository,
) -> None:
    root = str(repository.root)
    slow = {
        "id": "overview, rerun", "value": 400, "unit": "ms", "against": "an empty page", "ratio": 4,
        "target": 3.5, "ok": False,
    }  # fmt: skip
    figures = repository.root / ".local" / "bench" / "latest.json"
    figures.parent.mkdir(parents=True)
    figures.write_text(json.dumps([slow, {**slow, "id": "sales, rerun", "ok": True}]))
    assert main(["check", "--repo", root, "performance"]) == 0
    assert main(["gate", "--repo", root]) == 1
    assert _condition(repository, "speed")["culprits"] == [
        "overview, rerun: 400 ms is 4 times an empty page, the aim is 3.5"
    ]
    assert ("bench: sales, rerun (ms)", 400, None, None) in views.budgets(repository.root)[1]
    figures.write_text("[1]")
    assert main(["check", "--repo", root, "performance"]) == 1


def test_a_planted_secret_is_counted_and_blocks(repository: SmallRepository) -> None:
    key = "AKIA" + "ABCDEFGHIJKLMNOP"
    repository.write("deploy.env", f"KEY={key}\n")
    repository.commit("Deploy", 150)
    pipeline.run(repository.root)
    (finding,) = views.findings(repository.root, "open", "blocker")
    assert (finding.path, finding.rule) == ("deploy.env", "secret")
    assert key not in finding.message
    assert ("secrets", 1, None, None) in views.budgets(repository.root)[1]
