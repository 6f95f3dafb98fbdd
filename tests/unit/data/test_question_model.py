"""What a question may say, and what it hears when it makes no sense."""

from __future__ import annotations

import json
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from core.errors import QueryError
from core.settings import ROOT
from data.dimensions import DIMENSIONS
from data.metrics import METRICS
from data.query_model import Filter, MetricQuery, Share, TimeRange, marketplace_id_of, parse_query

DAYS = TimeRange(start=date(2026, 3, 1), end=date(2026, 3, 31))


def question(**parts) -> MetricQuery:
    return MetricQuery(**{"metrics": ["units"], "time": DAYS, **parts})


def sentence(**parts) -> str:
    with pytest.raises(QueryError) as raised:
        question(**parts)
    assert raised.value.sentence.count("\n") == 0
    return raised.value.sentence


def test_a_question_reads_the_same_from_python_and_from_json() -> None:
    one = question(
        grain="week", dimensions=["product"], compare={"kind": "previous"}, limit=3,
        filters=[{"field": "marketplace", "op": "in", "value": ["UK", "DE"]}],
        order=[{"by": "units_change", "dir": "asc"}],
        time=DAYS.model_copy(update={"until": time(9)}),
    )  # fmt: skip
    assert parse_query(one.model_dump_json()) == one


@pytest.mark.parametrize(
    ("given", "meant"),
    [("revenu", "revenue"), ("Sales", "revenue"), ("average order value", "aov"),
     ("stock", "stock_units"),
     ("canceled orders", "cancelled_orders"), ("unit", "units"), ("asp", "avg_selling_price")],
)  # fmt: skip
def test_an_unknown_metric_hears_what_was_perhaps_meant(given, meant) -> None:
    assert meant in sentence(metrics=[given])
    assert "did you mean" in sentence(metrics=[given])


def test_what_resembles_nothing_hears_what_there_is() -> None:
    assert "there are: revenue, revenue_ex_vat, units" in sentence(metrics=["zzzz"])
    told = sentence(dimensions=["zzzz"])
    assert all(name in told for name in DIMENSIONS)
    assert "did you mean product?" in sentence(dimensions=["asin"])


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"metrics": []}, "at least one metric"),
        ({"grain": "day", "dimensions": ["month"]}, "Choose one of day, month"),
        ({"filters": [{"field": "day", "value": "2026-03-01"}]}, "chosen by `time`"),
        ({"filters": [{"field": "brand", "op": "in", "value": "Red"}]}, "list of values"),
        ({"filters": [{"field": "brand", "op": "=", "value": ["Red"]}]}, "write `in`"),
        ({"filters": [{"field": "hour", "op": "~", "value": "1"}]}, "does not fit hour"),
        ({"filters": [{"field": "hour", "value": "ten"}]}, "needs a number"),
        ({"filters": [{"field": "brand", "value": 3}]}, "needs text"),
        ({"filters": [{"field": "brand", "value": "a\x00b"}]}, "cannot occur"),
        ({"filters": [{"field": "brand", "value": "\ud83d"}]}, "cannot occur"),
        ({"filters": [{"field": "hour", "value": 2**40}]}, "cannot occur"),
        ({"filters": [{"field": "colour", "value": "red"}]}, "no dimension 'colour'"),
        ({"order": [{"by": "revenue"}]}, "`order` names 'revenue'"),
        ({"order": [{"by": "units_before"}]}, "`order` names 'units_before'"),
        ({"having": [{"field": "revenue", "op": ">", "value": 1}]}, "`having` names"),
        ({"offset": 5}, "`offset` leaves rows out before `limit` counts"),
        ({"limit_per": "product", "limit": 1}, "`limit_per` names 'product'"),
        ({"limit_per": "product", "dimensions": ["product"]}, "how many of each"),
        ({"share": "revenue"}, "`share` names 'revenue'"),
        ({"metrics": ["aov"], "share": "aov"}, "does not add up"),
        ({"share": {"metric": "units", "within": ["brand"]}}, "`share.within` names"),
        ({"compare": {"kind": "custom"}}, "needs both"),
        ({"compare": {"kind": "previous", "start": DAYS.start, "end": DAYS.end}}, "needs both"),
        ({"compare": {"kind": "custom", "start": DAYS.end, "end": DAYS.start}}, "before it starts"),
        ({"compare": {"kind": "same_dates_last_year", "unit": "day"}}, "belongs to"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told_in_a_sentence(parts, told) -> None:
    assert told in sentence(**parts)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "not JSON"),
        ('{"metrics": ["units"]}', "lacks time"),
        ('{"metrics": ["units"], "time": {"start": "2026-03-01"}}', "lacks time.end"),
        ('{"metrics": ["units"], "time": {"start": "March", "end": "2026-03-01"}}', "time.start"),
        ('{"metrics": "units", "time": {"start": "2026-03-01", "end": "2026-03-01"}}', "metrics"),
        ('{"metrics": ["units"], "wehre": 1, "time": {"start": "2026-03-01", "end": "2026-03-01"}}',
         "no place for wehre"),
        ('{"metrics": ["units"], "limit": 0, "time": {"start": "2026-03-01", "end": "2026-03-01"}}',
         "limit"),
        ('{"metrics": [3], "time": {"start": "2026-03-01", "end": "2026-03-01"}}', "metrics.0"),
        ('{"limit": "3", "metrics": [], "time": {"start": "2026-03-01", "end": "2026-04-01"}}',
         "limit"),
        ('{"metrics": ["units"], "time": {"start": "0001-01-01", "end": "2026-03-01"}}',
         "ten years"),
    ],
)  # fmt: skip
def test_a_question_that_is_no_question_is_told_in_a_sentence(text, told) -> None:
    with pytest.raises(QueryError) as raised:
        parse_query(text)
    assert told in raised.value.sentence


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    | st.sampled_from(["units", "revenue", "day", "previous", "2026-03-01", "=", "in", "product"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["metrics", "dimensions", "time", "start", "end", "until", "filters",
                         "field", "op", "value", "compare", "kind", "share", "limit", "by"]),
        inner, max_size=5),
    max_leaves=12,
)  # fmt: skip


PARTS = ("dimensions", "filters", "having", "grain", "compare", "order", "limit", "limit_per",
         "share")  # fmt: skip
THINGS = st.fixed_dictionaries(
    {
        "metrics": JSON | st.just(["units"]),
        "time": JSON | st.just({"start": "2026-03-01", "end": "2026-03-02"}),
    },
    optional=dict.fromkeys(PARTS, JSON),
)


def _complaint(thing: object) -> str:
    try:
        parse_query(json.dumps(thing))
    except QueryError as error:
        return error.sentence
    return "None at all."


@given(THINGS)
@settings(max_examples=300)
def test_whatever_is_asked_is_a_question_or_hears_a_sentence(thing) -> None:
    told = _complaint(thing)
    assert told.endswith((".", "?"))
    assert "\n" not in told


def test_a_question_cannot_be_changed_once_asked() -> None:
    with pytest.raises(ValidationError):
        question().limit = 3  # type: ignore[misc]


@pytest.mark.parametrize("name", ["UK", "gb", "United Kingdom", "amazon.co.uk", "A1F83G8C2ARO7P"])
def test_a_marketplace_has_many_names(name) -> None:
    assert marketplace_id_of(name) == "A1F83G8C2ARO7P"
    assert Filter(field="marketplace", value=name).values == ["A1F83G8C2ARO7P"]


def test_an_unknown_marketplace_hears_near_ones() -> None:
    with pytest.raises(QueryError, match="A1PA6795UKMFR9"):
        marketplace_id_of("Germny")


def test_money_brings_its_currency_and_a_grain_its_column() -> None:
    assert question(metrics=["revenue"], grain="day", dimensions=["brand"]).columns == [
        "day", "brand", "currency",
    ]  # fmt: skip
    assert question(metrics=["revenue"], dimensions=["currency", "month"]).columns == [
        "currency", "month",
    ]  # fmt: skip
    assert question(dimensions=["brand", "brand"]).columns == ["brand"]


def test_a_bare_share_is_read_as_the_seller_means_it() -> None:
    brand = [{"field": "brand", "value": "Red"}]
    assert question(share="total", filters=brand).wanted_share == Share(
        metric="units", ignore=["brand"]
    )
    assert question(share="units", filters=brand, grain="month").wanted_share == Share(
        metric="units", within=["month"], ignore=["brand"]
    )
    split = question(share="units", filters=brand, dimensions=["product"])
    assert split.wanted_share == Share(metric="units")
    assert question(share="units", grain="month").wanted_share == Share(metric="units")
    series = question(share="units", grain="month", dimensions=["marketplace"])
    assert series.wanted_share == Share(metric="units", within=["month"])


def test_every_reference_question_can_be_written_down() -> None:
    """The neutral meanings of the development questions fit into the shape of a question."""
    path = ROOT / "tests" / "ask_questions" / "questions.dev.jsonl"
    names = {"hour_of_day": "hour"}
    written = 0
    for line in path.read_text().splitlines():
        meaning = json.loads(line)["meaning"]
        if meaning is None:
            continue
        if any(one["field"] == "keyword.ad_orders" for one in meaning["having"]):
            # Spend on keywords without an order is a metric of its own.
            meaning |= {"metrics": ["wasted_spend"], "having": []}
        assert set(meaning["metrics"]) <= set(METRICS), line
        dimensions = [names.get(one, one) for one in meaning["dimensions"]]
        assert set(dimensions) <= set(DIMENSIONS), line
        grain = meaning["grain"]
        question(
            metrics=meaning["metrics"],
            dimensions=[one for one in dimensions if one != grain],
            grain=grain,
            order=meaning["order"] or [],
            limit=meaning["limit"],
            limit_per=meaning["limit_per"],
            share=meaning["share_of"],
            compare={"kind": "previous"} if meaning["comparison"] else None,
            filters=[
                one | {"op": one["op"]}
                for one in meaning["filters"]
                if one["field"] != "order_status"
            ],
            having=[_having(one) for one in meaning["having"]],
        )
        written += 1
    assert written >= 30


def _having(one: dict) -> dict:
    field = one["field"].replace("_change_pct", "_change_share")
    per, _, metric = field.rpartition(".")
    return {"field": metric, "op": one["op"], "value": one["value"], "per": per or None}
