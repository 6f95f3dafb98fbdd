"""Filters in the address: read, written, and what makes no sense is said in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.filters import (
    COMPARISONS,
    PERIODS,
    Choices,
    Filters,
    days_of_span,
    is_span,
    read_filters,
    span_of,
    write_filters,
)

CHOICES = Choices(
    markets=("US", "DE", "UK"),
    products=frozenset({"B000000001", "B000000002"}),
    brands=("Alpenglow", "Nord & Süd"),
    currencies=("USD", "EUR"),
    today=date(2026, 11, 20),
)


def lists(parameters: dict[str, str | list[str]]) -> dict[str, list[str]]:
    return {
        name: [value] if isinstance(value, str) else value for name, value in parameters.items()
    }


def test_an_empty_address_means_the_defaults():
    assert read_filters({}, CHOICES) == (Filters(), [])


def test_defaults_leave_the_address_empty():
    assert write_filters(Filters()) == {}


def comparison(kind: str, days: list[date]) -> dict[str, object]:
    if kind != "custom":
        return {"compare": kind}
    return {"compare": kind, "against_start": min(days), "against_end": max(days)}


past_days = st.dates(date(2000, 1, 1), date(2026, 11, 20))
comparisons = st.builds(
    comparison, st.sampled_from(list(COMPARISONS)), st.lists(past_days, min_size=2, max_size=2)
)
filters_strategy = st.builds(
    lambda compared, **rest: Filters(**compared, **rest),
    comparisons,
    period=st.sampled_from([name for name in PERIODS if name != "custom"]),
    currency=st.sampled_from(["native", "USD", "EUR"]),
    markets=st.lists(st.sampled_from(CHOICES.markets), unique=True).map(tuple),
    products=st.lists(st.sampled_from(sorted(CHOICES.products)), unique=True).map(tuple),
    brands=st.lists(st.sampled_from(CHOICES.brands), unique=True).map(tuple),
)


@given(filters_strategy)
def test_what_is_written_is_read_back(filters: Filters):
    assert read_filters(lists(write_filters(filters)), CHOICES) == (filters, [])


@given(filters_strategy)
def test_an_account_s_own_currency_is_not_written(filters: Filters):
    written = write_filters(filters, "EUR")
    assert ("currency" in written) == (filters.currency != "EUR")
    choices = replace(CHOICES, currency="EUR")
    assert read_filters(lists(written), choices) == (filters, [])


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"currency": ["XXX"]}, "a currency that does not exist"),
        ({"compare": ["custom"]}, "without saying which"),
        ({"compare": ["custom"], "against_from": ["2026-13-01"]}, "cannot be read"),
    ],
)
def test_a_wrong_currency_or_second_range_means_the_default(parameters, words):
    filters, complaints = read_filters(parameters, CHOICES)
    assert filters == Filters()
    assert words in " ".join(complaints)


def test_a_second_range_beyond_the_calendar_is_cut():
    filters, _ = read_filters(
        {"compare": ["custom"], "against_from": ["2027-01-01"], "against_to": ["1999-01-01"]},
        CHOICES,
    )
    assert (filters.against_start, filters.against_end) == (date(2000, 1, 1), date(2026, 11, 20))


def test_chosen_days_are_read_in_either_order():
    filters, complaints = read_filters(
        {"period": ["custom"], "from": ["2026-03-09"], "to": ["2026-03-01"]}, CHOICES
    )
    assert (filters.start, filters.end) == (date(2026, 3, 1), date(2026, 3, 9))
    assert complaints == []


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"period": ["tomorrow"]}, "period that does not exist (tomorrow)"),
        ({"compare": ["<b>"]}, "comparison that does not exist"),
        ({"market": ["FR"]}, "marketplace that is not in this account (FR)"),
        ({"product": ["B999999999"]}, "product that is not in this account"),
        ({"product": ["'; DROP TABLE"]}, "product that is not in this account"),
        ({"brand": ["Nobody"]}, "brand that is not in this account"),
        ({"period": ["custom"]}, "without saying which"),
        ({"period": ["custom"], "from": ["soon"], "to": ["2026-01-01"]}, "cannot be read (soon)"),
    ],
)
def test_nonsense_gives_one_sentence_and_the_default(parameters, words):
    filters, complaints = read_filters(parameters, CHOICES)
    assert filters == Filters()
    assert len(complaints) == 1
    assert words in complaints[0]


@given(
    st.dictionaries(
        st.sampled_from(["period", "from", "to", "compare", "market", "product", "brand", "x"]),
        st.lists(st.text(max_size=30), max_size=3),
    )
)
def test_no_address_breaks_the_reading(parameters):
    filters, _ = read_filters(parameters, CHOICES)
    assert filters.period in PERIODS
    assert set(filters.markets) <= set(CHOICES.markets)
    assert set(filters.products) <= CHOICES.products


def test_known_and_unknown_markets_together_keep_the_known():
    filters, complaints = read_filters({"market": ["de,xx,uk"]}, CHOICES)
    assert filters.markets == ("DE", "UK")
    assert complaints == [
        "The address names a marketplace that is not in this account (XX). You see the others."
    ]


def test_days_that_cannot_be_shown_become_days_that_can() -> None:
    choices = Choices(today=date(2026, 11, 20))
    address = {"from": ["1999-01-01"], "to": ["2030-01-01"]}
    filters, complaints = read_filters(address, choices)
    assert (filters.period, filters.start, filters.end) == (
        "custom", date(2000, 1, 1), date(2026, 11, 20),
    )  # fmt: skip
    assert len(complaints) == 1


def test_words_of_the_address_are_no_markdown() -> None:
    _, complaints = read_filters({"period": ["[x](http://evil)"]}, Choices())
    assert r"\[x\]\(http\:" in complaints[0]


def test_uk_is_the_united_kingdom() -> None:
    filters, complaints = read_filters({"market": ["uk"]}, Choices(markets=("GB",)))
    assert filters.markets == ("GB",)
    assert not complaints


@pytest.mark.parametrize("within", ["last_90_days", "2026-01-01..2026-03-31"])
def test_the_period_of_a_click_is_carried_by_the_address(within):
    filters = Filters(period="custom", start=date(2026, 3, 1), end=date(2026, 3, 1), within=within)
    parameters = {name: [str(value)] for name, value in write_filters(filters).items()}
    assert read_filters(parameters, Choices(today=date(2026, 11, 20))) == (filters, [])


def test_a_span_is_written_as_it_is_read():
    own = Filters(period="custom", start=date(2026, 1, 1), end=date(2026, 3, 31))
    assert days_of_span(span_of(own)) == (date(2026, 1, 1), date(2026, 3, 31))
    assert span_of(Filters(period="last_month")) == "last_month"
    assert is_span("last_month")
    assert not is_span("custom")
