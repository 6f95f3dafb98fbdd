"""Follow-ups that change one thing and say nothing else: `without split`, `the next five`.

They are read as a whole, before the other rules: to those `without` and `all` say something of a
figure's rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ask.parse.draft import AskBack, Draft, Ranking
from ask.parse.lexicon import Lexicon
from ask.parse.ordering import LONG_LISTS, USUAL_LIMIT
from ask.parse.picking import plural
from ask.parse.tokens import Token
from data.metrics import DIMENSIONS, METRICS

Words = tuple[str, ...]
_MOST_ROWS = 1000
# What is narrowed by one of these is narrowed by the others too.
_FAMILIES = ({"product", "sku", "parent"}, {"campaign", "campaign_id"})


def one_change(previous: Draft, tokens: Sequence[Token], lexicon: Lexicon) -> Draft | None:
    """Return the question before with that one thing changed; None for any other follow-up.

    Raises AskBack where the question before does not allow it.
    """
    words = _core(tokens, lexicon)
    for change in (_uncompared, _in_total, _unfiltered, _turned, _all_of, _counted, _further):
        found = change(previous, words, lexicon)
        if found is not None:
            return found
    return None


def only_changes(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a follow-up is such a phrase: `remove the filters` changes nothing in the shop."""
    words = _core(tokens, lexicon)
    return any(words in phrases for phrases in lexicon.changes.values())


def _core(tokens: Sequence[Token], lexicon: Lexicon) -> Words:
    """Leave out the small words around: `ok, and now without split please`."""
    words = [one.text for one in tokens]
    while words and words[0] in lexicon.around:
        words.pop(0)
    while words and words[-1] in lexicon.around:
        words.pop()
    return tuple(words)


def _uncompared(previous: Draft, words: Words, lexicon: Lexicon) -> Draft | None:
    if words not in lexicon.changes["uncompared"]:
        return None
    if any(one.change for one in previous.having) or (previous.ranking and previous.ranking.change):
        raise AskBack("These are chosen by how they changed, so a comparison is part of it.")
    return replace(
        previous, compare=None, versus=None, earlier=None, change_direction=None, has_versus=False,
        is_open=False, said=[],
    )  # fmt: skip


def _in_total(previous: Draft, words: Words, lexicon: Lexicon) -> Draft | None:
    is_sum = words in lexicon.changes["in_total"]
    if not is_sum and words not in lexicon.changes["unsplit"]:
        return None
    if previous.counts:
        return previous
    is_kept = previous.having or previous.sets or previous.reach
    if is_kept or (is_sum and previous.ranking is not None):
        raise AskBack(f"All of them {' '.join(words)} is more than I can do. I can list each.")
    ranked = previous.ranking.metric if previous.ranking is not None else ()
    return replace(
        previous, metrics=previous.metrics or ([ranked] if ranked else []),
        dimensions=[], groups=[], singular=set(), grain=None, is_trend=False, is_grain_group=False,
        ranking=None, order_by=(), running=None, offset=0, is_open=False, said=[],
    )  # fmt: skip


def _unfiltered(previous: Draft, words: Words, lexicon: Lexicon) -> Draft | None:
    if words not in lexicon.changes["unfiltered"]:
        return None
    if not previous.filters:
        raise AskBack("No filter is set: everything is in it already.")
    return replace(previous, filters=[], offset=0, is_open=False, said=[])


def _all_of(previous: Draft, words: Words, lexicon: Lexicon) -> Draft | None:
    """`all brands`: no filter on brands any more; all rows, where the list was cut."""
    plain = _without_end(words, lexicon.changes["in_total"])
    name = _all_named(plain, lexicon)
    if name is None:
        return None
    kept = [one for one in previous.filters if one.value.field not in family_of(name)]
    changed = replace(previous, filters=kept, offset=0, is_open=False, said=[])
    if plain != words:
        return _without_split(changed, name)
    if len(kept) < len(previous.filters):
        return changed
    ranking = previous.ranking
    if ranking is None or ranking.change or previous.groups or name not in previous.dimensions:
        return None
    metric = ranking.metric or (previous.metrics[0] if previous.metrics else ())
    return replace(
        previous, ranking=None, order_by=metric, singular=set(), offset=0, is_open=False, said=[]
    )


def _without_split(draft: Draft, name: str) -> Draft:
    """`all countries together`: one figure of them all."""
    if draft.ranking is not None or draft.counts:
        raise AskBack("All of a list together is more than I can do. I can list each.")
    return replace(
        draft,
        dimensions=[one for one in draft.dimensions if one != name],
        groups=[one for one in draft.groups if one != name],
    )


def _turned(previous: Draft, words: Words, lexicon: Lexicon) -> Draft | None:
    """`everywhere else`, `the other brands`: all but what the filter kept."""
    name = "marketplace" if words in lexicon.changes["elsewhere"] else None
    starts = [one for one in lexicon.changes["other"] if words[: len(one)] == one]
    if name is None and starts:
        name = _split_named(words[max(map(len, starts)) :], lexicon)
    if name is None:
        return None
    kept = [one for one in previous.filters if one.value.field == name]
    if not kept or any(one.is_not for one in kept):
        what = DIMENSIONS[name].name.lower()
        raise AskBack(f"Others than which? No {what} is chosen in the answer before.")
    filters = [replace(one, is_not=True) if one in kept else one for one in previous.filters]
    return replace(previous, filters=filters, offset=0, is_open=False, said=[])


def all_named_in(tokens: Sequence[Token], lexicon: Lexicon) -> set[str]:
    """Return the splits that `all` or `every` stands before, anywhere: `units of all brands`."""
    words = [one.text for one in tokens if one.text not in lexicon.fillers]
    found: set[str] = set()
    for at, word in enumerate(words):
        if (word,) in lexicon.changes["all_of"]:
            names = (_split_named(tuple(words[at + 1 : at + 1 + n]), lexicon) for n in (3, 2, 1))
            found |= {name for name in names if name is not None}
    return found


def family_of(name: str) -> set[str]:
    """Return the splits whose filters narrow each other: a SKU is of a product."""
    return next((one for one in _FAMILIES if name in one), {name})


def _all_named(words: Words, lexicon: Lexicon) -> str | None:
    """Return the split that `all`, `every` stands before, and nothing else."""
    for phrase in lexicon.changes["all_of"]:
        if words[: len(phrase)] == phrase:
            rest = tuple(one for one in words[len(phrase) :] if one not in lexicon.fillers)
            return _split_named(rest, lexicon)
    return None


def _split_named(words: Words, lexicon: Lexicon) -> str | None:
    meanings = lexicon.phrases.get(words, ())
    return next((str(one.payload[0]) for one in meanings if one.kind == "dimension"), None)


def _counted(previous: Draft, words: Words, lexicon: Lexicon) -> Draft | None:
    """`how many are there?`: the rows that are listed, counted."""
    start = next((one for one in lexicon.changes["how_many"] if words[: len(one)] == one), None)
    if start is None:
        return None
    rest = _without_end(words[len(start) :], lexicon.changes["there_are"])
    names = [one for one in previous.dimensions if one != "currency"]
    named = _split_named(rest, lexicon)
    if rest and named not in names:
        return None
    if len(names) != 1 or previous.grain or previous.is_trend:
        raise AskBack("How many of which? Ask for example “how many products had sales”.")
    return _as_a_count(previous, names[0])


def _without_end(words: Words, ends: frozenset[Words]) -> Words:
    """Cut `are there in total` off."""
    while any(words[-len(one) :] == one for one in ends):
        longest = max((one for one in ends if words[-len(one) :] == one), key=len)
        words = words[: -len(longest)]
    return words


def _as_a_count(previous: Draft, name: str) -> Draft:
    ranked = previous.ranking.metric if previous.ranking is not None else ()
    metrics = previous.metrics or ([ranked] if ranked else [])
    is_kept = previous.having or previous.reach or previous.sets
    if not is_kept and not all(_is_never_below_zero(one) for choices in metrics for one in choices):
        what = plural(DIMENSIONS[name].name.lower())
        raise AskBack(f"How many {what} with what?", (f"how many {what} had sales",))
    is_moved = any(one.change for one in previous.having)
    return replace(
        previous, metrics=metrics, counts=True, groups=[], ranking=None, order_by=(), offset=0,
        is_share=False, compare=previous.compare if is_moved else None, is_open=False, said=[],
    )  # fmt: skip


def _is_never_below_zero(metric: str) -> bool:
    one = METRICS[metric]
    return not one.bottom and all(sign > 0 for sign, _ in one.top_terms)


def _further(previous: Draft, words: Words, lexicon: Lexicon) -> Draft | None:
    """`the next five`: the rows behind those that are shown."""
    shorter = _first_rows(previous, words, lexicon)
    if shorter is not None:
        return shorter
    limit = _rows_shown(previous)
    if limit is None:
        return None
    span = _next_rows(words, previous.offset, limit, lexicon) or _rows_from_to(words, lexicon)
    if span is None:
        return None
    assert previous.ranking is not None
    first, count = span
    ranking = replace(previous.ranking, limit=count)
    return replace(previous, ranking=ranking, offset=first, singular=set(), is_open=False, said=[])


def _first_rows(previous: Draft, words: Words, lexicon: Lexicon) -> Draft | None:
    """`only the first two`: so many rows of the list, by its figure."""
    is_it = len(words) > 1 and (words[0],) in lexicon.changes["first_rows"]
    number = _number(words[1], lexicon) if is_it else None
    names, figures = previous.dimensions, previous.metrics
    rest = words[2:]
    is_named = not rest or rest in lexicon.changes["rows"] or _split_named(rest, lexicon) in names
    if number is None or not is_named:
        return None
    if len(names) != 1 or previous.grain or previous.is_trend or previous.counts:
        raise AskBack("The first of which list? Ask for example for “top 5 products”.")
    ranking = previous.ranking or Ranking("top", "highest", previous.order_by or figures[0])
    return replace(
        previous, ranking=replace(ranking, limit=number), offset=0, singular=set(), groups=[],
        is_open=False, said=[],
    )  # fmt: skip


def _rows_shown(previous: Draft) -> int | None:
    """How many rows the list before had; None where it has no end, or one for each of a group."""
    ranking, names = previous.ranking, previous.dimensions
    if ranking is None or len(names) != 1 or previous.groups or previous.grain:
        return None
    usual = USUAL_LIMIT if names[0] in LONG_LISTS else None
    return ranking.limit or (1 if names[0] in previous.singular else usual)


def _next_rows(words: Words, offset: int, limit: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """Read `next five products`, `5 more`, `next`: behind the last row, so many, or as many."""
    next_rows, rows = lexicon.changes["next_rows"], lexicon.changes["rows"]
    left = [one for one in words if one not in lexicon.fillers]
    if not {(one,) for one in left} & next_rows:
        return None
    left = [one for one in left if (one,) not in next_rows]
    number = _number(left[0], lexicon) if left else None
    rest = tuple(left[1:] if number is not None else left)
    if rest and rest not in rows and _split_named(rest, lexicon) is None:
        return None
    return offset + limit, number or limit


def _rows_from_to(words: Words, lexicon: Lexicon) -> tuple[int, int] | None:
    """Read `6 to 10`, `rows 6 to 10`."""
    left = [one for one in words if (one,) not in lexicon.changes["rows"]]
    if len(left) != 3 or (left[1],) not in lexicon.changes["up_to"]:
        return None
    first, last = _number(left[0], lexicon), _number(left[2], lexicon)
    if first is None or last is None or last < first:
        return None
    return first - 1, last - first + 1


def _number(word: str, lexicon: Lexicon) -> int | None:
    count = int(word) if word.isascii() and word.isdecimal() else lexicon.time.numbers.get(word, 0)
    return count if 0 < count <= _MOST_ROWS else None
