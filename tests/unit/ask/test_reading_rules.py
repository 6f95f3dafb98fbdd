"""Ways of asking that were once read wrongly: each claim is one rule, tried on its neighbours."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ask.parse.echo import echo_of
from tests.unit.ask.account import DE, UK, US, conversation, parsed, query


def days_of(question: str, today: date = date(2026, 11, 27)) -> tuple[str, str]:
    time = query(question, today).time
    return str(time.start), str(time.end)


def before_of(question: str) -> tuple[str, str]:
    compare = query(question).compare
    assert compare is not None
    return str(compare.start), str(compare.end)


@pytest.mark.parametrize(
    "question", ["units of all time", "total orders all time", "sales since we started"]
)
def test_all_time_begins_with_the_first_sale(question: str) -> None:
    assert days_of(question) == ("2025-01-15", "2026-11-27")


def test_what_never_sold_did_not_sell_in_all_time() -> None:
    assert days_of("which skus have never sold")[0] == "2025-01-15"


def test_the_most_and_the_least_profitable_are_ranked_and_none_is_left_out() -> None:
    for word, direction in (("most", "desc"), ("least", "asc")):
        found = query(f"{word} profitable skus last month")
        assert (found.order[0].by, found.order[0].dir, found.having) == ("profit", direction, [])


@pytest.mark.parametrize(
    "question",
    [
        "difference in profit between september and october",
        "compare profit between october and september",
        "how did profit change from september to october",
        "change in profit from september to october",
    ],
)
def test_a_difference_between_two_months_compares_them(question: str) -> None:
    found = query(question)
    assert days_of(question) == ("2026-10-01", "2026-10-31")
    assert found.compare is not None


def test_a_range_is_still_one_where_nothing_is_compared() -> None:
    assert days_of("revenue between september and october") == ("2026-09-01", "2026-10-31")
    assert query("units from september to october").compare is None


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("how many refunds did we have last week", "refund_units"),
        ("how much did we refund last week", "refund_amount"),
        ("number of refunds last month", "refund_units"),
        ("active skus by marketplace", "active_skus"),
        ("active listings", "active_offers"),
        ("what does advertisement cost last week", "ad_spend"),
        ("cost of campaigns last week", "ad_spend"),
        ("how much of our revenue goes into ads last month", "tacos"),
        ("how profitable was kettlefen in october", "profit"),
    ],
)
def test_a_word_means_the_figure_that_its_neighbours_fit(question: str, metric: str) -> None:
    assert metric in query(question).metrics


@pytest.mark.parametrize(
    "question",
    [
        "how many sales did we make yesterday",
        "products over 1000 euros last month",
        "products sold in germany and the uk last month",
        "units of kettlefen and of KE-CND-LAV last month",
        "revenue last month and stock by brand",
        "units between yesterday and",
        "7 day moving average of acos last month",
        "top 3 products per week by marketplace last month",
    ],
)
def test_what_can_be_meant_in_two_ways_is_asked_about(question: str) -> None:
    assert parsed(question).status == "clarify"


def test_cheaper_than_is_about_the_price() -> None:
    (kept,) = query("products cheaper than 15 euros last month").having
    assert (kept.field, kept.op, kept.value) == ("avg_selling_price", "<", 15)


@pytest.mark.parametrize(
    ("question", "dimensions"),
    [
        ("FBA orders vs FBM orders last month", ["fulfillment_channel"]),
        ("us vs uk revenue last month", ["marketplace"]),
        ("brand shares of units last month", ["brand"]),
        ("fee breakdown last month", ["fee_type"]),
        ("hourly orders yesterday", ["hour"]),
        ("revenue of kettlefen products last month", []),
        ("which kettlefen products had revenue last month", ["product"]),
        ("revenue by hour and kettlefen last month", ["hour"]),
    ],
)
def test_rows_are_split_as_they_were_asked_for(question: str, dimensions: list[str]) -> None:
    assert query(question).dimensions == dimensions


def test_us_beside_a_country_is_one() -> None:
    (place,) = query("us vs uk revenue last month").filters
    assert place.value == [US, UK]


def test_what_is_falling_is_kept_where_a_list_is_asked_for() -> None:
    (kept,) = query("products with falling sales last month").having
    assert (kept.field, kept.op) == ("revenue_change", "<")
    assert query("revenue growth by marketplace last month").having == []


def test_a_part_of_a_month_is_compared_with_that_part_of_the_month_before() -> None:
    compare = query("which categories grew most this month").compare
    assert compare is not None
    assert compare.unit == "month"


def test_stock_at_the_end_of_a_month_is_compared_with_the_end_of_the_month_before() -> None:
    question = "how did the stock of kettlefen change last month"
    assert days_of(question) == ("2026-10-31", "2026-10-31")
    assert before_of(question) == ("2026-09-30", "2026-09-30")


def test_sold_only_there_is_not_sold_elsewhere_wherever_only_stands() -> None:
    for question in ("products only sold in germany", "products sold only in germany"):
        (elsewhere,) = query(f"{question} last month").sets
        assert (elsewhere.is_in, elsewhere.filters[0].value) == (False, DE)


@pytest.mark.parametrize(
    "question",
    [
        "products sold last week but not the week before",
        "skus with sales last week but none the week before",
    ],
)
def test_but_not_the_week_before_is_a_set_and_no_comparison(question: str) -> None:
    found = query(question)
    (before,) = found.sets
    assert before.time is not None
    assert (before.is_in, str(before.time.start), found.compare) == (False, "2026-11-09", None)


def test_the_first_of_each_week_are_of_each_week() -> None:
    found = query("top product per week over the last 4 weeks by revenue")
    assert (found.per_group, found.limit) == (("week", 1), None)
    assert query("which week had the most orders this year").limit == 1


def test_weeks_of_stock_are_days_of_cover() -> None:
    (kept,) = query("products with less than 2 weeks of stock").having
    assert (kept.field, kept.value) == ("days_of_cover", 14)


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("orders since the 1st", ("2026-11-01", "2026-11-27")),
        ("revenue since the start of the quarter", ("2026-10-01", "2026-11-27")),
        ("revenue since the beginning of the year", ("2026-01-01", "2026-11-27")),
    ],
)
def test_since_takes_a_day_of_this_month_and_the_start_of_a_unit(
    question: str, days: tuple[str, str]
) -> None:
    assert days_of(question) == days


def test_more_than_the_week_before_is_a_comparison() -> None:
    found = query("did we sell more units last week than the week before")
    assert (found.metrics, found.compare is not None, found.having) == (["units"], True, [])


def test_percent_beside_a_change_is_the_change() -> None:
    found = query("by how many percent did revenue change last month")
    assert (found.share, found.compare is not None) == (None, True)


def test_running_figures_are_of_a_series_and_said() -> None:
    found = query("7 day moving average of units over the last 30 days")
    assert found.running is not None
    assert (found.running.kind, found.running.size, found.grain) == ("mean", 7, "day")
    told = echo_of(parsed("running total of revenue this month").built)
    assert "running total of Revenue" in told


def test_a_comparison_that_holds_today_says_that_the_day_is_not_over() -> None:
    told = echo_of(parsed("revenue this month vs last month").built)
    assert "Today is not over yet" in told
    assert "not over" not in echo_of(parsed("revenue last month vs the month before").built)


@pytest.mark.parametrize(
    ("questions", "slots"),
    [
        (("top 5 products by revenue last month", "make it 20"), {"limit": 20}),
        (("acos by campaign last month", "only those above 30%"), {"dimensions": ["campaign"]}),
        (("ad spend last month", "as a share of revenue"), {"metrics": ["tacos"]}),
        (("top 5 products by revenue last month", "by category instead"), {"dimensions": ["category"]}),
    ],
)  # fmt: skip
def test_a_follow_up_says_what_becomes_of_the_rows(
    questions: tuple[str, ...], slots: dict[str, Any]
) -> None:
    found = conversation(*questions)
    assert {name: getattr(found, name) for name in slots} == slots


def test_the_first_of_a_list_that_gets_another_split_are_asked_about() -> None:
    first = parsed("top 5 products by revenue last month").built
    assert first is not None
    asked = parsed("by marketplace", previous=first.draft)
    assert asked.status == "clarify"
    for choice in asked.choices:
        assert parsed(choice, previous=first.draft).status == "answer", choice


def test_first_ones_are_by_the_figure_that_was_asked_for_last() -> None:
    found = conversation("revenue by brand last month", "and profit?", "top 2 only")
    assert (found.order[0].by, found.limit) == ("profit", 2)


def test_last_year_is_the_calendar_year_also_behind_this_year() -> None:
    for words in ("same for last year", "and last year?", "what about last year"):
        time = conversation("profit this year", words).time
        assert (str(time.start), str(time.end)) == ("2025-01-01", "2025-12-31")


@pytest.mark.parametrize(
    "question",
    [
        "products we sell in every marketplace",
        "which skus are sold in the uk and the us",
        "products with no stock but sales last month",
        "cumulative revenue share by product",
    ],
)
def test_what_cannot_be_one_query_is_asked_about_and_not_half_answered(question: str) -> None:
    found = parsed(question)
    assert found.status == "clarify"
    assert "`" not in found.message


@pytest.mark.parametrize(
    "question",
    [
        "revenue last 7 days vs previous 7 days",
        "revenue last 7 days compared to the 7 days before",
    ],
)
def test_as_many_days_before_are_those_right_before(question: str) -> None:
    found = query(question)
    assert days_of(question) == ("2026-11-20", "2026-11-26")
    assert found.compare is not None
    assert (found.compare.kind, found.compare.unit) == ("previous", None)


def test_one_item_of_an_order_is_a_piece() -> None:
    (kept,) = query("how many orders had exactly one item last week").having
    assert (kept.field, kept.op, kept.value, kept.per) == ("units", "=", 1, "order")


def test_a_longer_figure_wins_over_the_words_before_it() -> None:
    found = query("total cost of goods this month")
    assert (found.metrics, found.dimensions) == (["cogs"], [])


def test_a_number_behind_over_is_no_year() -> None:
    (kept,) = query("days with revenue over 2000 this month").having
    assert (kept.field, kept.value) == ("revenue", 2000)
    assert days_of("revenue in 2026")[0] == "2026-01-01"


def test_a_weekday_is_called_by_its_name() -> None:
    assert "is Monday" in echo_of(parsed("revenue on mondays last month").built)


@pytest.mark.parametrize("word", ["summer", "stack", "unite", "marker", "branch", "sealed"])
def test_a_word_of_the_language_is_no_slip_for_another(word: str) -> None:
    found = parsed(f"revenue {word} last month")
    assert found.status == "clarify"
    assert word in found.message


@pytest.mark.parametrize(
    "question",
    [
        "revnue last mounth", "ordres yesterday in germny", "advertisment cost last week",
        "top 5 prodcts by sales lsat month", "impresssions and clics by campain yesterday",
    ],
)  # fmt: skip
def test_slips_of_the_pen_are_mended(question: str) -> None:
    assert parsed(question).status == "answer"


def test_a_year_that_is_named_once_at_the_end_holds_for_both_sides() -> None:
    assert days_of("h1 vs h2 last year revenue") == ("2025-07-01", "2025-12-31")
    assert before_of("h1 vs h2 last year revenue") == ("2025-01-01", "2025-06-30")
    assert days_of("revenue october vs october last year") == ("2026-10-01", "2026-10-31")


def test_titles_may_hold_numbers_and_small_words() -> None:
    for name in ("LED Desk Lamp, Dimmable, USB-C", "yoga mat 6 mm", "350 ml coffee mug"):
        (kept,) = query(f"units of {name} last month").filters
        assert (kept.field, kept.op) == ("product", "~"), name
    assert query("top 5 yoga mats by units last month").limit == 5


def test_a_name_with_an_and_sign_may_be_written_with_and() -> None:
    (kept,) = query("profit of marlow and pine last quarter").filters
    assert (kept.field, kept.value) == ("brand", "Marlow & Pine")


def test_only_what_has_the_figure_is_counted() -> None:
    found = query("how many skus had sales last week")
    assert [(one.field, one.op, one.value) for one in found.having] == [("revenue", ">", 0)]


def test_what_sells_best_are_products() -> None:
    found = query("what sold best in germany last week")
    assert (found.dimensions, found.metrics, found.order[0].dir) == (["product"], ["units"], "desc")


def test_stock_over_some_months_is_a_series_and_months_without_days_are_a_year() -> None:
    assert query("how is the stock of KE-CND-LAV over the last 3 months").grain == "month"
    assert days_of("revenue by month")[0] == "2025-11-27"


@pytest.mark.parametrize(
    "question",
    [
        "percentage of skus out of stock", "percentage of products with sales last month",
        "revenue by brand for germany and by category for the uk last month", "revenue split",
        "total revenue of the top 10 products last month",
    ],
)  # fmt: skip
def test_parts_of_counts_and_two_questions_in_one_are_asked_about(question: str) -> None:
    assert parsed(question).status == "clarify"


@pytest.mark.parametrize("words", ["and how much did they bring in", "and which sold last month"])
def test_a_follow_up_that_would_change_nothing_is_asked_about(words: str) -> None:
    first = parsed("ad spend by campaign last month").built
    assert first is not None
    assert parsed(words, previous=first.draft).status == "clarify"


def test_how_many_behind_a_list_counts_it() -> None:
    assert conversation("which products are out of stock", "how many").count_of == "product"
