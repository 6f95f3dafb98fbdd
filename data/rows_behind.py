"""The rows behind a figure, as fine as its parts are known."""

from __future__ import annotations

import pandas as pd

from core.database import Role
from core.errors import QueryError
from data.loaders import load_exact
from data.measures import STANDING, Fact
from data.metrics import METRICS, metric_of_term
from data.query_model import MetricQuery

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


def load_rows_behind(
    account_id: int, metric: str, query: MetricQuery, role: Role = Role.WEB
) -> pd.DataFrame:
    """Return the finest rows that the parts of a figure are known by, exact.

    Columns: the dimensions (`day`, `order`, `product` … as far as the figure knows them),
    `currency` where there is money, and one column for each part of the formula. The columns
    of parts that add up, add up to the terms of `load_formula`: stock that several marketplaces
    sell from stands at the first of them. Rows in which every part is 0
    or unknown are left out.
    """
    terms = [metric_of_term(measure) for measure in METRICS[metric].measures]
    names = list(dict.fromkeys(name for name in terms if name is not None))
    by_day = not METRICS[metric].facts & _NOT_BY_DAY
    for split in _SPLITS:
        if "day" in split and not by_day:
            continue
        try:
            frame = load_exact(account_id, _split(query, names, split), role).frame
        except QueryError:
            continue
        has_something = frame[names].map(bool).any(axis=1)
        return frame[has_something].reset_index(drop=True)
    return pd.DataFrame(columns=names)


def _split(query: MetricQuery, metrics: list[str], dimensions: tuple[str, ...]) -> MetricQuery:
    return MetricQuery(
        metrics=metrics,
        dimensions=list(dimensions),
        filters=query.filters,
        time=query.time,
        currency=query.currency,
        zone=query.zone,
        shared_stock="once",
    )
