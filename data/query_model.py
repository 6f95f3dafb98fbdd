"""The one shape of a question: which metrics, split how, filtered how, over which days."""

from __future__ import annotations

import difflib
from datetime import date, time
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from core.errors import QueryError
from data.metrics import DIMENSIONS, METRICS

Grain = Literal["day", "week", "month"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TimeRange(_Part):
    """Days of the marketplace, both included; `until` cuts the last day at that local time."""

    start: date
    end: date
    until: time | None = None

    @model_validator(mode="after")
    def _in_order(self) -> TimeRange:
        if self.end < self.start:
            raise ValueError("the range ends before it starts")
        if (self.end - self.start).days > 4000:
            raise ValueError("the range is longer than ten years")
        return self

    @property
    def days(self) -> int:
        """How many days, both ends included."""
        return (self.end - self.start).days + 1


class Filter(_Part):
    """Keep only the rows whose field fits; `~` means contains."""

    field: str
    op: Literal["=", "!=", "in", "not in", "~"] = "="
    value: Any

    @field_validator("field")
    @classmethod
    def _known(cls, value: str) -> str:
        return _check(value, DIMENSIONS, "field")

    @model_validator(mode="after")
    def _fits(self) -> Filter:
        if self.op in ("in", "not in") and not isinstance(self.value, list | tuple):
            raise ValueError(f"{self.op} needs a list of values")
        if self.field in ("day", "week", "month"):
            raise ValueError("days are chosen by `time`, not by a filter")
        return self


class Having(_Part):
    """Keep only the results whose metric fits."""

    metric: str
    op: Literal["=", "!=", ">", ">=", "<", "<="]
    value: float


class Order(_Part):
    """Sort the results by a column."""

    by: str
    descending: bool = True


class LimitPer(_Part):
    """Keep the first `limit` results of each value of a dimension."""

    dimension: str
    limit: int


class Comparison(_Part):
    """A second range beside the first."""

    kind: Literal["previous", "same_weekdays_last_year", "same_dates_last_year", "custom"]
    start: date | None = None
    end: date | None = None

    @model_validator(mode="after")
    def _complete(self) -> Comparison:
        if self.kind == "custom" and (self.start is None or self.end is None):
            raise ValueError("a custom comparison needs start and end")
        return self


class MetricQuery(_Part):
    """One question to the metrics."""

    metrics: list[str]
    dimensions: list[str] = []
    filters: list[Filter] = []
    having: list[Having] = []
    time: TimeRange
    grain: Grain | None = None
    compare: Comparison | None = None
    order: list[Order] = []
    limit: int | None = None
    limit_per: LimitPer | None = None
    share: str | None = None

    @field_validator("metrics")
    @classmethod
    def _known_metrics(cls, value: list[str]) -> list[str]:
        if not value:
            raise ValueError("name at least one metric")
        return [_check(one, METRICS, "metric") for one in dict.fromkeys(value)]

    @field_validator("dimensions")
    @classmethod
    def _known_dimensions(cls, value: list[str]) -> list[str]:
        return [_check(one, DIMENSIONS, "dimension") for one in dict.fromkeys(value)]

    @property
    def columns(self) -> list[str]:
        """The columns that rows are split by, in order; money adds the currency."""
        names = [*self.dimensions]
        if self.grain and self.grain not in names:
            names.insert(0, self.grain)
        if any(METRICS[one].is_money for one in self.metrics) and "currency" not in names:
            names.append("currency")
        return names


def _check(name: str, known: dict[str, Any], what: str) -> str:
    if name in known:
        return name
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5) or list(known)
    raise ValueError(f"there is no {what} {name!r}; did you mean {', '.join(near)}?")


def parse_query(text: str) -> MetricQuery:
    """Read a query from JSON. Raises QueryError with a sentence that says what is wrong."""
    try:
        return MetricQuery.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the query"
        message = str(first["msg"]).removeprefix("Value error, ").rstrip(".")
        raise QueryError(f"The question is not right at {place}: {message}.") from None
