"""The filters of a page as the beginning of a question: read from the address of page Ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ask.beginning import beginning
from ask.parse.draft import Compared, Draft
from ask.when.calendar import Period
from core.marketplaces import MARKETPLACES
from core.product_clock import get_clock
from data.periods import PERIODS, unit_of
from ui.context import choices_of, places_of
from ui.filters import Filters, read_filters
from ui.formats import joined
from ui.questions import comparison_of
from ui.ranges import range_of


def filters_from(
    account_id: int, parameters: Mapping[str, Sequence[str]]
) -> tuple[Filters, list[str]]:
    """Read a page's filters; what the account does not have is left out and said in a sentence."""
    return read_filters(parameters, choices_of(account_id, get_clock().now()))


def start_of(account_id: int, filters: Filters) -> Draft:
    """Return what a question begins with; days are those of the first marketplace chosen."""
    places = [one for one in places_of(account_id) if _is_chosen(filters, one.country_code)]
    now = get_clock().now()
    period = None
    if places:
        time = range_of(filters, places[0], now)
        unit = unit_of(filters.period) or "day"
        period = Period(time.start, time.end, unit, is_cut=time.until is not None)
    compare = comparison_of(filters)
    return beginning(
        period,
        Compared(compare.kind, compare.unit, compare.start, compare.end) if compare else None,
        [
            ("marketplace", [one.marketplace_id for one in places] if filters.markets else []),
            ("product", filters.products),
            ("brand", filters.brands),
        ],
        filters.currency if filters.is_converted else None,
    )


def _is_chosen(filters: Filters, country_code: str) -> bool:
    return not filters.markets or country_code in filters.markets


def words_of(filters: Filters) -> str:
    """Say which filters a conversation begins with: `Last 30 days · Germany · Acme`."""
    own = {one.country_code: one.name for one in MARKETPLACES.values()}
    parts = [PERIODS[filters.period]]
    if filters.markets:
        parts.append(joined(own[one] for one in filters.markets))
    parts += [joined(some) for some in (filters.products, filters.brands) if some]
    return " · ".join(parts)
