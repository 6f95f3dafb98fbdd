"""The assistant does what commands and a model ask for; what writes waits for a yes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cerebro import board, pipeline, views
from cerebro.assistant.actions import ACTIONS
from cerebro.assistant.talk import answer, carry_out
from cerebro.cli import main
from cerebro.errors import DecisionRefused
from core.settings import get_settings
from tests.support.openai_server import FakeModel, running_model
from tests.support.small_repository import SmallRepository

Ask = Callable[..., list[Any]]
BAD = "def run(text):\n    return eval(text)\n"


@pytest.fixture
def analysed(repository: SmallRepository) -> SmallRepository:
    """A repository with two runs, the second with a finding."""
    pipeline.run(repository.root)
    repository.commit("Run it", 150, shop__run_py=BAD)
    pipeline.run(repository.root)
    return repository


@pytest.fixture
def model(analysed: SmallRepository, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModel]:
    """A model on this machine."""
    with running_model() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.address)
        get_settings.cache_clear()
        yield server
    monkeypatch.undo()
    get_settings.cache_clear()


def test_each_command_is_read_by_its_own_example() -> None:
    for action in ACTIONS:
        read = [one.name for one in ACTIONS if one.read(action.usage) is not None]
        assert read == [action.name]


def test_commands_show_without_a_model(analysed: SmallRepository) -> None:
    root = analysed.root
    assert answer(root, "run", "ada").text.startswith("Nothing has changed")
    assert answer(root, "Hotspots by read", "ada").rows[0][0] == "shop/basket.py"
    assert "shop/run.py has 2 lines" in answer(root, "explain shop/run.py", "ada").text
    second, first = [one.run_id for one in board.runs(root)]
    differing = {row[0]: row[1:] for row in answer(root, f"compare {first} {second}", "ada").rows}
    assert differing["lines"] == (3, 5)
    unknown = answer(root, "make me a sandwich", "ada")
    assert len(unknown.rows) == len(ACTIONS)
    with pytest.raises(DecisionRefused, match="is no rank"):
        answer(root, "hotspots by luck", "ada")


def test_what_writes_asks_first_and_is_kept_with_who_said_yes(
    analysed: SmallRepository, ask: Ask
) -> None:
    root = analysed.root
    (finding,) = views.findings(root, "open", "major")
    said = f"accept {finding.finding_id} until 2999-01-31 because it is our own"
    for text in (said, "issue Write the guide impact 8 ease 3", "budget debt ratio at most 0.05"):
        reply = answer(root, text, "ada")
        assert reply.proposal is not None
        assert ask("SELECT count(*) FROM cerebro.brain_audit WHERE actor = 'eve'") == [(0,)]
        assert carry_out(root, reply.proposal, "bob").text
    assert views.findings(root, "open", "major") == []
    assert ("debt ratio", None, 0.05) in [(r[0], r[2], r[3]) for r in views.budgets(root)[1]]
    ((score,),) = ask("SELECT score FROM cerebro.brain_issues WHERE title = 'Write the guide'")
    assert score == 8 * 5 * 3
    assert ask("SELECT actor, action FROM cerebro.brain_audit ORDER BY audit_id") == [
        ("bob", "accepted"), ("bob", "issue"), ("bob", "budget"),
    ]  # fmt: skip


def test_a_proposal_changes_nothing(analysed: SmallRepository, ask: Ask) -> None:
    answer(analysed.root, "issue Write the guide", "ada")
    assert ask("SELECT count(*) FROM cerebro.brain_audit") == [(0,)]
    reply = answer(analysed.root, "budget lines", "ada")
    assert reply.proposal is not None
    with pytest.raises(DecisionRefused, match="has a limit"):
        carry_out(analysed.root, reply.proposal, "ada")


def test_a_model_chooses_an_action_and_still_asks_before_it_writes(
    analysed: SmallRepository, model: FakeModel, ask: Ask
) -> None:
    model.calls("issue", title="Split the runner", impact=9, wish="a pony")
    reply = answer(analysed.root, "somebody should split that runner one day", "ada")
    assert reply.proposal is not None
    assert reply.proposal.arguments == {"title": "Split the runner", "impact": 9}
    assert ask("SELECT count(*) FROM cerebro.brain_audit") == [(0,)]
    assert ask("SELECT subject, tokens_in + tokens_out FROM cerebro.brain_notes") == [
        ("assistant", 1000)
    ]
    # It is told the words and the tools, and nothing of the repository.
    assert "shop" not in str(model.told[0])


def test_a_model_that_invents_a_tool_or_leaves_out_what_is_needed_does_nothing(
    analysed: SmallRepository, model: FakeModel, ask: Ask
) -> None:
    model.calls("delete_everything", really=True)
    assert len(answer(analysed.root, "tidy up", "ada").rows) == len(ACTIONS)
    model.calls("accept", finding=1)
    with pytest.raises(DecisionRefused, match="missing: until, reason"):
        answer(analysed.root, "wave the first finding through", "ada")
    model.answers_with(503, {})
    assert "Commands still work" in answer(analysed.root, "hello", "ada").text
    assert ask("SELECT count(*) FROM cerebro.brain_audit") == [(0,)]


def test_on_the_terminal_no_means_no(
    analysed: SmallRepository, monkeypatch: pytest.MonkeyPatch, ask: Ask
) -> None:
    said = ["assistant", "--repo", str(analysed.root), "issue", "Write", "the", "guide"]
    monkeypatch.setattr("builtins.input", lambda _question: "n")
    assert main(said) == 0
    assert ask("SELECT count(*) FROM cerebro.brain_audit") == [(0,)]
    monkeypatch.setattr("builtins.input", lambda _question: "yes")
    assert main(said) == 0
    assert ask("SELECT count(*) FROM cerebro.brain_audit") == [(1,)]
