"""Every statement: values apart from the text, the account beside every table."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from data.compiler import compile_query
from data.metrics import DIMENSIONS, METRICS
from data.query_model import MetricQuery, TimeRange

NASTY = "x'); DROP TABLE seller.orders; --"
TEXT = [name for name, one in DIMENSIONS.items() if one.kind == "text" and name != "marketplace"]
SALES_FIELDS = ["marketplace", "currency", "weekday", "hour", "product", "sku", "brand", "category",
                "parent", "fulfillment_channel", "order_status", "buyer", "order"]  # fmt: skip
PLAIN = ["marketplace", "currency", "product", "sku", "brand", "category", "parent"]
SALES = [name for name, one in METRICS.items() if one.facts == {"sales"}]
# What can be split by everything in PLAIN: all but what has no SKU, or no day.
ANY = [
    name
    for name, one in METRICS.items()
    if not one.facts & {"traffic", "control", "order_count", "payouts", "wasted", "held", "storage"}
]
LOOKS_BACK = {"stranded", "offers", "stock_average", "stock_value", "pace", "excess"}


@st.composite
def questions(draw: Any) -> MetricQuery:
    has_all = draw(st.booleans())
    metrics = draw(st.lists(st.sampled_from(ANY if has_all else SALES), min_size=1,
                            max_size=5, unique=True))  # fmt: skip
    fields = PLAIN if has_all else SALES_FIELDS
    splits = draw(st.lists(st.sampled_from(fields), max_size=3, unique=True))
    looks_back = any(METRICS[one].facts & LOOKS_BACK for one in metrics)
    grain = (
        None
        if looks_back
        else draw(st.sampled_from([None, "day", "week", "month", "quarter", "year"]))
    )
    texts = [one for one in TEXT if one in fields]
    filters = [
        {"field": name, "op": "~", "value": NASTY}
        for name in draw(st.lists(st.sampled_from(texts), max_size=2))
    ]
    additive = [one for one in metrics if METRICS[one].is_additive]
    return MetricQuery(
        metrics=metrics,
        dimensions=splits,
        grain=grain,
        filters=filters,
        time=TimeRange(start=date(2026, 3, 1), end=date(2026, 3, 9),
                       until=draw(st.sampled_from([None, time(9, 30)]))),
        compare=draw(st.sampled_from([None, {"kind": "previous"}])),
        share=additive[0] if additive and draw(st.booleans()) else None,
        order=[{"by": metrics[0]}] if draw(st.booleans()) else [],
        limit=draw(st.sampled_from([None, 5])),
        currency=draw(st.sampled_from([None, "EUR"])),
        having=[{"field": metrics[0], "op": ">", "value": 1}] if draw(st.booleans()) else [],
    )  # fmt: skip


@given(questions())
def test_no_value_stands_in_the_text(query) -> None:
    statement = compile_query(query, 4711)
    assert "4711" not in statement.sql
    assert "DROP" not in statement.sql
    assert "2026" not in statement.sql
    assert statement.values["account_id"] == 4711
    named = set(re.findall(r"(?<!:):([a-z_0-9]+)", statement.sql))
    assert named == set(statement.values)


@given(questions())
def test_every_table_is_read_for_one_account(query) -> None:
    sql = compile_query(query, 4711).sql
    tables = re.findall(r"\bseller\.\w+ (\w+)", sql)
    assert tables
    assert len(re.findall(r"\bseller\.\w+", sql)) == len(tables)
    accounts = re.findall(r"\b(\w+)\.account_id = :account_id", sql)
    # `f` may also be a table made of others, which name the account themselves.
    assert set(tables) <= set(accounts) <= {*tables, "f"}
    assert len(accounts) >= len(tables)


@given(questions())
def test_the_columns_are_those_of_the_question_in_order(query) -> None:
    columns = compile_query(query, 1).columns
    assert list(columns[: len(query.columns)]) == query.columns
    rest = columns[len(query.columns) :]
    assert list(rest[: len(query.metrics)]) == query.metrics
    assert len(set(columns)) == len(columns)


def test_equal_questions_are_equal_statements() -> None:
    query = MetricQuery(metrics=["revenue"], grain="day", time=TimeRange(
        start=date(2026, 3, 1), end=date(2026, 3, 9)))  # fmt: skip
    assert compile_query(query, 1).sql == compile_query(query, 2).sql
