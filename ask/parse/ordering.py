"""What the rows of an answer are kept by, sorted by, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from ask.parse.draft import AskBack, Draft, Keep, Ranking
from data.metrics import METRICS
from data.query_model import Having, LimitPer, Order, Unit

# How many a ranking shows that says no number.
USUAL_LIMIT = 10
# What a seller means beside a campaign or a keyword, which only knows what advertising brought.
IN_ADS = {"revenue": "ad_sales", "orders": "ad_orders", "units": "ad_units"}
LONG_LISTS = frozenset(
    {
        "product", "sku", "order", "keyword", "search_term", "campaign", "campaign_id", "parent",
        "ad_group",
    }
)  # fmt: skip


def having_of(keep: Keep, metrics: Sequence[str]) -> Having:
    metric = keep.metric if keep.metric in metrics else IN_ADS.get(keep.metric, keep.metric)
    end = {"share": "_change_share", "amount": "_change", "": ""}[keep.change]
    return Having(field=f"{metric}{end}", op=keep.sign, value=plain_number(keep.number))  # type: ignore[arg-type]


def plain_number(number: Decimal) -> int | Decimal:
    return int(number) if number == int(number) else number


def order_of(
    draft: Draft,
    metrics: Sequence[str],
    dimensions: Sequence[str],
    grain: Unit | None,
) -> tuple[list[Order], int | None, LimitPer | None]:
    """Say what the rows are sorted by, and how many are kept: of all, or of each group."""
    ranking = draft.ranking
    columns = [*dimensions, *([grain] if grain else [])]
    if ranking is None:
        by = _first(draft.order_by, metrics)
        if by:
            return [Order(by=by)], None, None
        is_list = columns and columns[0] in LONG_LISTS and grain is None
        if draft.having and is_list and not draft.counts:
            first = draft.having[0]
            end = {"share": "_change_share", "amount": "_change", "": ""}[first.change]
            field = having_of(first, metrics).field
            direction: Literal["asc", "desc"] = "asc" if first.sign.startswith("<") else "desc"
            return ([Order(by=field, dir=direction)] if end or field in metrics else []), None, None
        return [], None, None
    if not columns:
        raise AskBack(f"“{ranking.words}” of what: products, marketplaces, days?")
    by = _first(ranking.metric, metrics) or _first(draft.order_by, metrics) or metrics[0]
    wanted = _direction(ranking, by)
    groups = [one for one in draft.groups if one in dimensions]
    ranked = [one for one in columns if one not in groups] or columns
    limit = ranking.limit
    if limit is None:
        is_single = ranked[-1] in draft.singular
        limit = 1 if is_single else USUAL_LIMIT if ranked[0] in LONG_LISTS or grain else None
    field = f"{by}{ {'share': '_change_share', 'amount': '_change', '': ''}[ranking.change] }"
    order = [Order(by=field, dir=wanted)]
    if draft.is_grain_group and grain and len(columns) > len(groups) + 1 and groups:
        raise AskBack("The first of each of several groups is more than I can do in one answer.")
    if draft.is_grain_group and grain and dimensions and not groups:
        return order, None, LimitPer(dimension=grain, limit=_in_group(draft, dimensions))
    if groups and len(ranked) < len(columns):
        if len(groups) > 1:
            raise AskBack(
                "The first of each of several groups is more than I can do in one answer."
            )
        return order, None, LimitPer(dimension=groups[0], limit=limit or USUAL_LIMIT)
    return order, limit, None


def _in_group(draft: Draft, dimensions: Sequence[str]) -> int:
    """How many of each week: the number that was said, one where one is asked for."""
    assert draft.ranking is not None
    is_single = dimensions[-1] in draft.singular
    return draft.ranking.limit or (1 if is_single else USUAL_LIMIT)


def _first(choices: Sequence[str], metrics: Sequence[str]) -> str:
    for one in choices:
        for name in (one, IN_ADS.get(one, one)):
            if name in metrics:
                return name
    return ""


def _direction(ranking: Ranking, metric: str) -> Literal["asc", "desc"]:
    """`best` goes by what is good: the lowest ACOS. `top` of such a figure is asked about."""
    is_good_low = METRICS[metric].up_is_good is False
    if ranking.change:
        return "asc" if ranking.word == "bottom" else "desc"
    if ranking.word == "good":
        return "asc" if is_good_low else "desc"
    if ranking.word == "bad":
        return "desc" if is_good_low else "asc"
    if ranking.words.lower().startswith("top") and is_good_low and METRICS[metric].unit == "share":
        raise AskBack(
            f"Top by {METRICS[metric].name}: the highest, or the lowest?", ("highest", "lowest")
        )
    return "desc" if ranking.word == "top" else "asc"
