"""One call of a language model over the OpenAI protocol, at whichever address it answers.

What goes wrong comes out as ModelTrouble with a sentence for people: the model is down, slow, busy,
refuses, or says nothing that can be read. Nothing is retried here: a person is waiting.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any, cast

import openai
from openai import OpenAI

from core.errors import SellerMonitorError
from core.settings import Settings

_MOST_TOKENS_BACK = 2_000


class ModelTrouble(SellerMonitorError):
    """The language model gave no usable answer. The question can be asked in other words."""


@dataclass(frozen=True)
class Usage:
    """What calls have used: tokens sent and received, seconds, and dollars where a price is set."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    dollars: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.calls + other.calls,
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.seconds + other.seconds,
            self.dollars + other.dollars,
        )

    @property
    def in_words(self) -> str:
        """Say it in a line under an answer: `2 calls · 1,204 tokens · 1.3 s · $0.0021`."""
        calls = "1 call" if self.calls == 1 else f"{self.calls} calls"
        cost = f" · ${self.dollars:.4f}" if self.dollars else ""
        return f"{calls} · {self.tokens_in + self.tokens_out:,} tokens · {self.seconds:.1f} s{cost}"


@dataclass(frozen=True)
class Reply:
    """The tool that the model chose, what it filled in, and what the call has used."""

    tool: str
    arguments: dict[str, Any]
    usage: Usage


Message = dict[str, str]
Tool = dict[str, Any]


def call_model(settings: Settings, messages: list[Message], tools: list[Tool]) -> Reply:
    """Let the model choose one of the tools and fill it in; a reply without sense names no tool.

    Raises ModelTrouble where there is no reply.
    """
    started = time.monotonic()
    try:
        with _client(settings) as client:
            answer = client.chat.completions.create(
                model=settings.ask_model,
                messages=cast("Any", messages),
                tools=cast("Any", tools),
                tool_choice="required",
                max_completion_tokens=_MOST_TOKENS_BACK,
            )
    except openai.APITimeoutError:
        raise ModelTrouble("The language model took too long to answer.") from None
    except openai.APIConnectionError:
        raise ModelTrouble("The language model cannot be reached.") from None
    except openai.RateLimitError:
        raise ModelTrouble("The language model has too much to do just now.") from None
    except (openai.AuthenticationError, openai.PermissionDeniedError):
        raise ModelTrouble("The language model does not accept OPENAI_API_KEY.") from None
    except (openai.OpenAIError, ValueError):
        raise ModelTrouble("The language model did not answer as expected.") from None
    return _read(answer, _usage(answer, settings, time.monotonic() - started))


def _client(settings: Settings) -> OpenAI:
    return OpenAI(
        api_key=settings.openai_api_key.get_secret_value() or "none",
        base_url=settings.openai_base_url or None,
        timeout=settings.ask_model_timeout_seconds,
        max_retries=0,
    )


def _usage(answer: Any, settings: Settings, seconds: float) -> Usage:
    told = getattr(answer, "usage", None)
    sent = int(getattr(told, "prompt_tokens", 0) or 0)
    received = int(getattr(told, "completion_tokens", 0) or 0)
    dollars = (
        sent * settings.ask_model_price_in + received * settings.ask_model_price_out
    ) / 1_000_000
    return Usage(1, sent, received, seconds, dollars)


def _read(answer: Any, usage: Usage) -> Reply:
    choices = getattr(answer, "choices", None) or []
    message = getattr(choices[0], "message", None) if choices else None
    calls = getattr(message, "tool_calls", None) or []
    if not calls:
        return Reply("", {}, usage)
    function = getattr(calls[0], "function", None)
    try:
        arguments = json.loads(getattr(function, "arguments", "") or "")
    except ValueError:
        arguments = None
    if not isinstance(arguments, dict):
        return Reply("", {}, usage)
    return Reply(str(getattr(function, "name", "")), arguments, usage)
