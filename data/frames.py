"""Answers as frames: exact ones, and ones for charts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from data.dimensions import DIMENSIONS
from data.freshness import Freshness
from data.notes import RateUsed
from data.query import Answer, metric_of
from data.query_model import TimeRange
from data.whole import Gap


@dataclass(frozen=True)
class QueryResult:
    """The answer as a frame, and what it was made from."""

    frame: pd.DataFrame
    freshness: Freshness
    sql: str
    values: dict[str, Any]
    range: TimeRange
    before_range: TimeRange | None
    notes: tuple[str, ...] = ()
    rates: tuple[RateUsed, ...] = ()
    gaps: Mapping[str, Gap] = field(default_factory=dict)
    incomplete: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """The frame's columns in order."""
        return [str(name) for name in self.frame.columns]


def frame_of(answer: Answer) -> pd.DataFrame:
    """Make a frame for charts: figures as float64, days as timestamps, words as text."""
    series = {}
    for index, name in enumerate(answer.columns):
        values = [row[index] for row in answer.rows]
        series[name] = _series(name, values)
    return pd.DataFrame(series, columns=answer.columns)


def _series(name: str, values: list[Any]) -> pd.Series:
    if metric_of(name) is not None:
        numbers = [float("nan") if one is None else float(one) for one in values]
        return pd.Series(numbers, dtype="float64")
    dimension = DIMENSIONS[name.removesuffix("_before")]
    if dimension.kind == "date":
        return pd.Series(pd.to_datetime(pd.Series(values, dtype="object")))
    if dimension.kind == "number":
        return pd.Series(values, dtype="int64")
    return pd.Series(values, dtype="str")


def exact_frame_of(answer: Answer) -> pd.DataFrame:
    """Make a frame that holds the rows as they are, decimals included."""
    return pd.DataFrame(answer.rows, columns=answer.columns, dtype=object)
