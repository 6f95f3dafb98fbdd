"""Questions in everyday words, and the query that each becomes."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from ask.parse.echo import echo_of
from core.settings import ROOT
from data.periods import days_in_words
from tests.unit.ask.account import DE, NAMES, TODAY, UK, US, conversation, parsed, query

EXAMPLES = ROOT / "tests" / "ask_questions" / "questions.dev.jsonl"
FILLED = {"brand": "Kettlefen", "sku": "KE-CND-LAV", "product": "yoga mat", "campaign": "x"}
DEV = [json.loads(line) for line in EXAMPLES.read_text(encoding="utf-8").splitlines()]
FIVE_DAYS = (
    date(2026, 3, 31), date(2028, 2, 29), date(2026, 1, 1), date(2026, 6, 15), date(2026, 10, 25),
)  # fmt: skip
# What the neutral file calls differently from the catalogue.
CALLED = {"hour_of_day": "hour"}
# Read in another figure that is the same thing here.
READ_AS = {"q015": ["cancelled_orders"], "q054": ["active_skus"], "q077": ["wasted_spend"]}


def filled(question: str) -> str:
    for name, value in FILLED.items():
        question = question.replace(f"{{{name}}}", value)
    return question


@pytest.mark.parametrize("today", FIVE_DAYS, ids=str)
@pytest.mark.parametrize("row", DEV, ids=lambda row: row["id"])
def test_every_example_is_read_as_it_is_meant(row: dict[str, Any], today: date) -> None:
    parent = next((one for one in DEV if one["id"] == row["parent"]), None)
    before = parsed(filled(parent["question"]), today).built if parent else None
    found = parsed(filled(row["question"]), today, before.draft if before else None)
    if row["expected"] != "answer":
        assert found.status in ("refuse", "clarify")
        return
    assert found.built is not None, found.message
    asked, meaning = found.built.query, row["meaning"]
    accepted = meaning.get("accept", row.get("accept", {})) or {}
    metrics = READ_AS.get(row["id"], meaning["metrics"])
    assert asked.metrics == metrics or set(asked.metrics) <= set(accepted.get("metrics", ()))
    splits = [CALLED.get(one, one) for one in meaning["dimensions"]]
    assert sorted(one for one in asked.columns if one != "currency") == sorted(splits)
    assert (asked.compare is not None) == (meaning["comparison"] is not None)
    assert days_in_words(asked.time.end, asked.time.end) in echo_of(found.built)
    if not found.built.period.is_moment:
        assert days_in_words(asked.time.start, asked.time.end) in echo_of(found.built)


@pytest.mark.parametrize(
    ("question", "slots"),
    [
        ("top 5 products by revenue last month", {"metrics": ["revenue"], "limit": 5}),
        ("which campaign has the lowest acos this month", {"metrics": ["acos"], "limit": 1}),
        ("3 best selling brands this year", {"metrics": ["units"], "limit": 3}),
        ("average daily orders last month", {"metrics": ["orders"], "average": "day"}),
        ("average orders per week this year", {"metrics": ["orders"], "average": "week"}),
        ("revenue by week last quarter", {"grain": "week"}),
        ("how many days had no sales last month", {"count_of": "day", "grain": "day"}),
        ("ad spend in usd yesterday", {"currency": "USD"}),
        ("how many products are out of stock", {"count_of": "product"}),
        ("sales trend last 12 weeks", {"metrics": ["revenue"], "grain": "week"}),
        ("what is our conversion rate by campaign last month", {"metrics": ["ad_conversion_rate"]}),
        ("sales by campaign last month", {"metrics": ["ad_sales"], "dimensions": ["campaign"]}),
        ("refunds as % of sales by marketplace this year", {"metrics": ["refund_amount_rate"]}),
        ("what percentage of revenue went to amazon fees last quarter", {"metrics": ["fee_rate"]}),
        ("clicks per impression last week", {"metrics": ["ctr"]}),
        ("revenue last month in US dollars", {"currency": "USD", "filters": []}),
        ("daily revenue last week", {"grain": "day", "metrics": ["revenue"]}),
        (
            "biggest 5 orders last month",
            {"dimensions": ["order"], "metrics": ["revenue"], "limit": 5},
        ),
        ("exact match keywords with roas below 2 last week", {"dimensions": ["keyword"]}),
        ("aged stock over 180 days", {"metrics": ["aged_units"], "grain": None, "having": []}),
        ("how many different products did we sell yesterday", {"metrics": ["products_sold"]}),
        (
            "10 search terms with the most clicks last month",
            {"limit": 10, "dimensions": ["search_term"]},
        ),
        (
            "revenue, units and profit by month this year",
            {"metrics": ["revenue", "units", "profit"]},
        ),
        ("stock by week over the last 3 months", {"metrics": ["stock_units"], "grain": "week"}),
    ],
)
def test_a_question_fills_its_slots(question: str, slots: dict[str, Any]) -> None:
    found = query(question)
    assert {name: getattr(found, name) for name in slots} == slots


def kept(question: str) -> list[tuple[str, str, float]]:
    return [(one.field, one.op, float(one.value)) for one in query(question).having]


@pytest.mark.parametrize(
    ("question", "having"),
    [
        ("campaigns with acos above 30% last month", [("acos", ">", 0.3)]),
        ("campaigns with an acos over 30 last month", [("acos", ">", 0.3)]),
        ("products with at least 100 units last month", [("units", ">=", 100)]),
        ("keywords with no clicks last week", [("clicks", "=", 0)]),
        ("products with 10 or more units last week", [("units", ">=", 10)]),
        ("which products dropped by more than 20% vs last month", [("revenue_change_share", "<", -0.2)]),
        ("which products grew in units last month", [("units_change", ">", 0)]),
        ("how many orders had more than 3 units last week", [("units", ">", 3)]),
        ("skus with no more than 5 units sold last month in the UK", [("units", "<=", 5)]),
        ("orders with just one unit last week", [("units", "=", 1)]),
        ("products with less than 2 weeks of cover", [("days_of_cover", "<", 14)]),
        ("campaigns with acos between 20% and 30% last month", [("acos", ">=", 0.2), ("acos", "<=", 0.3)]),
        ("top 3 skus by revenue increase last month vs previous month", [("revenue_change", ">", 0)]),
        ("orders over €100 last week", [("revenue", ">", 100)]),
        ("which products did not sell last month", [("units", "=", 0), ("active_offers", ">", 0)]),
    ],
)  # fmt: skip
def test_conditions_are_kept_with_their_sign(question: str, having: list[Any]) -> None:
    assert kept(question) == having


def test_an_amount_for_an_order_is_in_a_currency_that_is_said() -> None:
    assert query("orders over 100 euros last week").currency == "EUR"
    found = parsed("how many orders were worth more than 50 pounds last week").built
    assert found is not None
    assert found.query.currency == "GBP"
    assert "in GBP" in echo_of(found)


def test_what_holds_for_an_order_is_looked_at_before_orders_are_counted() -> None:
    assert query("how many orders had more than 3 units last week").having[0].per == "order"


def filters(question: str) -> list[tuple[str, str, Any]]:
    return [(one.field, one.op, one.value) for one in query(question).filters]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("revenue in germany last month", [("marketplace", "=", DE)]),
        ("revenue in the US last month", [("marketplace", "=", US)]),
        ("kettlefen revenue last month", [("brand", "=", "Kettlefen")]),
        ("revenue of the brand marlow & pine last month", [("brand", "=", "Marlow & Pine")]),
        ("revenue without germany last month", [("marketplace", "!=", DE)]),
        ("units except kettlefen last month", [("brand", "!=", "Kettlefen")]),
        ("units of coffee mugs last month", [("product", "~", "coffee mug")]),
        ("units of KE-CND-LAV last week", [("sku", "=", "KE-CND-LAV")]),
        ("spend of SP | Keywords | Dog bed last week", [("campaign", "=", "SP | Keywords | Dog bed")]),
        ("fba orders last week", [("fulfillment_channel", "=", "AFN")]),
        ("revenue on weekends last month", [("weekday", "in", [6, 7])]),
        ("revenue in germany and the uk last month", [("marketplace", "in", [DE, UK])]),
    ],
)  # fmt: skip
def test_names_of_the_account_become_filters(question: str, wanted: list[Any]) -> None:
    assert filters(question) == wanted


def test_us_is_a_country_only_in_capitals_or_with_its_article() -> None:
    assert filters("how many orders did they give us last month") == []


def test_what_sells_here_but_not_there_is_a_set() -> None:
    found = query("which products sell in the US but not in Germany")
    assert [(one.field, one.value) for one in found.filters] == [("marketplace", US)]
    (without,) = found.sets
    assert (without.is_in, without.filters[0].value) == (False, DE)


def test_what_sells_only_there_sells_nowhere_else() -> None:
    (elsewhere,) = query("products that sell in germany only").sets
    assert (elsewhere.is_in, elsewhere.filters[0].op, elsewhere.filters[0].value) == (
        False,
        "!=",
        DE,
    )


def test_what_was_sold_in_these_days_and_not_in_those_is_a_set_as_well() -> None:
    found = query("items sold this month but not last month")
    assert found.dimensions == ["product"]
    (before,) = found.sets
    assert before.time is not None
    assert (before.is_in, str(before.time.start)) == (False, "2026-10-01")


def test_a_share_of_all_marketplaces_is_in_one_currency() -> None:
    assert query("germany's share of revenue by month this year").currency == "EUR"


def test_a_part_of_the_whole_is_reached_and_counted() -> None:
    found = query("how many products make up 80% of revenue this year")
    assert found.reach is not None
    assert (float(found.reach.share), found.count_of) == (0.8, "product")


def test_a_share_is_of_everything_but_the_filter_itself() -> None:
    share = query("what share of revenue in germany is kettlefen this year").wanted_share
    assert share is not None
    assert share.ignore == ["brand"]


def test_the_best_acos_is_the_lowest_and_the_top_acos_is_asked_about() -> None:
    assert query("best campaigns by acos last month").order[0].dir == "asc"
    assert parsed("top campaigns by acos last month").status == "clarify"


def test_each_group_has_its_own_first_ones() -> None:
    found = query("top 2 products in each marketplace by units last month")
    assert found.per_group == ("marketplace", 2)
    assert found.limit is None


def test_money_is_in_the_accounts_currency_or_in_that_of_the_one_marketplace() -> None:
    assert query("revenue last month").currency == "EUR"
    assert query("revenue in the uk last month").currency is None
    assert "in GBP" in echo_of(parsed("revenue in the uk last month").built)


def test_this_month_against_the_last_one_has_the_same_days_of_both() -> None:
    found = query("revenue this month vs last month")
    assert found.compare is not None
    assert (found.compare.kind, found.compare.unit) == ("previous", "month")


def test_days_that_were_not_named_are_said() -> None:
    said = echo_of(parsed("which products are losing money?").built)
    assert "last 30 days" in said
    assert "28 Oct – 26 Nov 2026" in said


@pytest.mark.parametrize(
    ("questions", "slots"),
    [
        (("revenue by marketplace last quarter", "and by week?"), {"grain": "week", "dimensions": ["marketplace"]}),
        (("revenue last quarter", "what about units?"), {"metrics": ["units"]}),
        (("revenue last quarter", "and units?"), {"metrics": ["revenue", "units"]}),
        (("top products last month", "only the top 3"), {"limit": 3, "dimensions": ["product"]}),
        (("acos last month", "by campaign", "by day instead"), {"grain": "day", "metrics": ["acos"]}),
        (("revenue by brand last month", "by product instead"), {"dimensions": ["product"]}),
        (("revenue in germany last month", "everywhere"), {"filters": []}),
        (("profit this year", "same for last year"), {"compare": None}),
        (("top 10 products by units last month", "by revenue instead", "just the 3 worst"), {"limit": 3, "metrics": ["revenue"]}),
    ],
)  # fmt: skip
def test_a_follow_up_changes_the_question_before_it(
    questions: tuple[str, ...], slots: dict[str, Any]
) -> None:
    found = conversation(*questions)
    assert {name: getattr(found, name) for name in slots} == slots


def test_a_follow_up_changes_the_place_and_another_one_the_year() -> None:
    found = conversation(
        "revenue in germany last month", "what about the uk?", "and the year before?"
    )
    assert [one.value for one in found.filters] == [UK]
    assert str(found.time.start) == "2025-10-01"


def test_a_whole_new_question_forgets_the_one_before() -> None:
    found = conversation("revenue in germany last month", "how many orders yesterday")
    assert (found.filters, found.metrics) == ([], ["orders"])


def test_every_name_of_the_account_can_be_asked_for() -> None:
    for one in NAMES:
        if one.field in ("brand", "category", "sku", "campaign"):
            assert [
                (x.field, x.value) for x in query(f"clicks of {one.value} on 3 march").filters
            ] or (one.field == "sku")


def test_today_is_a_value_and_not_the_machines_clock() -> None:
    assert query("orders today").time.start == TODAY
