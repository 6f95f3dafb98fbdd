"""The one shape of a question: which metrics, split how, filtered how, over which days."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from core.errors import QueryError
from core.marketplaces import MARKETPLACES
from data.metrics import DIMENSIONS, GRAINS, METRICS
from data.query_operators import InSet, Reach, Running, Share
from data.query_parts import (
    MOST_ROWS,
    Comparator,
    Comparison,
    Filter,
    Grain,
    Having,
    LimitPer,
    Order,
    Part,
    Scalar,
    TimeRange,
    Unit,
    as_list,
    is_zone,
    marketplace_id_of,
)
from data.query_words import check_column, look_up, near_words, sentence_of

__all__ = [
    "CURRENCIES",
    "Comparator",
    "Comparison",
    "Filter",
    "Grain",
    "Having",
    "InSet",
    "LimitPer",
    "MetricQuery",
    "Order",
    "Scalar",
    "Share",
    "TimeRange",
    "Unit",
    "is_zone",
    "marketplace_id_of",
    "parse_query",
]

# The currencies that Amazon pays in, by their codes.
CURRENCIES: dict[str, str] = {place.currency: place.currency for place in MARKETPLACES.values()}


class MetricQuery(Part):
    """One question to the metrics.

    `currency` converts every amount at the rate of its own day; without it, amounts stay in
    the currency they were paid in and each row names it. `zone` counts days and hours in one
    time zone for all marketplaces (`Europe/Berlin`); without it, each has its own. `offset` leaves
    so many rows out before `limit` counts. `shared_stock`
    is about stock that several marketplaces sell from, where rows are split by marketplace:
    `each` of them shows all of it; counted `once`, at the first of them, the rows add up.

    `average` divides each sum by how many days (weeks, months …) the range has, or each part of
    a series by its own; a unit that is not over counts as one, a day always as one.
    `count_of` names a column: instead of the rows the answer is how many different ones there
    are, within each value of the other splits, as `<column>_count`. `reach` keeps the largest
    results up to a part of the whole, `sets` those that also sell elsewhere or do not. `running`
    adds a series up as it goes, or takes the mean of its last parts.
    `shows_change` adds `<metric>_change` and `<metric>_change_share` to a comparison's columns.
    """

    metrics: Annotated[list[str], BeforeValidator(as_list)]
    dimensions: Annotated[list[str], BeforeValidator(as_list)] = Field(default_factory=list)
    filters: Annotated[list[Filter], BeforeValidator(as_list)] = Field(default_factory=list)
    having: Annotated[list[Having], BeforeValidator(as_list)] = Field(default_factory=list)
    time: TimeRange
    grain: Grain | None = None
    compare: Comparison | None = None
    order: Annotated[list[Order], BeforeValidator(as_list)] = Field(default_factory=list)
    limit: int | None = Field(default=None, ge=1, le=MOST_ROWS)
    offset: int | None = Field(default=None, ge=1, le=MOST_ROWS)
    limit_per: LimitPer | str | None = None
    share: Share | str | None = None
    currency: str | None = None
    zone: str | None = None
    average: Unit | None = None
    count_of: str | None = None
    reach: Reach | None = None
    running: Running | None = None
    sets: Annotated[list[InSet], BeforeValidator(as_list)] = Field(default_factory=list)
    shows_change: bool = False
    shared_stock: Literal["each", "once"] = "each"

    @model_validator(mode="after")
    def _makes_sense(self) -> MetricQuery:
        if self.zone is not None and not is_zone(self.zone):
            raise QueryError(
                f"There is no time zone {self.zone!r}. Write it as Europe/Berlin or UTC."
            )
        if self.currency is not None and self.currency not in CURRENCIES:
            raise QueryError(
                f"There is no currency {self.currency!r}{near_words(self.currency, CURRENCIES)}"
            )
        if not self.metrics:
            raise QueryError("Name at least one metric.")
        for name in self.metrics:
            look_up(name, METRICS, "metric")
        for name in self.dimensions:
            look_up(name, DIMENSIONS, "dimension")
        grains = {name for name in self.columns if name in GRAINS}
        if len(grains) > 1:
            raise QueryError(f"Choose one of {', '.join(sorted(grains))}: they are all days.")
        self._check_order_and_limits()
        self._check_share()
        self._check_operators()
        for one in self.having:
            known = METRICS if one.per else [name for name in self.figures if name]
            check_column(one.field, known, "`having`")
        return self

    def _check_order_and_limits(self) -> None:
        for one in self.order:
            check_column(one.by, [*self.columns, *self.figures], "`order`")
        if isinstance(self.limit_per, str) and self.limit is None:
            raise QueryError("`limit_per` names a dimension: `limit` says how many of each.")
        if self.offset is not None and (self.limit is None or self.limit_per is not None):
            raise QueryError("`offset` leaves rows out before `limit` counts, and has no groups.")
        if self.limit_per is not None:
            check_column(self.per_group[0], self.columns, "`limit_per`")

    def _check_share(self) -> None:
        share = self.wanted_share
        if share is None:
            return
        check_column(share.metric, self.metrics, "`share`")
        if not METRICS[share.metric].is_additive:
            raise QueryError(f"{share.metric} does not add up, so it has no share.")
        for name in share.within:
            check_column(name, self.columns, "`share.within`")
        for name in share.ignore:
            look_up(name, DIMENSIONS, "dimension")

    def _check_operators(self) -> None:
        if self.average is not None:
            for name in self.metrics:
                if METRICS[name].additivity not in ("additive", "orders"):
                    raise QueryError(f"{name} does not add up over days, so it has no average.")
            if self.series and GRAINS.index(self.average) > GRAINS.index(self.series):
                raise QueryError(f"A {self.series} has no average by {self.average}.")
        if self.count_of is not None:
            check_column(self.count_of, self.columns, "`count_of`")
        if self.reach is not None:
            check_column(self.reach.metric, self.metrics, "`reach`")
            if not METRICS[self.reach.metric].is_additive:
                raise QueryError(f"{self.reach.metric} does not add up, so no part can be reached.")
        if self.running is not None:
            self._check_running()
        for one in self.sets:
            check_column(one.dimension, self.columns, "`sets`")
        if self.shows_change and (self.compare is None or self.series):
            raise QueryError("`shows_change` needs a comparison, and no series.")

    def _check_running(self) -> None:
        if self.series is None:
            raise QueryError("`running` needs a series: by day, week, month, quarter or year.")
        if self.compare or self.share or self.average or self.count_of or self.reach:
            raise QueryError("`running` stands alone: no comparison, share, average or count.")
        for name in self.metrics:
            if METRICS[name].additivity not in ("additive", "orders"):
                raise QueryError(f"{name} does not add up over days, so it has no running figure.")

    @property
    def columns(self) -> list[str]:
        """The columns that results are split by, in order; money in a figure adds the currency."""
        names = list(dict.fromkeys(self.dimensions))
        if self.grain and self.grain not in names:
            names.insert(0, self.grain)
        if any(METRICS[one].has_money for one in self.metrics) and "currency" not in names:
            names.append("currency")
        return names

    @property
    def series(self) -> str | None:
        """The column that cuts time, if any."""
        return next((name for name in self.columns if name in GRAINS), None)

    @property
    def figures(self) -> list[str]:
        """Every figure that can be sorted by and kept by, the derived ones included."""
        names = list(dict.fromkeys(self.metrics))
        if self.compare is not None:
            ends = ("_before", "_change", "_change_share")
            names += [f"{one}{end}" for one in self.metrics for end in ends]
        share = self.wanted_share
        return [*names, f"{share.metric}_share"] if share else names

    @property
    def wanted_share(self) -> Share | None:
        """The share in full. A bare name is read as the seller means it.

        `revenue` or `total`: each result's part of them all. Without a split, the part that
        the filters leave of what there is without them. In a series, of each day apart.
        """
        if self.share is None or isinstance(self.share, Share):
            return self.share
        metric = self.metrics[0] if self.share == "total" else self.share
        splits = [name for name in self.columns if name not in GRAINS and name != "currency"]
        ignore = [] if splits else [one.field for one in self.filters]
        within = [self.series] if self.series and (splits or ignore) else []
        return Share(metric=metric, within=within, ignore=ignore)

    @property
    def per_group(self) -> tuple[str, int]:
        """The dimension of `limit_per` and how many results of each; ("", 0) without one."""
        if isinstance(self.limit_per, str):
            return self.limit_per, self.limit or 0
        return (self.limit_per.dimension, self.limit_per.limit) if self.limit_per else ("", 0)


def parse_query(text: str) -> MetricQuery:
    """Read a query from JSON. Raises QueryError with a sentence that says what is wrong."""
    try:
        return MetricQuery.model_validate_json(text)
    except ValidationError as error:
        raise QueryError(sentence_of(error)) from None
