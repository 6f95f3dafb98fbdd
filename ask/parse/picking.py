"""What rules share: picking phrases of a kind out of those a pattern has found."""

from __future__ import annotations

from itertools import pairwise

from ask.parse.draft import AskBack, Draft
from ask.parse.kinds import Item
from ask.parse.values import Value

# So many small words may stand between two phrases that belong together: `not in the UK`.
_SMALL_WORDS = 2


def all_of(used: list[Item], letter: str) -> list[Item]:
    return [one for one in used if one.letter == letter]


def first_of(used: list[Item], letters: str) -> Item | None:
    return next((one for one in used if one.letter in letters), None)


def figure_of(item: Item | None) -> tuple[str, ...]:
    return () if item is None else item.payload


def stand_together(used: list[Item]) -> bool:
    """Whether no other phrase stood between these: a `not` belongs to the word behind it."""
    pairs = pairwise(used)
    return all(0 <= second.start - first.stop <= _SMALL_WORDS for first, second in pairs)


def value(item: Item) -> Value:
    choices: tuple[Value, ...] = item.payload
    if len(choices) > 1:
        kinds = tuple(f"{one.field} {one.words}" for one in choices)
        raise AskBack(f"“{item.words}” can be {' or '.join(kinds)}. Which do you mean?", kinds)
    return choices[0]


def any_metric(draft: Draft, items: list[Item]) -> tuple[str, ...]:
    named = first_of(items, "M")
    if named is not None:
        return figure_of(named)
    if draft.metrics:
        return draft.metrics[0]
    draft.said.append("no figure was named, so revenue is meant")
    return ("revenue",)


def add_metric(draft: Draft, metric: tuple[str, ...]) -> None:
    if metric and metric not in draft.metrics:
        draft.metrics.append(metric)
