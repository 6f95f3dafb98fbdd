"""An explanation of a file: by a model where one is set up and what it says holds, else by rules.

What a model said is kept, also when it was refused: the same facts are not paid for twice.
"""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from cerebro.database import brain, rows
from cerebro.explain import model
from cerebro.explain.check import refusal
from cerebro.explain.facts import FileFacts, file_facts
from cerebro.explain.model import ModelTrouble, Said
from cerebro.explain.templates import explain
from cerebro.views import newest
from core.settings import Settings, get_settings

Note = dict[str, Any]


def explain_file(path: Path, name: str, *, may_ask: bool = True) -> Note:
    """Explain one file of the newest run: summary, cause, steps and evidence.

    Unless it `may_ask`, the model's words are shown only where they are kept already.

    `source` is `openai` or `rules`; `why` says why it is not the model's, where one is set up.
    """
    facts = file_facts(path, name)
    settings = get_settings()
    why = ""
    if model.is_set_up(settings):
        note, why = _by_model(path, facts, settings, may_ask=may_ask)
        if note is not None:
            return {**note, "source": "openai", "why": ""}
    return {**by_rules(facts), "source": "rules", "why": why}


def by_rules(facts: FileFacts) -> Note:
    """Explain a file in the words of the templates, held to the same check as a model's."""
    note = explain(facts)
    wrong = refusal(note, facts)
    assert not wrong, wrong
    return note


def _by_model(
    path: Path, facts: FileFacts, settings: Settings, *, may_ask: bool
) -> tuple[Note | None, str]:
    """Return the model's explanation, or None and why there is none."""
    text = model.told(facts)
    key = blake2b(text.encode(), digest_size=16).hexdigest()
    with brain() as connection:
        repo_id = newest(connection, path).repo_id
        known = rows(
            connection,
            "SELECT body, refusal FROM cerebro.brain_notes WHERE repo_id = %(repo)s"
            " AND input_hash = %(key)s AND model = %(model)s AND prompt_version = %(version)s",
            repo=repo_id,
            key=key,
            model=settings.ask_model,
            version=model.PROMPT_VERSION,
        )
        used = tokens_used(connection)
    if known:
        body, refused = known[0]
        return (None, refused) if refused else (body, "")
    if not may_ask:
        return None, ""
    if used >= settings.cerebro_daily_tokens:
        return None, "The tokens of today are used up (CEREBRO_DAILY_TOKENS)."
    try:
        said = model.word(settings, text)
    except ModelTrouble as trouble:
        return None, trouble.sentence
    refused = refusal(said.body, facts)
    keep(repo_id, facts.path, key, settings, said, refused)
    return (None, refused) if refused else (said.body, "")


def tokens_used(connection: Connection) -> int:
    """Return how many tokens CEREBRO has used today (UTC), in all repositories."""
    ((used,),) = rows(
        connection,
        "SELECT coalesce(sum(tokens_in + tokens_out), 0) FROM cerebro.brain_notes"
        " WHERE created_at >= date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'",
    )
    return int(used)


def keep(
    repo_id: int, subject: str, key: str, settings: Settings, said: Said, refused: str
) -> None:
    """Keep what a model said about a subject, what that used, and why it is refused, if it is."""
    dollars = (
        said.tokens_in * settings.ask_model_price_in
        + said.tokens_out * settings.ask_model_price_out
    ) / 1_000_000
    with brain() as connection:
        rows(
            connection,
            "INSERT INTO cerebro.brain_notes (repo_id, input_hash, model, prompt_version, subject,"
            " source, body, refusal, cost_usd, tokens_in, tokens_out) VALUES (%(repo)s, %(key)s,"
            " %(model)s, %(version)s, %(subject)s, 'openai', %(body)s, %(refusal)s, %(cost)s,"
            " %(sent)s, %(received)s) ON CONFLICT DO NOTHING",
            repo=repo_id,
            key=key,
            model=settings.ask_model,
            version=model.PROMPT_VERSION,
            subject=subject,
            body=json.dumps(said.body),
            refusal=refused,
            cost=dollars,
            sent=said.tokens_in,
            received=said.tokens_out,
        )
