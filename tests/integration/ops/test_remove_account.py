"""The command that takes a shop away: it names the shops, asks, and deletes one of them."""

from __future__ import annotations

import io
import sys

import pytest

from core.errors import ConfigurationError
from ops import __main__ as ops
from sync.connections import list_connections
from tests.integration.sync.conftest import read
from tests.support.installation import Installation


@pytest.fixture
def said(
    database: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Call the command with what a person types; return what it printed."""

    def call(*arguments: str, typed: str = "") -> str:
        monkeypatch.setattr(sys, "argv", ["ops", "remove-account", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        assert ops.main() == 0
        return capsys.readouterr().out

    return call


def test_a_shop_goes_only_when_its_name_is_typed(said) -> None:
    [name] = [line.split("  ", 1)[1] for line in said().splitlines() if line.startswith("1  ")]
    assert "Nothing was deleted" in said("1", typed="yes\n")
    assert len(read("SELECT 1 FROM app.connections")) > 1
    assert f"{name} is gone" in said("1", typed=f"{name}\n")
    assert said() == ""
    assert list_connections(is_demo=True) == []


def test_a_shop_that_is_not_there_is_one_sentence(said) -> None:
    with pytest.raises(ConfigurationError, match="There is no account 7"):
        said("7", "--yes")
    assert read("SELECT 1 FROM app.connections") != []
