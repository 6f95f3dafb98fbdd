"""What the order of phrases says: each rule is a pattern over letters (ask/parse/kinds.py).

The rules run in the order of the table at the end. Each takes the items it has used out of the
question; what is left over at the end has not been understood, and is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from ask.parse import conditions, series, shapes, shares
from ask.parse.draft import Draft
from ask.parse.kinds import Item
from ask.parse.picking import (
    counted_figures,
    in_ads,
    of_our_products,
    pieces_of_orders,
    prices,
    split_by_its_name,
    without_part_of_a_verb,
)

_RANK = r"[\^*_\-]"
_CMP = r"[><\]\[=]"
_QTY = r"[NPK]"

Handler = Callable[[Draft, list[Item], list[Item]], bool]


@dataclass(frozen=True)
class Rule:
    """A pattern over letters, and what it does; False from the handler leaves the items be."""

    pattern: re.Pattern[str]
    handler: Handler


def apply_rules(draft: Draft, items: list[Item]) -> list[Item]:
    """Run every rule wherever it fits; return the items that none has used."""
    for rule in RULES:
        at = 0
        while True:
            letters = "".join(one.letter for one in items)
            match = rule.pattern.search(letters, at)
            if match is None:
                break
            used = items[match.start() : match.end()]
            if used and rule.handler(draft, used, items):
                items = items[: match.start()] + items[match.end() :]
                at = match.start()
            else:
                at = match.start() + 1
    return items


def first_kind_removed(items: list[Item], draft: Draft) -> list[Item]:
    """Make small things plain: `by more than` is `more than`, `cost` of keywords is ad spend."""
    items = without_part_of_a_verb(items)
    letters = "".join(one.letter for one in items)
    if re.search(r"m[^v]*VvV|mvV[^V]*V", letters):
        # `higher in Germany than in the UK`: one place beside the other, not a rise.
        items = [one for one in items if one.letter != "m"]
    elif draft.has_versus or draft.earlier is not None or draft.compare is not None:
        items = [replace(one, kind=one.payload) if one.letter == "m" else one for one in items]
    items = of_our_products(split_by_its_name(items))
    items = prices(counted_figures(in_ads(pieces_of_orders(items))))
    letters = "".join(one.letter for one in items)
    dropped = {match.start() for match in re.finditer(rf"y(?={_CMP}|{_QTY})", letters)}
    return [one for n, one in enumerate(items) if n not in dropped]


def _rule(pattern: str, handler: Handler) -> Rule:
    return Rule(re.compile(pattern), handler)


RULES: tuple[Rule, ...] = (
    _rule(r"V[b&]?(?:n|H|zM)[SM]?V", conditions.set_difference),
    _rule(r"BV&V", conditions.in_both),
    _rule(r"eS?V|SeV|VS?e", conditions.only_there),
    _rule(r"RPo?M", conditions.reach),
    _rule(r"(?<![><\]\[=du])PMR?(?=w?D$)", conditions.reach),
    _rule(rf"M[du]{_CMP}?{_QTY}", conditions.changed),
    _rule(rf"[du]M?{_CMP}?{_QTY}M?", conditions.changed),
    _rule(r"jM", shares.part_of_all),
    _rule(r"s(?:M[duh]|[duh]M)|(?:M[duh]|[duh]M)s", conditions.moved_in_percent),
    _rule(rf"N?{_RANK}N?H", shapes.ranked_condition),
    _rule(rf"N?{_RANK}N?s?M?[duh]M?", conditions.ranked_change),
    _rule(rf"M?[duh]M?{_RANK}", conditions.ranked_change),
    _rule(rf"{_CMP}NGM", conditions.keep),
    _rule(rf"M{_CMP}NG", conditions.keep),
    _rule(rf"{_CMP}NM", conditions.keep),
    _rule(r"eNM", conditions.keep),
    _rule(rf"M{_CMP}{_QTY}[}}{{]?", conditions.keep),
    _rule(rf"{_QTY}[}}{{]M", conditions.keep),
    _rule(rf"M=?{_QTY}[}}{{]", conditions.keep),
    _rule(r"Mt[NP]&[NP]", conditions.between),
    _rule(r"t[NP]&[NP]M", conditions.between),
    _rule(rf"{_CMP}{_QTY}M", conditions.keep),
    _rule(rf"R?{_CMP}K", conditions.keep),
    _rule(r"zM", conditions.keep),
    _rule(r"Mz(?!V)", conditions.keep),
    _rule(r"H", conditions.condition),
    _rule(r"bM", conditions.but_some),
    _rule(r"(?<=D)S", conditions.that_sold),
    _rule(r"D[nb]V", shapes.all_but),
    _rule(r"XN?", shapes.ranked_word),
    _rule(r"N?X", shapes.ranked_word),
    _rule(r"NGa?Wa?|WNGa?", series.moving_mean),
    _rule(r"c", series.running_total),
    _rule(r"^R?N$", shapes.limit_alone),
    _rule(r"^ZM$", shapes.below_alone),
    _rule(r"aq?My?[Gg]", series.average),
    _rule(r"a[Gg]M", series.average),
    _rule(r"[Gg]aM", series.average),
    _rule(r"M(?:y?[Gg])a", series.average),
    _rule(r"^ay?[Gg]$", series.average_by_alone),
    _rule(rf"N{_RANK}S?M?", shapes.ranking),
    _rule(rf"{_RANK}N?S?M?", shapes.ranking),
    _rule(rf"S{_RANK}", shapes.ranking),
    _rule(r"Dy(?=M)", shapes.split_before),
    _rule(r"GyG", series.month_by_month),
    _rule(r"[yO](?:M[duh]|[duh]M?)", conditions.ranked_by_change),
    _rule(r"nM", shapes.not_cancelled),
    _rule(r"pM|Mp", shapes.paid_figure),
    _rule(r"i", shapes.apart),
    _rule(r"M[sZ]o?M", shares.ratio),
    _rule(r"[sj]o?Mo?M", shares.ratio),
    _rule(r"ZMM", shares.ratio),
    _rule(r"MM[sZ]", shares.ratio),
    _rule(r"MyM", shares.ratio),
    _rule(r"Dso?M", shares.shares_of_each),
    _rule(r"jo?M(?=[^M]*V)", shares.part),
    _rule(r"so?D(?!y)", shares.share_of_a_count),
    _rule(r"so?M", shares.share),
    _rule(r"Mo?s", shares.share),
    _rule(r"M?Z(?!M)", shares.share),
    _rule(r"s", shares.share),
    _rule(r"[nz]V(?:[&nz]*V)*", shapes.not_these),
    _rule(r"DV|VD", shapes.labelled),
    _rule(r"vV&V|VM?vVM?|vMV&V|h?M?tV&V", shapes.side_by_side),
    _rule(r"y[DGg]V&?y[DGg]V", shapes.two_splits),
    _rule(r"V&V", shapes.these_two),
    _rule(r"V", shapes.these),
    _rule(r"[yO]M", shapes.ordered_by),
    _rule(r"y[DGgY](?:&?y?[DGg](?![a-zA-Z]*M))*", shapes.split),
    _rule(r"GyG", series.month_by_month),
    _rule(r"Mk|kM|My$|^yM$", shapes.broken_down),
    _rule(r"r", series.trend),
    _rule(r"g", series.grain),
    _rule(r"[qw]?ND", shapes.listed),
    _rule(r"[qw]D", shapes.listed),
    _rule(r"D", shapes.listed),
    _rule(r"[qw]G", series.listed_days),
    _rule(r"G", series.listed_days),
    _rule(r"vM&M|MvM", shapes.versus_figures),
    _rule(rf"^e?{_CMP}{_QTY}$", conditions.keep_open),
    _rule(r"[du]M|M[du]", conditions.moved),
    _rule(r"hM|Mh", conditions.moved),
    _rule(r"[duh]", conditions.moved),
    _rule(r"MM", shapes.beside),
    _rule(r"M", shapes.figure),
    _rule(r"a", series.average_word),
    _rule(r"C", shapes.in_currency),
    _rule(r"[qQj]", shapes.how),
    _rule(r"S", shapes.sold),
)
