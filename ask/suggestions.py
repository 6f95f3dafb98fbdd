"""What to ask next: three follow-ups that fit an answer, in words that Ask understands."""

from __future__ import annotations

from core.errors import QueryError
from data.compiler import compile_query
from data.measures import STANDING
from data.metrics import METRICS
from data.query_model import Comparison, MetricQuery

_HOW_MANY = 3


def follow_ups_of(query: MetricQuery) -> tuple[str, ...]:
    """Return up to three follow-ups that lead to an answer: each is tried on the compiler."""
    found = [words for words, changed in _ideas(query) if _is_possible(changed)]
    return tuple(found[:_HOW_MANY])


def _ideas(query: MetricQuery) -> list[tuple[str, dict[str, object] | None]]:
    given = query.model_dump()
    plain = {**given, "shows_change": False, "order": [], "limit": None, "limit_per": None}
    plain |= {"count_of": None, "having": [one for one in given["having"] if one["per"]]}
    ideas: list[tuple[str, dict[str, object] | None]] = []
    # The first ones of a list that get another split are others: what takes its place is said.
    instead = " instead" if query.limit or query.limit_per else ""
    is_plain = query.count_of is None and not query.sets and query.reach is None
    standing = all(METRICS[one].facts & STANDING for one in query.metrics)
    if not query.compare and not query.share and is_plain and not standing:
        ideas.append(
            (
                "compared with the previous period",
                {**given, "compare": Comparison(kind="previous").model_dump()},
            )
        )
    if not query.series and is_plain and not query.share and not standing:
        grain = "day" if query.time.days <= 31 else "week" if query.time.days <= 120 else "month"
        ideas.append((f"by {grain}{instead}", {**plain, "grain": grain}))
    if (
        "marketplace" not in query.columns
        and not any(one.field == "marketplace" for one in query.filters)
        and is_plain
    ):
        ideas.append(
            (
                f"by marketplace{instead}",
                {**plain, "dimensions": [*query.dimensions, "marketplace"]},
            )
        )
    if "product" not in query.columns and not query.series and is_plain:
        ideas.append((f"by product{instead}", {**plain, "dimensions": ["product"]}))
    ideas += [("what about last month", given), ("what about this year", given)]
    return ideas


def _is_possible(changed: dict[str, object] | None) -> bool:
    try:
        compile_query(MetricQuery.model_validate(changed), 0)
    except (QueryError, ValueError):
        return False
    return True
