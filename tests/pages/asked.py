"""The same questions that a page asks, asked anew: the answers of `python -m data query`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from core.database import Role
from core.marketplaces import MARKETPLACES, Marketplace
from data.loaders import load_products
from data.metrics import METRICS
from data.query import run_query
from data.query_model import Comparison, Filter, MetricQuery, TimeRange
from data.reading import reading

Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What is chosen on a page, in plain values; `currency` is the one converted into."""

    account_id: int
    places: tuple[Marketplace, ...]
    start: date
    end: date
    now: datetime
    is_compared: bool = True
    currency: str | None = None
    product: str | None = None
    # What has been answered, by the question: a tile of each currency asks for the rows of all.
    # Only a test that writes nothing may have one.
    known: dict[str, list[Row]] | None = field(default=None, compare=False, repr=False)

    @property
    def currencies(self) -> list[str]:
        """The currencies on the page, in its order."""
        own = [place.currency for place in self.places]
        return [self.currency] if self.currency else list(dict.fromkeys(own))

    @property
    def period(self) -> TimeRange:
        """The days chosen; none of them is today."""
        return TimeRange(start=self.start, end=self.end)

    @property
    def this_moment(self) -> TimeRange:
        """The newest day that it is in any of the marketplaces, up to now."""
        last = max(self.now.astimezone(one.zone).replace(tzinfo=None) for one in self.places)
        return TimeRange(start=last.date(), end=last.date(), until=last.time())

    def query(
        self,
        metrics: Sequence[str],
        dimensions: Sequence[str] = (),
        *,
        time: TimeRange | None = None,
        compare: bool = False,
        **more: Any,
    ) -> MetricQuery:
        """Write the question."""
        places = [one.marketplace_id for one in self.places]
        filters = [Filter(field="marketplace", op="in", value=places)]
        if self.product:
            filters.append(Filter(field="product", value=self.product))
        return MetricQuery(
            metrics=list(metrics),
            dimensions=list(dimensions),
            filters=filters,
            time=time or self.period,
            compare=Comparison(kind="previous") if compare else None,
            currency=self.currency,
            **more,
        )

    def rows(self, *given: Any, **more: Any) -> list[Row]:
        """Ask, and return the answer as rows; see `query`."""
        query = self.query(*given, **more)
        if self.known is None:
            return self._answered(query)
        question = query.model_dump_json()
        if question not in self.known:
            self.known[question] = self._answered(query)
        return [dict(row) for row in self.known[question]]

    def _answered(self, query: MetricQuery) -> list[Row]:
        with reading(Role.WEB, self.account_id) as connection:
            answer = run_query(connection, self.account_id, query)
        return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]

    def of_first(self, *given: Any, **more: Any) -> list[Row]:
        """Return the rows in the first currency: that of a card whose switch nobody touched."""
        return [row for row in self.rows(*given, **more) if row["currency"] == self.currencies[0]]

    def by(self, key: str, *given: Any, **more: Any) -> dict[Any, Row]:
        """Return the rows by one of their columns."""
        return {row[key]: row for row in self.rows(*given, **more)}

    def total(self, metric: str, currency: str = "", **more: Any) -> Row:
        """Return the one row of a metric, in a currency where money is in it."""
        rows = self.rows([metric], **more)
        kept = [row for row in rows if not METRICS[metric].has_money or row["currency"] == currency]
        return kept[0] if kept else {metric: None}

    def as_paid(self) -> Asked:
        """The same without a currency to convert into and without a product."""
        return replace(self, currency=None, product=None)

    def unconverted(self) -> Asked:
        """The same without a currency to convert into."""
        return replace(self, currency=None)

    def at(self, place: Marketplace) -> Asked:
        """The same of one marketplace."""
        return replace(self, places=(place,))

    def title(self, asin: str | None) -> str:
        """What the page calls a product."""
        known = load_products(self.account_id).set_index("asin")["title"]
        found = known.get(asin)
        return found if isinstance(found, str) else str(asin)


def name_of(place: str) -> str:
    """Name a marketplace by its id."""
    return MARKETPLACES[place].name
