"""Named operators of a metric query: shares, sets, reaching a part, running figures.

Each is a part of MetricQuery (data/query_model.py) and is compiled in data/compiler/.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from core.errors import QueryError
from data.metric import Metric
from data.metrics import DIMENSIONS, METRICS
from data.query_parts import Filter, Part, TimeRange, as_list
from data.query_words import look_up


class Share(Part):
    """Add `<metric>_share`: each result's part (0 to 1) of a total.

    The total is taken within each value of the dimensions `within`, with the filters on
    `ignore` left out. Money is divided by money of the same currency.
    """

    metric: str
    within: list[str] = Field(default_factory=list)
    ignore: list[str] = Field(default_factory=list)


class InSet(Part):
    """Keep only values of a dimension that have (`is_in`) a figure above 0 elsewhere, or have not.

    "Sells in the US but not in Germany": filter on the US, and a set with the filter on Germany
    and `is_in` false. `time` is the query's own where it is not named.
    """

    dimension: str
    metric: str = "units"
    filters: Annotated[list[Filter], BeforeValidator(as_list)] = Field(default_factory=list)
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


class Reach(Part):
    """Keep the largest results that together make up `share` (0 to 1) of all of them.

    The result that carries the sum past that part is the last one. Each currency reaches it on
    its own, and so does each value of a series.
    """

    metric: str
    share: Annotated[Decimal, Field(gt=0, lt=1)]

    @model_validator(mode="before")
    @classmethod
    def _exact(cls, given: Any) -> Any:
        """A share that JSON writes as 0.8 is that decimal, not the nearest binary number."""
        if isinstance(given, dict) and isinstance(given.get("share"), int | float | str):
            try:
                return {**given, "share": Decimal(str(given["share"]))}
            except ArithmeticError:
                raise QueryError("`reach.share` is a part between 0 and 1.") from None
        return given


class Running(Part):
    """Turn the figures of a series into running ones.

    `total`: all so far, from the first part of the range on. `mean`: the mean of the last `size`
    parts (days, weeks … of the series), this one included; the days before the range are read as
    well, and a part without a figure counts as 0.
    """

    kind: Literal["total", "mean"]
    size: Annotated[int, Field(ge=1, le=400)] = 1
