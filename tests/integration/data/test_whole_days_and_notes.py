"""Days that are not over, exchange rates, and what an answer says about both."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from core.errors import QueryError
from data.loaders import load_exact, load_metrics
from data.query_model import MetricQuery, TimeRange
from data.settling import settling_of
from tests.integration.data.hand_shop import DE, UK, US

A = "B00000000A"
NOON = time(12)
BEFORE = {"kind": "previous", "unit": "day"}


@pytest.fixture(scope="module", autouse=True)
def shop(empty_shop):
    """Germany, 2 to 5 March 2026: each day 10.00 at 9:00 and 5.00 at 15:00, and 1.00 of ads."""
    empty_shop.open(DE, US, UK)
    empty_shop.product(A)
    for day in range(2, 6):
        for hour, price in (("09", "10"), ("15", "5")):
            empty_shop.order(DE, f"2026-03-{day:02}T{hour}:00", (A, 1, price))
        empty_shop.advertise(DE, f"2026-03-{day:02}", cost_amount=str(day), clicks=1)
    # A Friday, with the weekend after it; the pound has no rate before Saturday's Monday.
    empty_shop.order(US, "2026-02-28T09:00", (A, 1, "110"))
    empty_shop.rate("2026-02-27", "USD", "1.10")
    empty_shop.rate("2026-03-02", "USD", "1.20")
    empty_shop.rate("2026-03-02", "GBP", "0.80")
    empty_shop.order(UK, "2026-02-28T09:00", (A, 1, "8"))
    empty_shop.close_books()
    return empty_shop


def load(*metrics, start="2026-03-04", end="2026-03-05", until=NOON, **query):
    range_ = TimeRange(start=date.fromisoformat(start), end=date.fromisoformat(end), until=until)
    return load_exact(1, MetricQuery(metrics=list(metrics), time=range_, **query))


def test_sales_of_a_day_that_is_not_over_are_compared_with_the_same_hours() -> None:
    found = load("revenue", compare=BEFORE)
    assert found.frame.to_dict("records")[0] == {
        "currency": "EUR", "revenue": 25, "revenue_before": 25,
    }  # fmt: skip
    assert found.notes == ()


def test_what_knows_no_hours_leaves_the_unfinished_day_out_of_both_ranges_and_says_so() -> None:
    found = load("ad_spend", "revenue", "tacos", compare=BEFORE, start="2026-03-04")
    row = found.frame.to_dict("records")[0]
    # 4 and 5 March stand beside 2 and 3 March: without their last days, the 4th beside the 2nd.
    assert (row["ad_spend"], row["ad_spend_before"]) == (4, 2)
    assert (row["revenue"], row["revenue_before"]) == (15, 15)
    assert (found.range.end, found.range.until) == (date(2026, 3, 4), None)
    assert (found.before_range.start, found.before_range.end) == (date(2026, 3, 2),) * 2
    (note,) = found.notes
    assert note.startswith("5 Mar 2026 is not over and some of these figures know no hours")
    assert note.endswith("whole days are compared with whole days.")


def test_a_month_so_far_stands_beside_the_same_days_of_the_month_before() -> None:
    found = load("ad_spend", compare={"kind": "previous"}, start="2026-03-01")
    assert (found.before_range.start, found.before_range.end) == (
        date(2026, 2, 1), date(2026, 2, 4),
    )  # fmt: skip
    # 31 March so far is compared with all of February, which has no such day.
    found = load("ad_spend", compare={"kind": "previous"}, start="2026-03-01", end="2026-03-31")
    assert (found.range.end, found.before_range.end) == (date(2026, 3, 30), date(2026, 2, 28))


def test_without_a_comparison_the_unfinished_day_counts_as_far_as_it_is_known() -> None:
    found = load("ad_spend", "revenue")
    assert found.frame.to_dict("records")[0] == {"currency": "EUR", "ad_spend": 9, "revenue": 25}
    assert found.notes == ()


def test_one_unfinished_day_has_nothing_to_compare_where_there_are_no_hours() -> None:
    found = load("ad_spend", "revenue", start="2026-03-05", compare=BEFORE)
    row = found.frame.to_dict("records")[0]
    assert (row["ad_spend"], row["ad_spend_before"]) == (5, None)
    assert (row["revenue"], row["revenue_before"]) == (10, 10)
    assert "these know no hours, so they are not compared: Ad spend." in found.notes[0]


def test_a_series_of_whole_days_ends_with_the_last_one_that_is_over() -> None:
    found = load("ad_spend", grain="day", start="2026-03-04",
                 compare={"kind": "custom", "start": date(2026, 3, 2), "end": date(2026, 3, 3)})  # fmt: skip
    assert list(found.frame["ad_spend"]) == [4]
    assert list(found.frame["ad_spend_before"]) == [2]
    assert list(found.frame["day_before"]) == [date(2026, 3, 2)]


def test_an_answer_names_the_rates_and_that_days_without_one_have_the_one_before() -> None:
    found = load("revenue", currency="EUR", start="2026-02-28", end="2026-03-02", until=None)
    (row,) = found.frame.to_dict("records")
    # Saturday: 110 $ at Friday's 1.10; 8 £ at the first rate of all, which is Monday's.
    assert row == {"currency": "EUR", "revenue": 100 + 10 + 15}
    assert [(one.currency, one.target, one.rate_on) for one in found.rates] == [
        ("GBP", "EUR", date(2026, 3, 2)), ("USD", "EUR", date(2026, 3, 2)),
    ]  # fmt: skip
    assert found.rates[1].per_unit == 1 / Decimal("1.2")
    assert "a day without one, such as a Sunday, has the rate before it" in found.notes[0]
    assert "No rate is known before 2 Mar 2026" in found.notes[1]


def test_where_no_amount_is_asked_for_nothing_is_converted() -> None:
    found = load("units", currency="EUR", until=None)
    assert (found.rates, found.notes) == ((), ())


def test_a_currency_without_any_rate_is_refused() -> None:
    with pytest.raises(QueryError, match="There is no exchange rate of SEK yet"):
        load("revenue", currency="SEK")
    with pytest.raises(QueryError, match="There is no currency 'XYZ'"):
        load("revenue", currency="XYZ")


def test_an_answer_says_where_its_data_begins() -> None:
    found = load("ad_spend", "fees", start="2026-03-01", until=None)
    assert found.notes == (
        "Advertising before 2 Mar 2026 is not known: nothing counts for those days.",
        "Fees and refunds are not known yet.",
    )
    assert load("ad_spend", start="2026-03-02", until=None).notes == ()


def test_an_answer_says_when_the_earlier_period_is_not_whole() -> None:
    found = load("ad_spend", start="2026-03-02", until=None, compare=BEFORE)
    assert found.notes == ()
    assert found.gaps["ad_spend"].words == (
        "No comparison: advertising before 2 Mar 2026 is not known."
    )
    assert list(found.frame["ad_spend_before"]) == [None]


def test_an_answer_says_which_days_still_settle() -> None:
    def settling(*metrics, start, today):
        days = TimeRange(start=date.fromisoformat(start), end=date(2026, 3, 31))
        query = MetricQuery(metrics=list(metrics), time=days)
        found = settling_of(query, days, date.fromisoformat(today))
        return {one.what: (one.since.isoformat(), one.until.isoformat()) for one in found}

    assert settling("acos", start="2026-01-01", today="2026-03-10") == {
        "ads": ("2026-01-28", "2026-03-10"),
    }  # fmt: skip
    assert settling("profit", "sessions", start="2026-03-09", today="2026-03-10") == {
        "ads": ("2026-03-09", "2026-03-10"), "traffic": ("2026-03-09", "2026-03-10"),
        "finances": ("2026-03-09", "2026-03-10"),
    }  # fmt: skip
    assert settling("acos", "sessions", start="2026-03-01", today="2027-01-01") == {}
    assert settling("revenue", start="2026-03-01", today="2026-03-10") == {}


def test_an_answer_says_how_many_of_its_orders_are_not_confirmed_yet(shop) -> None:
    shop.order(DE, "2026-03-03T10:00", (A, 1, None), status="Pending")
    shop.order(US, "2026-03-04T10:00", (A, 1, None), status="Pending")
    shop.close_books()
    (found,) = load("revenue", start="2026-03-02").freshness.settling
    assert (found.what, found.since, found.until) == (
        "orders", date(2026, 3, 3), date(2026, 3, 4),
    )  # fmt: skip
    assert found.words.startswith("2 orders are not confirmed yet.")
    german = [{"field": "marketplace", "value": "DE"}]
    (found,) = load("tacos", start="2026-03-02", filters=german).freshness.settling
    assert found.words.startswith("1 order is not confirmed yet.")
    assert load("ad_spend", start="2026-03-02").freshness.settling == ()
    assert load("revenue", start="2026-03-05").freshness.settling == ()


def test_a_kept_answer_says_the_same_beside_itself() -> None:
    query = MetricQuery(
        metrics=["ad_spend"], currency="EUR",
        time=TimeRange(start=date(2026, 2, 28), end=date(2026, 3, 5)),
    )  # fmt: skip
    first, second = load_metrics(1, query), load_metrics(1, query)
    assert first.notes == second.notes != ()
    assert first.rates == second.rates != ()
    assert float(second.frame["ad_spend"].iloc[0]) == 14
