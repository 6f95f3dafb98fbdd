"""The pages for maintainers, over a small repository that the test has written."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

import ui.brain.context
from cerebro import board, decisions, pipeline, views
from core.accounts import AccountRole, add_member, create_person
from core.database import Role, name_account, transaction
from tests.pages.conftest import words_of
from tests.pages.screen import on_every_tab
from tests.support.small_repository import SmallRepository

BAD = "def run(text):\n    return eval(text)\n"


@pytest.fixture
def code(database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallRepository:
    """A repository of two runs: the second one has a finding that fails the gate."""
    one = SmallRepository(tmp_path / "shop")
    one.write("shop/__init__.py", '"""A shop."""\n')
    one.commit("Start", 0, shop__cart_py="import json\n\n\ndef add(a):\n    return a\n")
    pipeline.run(one.root)
    one.commit("Run it", 10, "Bob", shop__run_py=f"from shop import cart\n\n\n{BAD}")
    pipeline.run(one.root, base="HEAD~1")
    monkeypatch.setattr(ui.brain.context, "ROOT", one.root)
    return one


def test_every_tab_of_code_health_draws_what_the_newest_run_says(code, open_page):
    app = open_page("code_health")
    assert not app.exception
    words = words_of(app)
    assert "The gate keeps this commit out: 2 conditions failed" in words
    assert "5 S307" in words
    assert "Look here first" in words
    assert "Mend line 5" in words
    shown = {one.label: one.value for one in app.metric}
    assert (shown["Lines"], shown["Bus factor"]) == ("11", "1")
    seen = ""
    for tab in on_every_tab(app, "code_health"):
        assert not tab.exception
        seen += words_of(tab)
    assert "Mend line 5" in seen
    assert "No imports go in a circle" in seen
    assert "No coverage was brought in" in seen


def test_a_gate_that_could_not_look_does_not_look_as_if_it_had(
    code, open_page, tmp_path, monkeypatch
):
    young = SmallRepository(tmp_path / "young")
    young.commit("Start", 0, a_py="A = 1\n")
    pipeline.run(young.root)
    monkeypatch.setattr(ui.brain.context, "ROOT", young.root)
    app = open_page("code_health")
    assert "The gate was not computed: 10 of 10 conditions could not be looked at" in words_of(app)
    assert not app.success


def test_every_tab_of_code_work_draws_and_a_decision_is_kept_with_who_made_it(code, open_page):
    app = open_page("code_work")
    assert not app.exception
    for tab in on_every_tab(app, "code_work"):
        assert not tab.exception
    (finding,) = views.findings(code.root, "open", "major")
    app = open_page("code_work", tab="Findings")
    app.number_input[0].set_value(finding.finding_id)
    next(one for one in app.text_input if one.label == "Why").set_value("our own")
    next(one for one in app.button if one.label == "Accept it until then").click().run()
    assert not app.exception
    assert [one.finding_id for one in views.findings(code.root, "accepted", "info")] == [
        finding.finding_id
    ]
    ((_, who, what, about, _),) = board.decisions(code.root)[1]
    assert (who, what, about) == ("demo", "accepted", f"finding {finding.finding_id}")


def test_the_assistant_asks_before_it_writes(code, open_page):
    app = open_page("code_work", tab="Assistant")
    app.chat_input[0].set_value("issue Write the guide impact 8").run()
    assert not app.exception
    assert "Write the issue “Write the guide” \\(impact 8\\)?" in words_of(app)
    assert board.decisions(code.root)[1] == []
    next(one for one in app.button if one.label == "Yes, do it").click().run()
    ((_, who, what, _, _),) = board.decisions(code.root)[1]
    assert (who, what) == ("demo", "issue")
    app.chat_input[0].set_value("issue Another").run()
    next(one for one in app.button if one.label == "No").click().run()
    assert len(board.decisions(code.root)[1]) == 1
    app.chat_input[0].set_value("explain nowhere.py").run()
    assert "knows no Python file" in words_of(app)


def test_what_cannot_be_decided_says_why(code, open_page):
    app = open_page("code_work")
    app.number_input[0].set_value(999)
    next(one for one in app.button if one.label == "Close it").click().run()
    assert [one.value for one in app.error] == ["There is no open issue 999 in this repository."]


def test_a_budget_that_is_set_stands_beside_its_figure(code, open_page):
    decisions.set_budget(code.root, "lines", 5, None, "demo")
    app = open_page("code_work", tab="Budgets")
    table = app.dataframe[0].value
    assert table[table["Figure"] == "lines"].iloc[0].tolist() == ["lines", "11", "–", "5", "no"]


def test_code_that_was_never_analysed_says_what_to_do(database, tmp_path, monkeypatch, open_page):
    monkeypatch.setattr(ui.brain.context, "ROOT", tmp_path)
    for key in ("code_health", "code_work"):
        words = words_of(open_page(key))
        assert "The code was not analysed yet" in words
        assert "cerebro run" in words


def test_only_maintainers_find_the_pages(database, open_page):
    with transaction(Role.OWNER) as connection:
        account_id = connection.scalar(text("SELECT min(account_id) FROM app.accounts"))
        name_account(connection, account_id)
        user_id = create_person(connection, "olga", "a long enough password")
        add_member(connection, account_id, user_id, AccountRole.OWNER)
    app = open_page("code_health", username="olga")
    assert not app.exception
    assert "This page is not open to you" in words_of(app)
