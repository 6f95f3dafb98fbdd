"""The last stages: what to look at first, in words, and what the backtest has said of the ranks."""

from __future__ import annotations

import json

from cerebro.backtest.splits import FEWEST_DAYS
from cerebro.database import copy, rows
from cerebro.errors import StageSkipped
from cerebro.explain.facts import facts_of
from cerebro.explain.notes import by_rules
from cerebro.state import State
from cerebro.views import Newest

# Nobody begins with more.
_FIRST = 3


def explain(state: State) -> None:
    """Say of the first files by where bugs land what is the matter and what to do.

    In the words of the templates: a model costs money, so that a person asks it.
    """
    product = [one for one in state.scores if not one.is_test and one.land > 0]
    first = sorted(product, key=lambda one: (-one.land, one.path))[:_FIRST]
    if not first:
        raise StageSkipped("no product code has changed in a commit that counts")
    run = Newest(state.repo_id, state.run_id, state.head, state.tool_key)
    notes = [by_rules(facts_of(state.connection, state.repository, run, one.path)) for one in first]
    copy(
        state.connection,
        "brain_run_notes",
        ("run_id", "place", "path", "note"),
        (
            (state.run_id, place, one.path, json.dumps(note))
            for place, (one, note) in enumerate(zip(first, notes, strict=True), 1)
        ),
    )


def backtest(state: State) -> None:
    """Take what `python -m cerebro backtest` has found; it takes longer than a run may."""
    ((days,),) = rows(
        state.connection,
        "SELECT coalesce(extract(day FROM max(authored_at) - min(authored_at)), 0)::int"
        " FROM cerebro.brain_commits WHERE repo_id = %(repo)s",
        repo=state.repo_id,
    )
    if days < FEWEST_DAYS:
        raise StageSkipped(f"{days} days of history, it takes {FEWEST_DAYS}")
    found = rows(
        state.connection,
        "SELECT score, avg(top10), avg(auc), avg(popt) FROM cerebro.brain_backtests"
        " WHERE repo_id = %(repo)s AND score IN ('land', 'read', 'lines') GROUP BY score",
        repo=state.repo_id,
    )
    if not found:
        raise StageSkipped("not asked for: python -m cerebro backtest")
    for score, top, auc, popt in found:
        figures = {"top 10 %": top, "AUC": auc, "Popt": popt}
        state.measures |= {
            f"backtest: {score}, {name}": float(value)
            for name, value in figures.items()
            if value is not None
        }
