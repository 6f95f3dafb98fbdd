"""A follow-up that asks about the answer before, and not for another one: it is told in words."""

from __future__ import annotations

from collections.abc import Sequence

from ask.parse.draft import AskBack, Draft
from ask.parse.lexicon import Lexicon
from ask.parse.tokens import Token
from data.metrics import METRICS


def check_words(tokens: Sequence[Token], previous: Draft, lexicon: Lexicon) -> None:
    """Tell what the figures are, or that rows cannot be left out at the beginning of a list.

    Raises AskBack for `is that with VAT?`, `how is it worked out?`, `the next five`.
    """
    words = " ".join(one.text for one in tokens)
    for name, tell in (("further_rows", _further_rows), ("what_it_is", _what_it_is)):
        if any(pattern.search(words) for pattern in lexicon.about_the_answer[name]):
            raise tell(previous)


def _what_it_is(previous: Draft) -> AskBack:
    ranked = [previous.ranking.metric] if previous.ranking and previous.ranking.metric else []
    kept = [(one.metric,) for one in previous.having]
    names = dict.fromkeys(
        one
        for choices in (*previous.metrics, *ranked, *kept)
        if len(choices) == 1
        for one in choices
    )
    told = [f"{METRICS[one].name}: {METRICS[one].sentence}" for one in names]
    return AskBack(
        " ".join([*told, "To see another figure, or other rows, name what shall be changed."])
    )


def _further_rows(previous: Draft) -> AskBack:
    limit = previous.ranking.limit if previous.ranking is not None else None
    if limit is None:
        return AskBack("I cannot begin behind the rows that are shown. Say how many: “top 20”.")
    return AskBack(
        f"I cannot leave out the first {limit}. Shall I show the first {2 * limit}?",
        (f"make it {2 * limit}",),
    )
