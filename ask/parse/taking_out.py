"""What a follow-up takes out of the question before it: `drop the units`, `X instead of Y`.

Read before the other rules: to them `drop` and `without` say something of a figure's rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ask.parse.draft import AskBack, Draft, Narrow
from ask.parse.kinds import Item
from ask.parse.lexicon import Lexicon
from ask.parse.tokens import Token

# What can be taken out: figures, splits, filters, days, an end of a list, a comparison, a share.
_TAKEN = "MDGgVT^*_-vhs"
# Words for how it stood there: `by brand`, `the split by brand`, `the country filter`.
_AROUND = frozenset({"by", "breakdown", "used"})
_CONDITIONS = frozenset({"condition", "conditions", "threshold"})
_NAMES_OF_PARTS = frozenset({"split", "breakdown", "column", "columns", "filter", "figure"})

# `not X, Y`, `not X but Y`.
_CORRECTED = re.compile(r"(?P<gone>nVb?)V")


@dataclass(frozen=True)
class Taken:
    """The phrases that go, whether others come in their place, and the phrases that are left.

    `conditions`: what goes is what rows must be like to stay, all of it.
    """

    gone: tuple[Item, ...]
    left: tuple[Item, ...]
    swaps: bool = False
    conditions: bool = False


def taken_out(
    previous: Draft, tokens: Sequence[Token], items: Sequence[Item], lexicon: Lexicon
) -> Taken | None:
    """Return what a follow-up takes out; None for one that takes nothing out.

    Raises AskBack where the words for it stand there, and nothing behind them.
    """
    found = _swapping(tokens, lexicon) or _opening(tokens, lexicon)
    if found is None:
        return _without(previous, tokens, items, lexicon)
    start, stop, swaps = found
    words = " ".join(one.raw for one in tokens[start:stop])
    behind = [one for one in items if one.start >= stop]
    if (
        not swaps
        and tuple(one.text for one in tokens[stop : stop + 1]) in (lexicon.follow_up["of_a_figure"])
    ):
        return None
    if not swaps and _is_conditions(tokens[stop:], lexicon):
        return Taken((), (), conditions=True)
    gone, rest = _first_named(behind)
    before = [one for one in items if one.stop <= start] if swaps else []
    if not gone:
        filters = tuple(f"drop {one.value.words}" for one in previous.filters)
        raise AskBack(
            f"“{words}” what? Name a figure, a split or a filter of the answer before.", filters
        )
    if rest and not (swaps or rest[0].kind == "and"):
        named = gone[-1].words
        raise AskBack(f"“{words} {named}” by itself, or which of them? Say it in other words.")
    left = [*before, *rest]
    return Taken(tuple(gone), tuple(_with_by(left, gone) if swaps else left), swaps)


def _is_conditions(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    words = [one.text for one in tokens if one.text not in lexicon.stop]
    return bool(words) and _CONDITIONS.issuperset(words)


def corrected(previous: Draft, items: Sequence[Item]) -> list[Item]:
    """`not the UK, Germany`, `no, Germany`: what is named last takes the place of the first."""
    letters = "".join(one.letter for one in items)
    kept = [one.value for one in previous.filters if not one.is_not]
    match = _CORRECTED.fullmatch(letters)
    if match and any(one in kept for one in items[1].payload):
        return list(items[match.end("gone") :])
    if letters == "zV" and items[1].after_comma and items[0].words.casefold() == "no":
        return [items[1]]
    return list(items)


def _without(
    previous: Draft, tokens: Sequence[Token], items: Sequence[Item], lexicon: Lexicon
) -> Taken | None:
    """`without the brands` takes a split out; `without orders` says which rows stay.

    Raises AskBack for `without units` where units are shown: it may be either.
    """
    found = _opening(tokens, lexicon, "without")
    behind = [] if found is None else [one for one in items if one.start >= found[1]]
    gone, rest = _first_named(behind)
    if not gone or rest:
        return None
    if gone[0].letter == "M" and previous.dimensions and without_one(previous, gone[0]):
        raise AskBack(
            f"Shall I leave {gone[0].words} out, or show those with no {gone[0].words}?",
            (f"drop {gone[0].words}", f"only those with 0 {gone[0].words}"),
        )
    return Taken(tuple(gone), ()) if gone[0].letter in "DGgvh" else None


def only_takes_out(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a follow-up begins as `remove units` does: nothing of the shop is to be changed."""
    found = _opening(tokens, lexicon)
    if found is None:
        return False
    words = [one.text for one in tokens[found[1] :]]
    rest = tuple(one for one in words if one not in lexicon.fillers and one not in _NAMES_OF_PARTS)
    return any(
        one.kind in ("metric", "dimension", "grain") for one in lexicon.phrases.get(rest, ())
    )


def _swapping(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[int, int, bool] | None:
    return next(
        (
            (at, at + len(phrase), True)
            for phrase in lexicon.follow_up["swap"]
            for at in range(len(tokens))
            if tuple(one.text for one in tokens[at : at + len(phrase)]) == phrase
        ),
        None,
    )


def _opening(
    tokens: Sequence[Token], lexicon: Lexicon, name: str = "take_out"
) -> tuple[int, int, bool] | None:
    """Find `drop`, `leave out` at the beginning; small words may stand before it."""
    for at in range(len(tokens)):
        for phrase in sorted(lexicon.follow_up[name], key=len, reverse=True):
            if tuple(one.text for one in tokens[at : at + len(phrase)]) == phrase:
                return at, at + len(phrase), False
        if tokens[at].text not in lexicon.stop:
            return None
    return None


def _first_named(items: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """Cut off the first phrases of one kind, with `and` between them: what is taken out."""
    place = 0
    while place < len(items) and (
        items[place].kind in _AROUND or items[place].words.casefold() in _NAMES_OF_PARTS
    ):
        place += 1
    gone: list[Item] = []
    while place < len(items) and items[place].letter in _TAKEN:
        if gone and items[place].letter != gone[0].letter:
            break
        gone.append(items[place])
        place += 1
        goes_on = place + 1 < len(items) and items[place].kind == "and"
        if not goes_on or items[place + 1].letter != gone[0].letter:
            break
        place += 1
    return gone, [one for one in items[place:] if one.words.casefold() not in _NAMES_OF_PARTS]


def _with_by(left: list[Item], gone: Sequence[Item]) -> list[Item]:
    """`category instead of brand`: by category."""
    if gone[0].letter not in "DG" or any(one.kind == "by" for one in left):
        return left
    return [
        part
        for one in left
        for part in ([replace(one, kind="by", payload=None)] if one.letter in "DG" else []) + [one]
    ]


def without(previous: Draft, taken: Taken) -> Draft:
    """Return the question before without these. Raises AskBack for what is not in it."""
    if taken.conditions:
        return _without_conditions(previous)
    result = previous
    for one in taken.gone:
        changed = without_one(result, one) or _left_out(result, one)
        if changed is None:
            raise AskBack(f"“{one.words}” is not in the answer before. What shall I leave out?")
        result = changed
    return result


def _without_conditions(draft: Draft) -> Draft:
    """Keep every row. A figure that only a condition names stays the one that is shown."""
    keeps = [*draft.having, *draft.per_order]
    if not (keeps or draft.sets or draft.reach is not None):
        raise AskBack("The answer before has no condition. What shall I leave out?")
    metrics = draft.metrics or [(one.metric,) for one in keeps[:1]]
    return replace(draft, metrics=metrics, having=[], per_order=[], sets=[], reach=None)


def _left_out(draft: Draft, item: Item) -> Draft | None:
    """`leave out kitchen`: all but that, where the answer before had it among others."""
    if item.letter != "V" or item.behind != "out" or len(item.payload) != 1:
        return None
    if item.payload[0].op == "~":
        return None
    return replace(draft, filters=[*draft.filters, Narrow(item.payload[0], is_not=True)], offset=0)


def without_one(draft: Draft, item: Item) -> Draft | None:
    """Return a question without one thing; None where it is not in it."""
    if item.letter == "M":
        return _without_figure(draft, item.payload)
    if item.letter == "D":
        return _without_split(draft, item.payload[0])
    if item.letter in "Gg":
        unit = item.payload[0] if item.payload else "day"
        is_there = draft.grain == unit
        return replace(draft, grain=None, is_trend=False) if is_there else None
    if item.letter == "V":
        kept = [one for one in draft.filters if one.value not in item.payload]
        return replace(draft, filters=kept) if len(kept) < len(draft.filters) else None
    if item.letter == "T":
        return draft if item.payload == draft.period else None
    if item.letter == "s":
        return replace(draft, is_share=False) if draft.is_share else None
    if item.letter in "vh":
        has_it = draft.compare is not None
        return replace(draft, compare=None, change_direction=None) if has_it else None
    return draft if draft.ranking is not None else None


def _without_figure(draft: Draft, names: tuple[str, ...]) -> Draft | None:
    ranking, kept = draft.ranking, [one for one in draft.metrics if not set(one) & set(names)]
    sorts = ranking is not None and bool(set(ranking.metric) & set(names))
    if len(kept) == len(draft.metrics) and not sorts:
        return None
    if ranking is not None and sorts:
        ranking = replace(ranking, metric=())
    by = () if set(draft.order_by) & set(names) else draft.order_by
    return replace(draft, metrics=kept, ranking=ranking, order_by=by)


def _without_split(draft: Draft, name: str) -> Draft | None:
    if name not in draft.dimensions:
        return None
    return replace(
        draft,
        dimensions=[one for one in draft.dimensions if one != name],
        groups=[one for one in draft.groups if one != name],
        singular=draft.singular - {name},
    )
