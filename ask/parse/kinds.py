"""What a phrase can be, each kind with one letter, so that the order of phrases can be matched.

The rules (ask/parse/rules.py) are regular expressions over these letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

LETTERS: dict[str, str] = {
    "metric": "M",  # payload: the figures it can be
    "dimension": "D",  # payload: (id, whether it is in the plural)
    "grain": "G",  # payload: (unit, whether it is in the plural)
    "grain_adverb": "g",
    "value": "V",  # payload: the filters it can be
    "time": "T",  # payload: a period, an earlier period, or what is unclear
    "number": "N",
    "percent": "P",
    "amount": "K",  # payload: (number, currency)
    "currency": "C",
    "condition": "H",  # payload: (figure, sign, number)
    "by_metric": "Y",  # payload: the word that names a split by its figure
    "ranked": "X",  # payload: the dimension of a word such as `bestseller`
    "top": "^",
    "good": "*",
    "bottom": "_",
    "bad": "-",
    "by": "y",
    "sorted": "O",
    "versus": "v",
    "not": "n",
    "zero": "z",
    "more": ">",
    "less": "<",
    "at_least": "]",
    "at_most": "[",
    "equal": "=",
    "more_after": "}",
    "less_after": "{",
    "share": "s",
    "down": "d",
    "up": "u",
    "change": "h",
    "average": "a",
    "how_many": "q",
    "how_much": "Q",
    "which": "w",
    "trend": "r",
    "total": "o",
    "sell": "S",
    "make_up": "R",
    "but": "b",
    "both": "B",
    "only": "e",
    "days_word": "g",
    "cumulative": "c",
    "window": "W",
    "ratio": "Z",
    "part_of": "j",  # `how much of …`
    "comparative": "m",  # payload: "up" or "down"; counts only where two ranges are compared
    "breakdown": "k",
    "paid": "p",
    "greeting": "E",
    "apart": "i",
    "and": "&",
    "between": "t",
    "unknown": "?",
    "used": ".",
}
SIGNS = {"more": ">", "less": "<", "at_least": ">=", "at_most": "<=", "equal": "="}
# Words of these kinds say nothing when no rule has a use for them.
SILENT = frozenset(
    {"greeting", "which", "and", "total", "how_many", "how_much", "used", "only", "both"}
)
# Words of these kinds say nothing either where they are small words: `over the last 6 months`.
SILENT_SMALL_WORDS = frozenset({"make_up", "more", "by", "change", "versus", "but"})


@dataclass(frozen=True)
class Item:
    """A phrase of the question: its kind, what it names, and its words [start, stop).

    `behind` is the word that it stands behind, in lower case; "" at the beginning.
    """

    kind: str
    payload: Any
    start: int
    stop: int
    words: str
    after_comma: bool = False
    behind: str = ""

    @property
    def letter(self) -> str:
        """The letter of its kind in a rule."""
        return LETTERS[self.kind]
