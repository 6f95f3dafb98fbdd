"""The one shape of a question: which metrics, split how, filtered how, over which days."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from core.errors import QueryError
from core.marketplaces import MARKETPLACES
from data.metric import Metric
from data.metrics import DIMENSIONS, GRAINS, METRICS
from data.query_operators import Reach, Running
from data.query_words import check_column, look_up, near_words, sentence_of

Grain = Literal["day", "week", "month", "quarter", "year"]
# How far back a period before lies is counted in one of these.
Unit = Grain
Scalar = str | int | None
# The currencies that Amazon pays in, by their codes.
CURRENCIES: dict[str, str] = {place.currency: place.currency for place in MARKETPLACES.values()}
Comparator = Literal["=", "!=", "<", "<=", ">", ">="]

# A longer range than this is a slip of the pen, and a series over it no chart.
_LONGEST_DAYS = 4000
# Days outside of these are slips of the pen as well (and would run off the calendar).
_FIRST_YEAR, _LAST_YEAR = 1950, 2200
# No result is longer than this; larger numbers do not fit the database's integers.
_MOST_ROWS = 10_000_000
_LARGEST_NUMBER = 1_000_000


def _as_list(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class TimeRange(_Part):
    """Days of the marketplace, both included; `until` cuts the last day at that local time."""

    start: date
    end: date
    until: time | None = None

    @model_validator(mode="after")
    def _in_order(self) -> TimeRange:
        if self.end < self.start:
            raise QueryError(f"The range ends ({self.end}) before it starts ({self.start}).")
        if self.days > _LONGEST_DAYS:
            raise QueryError("The range is longer than ten years.")
        _check_years(self.start, self.end)
        if self.until is not None and self.until.tzinfo is not None:
            raise QueryError("`until` is a time of the marketplace's day, without a time zone.")
        return self

    @property
    def days(self) -> int:
        """How many days, both ends included."""
        return (self.end - self.start).days + 1


class Filter(_Part):
    """Keep only what fits. `~` means contains; for a product it looks at title and ASIN."""

    field: str
    op: Literal["=", "!=", "in", "not in", "~"] = "="
    value: Scalar | Annotated[list[Scalar], BeforeValidator(_as_list)]

    @model_validator(mode="after")
    def _makes_sense(self) -> Filter:
        dimension = look_up(self.field, DIMENSIONS, "dimension")
        if dimension.is_grain:
            raise QueryError("Days are chosen by `time`, not by a filter.")
        if (self.op in ("in", "not in")) != isinstance(self.value, list):
            raise QueryError(
                f"The filter on {self.field} needs a list of values for `{self.op}`."
                if self.op in ("in", "not in")
                else f"The filter on {self.field} has a list of values: write `in` or `not in`."
            )
        if self.op == "~" and (dimension.kind != "text" or not isinstance(self.value, str)):
            raise QueryError(f"`~` looks for words: it does not fit {self.field}.")
        for value in self.values:
            if value is not None and isinstance(value, int) != (dimension.kind == "number"):
                kind = "a number" if dimension.kind == "number" else "text"
                raise QueryError(f"The filter on {self.field} needs {kind}, not {value!r}.")
            if not _can_be_stored(value):
                raise QueryError(f"The filter on {self.field} has a value that cannot occur.")
        return self

    @property
    def values(self) -> list[Scalar]:
        """The values in Amazon's own terms: a marketplace by its id, whatever it was called."""
        given = self.value if isinstance(self.value, list) else [self.value]
        if self.field != "marketplace" or self.op == "~":
            return given
        return [None if one is None else marketplace_id_of(str(one)) for one in given]


class Having(_Part):
    """Keep only results whose figure fits.

    `field` is a metric of the query; with a comparison also `<metric>_before`,
    `<metric>_change` and `<metric>_change_share` (-0.2 = a fifth less); with a share
    `<metric>_share`. `per: "order"` looks at single orders before anything is added up.
    """

    field: str
    op: Comparator
    value: int | float | Decimal
    per: Literal["order"] | None = None

    @model_validator(mode="after")
    def _is_a_number(self) -> Having:
        if not Decimal(self.value).is_finite():
            raise QueryError(f"The condition on {self.field} needs a number.")
        return self


class Order(_Part):
    """Sort by a dimension or a figure; unknown values come last."""

    by: str
    dir: Literal["asc", "desc"] = "desc"


class LimitPer(_Part):
    """Keep the first `limit` results within each value of a dimension."""

    dimension: str
    limit: int = Field(ge=1, le=_MOST_ROWS)


class Comparison(_Part):
    """A second range beside the first.

    `previous`: the same number of days before; a month, or a month so far, is compared with
    the month before. `unit` says it outright: so many weeks, months, quarters or years back.
    """

    kind: Literal["previous", "same_weekdays_last_year", "same_dates_last_year", "custom"]
    unit: Unit | None = None
    start: date | None = None
    end: date | None = None

    @model_validator(mode="after")
    def _complete(self) -> Comparison:
        is_custom = self.kind == "custom"
        if is_custom != (self.start is not None) or is_custom != (self.end is not None):
            raise QueryError(
                "`start` and `end` belong to the comparison `custom`, which needs both."
            )
        if self.start and self.end and self.end < self.start:
            raise QueryError("The comparison ends before it starts.")
        if self.start and self.end:
            _check_years(self.start, self.end)
        if self.unit is not None and self.kind != "previous":
            raise QueryError("`unit` belongs to the comparison `previous`.")
        return self


class Share(_Part):
    """Add `<metric>_share`: each result's part (0 to 1) of a total.

    The total is taken within each value of the dimensions `within`, with the filters on
    `ignore` left out. Money is divided by money of the same currency.
    """

    metric: str
    within: list[str] = []
    ignore: list[str] = []


class InSet(_Part):
    """Keep only values of a dimension that have (`is_in`) a figure above 0 elsewhere, or have not.

    "Sells in the US but not in Germany": filter on the US, and a set with the filter on Germany
    and `is_in` false. `time` is the query's own where it is not named.
    """

    dimension: str
    metric: str = "units"
    filters: Annotated[list[Filter], BeforeValidator(_as_list)] = []
    time: TimeRange | None = None
    is_in: bool = True

    @model_validator(mode="after")
    def _makes_sense(self) -> InSet:
        if look_up(self.dimension, DIMENSIONS, "dimension").is_grain:
            raise QueryError("A set is made of products, campaigns and the like, not of days.")
        metric: Metric = look_up(self.metric, METRICS, "metric")
        if metric.is_money or metric.bottom:
            raise QueryError(f"A set looks at what can be counted, not at {self.metric}.")
        return self


class MetricQuery(_Part):
    """One question to the metrics.

    `currency` converts every amount at the rate of its own day; without it, amounts stay in
    the currency they were paid in and each row names it. `zone` counts days and hours in one
    time zone for all marketplaces (`Europe/Berlin`); without it, each has its own. `shared_stock`
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

    metrics: Annotated[list[str], BeforeValidator(_as_list)]
    dimensions: Annotated[list[str], BeforeValidator(_as_list)] = []
    filters: Annotated[list[Filter], BeforeValidator(_as_list)] = []
    having: Annotated[list[Having], BeforeValidator(_as_list)] = []
    time: TimeRange
    grain: Grain | None = None
    compare: Comparison | None = None
    order: Annotated[list[Order], BeforeValidator(_as_list)] = []
    limit: int | None = Field(default=None, ge=1, le=_MOST_ROWS)
    limit_per: LimitPer | str | None = None
    share: Share | str | None = None
    currency: str | None = None
    zone: str | None = None
    average: Unit | None = None
    count_of: str | None = None
    reach: Reach | None = None
    running: Running | None = None
    sets: Annotated[list[InSet], BeforeValidator(_as_list)] = []
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


def marketplace_id_of(name: str) -> str:
    """Find a marketplace by id, country code, name or sales channel (`UK`, `Amazon.de`).

    Raises QueryError with near matches when there is none.
    """
    if name in MARKETPLACES:
        return name
    names: dict[str, str] = {"uk": "A1F83G8C2ARO7P", "usa": "ATVPDKIKX0DER"}
    for one in MARKETPLACES.values():
        for word in (one.marketplace_id, one.country_code, one.name, one.sales_channel):
            names[word.lower()] = one.marketplace_id
    found = names.get(name.strip().lower())
    if found is None:
        raise QueryError(f"There is no marketplace {name!r}{near_words(name, names)}")
    return found


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(one for one in available_timezones() if "/" in one or one == "UTC")


def is_zone(name: str) -> bool:
    """Whether a name is a time zone's of the IANA database, such as Europe/Berlin or UTC."""
    return name in _zones()


def _check_years(*days: date) -> None:
    if not all(_FIRST_YEAR <= day.year <= _LAST_YEAR for day in days):
        raise QueryError(f"The days must lie between {_FIRST_YEAR} and {_LAST_YEAR}.")


def _can_be_stored(value: Scalar) -> bool:
    """Whether the database could hold such a value: no null characters, no halves of emoji."""
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= one <= "\udfff" for one in value)
    return value is None or abs(value) <= _LARGEST_NUMBER
