"""Explanations by a model: what it says is checked, kept, paid for once, and never trusted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cerebro import pipeline
from cerebro.cli import main
from cerebro.explain.notes import explain_file
from core.settings import get_settings
from tests.support.openai_server import FakeModel, running_model
from tests.support.small_repository import SmallRepository

Ask = Callable[..., list[Any]]
KEY = "AKIA" + "ABCDEFGHIJKLMNOP"
SOURCE = f'KEY = "{KEY}"\n\n\ndef run(text):\n    return eval(text)\n'
TRUE = {
    "summary": "shop/run.py has 5 lines, and `run` evaluates what it is given.",
    "cause": "It changed 1 times in 12 months.",
    "steps": ["Mend line 5."],
    "evidence": [{"path": "shop/run.py", "line": 5, "quote": "return eval(text)"}],
}


@pytest.fixture
def model(repository: SmallRepository, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModel]:
    """A model on this machine, and a repository with a file to explain."""
    repository.commit("Run it", 150, shop__run_py=SOURCE)
    pipeline.run(repository.root)
    with running_model() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.address)
        monkeypatch.setenv("ASK_MODEL_PRICE_IN", "10")
        get_settings.cache_clear()
        yield server
    monkeypatch.undo()
    get_settings.cache_clear()


def _says(model: FakeModel, note: Any) -> None:
    model.says(
        {"role": "assistant", "content": note if isinstance(note, str) else json.dumps(note)}
    )


def test_what_holds_is_shown_kept_and_paid_for_once(
    repository: SmallRepository, model: FakeModel, ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    _says(model, TRUE)
    for _ in range(2):
        note = explain_file(repository.root, "shop/run.py")
        assert note == {**TRUE, "source": "openai", "why": ""}
    assert len(model.told) == 1
    assert ask(
        "SELECT subject, tokens_in, tokens_out, cost_usd::text FROM cerebro.brain_notes"
    ) == [("shop/run.py", 900, 100, "0.009000")]
    capsys.readouterr()
    assert main(["explain", "--repo", str(repository.root), "shop/run.py"]) == 0
    assert "worded by a language model" in capsys.readouterr().out


def test_a_page_asks_nobody_by_itself(repository: SmallRepository, model: FakeModel) -> None:
    assert explain_file(repository.root, "shop/run.py", may_ask=False)["source"] == "rules"
    assert model.told == []
    _says(model, TRUE)
    explain_file(repository.root, "shop/run.py")
    assert explain_file(repository.root, "shop/run.py", may_ask=False)["source"] == "openai"


def test_the_model_is_told_facts_and_no_secret(
    repository: SmallRepository, model: FakeModel
) -> None:
    _says(model, TRUE)
    explain_file(repository.root, "shop/run.py")
    sent = json.dumps(model.told[0])
    assert KEY not in sent
    assert "left out: this looks like a secret" in sent
    facts = json.loads(model.told[0]["messages"][1]["content"])
    assert (facts["path"], facts["lines"], facts["commits_12_months"]) == ("shop/run.py", 5, 1)
    assert facts["source"][4] == "5:     return eval(text)"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (
            {"evidence": [{"path": "shop/run.py", "line": 5, "quote": "exec(text)"}]},
            "does not stand",
        ),
        ({"evidence": [{"path": "shop/other.py", "line": 5, "quote": "eval(text)"}]}, "not stand"),
        ({"summary": "It has 77 lines."}, "The number 77"),
        ({"cause": "`launch` calls it."}, "There is no `launch`"),
        ({"steps": [3]}, "has not the parts"),
        ({"evidence": "all of it"}, "has not the parts"),
        ({"extra": "words"}, "has not the parts"),
    ],
)
def test_what_does_not_hold_is_refused_and_the_rules_speak(
    repository: SmallRepository, model: FakeModel, ask: Ask, wrong: dict[str, Any], why: str
) -> None:
    _says(model, {**TRUE, **wrong})
    note = explain_file(repository.root, "shop/run.py")
    assert note["source"] == "rules"
    assert why in note["why"]
    assert why in ask("SELECT refusal FROM cerebro.brain_notes")[0][0]
    # The same facts are not paid for again.
    assert explain_file(repository.root, "shop/run.py") == note
    assert len(model.told) == 1


@pytest.mark.parametrize("answer", ["no JSON", "[]", "null"])
def test_an_answer_that_is_no_explanation_is_refused(
    repository: SmallRepository, model: FakeModel, answer: str
) -> None:
    _says(model, answer)
    assert explain_file(repository.root, "shop/run.py")["source"] == "rules"


def test_a_model_that_is_down_or_used_up_leaves_the_rules(
    repository: SmallRepository, model: FakeModel, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.answers_with(500, {})
    assert "gave no answer" in explain_file(repository.root, "shop/run.py")["why"]
    # Nothing was kept, so the next one asks again; this one is refused, and costs 1,000 tokens.
    _says(model, "no JSON")
    explain_file(repository.root, "shop/run.py")
    monkeypatch.setenv("CEREBRO_DAILY_TOKENS", "1000")
    get_settings.cache_clear()
    why = explain_file(repository.root, "shop/basket.py")["why"]
    assert "used up" in why
    assert len(model.told) == 2
