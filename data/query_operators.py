"""Named operators of a metric query: averages per unit of time, counting, reaching a part, sets.

Each is a part of MetricQuery (data/query_model.py) and is compiled in data/compiler/operators.py.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.errors import QueryError


def _as_list(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


class Operator(BaseModel):
    """What all operators share: no unknown parts, and nothing changes once it is made."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Reach(Operator):
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


class Running(Operator):
    """Turn the figures of a series into running ones.

    `total`: all so far, from the first part of the range on. `mean`: the mean of the last `size`
    parts (days, weeks … of the series), this one included; the days before the range are read as
    well, and a part without a figure counts as 0.
    """

    kind: Literal["total", "mean"]
    size: Annotated[int, Field(ge=1, le=400)] = 1
