"""The gate: what no query over the seller's own past can answer is refused, with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from ask.parse.lexicon import Lexicon
from ask.parse.tokens import Token


def refusal_of(tokens: Sequence[Token], lexicon: Lexicon) -> str | None:
    """Return why a question is refused; None for one that may be answered."""
    text = " ".join(one.text for one in tokens)
    for rule in lexicon.gate:
        if any(pattern.search(text) for pattern in rule.patterns):
            return rule.message
    return None
