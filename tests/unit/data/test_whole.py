"""Which figures can be compared: the days of everything they are made of must be known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.marketplaces import MARKETPLACES
from data.known_days import Beginning
from data.measures import Fact
from data.query_model import Comparison, Filter, MetricQuery, TimeRange
from data.whole import Gap, gaps_of, incomplete_of, late_words, told_until, unknown_of, whole_from

US, DE, UK = "ATVPDKIKX0DER", "A1PA6795UKMFR9", "A1F83G8C2ARO7P"
AUGUST = date(2026, 8, 3)
FEES = Beginning("money", DE, AUGUST, is_coming=True)
ADS = Beginning("ads", DE, date(2026, 8, 20), is_coming=False)
ORDERS = Beginning("sales", DE, date(2024, 8, 3), is_coming=False)


def gaps(*metrics: str, before: date = date(2026, 8, 2), coverage=(FEES, ADS, ORDERS), **query):
    """Compare the ten days from 1 September with the ten days from `before`."""
    time = TimeRange(start=date(2026, 9, 1), end=date(2026, 9, 10))
    earlier = TimeRange(start=before, end=before + timedelta(days=9))
    asked = MetricQuery(
        metrics=list(metrics), time=time, compare=Comparison(kind="previous"), **query
    )
    return gaps_of(asked, time, earlier, coverage)


def test_a_day_too_early_is_a_reason_and_the_first_whole_day_is_none() -> None:
    found = gaps("fees", before=AUGUST - timedelta(days=1))
    assert found["fees"].since == AUGUST
    assert found["fees"].words == (
        "No comparison: fees and refunds before 3 Aug 2026 are not read yet."
    )
    assert gaps("fees", before=AUGUST) == {}


@pytest.mark.parametrize("metric", ["profit", "profit_margin", "gross_profit", "net_profit",
                                    "net_revenue", "refund_rate", "fee_rate", "vat"])  # fmt: skip
def test_what_is_made_of_fees_or_refunds_waits_for_them(metric: str) -> None:
    assert set(gaps(metric)) == {metric}


@pytest.mark.parametrize("metric", ["revenue", "units", "aov", "cogs", "stock_units",
                                    "days_of_cover", "expenses"])  # fmt: skip
def test_what_knows_nothing_of_fees_does_not_wait_for_them(metric: str) -> None:
    assert gaps(metric) == {}


def test_the_reason_names_everything_that_is_missing_and_the_last_of_it_decides() -> None:
    found = gaps("profit", "tacos")
    assert found["profit"].since == ADS.first
    assert found["profit"].words == (
        "No comparison: fees and refunds before 3 Aug 2026 are not read yet, and advertising "
        "before 20 Aug 2026 is not known."
    )
    assert found["tacos"].words == "No comparison: advertising before 20 Aug 2026 is not known."


def test_orders_that_are_not_read_are_a_reason_for_sales() -> None:
    late = Beginning("sales", DE, AUGUST, is_coming=True)
    assert set(gaps("revenue", "fees", coverage=(late,))) == {"revenue"}


def test_only_the_marketplaces_that_are_asked_for_count() -> None:
    def of(op: str, value: object) -> dict:
        return gaps("fees", filters=[Filter(field="marketplace", op=op, value=value)])

    assert MARKETPLACES[US].country_code == "US"
    assert of("=", "DE")
    assert of("in", ["US", "DE"])
    assert of("not in", ["US"])
    assert of("=", "US") == {}
    assert of("!=", "DE") == {}


def test_the_later_of_two_marketplaces_decides() -> None:
    other = Beginning("money", US, date(2026, 8, 9), is_coming=False)
    found = gaps("fees", coverage=(FEES, other))["fees"]
    assert found.since == other.first
    assert found.words == "No comparison: fees and refunds before 9 Aug 2026 are not known."


def test_the_reason_names_the_marketplaces_where_others_are_whole() -> None:
    whole = Beginning("money", US, date(2024, 8, 3), is_coming=False)
    later = Beginning("money", UK, AUGUST, is_coming=True)
    found = gaps("fees", coverage=(whole, FEES, later))["fees"]
    assert found.words == (
        "No comparison: fees and refunds in Germany and the United Kingdom before 3 Aug 2026 are "
        "not read yet."
    )
    assert found.by_place == {DE: AUGUST, UK: AUGUST}
    assert found.since_in("marketplace", US) is None


def test_a_gap_is_told_by_currency_too_and_what_has_none_waits_for_all() -> None:
    uk = Beginning("money", UK, date(2026, 8, 9), is_coming=True)
    found = gaps("fees", coverage=(FEES, uk))["fees"]
    assert [found.since_in("currency", one) for one in ("EUR", "GBP", "USD")] == [
        AUGUST,
        date(2026, 8, 9),
        None,
    ]
    assert found.since_in("currency", None) == date(2026, 8, 9)
    assert found.late("currency") == ["EUR", "GBP"]


def test_two_gaps_of_one_figure_keep_the_places_of_both() -> None:
    german = gaps("fees", coverage=(FEES,))["fees"]
    british = gaps("fees", coverage=(Beginning("money", UK, date(2026, 8, 9), is_coming=True),))
    both = german.and_also(british["fees"])
    assert both == british["fees"].and_also(german)
    assert both.by_place == {DE: AUGUST, UK: date(2026, 8, 9)}
    assert (both.since, both.words) == (date(2026, 8, 9), british["fees"].words)


def test_a_later_range_to_compare_with_does_not_make_the_own_one_whole() -> None:
    time = TimeRange(start=date(2026, 8, 1), end=date(2026, 8, 10))
    later = TimeRange(start=date(2026, 9, 1), end=date(2026, 9, 10))
    comparison = Comparison(kind="custom", start=later.start, end=later.end)
    asked = MetricQuery(metrics=["fees"], time=time, compare=comparison)
    assert set(gaps_of(asked, time, later, (FEES,))) == {"fees"}
    assert gaps_of(asked.model_copy(update={"compare": None}), time, None, (FEES,)) == {}


def test_in_another_time_zone_the_first_day_is_not_whole() -> None:
    assert gaps("fees", zone="Asia/Tokyo")["fees"].since == AUGUST + timedelta(days=1)


def test_everything_is_known_from_the_last_beginning_on() -> None:
    time = TimeRange(start=date(2026, 6, 1), end=date(2026, 9, 10))
    coverage = (FEES, ADS, ORDERS)
    assert whole_from(MetricQuery(metrics=["profit"], time=time), coverage) == ADS.first
    assert whole_from(MetricQuery(metrics=["fees", "units"], time=time), coverage) == AUGUST
    assert whole_from(MetricQuery(metrics=["stock_units"], time=time), coverage) is None


def storage_until(day: date) -> Beginning:
    return Beginning("storage", DE, AUGUST, is_coming=False, last=day)


def test_what_is_told_later_is_not_compared_before_it_is_told() -> None:
    asked = {"before": date(2026, 8, 20)}
    found = gaps("storage_by_product", coverage=(storage_until(date(2026, 8, 31)),), **asked)
    assert found["storage_by_product"].words == (
        "No comparison: storage by product after 31 Aug 2026 is not told by Amazon yet."
    )
    assert (found["storage_by_product"].since, found["storage_by_product"].until) == (
        None, date(2026, 8, 31),
    )  # fmt: skip
    assert gaps("storage_by_product", coverage=(storage_until(date(2026, 9, 30)),), **asked) == {}


def test_a_gap_at_the_end_keeps_its_marketplace_and_the_earliest_of_two_ends() -> None:
    def at_the_end(place: str, day: date) -> Gap:
        one = Beginning("storage", place, AUGUST, is_coming=False, last=day)
        asked = {"before": date(2026, 8, 20), "coverage": (one,)}
        return gaps("storage_by_product", **asked)["storage_by_product"]

    german, british = at_the_end(DE, date(2026, 8, 31)), at_the_end(UK, date(2026, 7, 31))
    both = german.and_also(british)
    assert (both.since, both.until) == (None, date(2026, 7, 31))
    assert both.until_in("marketplace", DE) == date(2026, 8, 31)
    assert both.until_in("currency", "GBP") == both.until_in("currency", None)
    assert both.until_in("currency", "USD") is None
    assert (both.late("marketplace"), both.late("currency")) == (
        sorted([DE, UK]), ["EUR", "GBP"],
    )  # fmt: skip


def incomplete(*metrics: str, start: date, end: date, coverage=(FEES, ADS, ORDERS)):
    query = MetricQuery(metrics=list(metrics), time=TimeRange(start=start, end=end))
    return incomplete_of(query, query.time, coverage), unknown_of(query, query.time, coverage)


def test_money_that_is_still_read_back_makes_all_that_is_made_of_it_incomplete() -> None:
    words = "fees and refunds before 3 Aug 2026 are not read yet"
    found, _ = incomplete("fees", "profit", "revenue", start=date(2026, 8, 2), end=date(2026, 9, 9))
    assert found == {"fees": words, "profit": words}
    assert incomplete("fees", "profit", start=AUGUST, end=date(2026, 9, 9))[0] == {}


def test_what_will_never_be_told_is_not_awaited() -> None:
    found, unknown = incomplete("ad_spend", start=AUGUST, end=date(2026, 9, 9))
    assert (found, unknown) == ({}, ["advertising before 20 Aug 2026 is not known"])


def test_a_month_of_storage_is_awaited_until_it_is_told() -> None:
    days = {"start": date(2026, 9, 1), "end": date(2026, 9, 30)}
    waiting, _ = incomplete(
        "storage_by_product", coverage=(storage_until(date(2026, 8, 31)),), **days
    )
    assert waiting == {
        "storage_by_product": "storage by product after 31 Aug 2026 is not told by Amazon yet"
    }
    told = (storage_until(date(2026, 9, 30)),)
    assert incomplete("storage_by_product", coverage=told, **days) == ({}, [])


def test_amazon_s_count_of_last_night_is_not_awaited_on_the_day_itself() -> None:
    counted = Beginning("order_count", DE, AUGUST, is_coming=False, last=date(2026, 9, 9))
    days = {"start": date(2026, 9, 1), "end": date(2026, 9, 10)}
    assert incomplete("amazon_orders", coverage=(counted,), **days) == ({}, [])


@pytest.mark.parametrize(
    ("dimension", "filters", "since"),
    [
        ("campaign", [], "advertising before 20 Aug 2026 is not known"),
        ("search_term", [], "search terms before 17 Sep 2026 are not known"),
        ("keyword", [], "advertising by keyword before 25 Aug 2026 is not known"),
        ("campaign", [Filter(field="match_type", value="EXACT")],
         "advertising by keyword before 25 Aug 2026 is not known"),
    ],
)  # fmt: skip
def test_advertising_is_known_from_a_day_of_its_own_at_each_level(
    dimension: str, filters: list[Filter], since: str
) -> None:
    coverage = (
        ADS,
        Beginning("wasted", DE, date(2026, 8, 25), is_coming=False),
        Beginning("search_terms", DE, date(2026, 9, 17), is_coming=False),
    )
    time = TimeRange(start=date(2026, 8, 1), end=date(2026, 9, 30))
    asked = MetricQuery(metrics=["clicks"], dimensions=[dimension], filters=filters, time=time)
    assert unknown_of(asked, time, coverage) == [since]


def read_until(day: date, fact: Fact = "ads", place: str = DE) -> Beginning:
    return Beginning(fact, place, AUGUST, is_coming=False, last=day)


def test_days_at_the_end_that_are_not_read_can_be_left_out_up_to_three_of_them() -> None:
    days = TimeRange(start=date(2026, 9, 1), end=date(2026, 9, 10))
    asked = MetricQuery(metrics=["profit"], time=days)

    def last(*ends: int) -> date | None:
        return told_until(asked, days, [read_until(date(2026, 9, end)) for end in ends])

    assert last(10) is None
    assert last(9) == date(2026, 9, 9)
    assert last(9, 7) == date(2026, 9, 7)
    assert last(9, 6) is None
    revenue = MetricQuery(metrics=["revenue"], time=days)
    assert told_until(revenue, days, [read_until(date(2026, 9, 9))]) is None
    one_day = TimeRange(start=days.end, end=days.end)
    assert told_until(asked, one_day, [read_until(date(2026, 9, 9))]) is None


def test_what_ends_early_is_named_with_its_marketplace_where_others_go_on() -> None:
    days = TimeRange(start=date(2026, 9, 1), end=date(2026, 9, 10))
    asked = MetricQuery(metrics=["ad_spend", "sessions"], time=days)
    end = date(2026, 9, 8)
    late, visits = read_until(end), read_until(end, "traffic")
    words = late_words(asked, end, (late, visits, read_until(days.end, place=US)))
    assert words == [
        "advertising in Germany after 8 Sep 2026 is not read yet",
        "visits after 8 Sep 2026 are not read yet",
    ]
