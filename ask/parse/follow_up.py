"""A follow-up changes the question before it: `and by week?`, `what about units?`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ask.parse.draft import AskBack, Draft, Keep, Narrow
from ask.parse.inside import in_that_year
from ask.parse.kinds import Item
from ask.parse.left_unsaid import (
    beside_before,
    check_limits,
    fill_days,
    of_each_order,
    of_what_is_shown,
    ranking_of,
)
from ask.parse.lexicon import Lexicon, load_lexicon
from ask.parse.one_change import all_named_in, family_of
from ask.parse.taking_out import Taken, without
from ask.parse.tokens import Token
from data.metrics import DIMENSIONS, METRICS

# Their words say more than that: what is named beside them is taken out, or shown by itself.
_SAYS_MORE = frozenset(
    {"take_out", "without", "swap", "apart", "beside", "of_each", "of_a_figure", "of_it"}
)

NOTHING_NEW = (
    "That is what the answer before shows. What shall I change: the figure, the days, the split, "
    "or a filter?"
)


def silent_words(lexicon: Lexicon) -> frozenset[str]:
    """Return the words that only say that a question goes on from the one before."""
    return frozenset(
        word
        for name, phrases in lexicon.follow_up.items()
        if name not in _SAYS_MORE
        for one in phrases
        for word in one
    )


def begins_anew(tokens: Sequence[Token], lexicon: Lexicon) -> int:
    """Return behind how many words a question of its own begins: `forget that. Orders today`."""
    words = tuple(one.text for one in tokens)
    lengths = [len(one) for one in lexicon.follow_up["anew"] if words[: len(one)] == one]
    return max((one for one in lengths if one < len(words)), default=0)


def with_countries(tokens: Sequence[Token], previous: Draft, lexicon: Lexicon) -> list[Token]:
    """`and us?` behind a question on a country: the United States, where nothing else is said."""
    names = [*previous.dimensions, *(one.value.field for one in previous.filters)]
    small = lexicon.stop | silent_words(lexicon)
    if "marketplace" not in names or any(one.text not in small for one in tokens):
        return list(tokens)
    return [replace(one, raw="US") if one.text == "us" else one for one in tokens]


def _has(tokens: Sequence[Token], phrases: frozenset[tuple[str, ...]]) -> bool:
    words = tuple(one.text for one in tokens)
    return any(
        words[at : at + len(phrase)] == phrase
        for phrase in phrases
        for at in range(len(words) - len(phrase) + 1)
    )


def without_apart(tokens: Sequence[Token], items: Sequence[Item], lexicon: Lexicon) -> list[Item]:
    """Leave out the words that `merged` reads for itself: `separately`, `one by one`."""
    words = tuple(one.text for one in tokens)
    used = {
        place
        for phrase in lexicon.follow_up["apart"]
        for at in range(len(words) - len(phrase) + 1)
        if words[at : at + len(phrase)] == phrase
        for place in range(at, at + len(phrase))
    }
    return [one for one in items if not {*range(one.start, one.stop)} <= used]


def _stands_at_an_end(tokens: Sequence[Token], phrases: frozenset[tuple[str, ...]]) -> bool:
    words = tuple(one.text for one in tokens)
    return any(words[: len(one)] == one or words[-len(one) :] == one for one in phrases)


def _stands_beside(new: Draft, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """`with units`: beside the figure that is shown."""
    words = tuple(one.text for one in tokens)
    starts = any(words[: len(one)] == one for one in lexicon.follow_up["beside"])
    return starts and bool(new.metrics) and not (new.having or new.per_order)


def merged(
    previous: Draft,
    new: Draft,
    tokens: Sequence[Token],
    lexicon: Lexicon,
    taken: Taken | None = None,
) -> Draft:
    """Return the question before with what the new one says put in, added, or taken out.

    A question with a figure and days of its own, and no word that points back, stands alone. The
    filters of a page stay but for what the question says itself.
    """
    if previous.begins:
        return begun(previous, new)
    if taken is not None:
        return _with_taken(previous, new, tokens, lexicon, taken)
    result = _merged(previous, new, tokens, lexicon)
    _apart(previous, new, result, tokens, lexicon)
    if previous.is_open:
        return replace(result, is_open=False)
    if result is not new and plain(result) == plain(previous):
        raise AskBack(NOTHING_NEW)
    return result


def plain(draft: Draft) -> Draft:
    """Leave out what only says how it was asked."""
    return replace(draft, how="", sells=False, said=[], is_asked=False, singular=set())


def _with_taken(
    previous: Draft, new: Draft, tokens: Sequence[Token], lexicon: Lexicon, taken: Taken
) -> Draft:
    """`drop the units`, `orders instead of units`: what is left, and what is new."""
    kept = without(previous, taken)
    if not taken.left:
        kept = replace(kept, said=[])
    else:
        kept = _merged(kept, new, tokens, lexicon, swaps=True)
    if not kept.metrics and previous.metrics and not (kept.ranking and kept.ranking.metric):
        raise AskBack("Then no figure is left. Which one shall I show?")
    return kept


def _apart(
    previous: Draft, new: Draft, result: Draft, tokens: Sequence[Token], lexicon: Lexicon
) -> None:
    """`in Germany and the UK separately`: split by what has several values."""
    if not _has(tokens, lexicon.follow_up["apart"]) or new.dimensions or new.grain:
        return
    filters = new.filters or previous.filters
    fields = [one.value.field for one in filters if not one.is_not]
    several = {one for one in fields if fields.count(one) > 1} | {
        one.value.field for one in filters if len(one.value.values) > 1 and not one.is_not
    }
    if len(several) != 1 or any(one.value.asins or one.value.op == "~" for one in filters):
        raise AskBack("Each of what by itself? Say by what it shall be split: by marketplace?")
    result.dimensions = list(dict.fromkeys([*result.dimensions, *several]))
    result.groups = list(dict.fromkeys([*result.groups, *several]))


def _merged(
    previous: Draft,
    new: Draft,
    tokens: Sequence[Token],
    lexicon: Lexicon,
    *,
    swaps: bool = False,
) -> Draft:
    adds = swaps or _has(tokens, lexicon.follow_up["add"]) or _stands_beside(new, tokens, lexicon)
    # `ad spend and ACOS last week` joins two figures of its own; `and ACOS last week` goes on.
    goes_on = adds and _stands_at_an_end(tokens, lexicon.follow_up["add"])
    points_back = (
        swaps or goes_on or any(_has(tokens, lexicon.follow_up[one]) for one in ("replace", "that"))
    )
    if new.metrics and new.period is not None and not points_back:
        return new
    is_wider = not swaps and _has(tokens, lexicon.follow_up["remove"])
    previous, new = _of_all(previous, new, tokens, lexicon)
    counts = new.how == "how_many" and bool(previous.dimensions) and bool(previous.having)
    is_apart = _has(tokens, lexicon.follow_up["apart"])
    new = in_that_year(previous, of_what_is_shown(previous, new), tokens, lexicon)
    if _has(tokens, lexicon.follow_up["of_each"]):
        new = of_each_order(previous, new)
    if new.how == "how_many" and new.sells and not (new.metrics or previous.dimensions):
        # `stock of MUG-1`, `how many did we sell last month`
        new = replace(new, metrics=[("units",)])
    if not (is_wider or counts or is_apart) and new in (
        Draft(),
        Draft(how=new.how, sells=new.sells),
    ):
        raise AskBack("What shall I change: the figure, the days, the split, or a filter?")
    if new.sells and previous.metrics and not new.metrics and not _is_of_sales(previous):
        raise AskBack("Which figure of what sold: units, revenue, or orders?", ("Units", "Revenue"))
    result = replace(
        previous,
        metrics=_metrics(previous, new, adds=adds),
        # `the US instead of Germany`: what else stood there stays.
        filters=[*previous.filters, *new.filters]
        if swaps or _widens(tokens, lexicon)
        else _filters(previous, new),
        having=_having(previous, new),
        per_order=new.per_order or previous.per_order,
        sets=new.sets or previous.sets,
        grain=new.grain or previous.grain,
        is_trend=new.is_trend or (previous.is_trend and new.grain is None),
        ranking=ranking_of(previous, new, {one.text for one in tokens}),
        order_by=new.order_by or previous.order_by,
        is_share=new.is_share or previous.is_share,
        average=new.average or previous.average,
        # `An average over what?` that was not answered is no longer asked.
        is_average=new.is_average or (previous.is_average and previous.average is not None),
        reach=new.reach or previous.reach,
        running=new.running or previous.running,
        is_grain_group=new.is_grain_group or previous.is_grain_group,
        is_ever=new.is_ever or previous.is_ever,
        offset=previous.offset if _shows_the_same_rows(new) else 0,
        open_limit=None,
        below=(),
        currency=new.currency or previous.currency,
        change_direction=new.change_direction or previous.change_direction,
        counts=new.counts or previous.counts or counts,
        said=list(new.said),
        how=new.how or previous.how,
        sells=new.sells or previous.sells,
    )
    if previous.is_average and previous.average is None and new.grain is not None:
        # `per day`, the choice that an average without days was asked back with.
        result.average, result.grain = new.grain, previous.grain
    check_limits(previous, new)
    _said_alone(previous, new, result)
    if new.metrics and not adds:
        _sort_anew(new, result)
    if new.ranking is not None and not (new.ranking.metric or new.metrics or result.order_by):
        # `and profit?`, then `top 2`: by what was asked for last.
        result.order_by = result.metrics[-1] if result.metrics else ()
    if is_wider:
        _widened(result, new)
    replaces = not swaps and _has(tokens, lexicon.follow_up["instead"])
    _split(previous, new, result, tokens, adds=adds, replaces=replaces, swaps=swaps)
    is_beside = _has(tokens, lexicon.follow_up["compares"])
    fill_days(previous, beside_before(previous, new) if is_beside else new, result)
    _check_money(new, result)
    return result


def _widens(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """`also the US`, `Germany too`: beside what the filter keeps already."""
    return _has(tokens, lexicon.follow_up["widen"])


def _shows_the_same_rows(new: Draft) -> bool:
    """Whether a follow-up names a currency or a comparison and nothing else."""
    said = Draft(
        currency=new.currency, compare=new.compare, versus=new.versus, earlier=new.earlier,
        has_versus=new.has_versus, how=new.how,
    )  # fmt: skip
    return new == said


def _check_money(new: Draft, result: Draft) -> None:
    """`in USD` behind figures of which none is an amount changes nothing."""
    names = [one for choices in result.metrics for one in choices]
    is_said_alone = new.currency is not None and not (new.metrics or new.per_order)
    if is_said_alone and names and not any(METRICS[one].has_money for one in names):
        raise AskBack(
            f"{METRICS[names[0]].name} is no amount of money. Of which figure do you want to see "
            f"{new.currency}?"
        )


def _of_all(
    previous: Draft, new: Draft, tokens: Sequence[Token], lexicon: Lexicon
) -> tuple[Draft, Draft]:
    """`units of all brands`: the filter on brands goes; a split is meant where there was none."""
    names = all_named_in(tokens, lexicon)
    fields = {field for name in names for field in family_of(name)}
    kept = [one for one in previous.filters if one.value.field not in fields]
    if len(kept) == len(previous.filters):
        return previous, new
    gone = fields & {one.value.field for one in previous.filters}
    widened = {name for name in names if family_of(name) & gone}
    return replace(previous, filters=kept), replace(
        new,
        dimensions=[one for one in new.dimensions if one not in widened],
        groups=[one for one in new.groups if one not in widened],
    )


def begun(start: Draft, new: Draft) -> Draft:
    """Return a first question with the filters of the page on which it is asked.

    What names no figure, lists, counts, or is a part of a whole, is compared only where the
    question says so.
    """
    has_own = new.compare is not None or new.versus is not None or new.earlier is not None
    is_plain = bool(new.metrics) and not (
        has_own or new.is_share or new.counts or new.sets or new.reach
        or new.average or new.is_average or new.change_direction
    )  # fmt: skip
    compare = start.compare if is_plain else new.compare
    if is_plain and compare is not None and compare.kind == "custom" and new.period is not None:
        compare = None
    return replace(
        new,
        filters=_filters(start, new),
        period=new.period or start.period,
        compare=compare,
        currency=new.currency or start.currency,
    )


def _is_of_sales(previous: Draft) -> bool:
    named = {one for choices in previous.metrics for one in choices}
    return bool(named & {"units", "revenue", "orders"})


def _said_alone(previous: Draft, new: Draft, result: Draft) -> None:
    """`as a share of revenue`, `make it 20`: what only counts behind another question."""
    if new.below:
        result.metrics = [_divided(previous, new.below)]
    if new.open_limit and result.ranking is not None:
        result.ranking = replace(result.ranking, limit=new.open_limit)
    elif new.open_limit:
        raise AskBack(f"What shall be {new.open_limit}? I can show the first {new.open_limit}.")


def _sort_anew(new: Draft, result: Draft) -> None:
    """A ranking goes by the new figure: `by revenue instead`."""
    if result.order_by and not new.order_by:
        result.order_by = new.metrics[0]
    if result.ranking is not None and new.ranking is None and result.ranking.metric:
        result.ranking = replace(result.ranking, metric=new.metrics[0])


def _divided(previous: Draft, below: tuple[str, ...]) -> tuple[str, ...]:
    """`as a share of revenue`: the figure that has a name of its own."""
    known = load_lexicon().ratios
    above = previous.metrics[0] if previous.metrics else ()
    found = [known[key] for one in above for each in below if (key := f"{one}/{each}") in known]
    if not found:
        raise AskBack("I know no figure for that ratio. Ask for both, or for another one.")
    return tuple(found[:1])


def _metrics(previous: Draft, new: Draft, *, adds: bool) -> list[tuple[str, ...]]:
    if not new.metrics:
        return list(previous.metrics)
    if not adds and any(_is_choice(one, new) for one in previous.metrics):
        return [_is_choice(one, new) or one for one in previous.metrics]
    return list(dict.fromkeys([*(previous.metrics if adds else ()), *new.metrics]))


def _is_choice(choices: tuple[str, ...], new: Draft) -> tuple[str, ...] | None:
    """Return the figure that says which of several was meant; the other figures stay."""
    return next((one for one in new.metrics if set(one) < set(choices)), None)


def _having(previous: Draft, new: Draft) -> list[Keep]:
    """Conditions on the same figure are replaced; one without a figure is on the first."""
    open_keeps = [_on_a_figure(one, previous) for one in new.open_keeps]
    found = [*new.having, *open_keeps]
    named = {one.metric for one in found}
    return [*(one for one in previous.having if one.metric not in named), *found]


def _on_a_figure(keep: Keep, previous: Draft) -> Keep:
    """Put `above 30 %` on the figure that is a share, `over 100 euros` on the one that is money.

    Raises AskBack where none of the figures is of that kind.
    """
    figures = [one[0] for one in previous.metrics if len(one) == 1]
    figures = figures or [one.metric for one in previous.having]
    kinds = {"share": [one for one in figures if METRICS[one].unit == "share"],
             "money": [one for one in figures if METRICS[one].is_money],
             "": figures}  # fmt: skip
    fitting = kinds[keep.unit]
    if not fitting:
        raise AskBack("Which figure shall be kept by that number? Name it.")
    name = fitting[-1] if keep.unit == "share" else fitting[0]
    is_percent = METRICS[name].unit == "share" and not keep.unit and keep.number > 1
    return replace(
        keep, metric=name, unit="", number=keep.number / 100 if is_percent else keep.number
    )


def _widened(result: Draft, new: Draft) -> None:
    """`everywhere`, `all marketplaces`: the filter on marketplaces goes."""
    result.filters = [one for one in result.filters if one.value.field != "marketplace"]
    new.dimensions = [one for one in new.dimensions if one != "marketplace"]


def _filters(previous: Draft, new: Draft) -> list[Narrow]:
    """A filter takes the place of those on the same field, or of the same things."""
    fields = {field for one in new.filters for field in family_of(one.value.field)}
    return [*(one for one in previous.filters if one.value.field not in fields), *new.filters]


def _split(
    previous: Draft,
    new: Draft,
    result: Draft,
    tokens: Sequence[Token],
    *,
    adds: bool,
    replaces: bool,
    swaps: bool,
) -> None:
    """A split takes the place of the one before; one over time stands beside it."""
    ranking = previous.ranking
    is_split = bool(new.groups) or (new.grain is not None and previous.grain is None)
    if (
        ranking is not None
        and ranking.limit
        and is_split
        and not (new.ranking or replaces or swaps)
    ):
        which, by = _names(previous.dimensions), _names(new.dimensions) or str(new.grain)
        raise AskBack(
            f"The first {ranking.limit} of each {by}, or {by} instead of {which}?",
            (f"top {ranking.limit} {which}s in each {by}", f"by {by} instead"),
        )
    if replaces and new.grain is not None and ranking is not None and not new.ranking:
        result.dimensions, result.groups, result.ranking = [], [], None
        result.order_by = ()
        return
    if not new.dimensions:
        result.dimensions, result.groups = list(previous.dimensions), list(previous.groups)
        return
    if _is_in_each(previous, new, tokens):
        kept = [one for one in previous.dimensions if one not in new.groups]
        result.dimensions, result.groups = [*new.groups, *kept], list(new.groups)
        is_one = new.ranking is not None and new.ranking.words.lower() != "top"
        result.singular = set(kept) if is_one else set()
        return
    kept = list(previous.dimensions) if adds and not replaces else []
    result.dimensions = list(dict.fromkeys([*kept, *new.dimensions]))
    result.groups = list(dict.fromkeys([*(previous.groups if kept else []), *new.groups]))
    result.singular = set(new.singular)


def _is_in_each(previous: Draft, new: Draft, tokens: Sequence[Token]) -> bool:
    """`top 2 per country`: of what is shown, so many in each."""
    is_each = bool({"per", "each", "every"} & {one.text for one in tokens})
    is_limit = new.ranking is not None and new.dimensions == new.groups and bool(new.groups)
    return is_each and is_limit and not {*previous.dimensions} <= {*new.groups}


def _names(dimensions: Sequence[str]) -> str:
    return ", ".join(DIMENSIONS[one].name for one in dimensions)
