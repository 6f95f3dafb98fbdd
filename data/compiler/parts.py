"""The parts of a statement: each fact aggregates its tables over one range to the common grain."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.errors import QueryError
from data.compiler.facts import (
    ads,
    control,
    costs,
    expenses,
    money,
    pace,
    sales,
    stock,
    traffic,
    vat,
)
from data.compiler.parameters import Parameters
from data.compiler.select import Part, Scope, Side
from data.metrics import MEASURES

# What is known to the second. Amazon tells visits and advertising by the day of the marketplace,
# and money, stock and expenses are kept by it; what is made of any of them has no other days.
KNOWN_BY_INSTANT = frozenset({"sales"})
Writer = Callable[[Scope, Side, list[str], Parameters], list[Part]]

# Every fact of data/measures.py and who writes its parts.
_WRITERS: dict[str, Writer] = {
    "sales": sales.sales_parts,
    "stock": stock.stock_parts,
    "ads": ads.ads_parts,
    "wasted": ads.wasted_parts,
    "traffic": traffic.traffic_parts,
    "control": control.control_parts,
    "order_count": control.order_count_parts,
    "money": money.money_parts,
    "order_refunds": money.order_refunds_parts,
    "returns": money.returns_parts,
    "costs": costs.costs_parts,
    "vat": vat.vat_parts,
    "expenses": expenses.expenses_parts,
    "ages": stock.ages_parts,
    "excess": stock.excess_parts,
    "stranded": stock.stranded_parts,
    "stock_days": stock.stock_days_parts,
    "stock_average": stock.stock_average_parts,
    "stock_value": stock.stock_value_parts,
    "pace": pace.pace_parts,
    "offers": stock.offers_parts,
    "payouts": money.payouts_parts,
    "proceeds": money.proceeds_parts,
    "held": money.held_parts,
    "storage": money.storage_parts,
}


def parts_of(
    scope: Scope, side: Side, measures: Sequence[str], parameters: Parameters
) -> list[Part]:
    """Write the parts that give the measures over one range.

    Raises QueryError when a fact does not know a dimension of the scope, or days of a time zone
    that is not the marketplace's.
    """
    parts = []
    for fact, write in _WRITERS.items():
        wanted = [name for name in measures if MEASURES[name].fact == fact]
        if wanted and scope.zone is not None and fact not in KNOWN_BY_INSTANT:
            names = ", ".join(MEASURES[name].words for name in wanted)
            raise QueryError(
                f"In one time zone only sales can be counted, as every order has its instant. "
                f"This is known by the marketplace's own day: {names}. Ask without `zone`."
            )
        if wanted:
            parts += write(scope, side, wanted, parameters)
    return parts
