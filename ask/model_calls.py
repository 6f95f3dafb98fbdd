"""The calls for one question: bounded in time, and put down in the account's day."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

from ask.model_client import (
    MOST_TOKENS_BACK,
    Message,
    ModelTrouble,
    Reply,
    call_model,
    cost_of,
    most_tokens,
)
from ask.model_usage import reserve, settle
from ask.usage import Usage
from core.settings import Settings

_USED_UP = "The language model has been used as much as is allowed for today."
_TOO_SLOW = "The language model took too long to answer."
# Less than this is no time for an answer.
_LEAST_SECONDS = 0.1


class Conversation:
    """The calls for one question. `usage`: what they have used, also those that failed."""

    def __init__(self, settings: Settings, account_id: int, day: date) -> None:
        self.settings, self.account_id, self.day = settings, account_id, day
        self.usage = Usage()
        self._ends = time.monotonic() + settings.ask_model_timeout_seconds

    def seconds_left(self) -> float:
        """How long the person still waits for this question."""
        return max(0.0, self._ends - time.monotonic())

    def call(self, messages: list[Message], tools: list[dict[str, Any]]) -> Reply:
        """Make one call. Raises ModelTrouble where nothing comes of it, or nothing is left."""
        seconds = self.seconds_left()
        if seconds < _LEAST_SECONDS:
            raise ModelTrouble(_TOO_SLOW)
        most = self._most(messages, tools, seconds)
        if not reserve(self.account_id, self.day, most, self.settings):
            raise ModelTrouble(_USED_UP)
        started, used = time.monotonic(), most
        try:
            reply = call_model(self.settings, messages, tools, seconds)
            used = reply.usage
        except ModelTrouble as trouble:
            spent = time.monotonic() - started
            used = self._failed(most, spent, is_paid=trouble.is_paid)
            raise
        finally:
            settle(self.account_id, self.day, most, used)
            self.usage += used
        return reply

    def _most(self, messages: list[Message], tools: list[dict[str, Any]], seconds: float) -> Usage:
        sent = most_tokens(messages, tools) - MOST_TOKENS_BACK
        cost = cost_of(self.settings, sent, MOST_TOKENS_BACK)
        return Usage(1, sent, MOST_TOKENS_BACK, seconds, cost)

    def _failed(self, most: Usage, seconds: float, *, is_paid: bool) -> Usage:
        """A call that was answered too late has been worked for; one that was refused has not."""
        sent = most.tokens_in if is_paid else 0
        return Usage(1, sent, 0, seconds, cost_of(self.settings, sent, 0))
