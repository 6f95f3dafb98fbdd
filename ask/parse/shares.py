"""Rules for parts of a whole, and for figures that are one figure divided by another."""

from __future__ import annotations

from ask.parse.draft import AskBack, Draft
from ask.parse.kinds import Item
from ask.parse.lexicon import load_lexicon
from ask.parse.picking import add_metric, all_of, figure_of, first_of
from data.metrics import METRICS


def shares_of_each(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`brand shares of units`: split by brand, and the share of each."""
    name = used[0].payload[0]
    if draft.ranking is not None:
        return False
    draft.dimensions.append(name)
    draft.groups.append(name)
    return share(draft, used[1:], items)


def share_of_a_count(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`percentage of SKUs out of stock`: a part of a count, which no query gives."""
    if not used[-1].payload[1]:
        return False
    raise AskBack(
        f"A part of how many {used[-1].words} there are is more than I can do. Ask how many, "
        "or for a share of revenue, units or another figure."
    )


def part(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`how much of our revenue comes from Germany`: the amount, and which part of all it is."""
    metric = figure_of(first_of(used, "M"))
    if len(metric) != 1 or METRICS[metric[0]].additivity in ("ratio", "distinct"):
        return False
    return share(draft, used, items)


def part_of_all(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`how much of our revenue is from advertising`: the figure that is a part itself."""
    parts = {"ad_sales": "ad_revenue_share", "organic_sales": "organic_share"}
    part = parts.get(figure_of(used[1])[0])
    if part is None:
        return False
    draft.metrics += [(part,), figure_of(used[1])]
    return True


def share(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    if len(used) == 1 and draft.metrics and all(_is_a_part(one) for one in draft.metrics):
        return True  # `acos in percent`: it is one.
    draft.is_share = True
    add_metric(draft, figure_of(first_of(used, "M")))
    return True


def _is_a_part(choices: tuple[str, ...]) -> bool:
    return all(METRICS[one].unit == "share" for one in choices)


def ratio(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`refunds as % of sales`, `clicks per impression`: the figure that has a name of its own."""
    first, second = (figure_of(one) for one in all_of(used, "M"))
    known = load_lexicon().ratios
    found = [one for above in first for below in second if (one := known.get(f"{above}/{below}"))]
    if used[0].letter in "sj" or used[-1].letter in "sZ":
        # `percentage of revenue that went to fees`, but also `share of ad sales in revenue`.
        turned = [known.get(f"{above}/{below}") for above in second for below in first]
        known_turned = [one for one in turned if one]
        if found and known_turned:
            names = tuple(METRICS[one].name for one in (known_turned[0], found[0]))
            raise AskBack(f"Do you mean {' or '.join(names)}?", names)
        found = known_turned or found
    if not found:
        if first_of(used, "y"):
            return False
        words = " ".join(one.words for one in used)
        raise AskBack(f"I know no figure for “{words}”. Ask for both, or for another one.")
    add_metric(draft, tuple(found[:1]))
    return True
