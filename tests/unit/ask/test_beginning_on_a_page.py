"""A question on a page begins with its filters: it keeps what it does not say itself."""

from __future__ import annotations

from datetime import date

from ask.beginning import beginning, fitting
from ask.parse.draft import Compared
from ask.parse.setting import Setting
from ask.when.calendar import Period
from data.query_model import Comparison, Filter, MetricQuery, TimeRange
from tests.unit.ask.account import DE, TODAY, UK, WORDS, parsed

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 26), "month")
START = beginning(
    NOVEMBER,
    Compared("previous", "month"),
    [("marketplace", [DE, UK]), ("product", ["B06V5RGHDT"]), ("brand", ())],
    "USD",
)


def asked(question: str) -> MetricQuery:
    """Ask on the page, as its field does."""
    start = fitting(question, Setting(1, TODAY, WORDS, "EUR"), START)
    found = parsed(question, previous=start)
    assert found.built is not None, found.message
    assert not found.built.draft.begins
    return found.built.query


def test_a_question_keeps_the_days_places_products_currency_and_comparison_of_its_page():
    query = asked("revenue by day")
    assert query.time == TimeRange(start=NOVEMBER.start, end=NOVEMBER.end)
    assert query.filters == [
        Filter(field="marketplace", op="in", value=[DE, UK]),
        Filter(field="product", value="B06V5RGHDT"),
    ]
    assert query.compare == Comparison(kind="previous", unit="month")
    assert (query.currency, query.grain) == ("USD", "day")


def test_what_the_question_says_itself_takes_the_place_of_the_filter():
    query = asked("units in Germany last week in euros")
    assert query.filters[-1] == Filter(field="marketplace", value=DE)
    assert [one.field for one in query.filters] == ["product", "marketplace"]
    assert query.time == TimeRange(start=date(2026, 11, 16), end=date(2026, 11, 22))


def test_a_comparison_is_left_out_where_only_that_gives_an_answer():
    assert asked("share of revenue by marketplace").compare is None
    assert asked("units").compare is not None


def test_days_to_compare_with_do_not_stay_beside_other_days():
    own = Compared("custom", None, date(2026, 1, 1), date(2026, 1, 26))
    start = beginning(NOVEMBER, own)
    kept = parsed("units", previous=start).built
    moved = parsed("units last week", previous=start).built
    assert kept is not None
    assert moved is not None
    assert kept.query.compare is not None
    assert moved.query.compare is None


def test_words_alone_are_no_figure_on_a_page_either():
    assert parsed("and by week", previous=START).built is None


def test_what_an_average_was_asked_back_with_is_an_answer():
    asked_back = parsed("average revenue in Germany last month")
    assert asked_back.choices == ("per day", "per week", "per month", "average order value")
    for choice in asked_back.choices[:3]:
        found = parsed(choice, previous=asked_back.draft).built
        assert found is not None
        assert (found.query.average, found.query.grain) == (choice.removeprefix("per "), None)
    found = parsed("average order value", previous=asked_back.draft).built
    assert found is not None
    assert found.query.metrics == ["aov"]


def test_two_figures_joined_in_a_question_of_its_own_do_not_go_on_from_the_one_before():
    before = parsed("average revenue per day in Germany last month").built
    assert before is not None
    alone = parsed("ad spend and acos by campaign in the last 30 days", previous=before.draft).built
    assert alone is not None
    assert (alone.query.metrics, alone.query.average) == (["ad_spend", "acos"], None)
    added = parsed("and units", previous=before.draft).built
    assert added is not None
    assert added.query.metrics == ["revenue", "units"]
