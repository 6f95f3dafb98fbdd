"""The gate: what no query over the seller's own past can answer is refused, with the reason.

Words that are never clear are asked about here too, before anything else is read.
"""

from __future__ import annotations

from collections.abc import Sequence

from ask.parse.lexicon import Lexicon
from ask.parse.one_change import only_changes
from ask.parse.taking_out import only_takes_out
from ask.parse.tokens import Token


def refusal_of(
    tokens: Sequence[Token], lexicon: Lexicon, *, is_follow_up: bool = False
) -> str | None:
    """Return why a question is refused; None for one that may be answered.

    A follow-up may begin with words that change the question before: `make it 20`, `hide units`.
    """
    words = tuple(one.text for one in tokens)
    if is_follow_up:
        if only_takes_out(tokens, lexicon) or only_changes(tokens, lexicon):
            return None
        openings = {length for length in (3, 2) if words[:length] in lexicon.follow_up["opening"]}
        words = words[max(openings, default=0) :]
    text = " ".join(words)
    for rule in lexicon.gate:
        if any(pattern.search(text) for pattern in rule.patterns):
            return rule.message
    return None


def unclear_of(
    tokens: Sequence[Token], lexicon: Lexicon, *, is_follow_up: bool = False
) -> str | None:
    """Return what is asked about words that are never clear; None where there are none."""
    text = " ".join(one.text for one in tokens)
    for rule in lexicon.unclear:
        found = next((one for each in rule.patterns if (one := each.search(text))), None)
        if found is not None and not (rule.is_first and is_follow_up):
            return rule.message.format(words=found[found.lastgroup or 0])
    return None
