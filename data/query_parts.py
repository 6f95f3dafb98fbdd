"""The parts of a metric query: its days, what is kept, how it is sorted, cut and compared."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from core.errors import QueryError
from core.marketplaces import MARKETPLACES
from data.metrics import DIMENSIONS
from data.query_words import look_up, near_words

Grain = Literal["day", "week", "month", "quarter", "year"]
# How far back a period before lies is counted in one of these.
Unit = Grain
Scalar = str | int | None
Comparator = Literal["=", "!=", "<", "<=", ">", ">="]

# A longer range than this is a slip of the pen, and a series over it no chart.
_LONGEST_DAYS = 4000
# Days outside of these are slips of the pen as well (and would run off the calendar).
_FIRST_YEAR, _LAST_YEAR = 1950, 2200
# No result is longer than this; larger numbers do not fit the database's integers.
MOST_ROWS = 10_000_000
_LARGEST_NUMBER = 1_000_000


def as_list(value: Any) -> Any:
    """Make a tuple a list, as JSON would; anything else stays as it is."""
    return list(value) if isinstance(value, tuple) else value


class Part(BaseModel):
    """What all parts share: no unknown ones inside, and nothing changes once it is made."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class TimeRange(Part):
    """Days of the marketplace, both included; `until` cuts the last day at that local time.

    With `until_zone` that is the time in one zone, so that all marketplaces are cut at one instant.
    """

    start: date
    end: date
    until: time | None = None
    until_zone: str | None = None

    @model_validator(mode="after")
    def _in_order(self) -> TimeRange:
        if self.end < self.start:
            raise QueryError(f"The range ends ({self.end}) before it starts ({self.start}).")
        if self.days > _LONGEST_DAYS:
            raise QueryError("The range is longer than ten years.")
        _check_years(self.start, self.end)
        if self.until is not None and self.until.tzinfo is not None:
            raise QueryError("`until` is a time of the marketplace's day, without a time zone.")
        if self.until_zone is not None and not is_zone(self.until_zone):
            raise QueryError(f"There is no time zone {self.until_zone!r}.")
        return self

    @property
    def days(self) -> int:
        """How many days, both ends included."""
        return (self.end - self.start).days + 1


class Filter(Part):
    """Keep only what fits. `~` means contains; for a product it looks at title and ASIN."""

    field: str
    op: Literal["=", "!=", "in", "not in", "~"] = "="
    value: Scalar | Annotated[list[Scalar], BeforeValidator(as_list)]

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


class Having(Part):
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


class Order(Part):
    """Sort by a dimension or a figure; unknown values come last."""

    by: str
    dir: Literal["asc", "desc"] = "desc"


class LimitPer(Part):
    """Keep the first `limit` results within each value of a dimension."""

    dimension: str
    limit: int = Field(ge=1, le=MOST_ROWS)


class Comparison(Part):
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


def _check_years(*days: date) -> None:
    if not all(_FIRST_YEAR <= day.year <= _LAST_YEAR for day in days):
        raise QueryError(f"The days must lie between {_FIRST_YEAR} and {_LAST_YEAR}.")


def _can_be_stored(value: Scalar) -> bool:
    """Whether the database could hold such a value: no null characters, no halves of emoji."""
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= one <= "\udfff" for one in value)
    return value is None or abs(value) <= _LARGEST_NUMBER


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(one for one in available_timezones() if "/" in one or one == "UTC")


def is_zone(name: str) -> bool:
    """Whether a name is a time zone's of the IANA database, such as Europe/Berlin or UTC."""
    return name in _zones()
