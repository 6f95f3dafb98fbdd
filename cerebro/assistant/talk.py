"""From what a maintainer writes to a reply; what would write is proposed, and done on a yes."""

from __future__ import annotations

import json
import time
from hashlib import blake2b
from pathlib import Path
from typing import Any

from cerebro.assistant.actions import ACTIONS, BY_NAME, Action, Arguments, Proposal, Reply
from cerebro.database import brain
from cerebro.errors import DecisionRefused
from cerebro.explain import model
from cerebro.explain.model import ModelTrouble, Said, complete
from cerebro.explain.notes import keep, tokens_used
from cerebro.views import newest
from core.settings import Settings, get_settings

_RULES = (
    "You help the maintainers of a repository. Choose the one tool that does what is asked, and"
    " fill it in from their words only. When none fits or something is missing, answer in one"
    " sentence."
)


def answer(path: Path, text: str, actor: str) -> Reply:
    """Do what is asked for, or propose it where it would write.

    Commands in words are read without a model; one that is set up chooses for all others.
    """
    for action in ACTIONS:
        arguments = action.read(text)
        if arguments is not None:
            return _go(path, action, arguments, actor)
    settings = get_settings()
    if not model.is_set_up(settings):
        return _help("I do not know this. Here is what I can do.")
    return _by_model(path, text, actor, settings)


def carry_out(path: Path, proposal: Proposal, actor: str) -> Reply:
    """Do what a person has said yes to; it is kept with their name."""
    return BY_NAME[proposal.action].act(path, proposal.arguments, actor)


def _go(path: Path, action: Action, arguments: Arguments, actor: str) -> Reply:
    if missing := [one for one in action.required if one not in arguments]:
        raise DecisionRefused(f"This is missing: {', '.join(missing)}. For example: {action.usage}")
    if not action.is_writing:
        return action.act(path, arguments, actor)
    words = action.words.format(**arguments)
    more = ", ".join(
        f"{name} {arguments[name]}"
        for name in action.parameters
        if name in arguments and f"{{{name}}}" not in action.words
    )
    words = f"{words} ({more})" if more else words
    return Reply(f"{words}?", proposal=Proposal(action.name, arguments, words))


def _help(text: str) -> Reply:
    return Reply(text, ("say", "and it will"), [(one.usage, one.about) for one in ACTIONS])


def _by_model(path: Path, text: str, actor: str, settings: Settings) -> Reply:
    with brain() as connection:
        repo_id = newest(connection, path).repo_id
        used = tokens_used(connection)
    if used >= settings.cerebro_daily_tokens:
        return _help("The tokens of today are used up (CEREBRO_DAILY_TOKENS). Commands still work.")
    messages = [{"role": "system", "content": _RULES}, {"role": "user", "content": text}]
    try:
        said = complete(settings, messages, tools=[_tool(one) for one in ACTIONS])
    except ModelTrouble as trouble:
        return _help(f"{trouble.sentence} Commands still work.")
    usage = model.usage_of(said)
    key = blake2b(f"{time.time_ns()} {text}".encode(), digest_size=16).hexdigest()
    name, arguments, words = _read(said)
    keep(repo_id, "assistant", key, settings, Said({name: arguments}, *usage), "")
    if name not in BY_NAME:
        return _help(words or "I do not know this. Here is what I can do.")
    action = BY_NAME[name]
    known = {one: arguments[one] for one in action.parameters if one in arguments}
    return _go(path, action, known, actor)


def _tool(action: Action) -> dict[str, Any]:
    schema = {
        "type": "object",
        "properties": action.parameters,
        "required": list(action.required),
        "additionalProperties": False,
    }
    function = {"name": action.name, "description": action.about, "parameters": schema}
    return {"type": "function", "function": function}


def _read(said: Any) -> tuple[str, Arguments, str]:
    """Return the tool that a model chose with its arguments, and what it said in words."""
    choices = getattr(said, "choices", None) or []
    message = getattr(choices[0], "message", None) if choices else None
    words = str(getattr(message, "content", None) or "")
    calls = getattr(message, "tool_calls", None) or []
    if not calls:
        return "", {}, words
    function = getattr(calls[0], "function", None)
    try:
        arguments = json.loads(getattr(function, "arguments", "") or "{}")
    except ValueError:
        arguments = None
    if not isinstance(arguments, dict):
        return "", {}, words
    return str(getattr(function, "name", "")), arguments, words
