"""A model that does as it is told, in the place of the one in the settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ask import model
from tests.support.openai_server import FakeModel, running_model


@contextmanager
def set_up(monkeypatch: pytest.MonkeyPatch, **changed: Any) -> Iterator[FakeModel]:
    """Run a model and put it, with prices and wide limits, into the settings."""
    with running_model() as one:
        given = {
            "openai_base_url": one.address,
            "ask_model": "fake",
            "ask_model_daily_tokens": 100_000_000,
            "ask_model_daily_seconds": 1_000_000,
            "ask_model_daily_dollars": 1_000_000.0,
            "ask_model_timeout_seconds": 20.0,
            "ask_model_price_in": 1.0,
            "ask_model_price_out": 10.0,
        }
        change(monkeypatch, **given | changed)
        yield one


def change(monkeypatch: pytest.MonkeyPatch, **changed: Any) -> None:
    """Change some of the settings that the model's part reads."""
    settings = model.get_settings().model_copy(update=changed)
    monkeypatch.setattr(model, "get_settings", lambda: settings)
