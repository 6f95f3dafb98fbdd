"""One call of a language model over the OpenAI protocol, at whichever address it answers.

What goes wrong comes out as ModelTrouble with a sentence for people: the model is down, slow, busy,
refuses, or says nothing that can be read. Nothing is retried here: a person is waiting.
"""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, cast

import httpx2
import openai
from openai import OpenAI

from ask.usage import Usage
from core.errors import SellerMonitorError
from core.settings import Settings

MOST_TOKENS_BACK = 2_000
# A reply of so many tokens is far shorter, also where a model thinks aloud beside it.
_LONGEST_REPLY = 1_000_000
# What a tool is filled in with: the longest statement that the guard reads, and no deep nesting.
_LONGEST_CALL, _MOST_PARTS = 30_000, 200
_SLOW = "The language model took too long to answer."
_ODD = "The language model did not answer as expected."


class ModelTrouble(SellerMonitorError):
    """The language model gave no usable answer. The question can be asked in other words.

    `is_paid`: the model may have worked for it all the same.
    """

    def __init__(self, sentence: str, *, is_paid: bool = False) -> None:
        super().__init__(sentence)
        self.is_paid = is_paid


@dataclass(frozen=True)
class Reply:
    """The tool that the model chose, what it filled in, and what the call has used."""

    tool: str
    arguments: dict[str, Any]
    usage: Usage


Message = dict[str, str]
Tool = dict[str, Any]


def most_tokens(messages: list[Message], tools: list[Tool]) -> int:
    """Return how many tokens a call can use at the most, sent and received.

    Tokenizers of today make a token of three or more letters of English and of JSON; of other
    scripts, which only the question can hold, sometimes one of each byte.
    """
    said = json.dumps([messages, tools], ensure_ascii=False)
    others = len(said.encode()) - len(said)
    return len(said) // 3 + 2 * others + MOST_TOKENS_BACK


def call_model(
    settings: Settings, messages: list[Message], tools: list[Tool], seconds: float
) -> Reply:
    """Let the model choose one of the tools and fill it in; a reply without sense names no tool.

    Raises ModelTrouble where there is no reply within so many seconds.
    """
    started = time.monotonic()
    request = {
        "model": settings.ask_model,
        "messages": messages,
        "tools": tools,
        "tool_choice": "required",
        "max_completion_tokens": MOST_TOKENS_BACK,
    }
    body = _within(settings, request, seconds)
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise ModelTrouble(_ODD, is_paid=True) from None
    spent = time.monotonic() - started
    return _read(answer, _usage(answer, settings, len(body), request, spent))


def _within(settings: Settings, request: dict[str, Any], seconds: float) -> bytes:
    """Return the body of the answer. Nobody waits longer than told, whatever the server does.

    A server that sends one byte now and then keeps every timeout of a socket from passing: the
    call has a thread of its own, which is left to its end where it takes too long.
    """
    client = OpenAI(
        api_key=settings.openai_api_key.get_secret_value() or "none",
        base_url=settings.openai_base_url or None,
        timeout=seconds,
        max_retries=0,
        default_headers={"Accept-Encoding": "identity"},
    )
    found: Future[bytes] = Future()
    ends = time.monotonic() + seconds

    def call() -> None:
        try:
            found.set_result(_body(client, request, ends))
        except Exception as error:  # noqa: BLE001 - raised below, where somebody waits for it
            found.set_exception(error)

    threading.Thread(target=call, name="ask-model", daemon=True).start()
    try:
        return found.result(seconds)
    except (TimeoutError, openai.APITimeoutError, httpx2.TimeoutException):
        raise ModelTrouble(_SLOW, is_paid=True) from None
    except openai.APIConnectionError:
        raise ModelTrouble("The language model cannot be reached.") from None
    except openai.RateLimitError:
        raise ModelTrouble("The language model has too much to do just now.") from None
    except (openai.AuthenticationError, openai.PermissionDeniedError):
        raise ModelTrouble("The language model does not accept OPENAI_API_KEY.") from None
    except (openai.OpenAIError, ValueError):
        raise ModelTrouble(_ODD) from None
    except httpx2.HTTPError:
        # The line broke while the answer was read.
        raise ModelTrouble("The language model broke off its answer.", is_paid=True) from None
    finally:
        client.close()


def _body(client: OpenAI, request: dict[str, Any], ends: float) -> bytes:
    create = client.chat.completions.with_streaming_response.create
    body = bytearray()
    with create(**cast("Any", request)) as response:
        for part in response.iter_bytes():
            body += part
            if time.monotonic() > ends:
                raise ModelTrouble(_SLOW, is_paid=True)
            if len(body) > _LONGEST_REPLY:
                raise ModelTrouble("The language model talks without end.", is_paid=True)
    return bytes(body)


def cost_of(settings: Settings, tokens_in: int, tokens_out: int) -> float | None:
    """Return what tokens cost in dollars; None where no price is set."""
    if not (settings.ask_model_price_in or settings.ask_model_price_out):
        return None
    paid = tokens_in * settings.ask_model_price_in + tokens_out * settings.ask_model_price_out
    return paid / 1_000_000


def _usage(
    answer: Any, settings: Settings, length: int, request: dict[str, Any], seconds: float
) -> Usage:
    """What the server tells; a server that does not tell is taken at the most it can have been."""
    told = answer.get("usage") if isinstance(answer, dict) else None
    told = told if isinstance(told, dict) else {}
    most_in = most_tokens(request["messages"], request["tools"]) - MOST_TOKENS_BACK
    sent = _count(told.get("prompt_tokens"), most_in)
    received = _count(told.get("completion_tokens"), length // 3)
    return Usage(1, sent, received, seconds, cost_of(settings, sent, received))


def _count(told: Any, otherwise: int) -> int:
    is_number = isinstance(told, int) and not isinstance(told, bool)
    return int(told) if is_number and 0 <= told < 10**9 else otherwise


def _read(answer: Any, usage: Usage) -> Reply:
    """Return the first tool of an answer; anything of another shape is a reply without a tool."""
    try:
        function = answer["choices"][0]["message"]["tool_calls"][0]["function"]
        name, written = function["name"], function["arguments"]
        is_odd = (
            len(written) > _LONGEST_CALL or written.count("{") + written.count("[") > _MOST_PARTS
        )
        arguments = None if is_odd else json.loads(written)
    except (LookupError, TypeError, AttributeError, ValueError, RecursionError):
        return Reply("", {}, usage)
    if not isinstance(name, str) or not isinstance(arguments, dict):
        return Reply("", {}, usage)
    return Reply(name, arguments, usage)
