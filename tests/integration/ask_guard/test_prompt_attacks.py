"""Questions that want harm: refused or asked back, also where a model obeys them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from itertools import cycle, islice
from typing import Any

import pytest

from ask import batch, free_sql, question_command
from ask.answers import ask, setting_of
from core.database import Role, account_transaction
from tests.support.account_rows import rows_by_table
from tests.support.fake_model import set_up
from tests.support.installation import Installation
from tests.support.openai_server import FakeModel
from tests.support.sql_corpora import attacks, in_table_names, prompt_attacks

from .conftest import CANARY, OTHER, OWN, gives_away

TODAY = date(2026, 11, 20)
HOSTILE = '[x](javascript:alert(1)) <img src=x onerror="alert(1)"> | `a` | **b** \x1b[31m \u202e'


@pytest.fixture
def fake(two_shops: Installation, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModel]:
    monkeypatch.setattr(free_sql, "SECONDS", 1)
    with set_up(monkeypatch) as one:
        yield one


def _rows() -> dict[int, dict[str, list[str]]]:
    """Every row of both shops, but what the model has used: that is counted on purpose."""
    found = {}
    for account in (OWN, OTHER):
        with account_transaction(Role.OWNER, account) as connection:
            found[account] = rows_by_table(connection, account)
            found[account].pop("app.model_usage", None)
    return found


def test_no_prompt_that_wants_harm_gets_figures_from_the_parser(
    two_shops: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Through both commands, as people type it: neither has an answer, and neither falls over."""
    lines = [json.dumps({"id": one, "question": words}) for one, words in prompt_attacks().items()]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
    assert batch.main(["--account", str(OWN)]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["id"] for one in told] == list(prompt_attacks())
    assert {one["status"] for one in told} == {"refuse", "clarify"}
    for words in prompt_attacks().values():
        assert question_command.main([words, "--account", str(OWN)]) == 1
    assert not gives_away(capsys.readouterr().out)


def test_a_model_that_obeys_every_prompt_reaches_nothing(fake: FakeModel) -> None:
    """It gives up on metrics and writes attacks, three for each question that reaches it."""
    before, setting = _rows(), setting_of(OWN, TODAY)
    aimed = cycle(in_table_names(sql) for sql in list(attacks().values())[::4])
    reached = 0
    for words in prompt_attacks().values():
        fake.answers.clear()
        fake.calls("unsupported", reason=HOSTILE)
        for sql in islice(aimed, 3):
            fake.calls("write_sql", sql=sql)
        calls = len(fake.told)
        found = ask(words, setting)
        reached += len(fake.told) > calls
        assert (found.status in ("refuse", "clarify"), found.rows) == (True, ()), words
        assert not gives_away(found.message)
    assert reached > 10
    assert _rows() == before


@pytest.mark.parametrize(
    "filled",
    [
        {"filters": [{"field": "product", "value": CANARY}]},
        {"filters": [{"field": "product", "op": "~", "value": "' OR 1=1 --"}]},
        {"filters": [{"field": "order", "value": HOSTILE}]},
        {"filters": [{"field": "account_id", "value": "2"}]},
        {"metrics": ["units; DROP TABLE seller.orders"]},
        {"dimensions": ["product) FROM app.users --"]},
        {"order": [{"by": "units) --"}]},
        {"currency": "EUR'; --"},
        {"zone": "UTC'; --"},
        {"account_id": 2},
    ],
)
def test_a_query_that_wants_harm_is_refused_or_without_effect(
    fake: FakeModel, filled: dict[str, Any]
) -> None:
    fake.begins_anew = True
    days = {"start": "2026-10-01", "end": "2026-12-31"}
    fake.calls("metric_query", **{"metrics": ["units"], "time": days} | filled)
    words = "zorbings of ' OR 1=1 --"
    found = ask(words, setting_of(OWN, TODAY))
    assert found.status == "clarify"
    assert not gives_away(found.rows)
    assert not set("<>[]()`|*\x1b\u202e;") & set(found.message.replace(words, ""))


@pytest.mark.parametrize("tool", ["ask_back", "unsupported", "metric_query", "write_sql", HOSTILE])
def test_no_mark_of_a_model_comes_through(fake: FakeModel, tool: str) -> None:
    fake.begins_anew = True
    fake.calls(tool, question=HOSTILE, reason=HOSTILE, sql=HOSTILE)
    found = ask("zorbings", setting_of(OWN, TODAY))
    assert found.status == "clarify"
    assert not set("<>[]()`|*\x1b\u202e") & set(found.message)


@pytest.mark.parametrize("odd", ["\ud800", "\x00", "\u202e", "\U0001f600", "ﷺ" * 60])
def test_no_character_makes_it_fail(fake: FakeModel, odd: str) -> None:
    fake.begins_anew = True
    fake.calls("unsupported", reason=odd)
    fake.calls("write_sql", sql=f"SELECT '{odd}' AS x, asin FROM products")
    found = ask(f"zorbings {odd}", setting_of(OWN, TODAY))
    assert found.status in ("answer", "clarify")
    assert fake.told


def test_names_of_columns_and_values_from_a_model_do_nothing_in_a_terminal(
    fake: FakeModel, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.calls("unsupported", reason="no")
    fake.calls("write_sql", sql="SELECT chr(27) || '[2J' AS \"<b>a</b>\", asin FROM products")
    assert question_command.main(["zorbings", "--account", str(OWN)]) == 0
    assert "\x1b" not in capsys.readouterr().out
