"""What a follow-up leaves unsaid and the question before says: figure, number of rows, days."""

from __future__ import annotations

from dataclasses import replace

from ask.parse.draft import AskBack, Compared, Draft, Ranking
from ask.parse.inside import check_length
from ask.parse.lexicon import load_lexicon
from ask.parse.picking import DEFAULTED
from ask.parse.times import shifted
from ask.when.calendar import Period
from data.metrics import METRICS

_DAYS = ("days", "day")


def ranking_of(previous: Draft, new: Draft, words: set[str]) -> Ranking | None:
    """`worst instead`: as many as before, by the same figure."""
    before, ranking = previous.ranking, new.ranking
    if ranking is None or before is None or new.dimensions or new.grain:
        return ranking or (None if new.counts else before)
    if before.change and not (ranking.metric or ranking.change or new.metrics):
        raise AskBack(f"“{ranking.words}” by what: by how much it changed, or by the figure?")
    named = ranking.metric or new.metrics or new.order_by
    return replace(
        ranking,
        limit=ranking.limit or new.open_limit or (1 if "one" in words else before.limit),
        metric=ranking.metric if named else before.metric,
    )


def of_what_is_shown(previous: Draft, new: Draft) -> Draft:
    """`did it go up?`, `biggest drop`: of the figure before, where none is named.

    Raises AskBack where several figures stand there.
    """
    ranked = [previous.ranking.metric] if previous.ranking and previous.ranking.metric else []
    figures = list(dict.fromkeys([*previous.metrics, *ranked]))
    if DEFAULTED not in new.said or not figures:
        return new
    if len(figures) > 1 or len(figures[0]) > 1:
        raise AskBack("Which of the figures that are shown do you mean?")
    (name,) = figures[0]
    ranking = new.ranking
    if ranking is not None and ranking.metric:
        ranking = replace(ranking, metric=(name,))
    return replace(
        new,
        metrics=[(name,)] if new.metrics else [],
        having=[replace(one, metric=name) for one in new.having],
        ranking=ranking,
        said=[one for one in new.said if one != DEFAULTED],
    )


def of_each_order(previous: Draft, new: Draft) -> Draft:
    """`per order` behind a figure that adds up: the average of an order, not a row for each.

    Raises AskBack where that average has no name.
    """
    is_it = new.groups == ["order"] and "order" not in previous.dimensions and not new.ranking
    if not is_it or new.metrics or not previous.metrics:
        return new
    known, figures = load_lexicon().ratios, previous.metrics
    found = [known.get(f"{one}/orders") or known.get(f"{one}/ad_orders") for one in figures[0]]
    if len(figures) > 1 or len(found) > 1 or found[0] is None:
        raise AskBack("Per order, as an average, is known of revenue, units and ad spend alone.")
    return replace(new, metrics=[(found[0],)], dimensions=[], groups=[])


def beside_before(previous: Draft, new: Draft) -> Draft:
    """`with last year next to it`: these days are the ones compared with."""
    is_it = new.period is not None and previous.period is not None and new.versus is None
    if not is_it or new.metrics:
        return new
    return replace(new, versus=new.period, period=None, has_versus=True)


def check_limits(previous: Draft, new: Draft) -> None:
    """`in USD` behind `above 1000`: the number was meant in the currency of before."""
    kept = [*previous.having, *previous.per_order]
    limits = [one for one in kept if METRICS[one.metric].is_money and one.number]
    is_same = new.currency in (None, previous.currency) or bool(new.having or new.per_order)
    if limits and not (is_same or new.open_keeps):
        number = f"{limits[0].number:,}"
        raise AskBack(
            f"Shall {number} be {new.currency} too? Say the condition again with its currency, "
            f"for example “above {number} {new.currency}”."
        )


def fill_days(previous: Draft, new: Draft, result: Draft) -> None:
    """Put the days and what they are compared with into the question that goes on."""
    result.period = new.period or previous.period
    result.earlier, result.has_versus = new.earlier, new.has_versus
    moves = new.earlier is not None and new.earlier.kind != "weekdays"
    if moves and new.earlier and previous.period and not (new.has_versus or new.period):
        check_length(previous.period, new.earlier)
        result.period = shifted(previous.period, new.earlier)
        result.earlier = None
        result.compare = new.compare
        return
    result.compare = new.compare or previous.compare
    result.versus = new.versus or previous.versus
    if new.versus is not None and new.period is None and previous.period is not None:
        _unlike(previous.period, new.versus, result)
    is_moved = new.period is not None and new.period != previous.period
    if is_moved and new.compare is None and previous.compare and previous.compare.kind == "custom":
        result.compare = None
    if is_moved and new.versus is None:
        result.versus = None


def _unlike(period: Period, versus: Period, result: Draft) -> None:
    """`orders yesterday`, `compared to last year`: the same days a year ago, not the whole year.

    Days and days of like length are compared as they are. Raises AskBack for others.
    """
    is_alike = 4 * versus.days <= 5 * period.days and 4 * period.days <= 5 * versus.days
    if is_alike or (period.is_cut and period.unit == versus.unit != "day"):
        return
    is_the_year_before = versus.unit == "year" and versus.start.year == period.start.year - 1
    if is_the_year_before and versus.end < period.start and versus.days > period.days:
        result.compare, result.versus = Compared("same_dates_last_year"), None
        return
    raise AskBack(
        f"{period.days} {_DAYS[period.days == 1]} beside {versus.days}: compared with which days "
        "of the same length?",
        ("compared with a year ago", "vs the previous period"),
    )
