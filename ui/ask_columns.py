"""The rows of an answer as a table: what its columns are called, and how they are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from ask.answer import Answer
from ask.parse.echo import value_words
from data.loaders import load_products
from data.metrics import DIMENSIONS, METRICS
from ui.tables import change_column, count_column, money_column

TITLE = "product_title"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DATES = {"month": "MMM YYYY", "year": "YYYY"}
# The unit of a column of free SQL: it is what its values are.
_FREE = "free"
# What the query adds to a metric's name, the longest first: words, and the unit if it is another.
_ENDS = (
    ("_change_share", "{}, change in %", "change"),
    ("_change", "{}, change", ""),
    ("_before", "{}, before", ""),
    ("_share", "{}, share", "share"),
)


@dataclass(frozen=True)
class Column:
    """One column: its name in the rows, its heading, and what it holds.

    `unit` is a metric's unit, "change" (a part of 1), or "" for a split such as a brand.
    """

    name: str
    label: str
    unit: str = ""
    is_whole: bool = True


def titles_of(account_id: int) -> dict[str, str]:
    """Return what each product of an account is called, by ASIN."""
    products = load_products(account_id)
    return dict(zip(products["asin"], products["title"], strict=True))


def columns_of(answer: Answer) -> list[Column]:
    """Return the columns of an answer in their order. Those of free SQL have no unit."""
    if answer.query is None:
        return [Column(one, one, _FREE) for one in unique_names(answer.columns)]
    return [_column(one) for one in answer.columns]


def unique_names(columns: Sequence[str]) -> list[str]:
    """Tell columns of the same name apart, as free SQL may have them: `units`, `units (2)`."""
    names: list[str] = []
    for one in columns:
        number = 2
        name = one
        while name in names:
            name, number = f"{one} ({number})", number + 1
        names.append(name)
    return names


def _column(name: str) -> Column:
    if name in METRICS:
        metric = METRICS[name]
        return Column(name, metric.name, metric.unit, metric.is_whole)
    if name in DIMENSIONS:
        return Column(name, DIMENSIONS[name].name)
    earlier = DIMENSIONS.get(name.removesuffix("_before"))
    if earlier is not None:
        return Column(name, f"{earlier.name} before")
    for end, words, unit in _ENDS:
        metric_or_none = METRICS.get(name.removesuffix(end)) if name.endswith(end) else None
        if metric_or_none is not None:
            label = words.format(metric_or_none.name)
            return Column(name, label, unit or metric_or_none.unit, metric_or_none.is_whole)
    counted = DIMENSIONS.get(name.removesuffix("_count"))
    if counted is not None:
        return Column(name, f"Number of {counted.name.lower()}s", "count")
    return Column(name, name.replace("_", " "))


def exact_frame(answer: Answer, titles: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows for a file: exact to the last digit, headings in words.

    A heading names the currency where there is one; else a column does.
    """
    frame = _with_titles(answer, titles)
    money = f" ({answer.currency})" if answer.currency else ""
    names = {
        one.name: f"{one.label}{money if one.unit == 'money' else ''}" for one in columns_of(answer)
    }
    return frame.rename(columns={**names, TITLE: "Title"})


def shown_frame(answer: Answer, titles: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows for the screen: floats, percentages as 0 to 100, names for people."""
    frame = _with_titles(answer, titles)
    for one in columns_of(answer):
        frame[one.name] = [_shown(one, value) for value in frame[one.name]]
    return frame


def layouts_of(answer: Answer, frame: pd.DataFrame) -> dict[str, Any]:
    """Return how Streamlit shall write each column of `shown_frame`."""
    layouts: dict[str, Any] = {}
    for one in columns_of(answer):
        if one.unit == _FREE:
            layouts[one.name] = _layout_of_values(one.label, frame[one.name])
        elif one.name == "product" and TITLE in frame:
            layouts[TITLE] = st.column_config.TextColumn("Product", width="medium")
        else:
            layouts[one.name] = _layout(one, answer)
    # Behind the figures: on a phone there is room for a name and a figure.
    if TITLE in layouts:
        layouts["product"] = st.column_config.TextColumn("ASIN")
    return layouts


def _layout_of_values(label: str, values: Iterable[Any]) -> Any:
    known = [one for one in values if one is not None]
    if known and all(isinstance(one, float) for one in known):
        return st.column_config.NumberColumn(label)
    return st.column_config.TextColumn(label)


def _with_titles(answer: Answer, titles: Mapping[str, str]) -> pd.DataFrame:
    """Make the frame; beside an ASIN stands what the product is called."""
    names = [one.name for one in columns_of(answer)]
    frame = pd.DataFrame(list(answer.rows), columns=names, dtype=object)
    if answer.query is not None and "product" in names:
        titled = [titles.get(str(asin)) for asin in frame["product"]]
        frame.insert(names.index("product") + 1, TITLE, titled)
    return frame


def _shown(column: Column, value: Any) -> Any:
    if value is None or isinstance(value, date):
        return value
    if column.unit == _FREE:
        is_number = isinstance(value, Decimal | int | float) and not isinstance(value, bool)
        return float(value) if is_number else str(value)
    if column.name == "weekday" and isinstance(value, int):
        return _DAYS[value - 1]
    if not column.unit:
        return value_words(column.name, value)
    number = float(value)
    return number * 100 if column.unit in ("share", "change") else number


def _layout(column: Column, answer: Answer) -> Any:
    if column.unit == "money" and answer.currency:
        return money_column(column.label, answer.currency)
    if column.unit == "share":
        return st.column_config.NumberColumn(column.label, format="%,.1f%%")
    if column.unit == "change":
        return change_column(column.label)
    if column.unit == "count" and column.is_whole and not _has_parts(answer, column.name):
        return count_column(column.label)
    if column.unit:
        return st.column_config.NumberColumn(column.label, format="%,.2f")
    split = column.name.removesuffix("_before")
    if split in DIMENSIONS and DIMENSIONS[split].kind == "date":
        layout = _DATES.get(split, "D MMM YYYY")
        return st.column_config.DateColumn(column.label, format=layout)
    return st.column_config.TextColumn(column.label)


def _has_parts(answer: Answer, name: str) -> bool:
    """Whether a count has decimals, as an average has."""
    place = list(answer.columns).index(name)
    values = (row[place] for row in answer.rows)
    return any(isinstance(one, Decimal) and one != one.to_integral_value() for one in values)
