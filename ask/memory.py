"""What an account has taught Ask: words with a meaning of its own, and questions that were checked.

Only what an owner or manager has accepted is used. A word can mean what the catalogue or the
account's own names hold and nothing else; it never opens what the gate refuses, which reads the
question before any word is looked up, and no word of it goes to the language model or into SQL.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ask.parse.lexicon import Lexicon, Meaning, load_lexicon
from ask.parse.tokens import words_of
from ask.parse.values import AccountWords, Value
from core.errors import QueryError
from data.account_words import Name
from data.corrections import Correction, load_corrections
from data.metrics import DIMENSIONS, METRICS

_MOST_WORDS = 5


@dataclass(frozen=True)
class Memory:
    """What is accepted: phrases for the lexicon, values, and questions by what was asked."""

    phrases: tuple[tuple[str, str, str], ...] = ()
    values: tuple[tuple[str, str, str], ...] = ()
    questions: dict[str, Correction] = field(default_factory=dict)

    @property
    def lexicon(self) -> Lexicon:
        """The words of the language and those of the account."""
        return _lexicon_with(self.phrases)


def memory_of(account_id: int) -> Memory:
    """Return what an account has accepted; read anew each time: a removal counts at once."""
    accepted = load_corrections(account_id, accepted_only=True)
    phrases = [one for one in accepted if one.kind in ("metric", "dimension")]
    return Memory(
        tuple((one.kind, one.said, one.means) for one in phrases),
        tuple((one.said, one.field, one.means) for one in accepted if one.kind == "value"),
        {one.said: one for one in accepted if one.kind == "question"},
    )


def written(words: str) -> str:
    """Write a question or word as it is compared: small letters, no marks between."""
    return " ".join(words_of(words))


def check_word(said: str) -> str:
    """Return a word or phrase as it is kept: without the article before it.

    Raises QueryError where it is no word that may get a meaning: too long, a number, or one that
    every question needs for itself, such as `last` or `by`.
    """
    lexicon = load_lexicon()
    words = words_of(said)
    while words and words[0] in lexicon.fillers | lexicon.stop:
        words = words[1:]
    if not words or len(words) > _MOST_WORDS:
        raise QueryError(f"Write one word, or up to {_MOST_WORDS} that belong together.")
    time = {one for phrase in lexicon.time.phrases for one in phrase} | {*lexicon.time.months}
    taken = lexicon.stop | lexicon.fillers | time
    if all(one in taken or not one.isalpha() for one in words):
        raise QueryError("Questions need these words for themselves. Choose another one.")
    return " ".join(words)


def check_meaning(kind: str, means: str, split: str, names: Iterable[Name]) -> None:
    """Raise QueryError unless a meaning is in the catalogue or among the account's own names."""
    known = {
        "metric": means in METRICS,
        "dimension": means in DIMENSIONS,
        "value": any((one.field, one.value) == (split, means) for one in names),
    }
    if not known.get(kind, False):
        raise QueryError("This account has nothing of that name.")


@lru_cache(maxsize=64)
def _lexicon_with(phrases: tuple[tuple[str, str, str], ...]) -> Lexicon:
    lexicon = load_lexicon()
    if not phrases:
        return lexicon
    known = dict(lexicon.phrases)
    for kind, said, means in phrases:
        payload = (means,) if kind == "metric" else (means, said.endswith("s"))
        known[tuple(said.split())] = (Meaning(kind, payload),)
    words = {one for _, said, _ in phrases for one in said.split()}
    longest = max(lexicon.longest, *(len(said.split()) for _, said, _ in phrases))
    return replace(lexicon, phrases=known, words=lexicon.words | words, longest=longest)


def with_values(
    words: AccountWords, values: Iterable[tuple[str, str, str]], names: Iterable[Name]
) -> AccountWords:
    """Add what the account calls its own names otherwise; one that it has no more is left out."""
    own = {(one.field, one.value) for one in names}
    added = {
        tuple(said.split()): (Value(split, "=", (means,), means),)
        for said, split, means in values
        if (split, means) in own
    }
    if not added:
        return words
    longest = max(words.longest, *(len(one) for one in added))
    return replace(words, names={**words.names, **added}, longest=longest)
