"""From a query back to the slots of a question: nothing of it gets lost, or nothing goes on."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ask.from_query import built_from, draft_of
from ask.model import ModelContext, _checked
from ask.model_mask import Masked
from ask.parse.draft import AskBack
from ask.parse.setting import Setting
from core.errors import QueryError
from data.compiler import compile_query
from data.metrics import DIMENSIONS, METRICS
from data.query_model import MetricQuery, parse_query
from tests.support.asking.questions import DEV, FIRST, SECOND, questions_of
from tests.unit.ask.account import TODAY, WORDS, conversation, parsed, query

SETTING = Setting(1, TODAY, WORDS, "EUR")


def _queries() -> list[MetricQuery]:
    """The queries of all questions that the small account can answer."""
    questions = [one for name in (DEV, FIRST, SECOND) for one in questions_of(name, TODAY)]
    built = [parsed(one.words).built for one in questions if one.parent is None]
    return [one.query for one in built if one is not None]


def test_what_was_read_of_a_question_is_read_back_from_its_query() -> None:
    """The query stays as it is; most can be gone on from, and those say the same query again."""
    queries, lost = _queries(), []
    assert len(queries) > 100
    for one in queries:
        built, draft = built_from(one, SETTING)
        assert built.query.metrics == one.metrics
        if draft is None:
            lost.append(one)
            assert built.query == one
        else:
            assert draft == draft_of(one, TODAY)
            assert built.query.columns == one.columns
            assert built.query.filters == one.filters
            assert built.query.having == one.having
            assert built.query.order == one.order
            assert built.query.limit == one.limit
            assert built.query.compare == one.compare
            assert built.query.time == one.time
    assert len(lost) < len(queries) / 8, lost


@pytest.mark.parametrize(
    "question",
    [
        "units in germany last month", "top 5 products by revenue this year", "acos by campaign last month",
        "revenue last month compared with the month before", "stock by product", "profit by brand last month",
    ],
)  # fmt: skip
def test_a_follow_up_goes_on_from_a_query_as_from_its_question(question: str) -> None:
    _, draft = built_from(query(question), SETTING)
    for further in ("what about last week", "by marketplace", "only kettlefen"):
        if draft is None:
            pytest.fail(f"{question} cannot be gone on from")
        found = parsed(further, previous=draft).built
        whole = parsed(further, previous=parsed(question).built.draft).built  # type: ignore[union-attr]
        assert (found is None) == (whole is None), further
        if found is not None and whole is not None:
            assert found.query == whole.query, further


def test_a_currency_that_was_left_open_is_that_of_every_question() -> None:
    plain = query("revenue last month")
    assert plain.currency == "EUR"
    built, _ = built_from(plain.model_copy(update={"currency": None}), SETTING)
    assert built.query.currency == "EUR"
    in_germany = query("revenue in germany last month")
    assert built_from(in_germany, SETTING)[0].currency == "EUR"


def test_a_marketplace_without_sales_is_asked_about() -> None:
    france = {"metrics": ["units"], "filters": [{"field": "marketplace", "value": "FR"}]}
    days = {"time": {"start": "2026-10-01", "end": "2026-10-31"}}
    with pytest.raises(AskBack, match="You do not sell in France"):
        built_from(parse_query(json.dumps(france | days)), SETTING)


def test_a_conversation_still_reads_the_same() -> None:
    assert conversation("units last month", "only germany", "by week").grain == "week"


_NAMES = st.sampled_from([*METRICS, *DIMENSIONS, "value_1", "password", "", "revenue_change"])
_SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), _NAMES,
    st.dates(date(2020, 1, 1), date(2027, 1, 1)).map(date.isoformat),
)  # fmt: skip
_ANY = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(_NAMES, inner, max_size=3)
    ),
    max_leaves=6,
)
_TIME = st.fixed_dictionaries(
    {"start": st.just("2026-10-01"), "end": st.sampled_from(["2026-10-31", "2026-11-27", "x"])}
)
_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "metrics": st.lists(st.sampled_from(list(METRICS)), min_size=1, max_size=2),
    "time": _TIME,
}
_MORE: dict[str, st.SearchStrategy[Any]] = {
    "dimensions": st.lists(st.sampled_from(list(DIMENSIONS)), max_size=2),
    "filters": st.lists(
        st.fixed_dictionaries(
            {"field": st.sampled_from(list(DIMENSIONS)), "value": _SCALARS},
            optional={"op": st.sampled_from(["=", "!=", "in", "not in", "~"])},
        ),
        max_size=2,
    ),
    "having": st.lists(
        st.fixed_dictionaries(
            {"field": st.sampled_from(list(METRICS)), "op": st.sampled_from([">", "<", "="]),
             "value": st.one_of(st.floats(), st.integers(), _SCALARS)}
        ),
        max_size=2,
    ),
    "order": st.lists(st.fixed_dictionaries({"by": _NAMES}), max_size=2),
    "limit": st.one_of(st.integers(), _SCALARS),
    "limit_per": _ANY, "share": _ANY, "compare": _ANY, "average": _ANY, "reach": _ANY,
    "grain": st.sampled_from(["day", "week", "month", "hour", None]),
    "count_of": _NAMES, "sets": _ANY, "zone": _ANY, "currency": _ANY, "anything": _ANY,
}  # fmt: skip


@given(st.fixed_dictionaries(_FIELDS, optional=_MORE))
def test_no_query_of_a_model_makes_it_fail(told: dict[str, Any]) -> None:
    """Whatever a model fills in is computed, or refused in a sentence."""
    try:
        filled = parse_query(json.dumps(told))
        checked = _checked("revenue of x in october", filled, Masked(), ModelContext(SETTING))
    except QueryError:
        return
    assert checked.query is not None
    with suppress(QueryError, AskBack):
        built_from(checked.query, SETTING)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "9" * 400, "1e-400"])
def test_a_number_that_is_none_is_refused_or_kept(number: str) -> None:
    told = (
        '{"metrics": ["units"], "dimensions": ["product"],'
        ' "time": {"start": "2026-10-01", "end": "2026-10-31"},'
        f' "having": [{{"field": "units", "op": ">", "value": {number}}}]}}'
    )
    with suppress(QueryError, AskBack):
        query = parse_query(json.dumps(json.loads(told)))
        compile_query(query, 1)
        built_from(query, SETTING)
