"""How a figure came about: its formula with the numbers of now, and the rows behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from core.database import Role
from core.errors import QueryError
from data.loaders import load_exact
from data.measures import MEASURES, STANDING, Fact
from data.metric import Metric, Term
from data.metrics import METRICS, plain_metric
from data.query_model import MetricQuery

Figure = Decimal | int | None

# How rows behind a figure are split, from fine to coarse; the first that all parts know is used.
_SPLITS: tuple[tuple[str, ...], ...] = (
    ("day", "order", "product", "sku"),
    ("day", "ad_product", "campaign"),
    ("day", "marketplace", "expense_category"),
    ("day", "marketplace", "product", "sku"),
    ("day", "marketplace", "product"),
    ("day", "marketplace"),
    ("campaign", "keyword"),
    ("marketplace", "product", "sku"),
    ("marketplace", "product"),
    ("marketplace",),
)
# What is not the sum of its days: a keyword may bring on one day what it did not on another.
_NOT_BY_DAY: frozenset[Fact] = STANDING | {"wasted"}


@dataclass(frozen=True)
class PartOfFigure:
    """One sum of a formula: its sign, what it is in words, its value now."""

    sign: int
    measure: str
    words: str
    value: Figure


@dataclass(frozen=True)
class Explanation:
    """A figure in one currency ("" where there is none) and the sums it is made of.

    The parts of `top` add up, with their signs, to `total`; a ratio divides that (times
    `factor`) by `divisor`, the sum of the parts of `bottom`.
    """

    metric: Metric
    currency: str
    value: Figure
    top: tuple[PartOfFigure, ...]
    bottom: tuple[PartOfFigure, ...]

    @property
    def total(self) -> Figure:
        """The parts above the line, added up; None when one is unknown."""
        return _sum(self.top)

    @property
    def divisor(self) -> Figure:
        """The parts below the line, added up; None when one is unknown or there are none."""
        return _sum(self.bottom) if self.bottom else None

    @property
    def factor(self) -> int:
        """What the sum above the line is multiplied by."""
        return self.metric.factor


def _sum(parts: tuple[PartOfFigure, ...]) -> Figure:
    values = [part.value for part in parts]
    if any(value is None for value in values):
        return None
    return sum(
        (part.sign * part.value for part in parts if part.value is not None), start=Decimal(0)
    )


def load_explanation(
    account_id: int, metric: str, query: MetricQuery, role: Role = Role.WEB
) -> list[Explanation]:
    """Explain a metric for the days, filters and currency of a query, once per currency.

    The parts come from the same statement as the figure, so they are of one moment. What
    the query splits, orders and compares by is left out.
    """
    one = METRICS[metric]
    names = dict.fromkeys(plain_metric(measure) for measure in one.measures)
    asked = _bare(query, [metric, *(name for name in names if name != metric)])
    frame = load_exact(account_id, asked, role).frame
    return [
        Explanation(
            one,
            str(row.get("currency") or ""),
            row[metric],
            tuple(_parts(one.top_terms, row)),
            tuple(_parts(one.bottom_terms, row)),
        )
        for row in frame.to_dict("records")
    ]


def _parts(terms: tuple[Term, ...], row: dict[object, object]) -> Iterator[PartOfFigure]:
    for sign, measure in terms:
        value = row[plain_metric(measure)]
        assert value is None or isinstance(value, Decimal | int)
        yield PartOfFigure(sign, measure, MEASURES[measure].words, value)


def _bare(query: MetricQuery, metrics: list[str], dimensions: tuple[str, ...] = ()) -> MetricQuery:
    return MetricQuery(
        metrics=metrics,
        dimensions=list(dimensions),
        filters=query.filters,
        time=query.time,
        currency=query.currency,
    )


def load_rows_behind(
    account_id: int, metric: str, query: MetricQuery, role: Role = Role.WEB
) -> pd.DataFrame:
    """Return the finest rows that the parts of a figure are known by, exact.

    Columns: the dimensions (`day`, `order`, `product` … as far as the figure knows them),
    `currency` where there is money, and one column for each part of the formula. The columns
    of parts that add up, add up to the parts of `load_explanation`. Rows in which every part
    is 0 or unknown are left out.
    """
    names = list(dict.fromkeys(plain_metric(measure) for measure in METRICS[metric].measures))
    by_day = not METRICS[metric].facts & _NOT_BY_DAY
    for split in _SPLITS:
        if "day" in split and not by_day:
            continue
        try:
            frame = load_exact(account_id, _bare(query, names, split), role).frame
        except QueryError:
            continue
        has_something = frame[names].map(bool).any(axis=1)
        return frame[has_something].reset_index(drop=True)
    return pd.DataFrame(columns=names)
