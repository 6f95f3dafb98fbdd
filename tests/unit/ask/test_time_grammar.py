"""Phrases of time, on the days on which calendars go wrong."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ask.parse.lexicon import load_lexicon
from ask.when.calendar import Period, black_friday
from ask.when.grammar import find_times
from ask.when.points import Earlier, Unclear

TIME = load_lexicon().time
DAY = timedelta(days=1)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def read(words: str, today: date):
    """Return what the one phrase in the words means."""
    (found,) = find_times(words.split(), today, TIME)
    return found.meaning


def days(words: str, today: date) -> tuple[str, str]:
    meaning = read(words, today)
    assert isinstance(meaning, Period), meaning
    return meaning.start.isoformat(), meaning.end.isoformat()


ODD_DAYS = {
    "end of March": date(2026, 3, 31),
    "leap day": date(2028, 2, 29),
    "New Year": date(2026, 1, 1),
    "a Monday": date(2026, 6, 15),
    "summer time begins": date(2026, 3, 29),
}


@pytest.mark.parametrize(
    ("words", "on", "start", "end"),
    [
        ("last month", "end of March", "2026-02-01", "2026-02-28"),
        ("last month", "leap day", "2028-01-01", "2028-01-31"),
        ("last month", "New Year", "2025-12-01", "2025-12-31"),
        ("this month", "New Year", "2026-01-01", "2026-01-01"),
        ("last 1 months", "end of March", "2026-02-28", "2026-03-30"),
        ("last 12 months", "leap day", "2027-02-28", "2028-02-28"),
        ("last week", "a Monday", "2026-06-08", "2026-06-14"),
        ("this week", "a Monday", "2026-06-15", "2026-06-15"),
        ("last monday", "a Monday", "2026-06-08", "2026-06-08"),
        ("monday", "a Monday", "2026-06-15", "2026-06-15"),
        ("last weekend", "a Monday", "2026-06-13", "2026-06-14"),
        ("yesterday", "summer time begins", "2026-03-28", "2026-03-28"),
        ("last 7 days", "summer time begins", "2026-03-22", "2026-03-28"),
        ("last quarter", "New Year", "2025-10-01", "2025-12-31"),
        ("ytd", "end of March", "2026-01-01", "2026-03-31"),
        ("last year", "leap day", "2027-01-01", "2027-12-31"),
        ("february", "leap day", "2028-02-01", "2028-02-29"),
        ("february", "New Year", "2025-02-01", "2025-02-28"),
        ("29 february", "end of March", "2024-02-29", "2024-02-29"),
        ("the month before last", "New Year", "2025-11-01", "2025-11-30"),
        ("3 weeks ago", "a Monday", "2026-05-25", "2026-05-31"),
        ("since january", "end of March", "2026-01-01", "2026-03-31"),
        ("from november to february", "end of March", "2025-11-01", "2026-02-28"),
        ("between march and may 2025", "New Year", "2025-03-01", "2025-05-31"),
        ("between 1 and 15 march", "end of March", "2026-03-01", "2026-03-15"),
        ("2026-03-01 to 2026-03-15", "end of March", "2026-03-01", "2026-03-15"),
        ("q1 2025", "end of March", "2025-01-01", "2025-03-31"),
        ("h1 2025", "New Year", "2025-01-01", "2025-06-30"),
        ("last 3 full months", "end of March", "2025-12-01", "2026-02-28"),
        ("first 10 days of march", "end of March", "2026-03-01", "2026-03-10"),
        ("the week of 3 march", "end of March", "2026-03-02", "2026-03-08"),
        ("last 30 days including today", "end of March", "2026-03-02", "2026-03-31"),
        ("end of last month", "end of March", "2026-02-28", "2026-02-28"),
        ("day before yesterday", "New Year", "2025-12-30", "2025-12-30"),
        ("black friday 2025", "New Year", "2025-11-28", "2025-11-28"),
        ("cyber monday", "New Year", "2025-12-01", "2025-12-01"),
        ("last year to date", "end of March", "2025-01-01", "2025-03-31"),
    ],
)  # fmt: skip
def test_a_phrase_means_its_days(words: str, on: str, start: str, end: str) -> None:
    assert days(words, ODD_DAYS[on]) == (start, end)


@pytest.mark.parametrize(
    "words", ["prime day", "christmas", "3/4/2026", "30 february 2026", "from january"]
)
def test_days_that_are_not_certain_are_asked_for(words: str) -> None:
    assert isinstance(read(words, date(2026, 11, 27)), Unclear)


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("the month before", Earlier("previous", "month")),
        ("same month last year", Earlier("same", "year", "month")),
        ("the same day last week", Earlier("same", "week", "day")),
        ("previous period", Earlier("previous")),
        ("the period before", Earlier("previous")),
        ("same weekdays last year", Earlier("weekdays", "year")),
        ("yoy", Earlier("same", "year")),
    ],
)
def test_a_period_named_by_another_is_known_as_such(words: str, meaning: Earlier) -> None:
    assert read(words, date(2026, 11, 27)) == meaning


@given(today=DAYS, count=st.integers(1, 400))
@example(today=date(2028, 2, 29), count=1)
def test_last_n_days_are_n_days_and_end_yesterday(today: date, count: int) -> None:
    period = read(f"last {count} days", today)
    assert (period.days, period.end) == (count, today - DAY)


@given(today=DAYS, unit=st.sampled_from(["week", "month", "quarter", "year"]))
@example(today=date(2026, 3, 31), unit="month")
@example(today=date(2026, 1, 1), unit="quarter")
def test_the_last_unit_ends_the_day_before_this_one_begins(today: date, unit: str) -> None:
    last, this = read(f"last {unit}", today), read(f"this {unit}", today)
    assert last.end + DAY == this.start
    assert this.start <= today == this.end


@given(today=DAYS, count=st.integers(1, 24), unit=st.sampled_from(["weeks", "months"]))
def test_complete_units_are_whole_and_come_before_the_present_one(
    today: date, count: int, unit: str
) -> None:
    period = read(f"last {count} complete {unit}", today)
    assert period.end < today
    assert (period.end + DAY).day == 1 if unit == "months" else period.end.weekday() == 6


@given(today=DAYS, month=st.sampled_from(sorted(TIME.months)))
def test_a_month_without_a_year_has_begun_and_is_less_than_a_year_old(
    today: date, month: str
) -> None:
    period = read(month, today)
    assert period.start <= today
    assert period.end <= today
    assert (today - period.start).days < 366


@given(today=DAYS, name=st.sampled_from(sorted(TIME.weekdays)))
def test_a_day_of_the_week_is_the_newest_that_has_begun(today: date, name: str) -> None:
    period = read(name, today)
    assert period.start.weekday() == TIME.weekdays[name]
    assert 0 <= (today - period.start).days < 7


@given(year=st.integers(2015, 2040))
def test_black_friday_is_the_day_after_the_fourth_thursday(year: int) -> None:
    day = black_friday(year)
    assert day.weekday() == 4
    assert 23 <= day.day <= 29


@given(
    today=DAYS,
    words=st.lists(
        st.sampled_from(
            [
                "last",
                "this",
                "month",
                "week",
                "3",
                "days",
                "since",
                "march",
                "to",
                "2025",
                "the",
                "of",
                "q1",
                "between",
                "and",
                "before",
                "same",
                "year",
                "first",
                "half",
                "end",
                "31",
                "february",
            ]
        ),
        max_size=7,
    ),
)
def test_no_words_make_it_fail_and_no_period_ends_before_it_begins(
    today: date, words: list[str]
) -> None:
    for found in find_times(words, today, TIME):
        assert found.stop > found.start
        if isinstance(found.meaning, Period):
            assert found.meaning.start <= found.meaning.end
