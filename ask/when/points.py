"""Points of time: phrases for one day, week, month or year, or for so many of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from ask.when import calendar as days
from ask.when.calendar import DAY, Period
from ask.when.words import TimeWords
from data.query_model import Unit

_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
YEAR = re.compile(r"20\d\d")
_PART = re.compile(r"([qh])([1-4])")
_SHORT_SPAN = re.compile(r"(\d{1,4})([dwmy])")
DAY_OF_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
ORDINAL_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
_LONGEST_COUNT = 4000
_SHORT_UNITS: dict[str, Unit] = {"d": "day", "w": "week", "m": "month", "y": "year"}


@dataclass(frozen=True)
class Earlier:
    """A period that is named by another one: `the month before`, `the same week last year`."""

    kind: str
    unit: Unit | None = None
    # `the same month last year` says of which unit the days are.
    of: Unit | None = None


@dataclass(frozen=True)
class Unclear:
    """A phrase of time whose days cannot be known; `sentence` asks for them."""

    sentence: str


Meaning = Period | Earlier | Unclear


# The place after a phrase, and what the phrase means.
Step = tuple[int, Meaning]


@dataclass(frozen=True)
class Points:
    """Reads points of time at a place among words. Each reading returns None where none is."""

    words: tuple[str, ...]
    today: date
    lexicon: TimeWords
    first_day: date | None

    def longest(self, at: int, readings: Sequence[Callable[[int], Step | None]]) -> Step | None:
        """Return the longest of what the readings find here."""
        steps = [step for read in readings if (step := read(at)) is not None]
        return max(steps, key=lambda step: step[0], default=None)

    # Pieces

    def word(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) else ""

    def phrase(self, at: int, meaning: str) -> int | None:
        """Return the place after a phrase of that meaning; None where there is none."""
        for length in range(self.lexicon.longest, 0, -1):
            words = self.words[at : at + length]
            if len(words) == length and meaning in self.lexicon.phrases.get(words, ()):
                return at + length
        return None

    def over(self, at: int) -> int:
        """Skip the small words inside a phrase: `the first week of the year`."""
        while self.word(at) in self.lexicon.fillers:
            at += 1
        return at

    def number(self, at: int) -> tuple[int, int] | None:
        word = self.word(at)
        if word.isascii() and word.isdecimal():
            count = int(word)
            return (at + 1, count) if 0 < count <= _LONGEST_COUNT else None
        count = self.lexicon.numbers.get(word, 0)
        return (at + 1, count) if count else None

    def unit(self, at: int) -> tuple[int, Unit] | None:
        unit = self.lexicon.units.get(self.word(at))
        return None if unit is None else (at + 1, unit)

    def year(self, at: int) -> tuple[int, int | None]:
        """Read a year behind a month: a number, `last year`, `this year`; else None."""
        place = self.over(at)
        if YEAR.fullmatch(self.word(place)):
            return place + 1, int(self.word(place))
        for which, offset in (("last", -1), ("this", 0)):
            after = self.phrase(place, which)
            unit = None if after is None else self.unit(after)
            if unit is not None and unit[1] == "year":
                return unit[0], self.today.year + offset
        return at, None

    # Points

    def point(self, at: int) -> Step | None:
        readings = (
            self._fixed, self._day_words, self._counted, self._relative_unit, self._ago,
            lambda place: self.date(place, None), lambda place: self.month(place, None),
            lambda place: self.part(place, None), self._weekday, self._weekend, self._first_days,
            self._plain_year, self._written, self._unit_with,
        )  # fmt: skip
        return self.longest(at, readings)

    def _fixed(self, at: int) -> Step | None:
        for meaning, unit in _TO_DATE.items():
            after = self.phrase(at, meaning)
            if after is not None:
                return self._to_date_of_the_last(after, unit) or (
                    after, days.to_date(self.today, unit),
                )  # fmt: skip
        after = self.phrase(at, "all_time")
        if after is not None:
            if self.first_day is None:
                return after, Unclear("Since which day? Nothing has been sold yet.")
            first = min(self.first_day, self.today)
            return after, Period(first, self.today, begins_unknown=True)
        for meaning, move in (("black_friday", 0), ("cyber_monday", 3)):
            after = self.phrase(at, meaning)
            if after is not None:
                return self._feast(after, move)
        after = self.phrase(at, "unknown_feast")
        if after is not None:
            name = " ".join(self.words[at:after])
            return after, Unclear(
                f"The days of “{name}” are not known here. Which days do you mean?"
            )
        return None

    def _to_date_of_the_last(self, after: int, unit: Unit) -> Step | None:
        """`ytd last year`: the same stretch of the unit before."""
        place = self.over(after)
        which = self.phrase(place, "last") or self.phrase(place, "previous")
        named = None if which is None else self.unit(which)
        if named is None or named[1] != unit:
            return None
        start = days.calendar_unit(self.today, unit, -1).start
        return named[0], Period(start, days.moved(self.today, unit, -1), unit)

    def _feast(self, after: int, move: int) -> Step:
        stop, year = self.year(after)
        if year is not None:
            return stop, days.one_day(days.black_friday(year) + move * DAY)
        years = range(self.today.year - 1, self.today.year + 1)
        known = {one: days.black_friday(one) + move * DAY for one in years}
        return stop, days.one_day(days.most_recent(self.today, known))

    def _day_words(self, at: int) -> Step | None:
        for meaning, back in (("today", 0), ("yesterday", 1), ("day_before_yesterday", 2)):
            after = self.phrase(at, meaning)
            if after is not None:
                return after, days.one_day(self.today - back * DAY)
        return None

    def _counted(self, at: int) -> Step | None:
        """`last 30 days`, `past 12 complete weeks`, `last 90d`."""
        after = self.phrase(at, "last") or self.phrase(at, "past") or self.phrase(at, "previous")
        if after is None:
            return None
        place = self.over(after)
        short = _SHORT_SPAN.fullmatch(self.word(place))
        if short is not None and 0 < int(short[1]) <= _LONGEST_COUNT:
            return place + 1, self._n(int(short[1]), _SHORT_UNITS[short[2]], whole=False)
        weeks = self.phrase(place, "fortnight")
        if weeks is not None:
            return weeks, self._n(14, "day", whole=False)
        number = self.number(place)
        if number is None:
            return None
        whole = self.phrase(number[0], "complete")
        unit = self.unit(number[0] if whole is None else whole)
        if unit is None:
            return None
        return unit[0], self._n(number[1], unit[1], whole=whole is not None)

    def _n(self, count: int, unit: Unit, *, whole: bool) -> Period | Unclear:
        too_many = {"day": 4000, "week": 570, "month": 130, "quarter": 43, "year": 10}
        if count > too_many[unit]:
            return Unclear("That is more than ten years. Which days do you mean?")
        if whole:
            return days.last_n_complete(self.today, count, unit)
        return days.last_n(self.today, count, unit)

    def _relative_unit(self, at: int) -> Step | None:
        """`last month`, `this week so far`, `the past year`, `the month before last`."""
        for meaning in ("last", "this", "past", "previous"):
            after = self.phrase(at, meaning)
            if after is None:
                continue
            whole = self.phrase(after, "complete")
            unit = self.unit(after if whole is None else whole)
            if unit is None:
                continue
            stop = self.phrase(unit[0], "to_date")
            if stop is not None and meaning in ("last", "previous"):
                start = days.calendar_unit(self.today, unit[1], -1).start
                return stop, Period(start, days.moved(self.today, unit[1], -1), unit[1])
            if meaning == "last" and unit[1] == "year" and whole is None and self._is_spanned(at):
                return stop or unit[0], days.last_n(self.today, 12, "month")
            return stop or unit[0], self._of_unit(meaning, unit[1])
        unit = self.unit(at)
        after = None if unit is None else self.phrase(unit[0], "before_last")
        if unit is not None and after is not None:
            return after, days.calendar_unit(self.today, unit[1], -2)
        after = None if unit is None else self.phrase(unit[0], "to_date")
        if unit is not None and after is not None:
            return after, days.to_date(self.today, unit[1])
        return None

    def _is_spanned(self, at: int) -> bool:
        """`over the last year`: so long up to now, where `last year` is a year of the calendar."""
        article = at if self.word(at) != "last" else at - 1
        return article > 0 and self.phrase(article - 1, "spanning") == article + 1

    def _of_unit(self, meaning: str, unit: Unit) -> Period:
        if meaning == "this":
            return days.to_date(self.today, unit)
        if meaning == "past":
            return days.last_n(self.today, 1, unit)
        return days.calendar_unit(self.today, unit, -1)

    def _ago(self, at: int) -> Step | None:
        number = self.number(at)
        unit = None if number is None else self.unit(number[0])
        after = None if unit is None else self.phrase(unit[0], "ago")
        if number is None or unit is None or after is None or number[1] > 500:
            return None
        return after, days.calendar_unit(self.today, unit[1], -number[1])

    def date(self, at: int, year: int | None) -> Step | None:
        """`3 march 2026`, `march 3rd`, `the 3rd of march`."""
        for first, second in ((0, 1), (1, 0)):
            place = at
            values: dict[str, int] = {}
            for slot in (first, second):
                if slot == 0 and (match := DAY_OF_MONTH.fullmatch(self.word(place))):
                    values["day"] = int(match[1])
                elif slot == 1 and self.word(place) in self.lexicon.months:
                    values["month"] = self.lexicon.months[self.word(place)]
                else:
                    break
                place = self.over(place + 1) if slot == 0 else place + 1
            if len(values) < 2 or not 1 <= values["day"] <= 31:
                continue
            stop, own = self.year(place)
            if own is None and first == 1 and self._may_be_year(at, values["day"]):
                name = " ".join(self.words[at:stop])
                return stop, Unclear(f"“{name}”: the day, or the month of that year?")
            day = days.named_day(self.today, values["day"], values["month"], own or year)
            if day is None:
                name = " ".join(self.words[at:stop])
                return stop, Unclear(f"There is no day “{name}”. Which day do you mean?")
            return stop, day
        return None

    def _may_be_year(self, at: int, day: int) -> bool:
        """`in november 25`: a day is `on` a day, and `25` may be a year that has been."""
        is_bare = self.word(at + 1).isdecimal()
        return is_bare and self.word(at - 1) == "in" and 10 < day <= self.today.year % 100

    def month(self, at: int, year: int | None) -> Step | None:
        which = self.phrase(at, "last") or self.phrase(at, "this")
        month = self.lexicon.months.get(self.word(at if which is None else which))
        if month is None:
            return None
        stop, own = self.year((at if which is None else which) + 1)
        if which is not None and own is None:
            found = days.named_month(self.today, month, None)
            is_last = self.phrase(at, "last") is not None
            if is_last and found.end >= self.today:
                found = days.named_month(self.today, month, self.today.year - 1)
            elif not is_last:
                found = days.named_month(self.today, month, self.today.year)
            return stop, found.up_to(self.today)
        return stop, days.named_month(self.today, month, own or year).up_to(self.today)

    def part(self, at: int, year: int | None) -> Step | None:
        """`q1`, `q3 2025`, `first quarter of 2025`, `second half of last year`, `h1`."""
        match = _PART.fullmatch(self.word(at))
        ordinal = self.lexicon.ordinals.get(self.word(at))
        if match is not None:
            kind, number, place = match[1], int(match[2]), at + 1
        elif ordinal and self.unit(at + 1) == (at + 2, "quarter"):
            kind, number, place = "q", ordinal, at + 2
        elif ordinal and (after := self.phrase(at + 1, "half")) is not None:
            kind, number, place = "h", ordinal, after
        else:
            return None
        if number > (4 if kind == "q" else 2):
            return None
        stop, own = self.year(place)
        if kind == "h" and match is None and own is None:
            return None  # `first half of march` is not half a year.
        make = days.named_quarter if kind == "q" else days.named_half
        return stop, make(self.today, number, own or year).up_to(self.today)

    def _weekday(self, at: int) -> Step | None:
        for which in ("last", "this", ""):
            place = self.phrase(at, which) if which else at
            if place is None or self.word(place) not in self.lexicon.weekdays:
                continue
            day = days.weekday_of(self.today, self.lexicon.weekdays[self.word(place)], which)
            return place + 1, day
        return None

    def _weekend(self, at: int) -> Step | None:
        for which in ("last", "this", "past", ""):
            place = self.phrase(at, which) if which else at
            after = None if place is None else self.phrase(place, "weekend")
            if after is not None:
                return after, days.weekend(self.today, which).up_to(self.today)
        return None

    def _first_days(self, at: int) -> Step | None:
        """`the first 10 days of march`, `last week of june`, `first half of march`."""
        ordinal = self.lexicon.ordinals.get(self.word(at))
        is_last = self.phrase(at, "last") is not None
        if not is_last and ordinal is None:
            return None
        half = self.phrase(at + 1, "half")
        number = self.number(at + 1) or (at + 1, 1)
        unit = self.unit(number[0])
        stop = half if half is not None else unit[0] if unit else None
        if stop is None or self.phrase(stop, "of") is None:
            return None
        whole = self.point(self.over(stop + 1))
        if whole is None or not isinstance(whole[1], Period) or whole[1].unit == "day":
            return None
        if half is not None:
            if whole[1].unit != "month" or ordinal not in (1, 2):
                return None
            return whole[0], self._half_of(whole[1], ordinal).up_to(self.today)
        assert unit is not None
        part = self._part_of(whole[1], 0 if is_last else ordinal or 0, number[1], unit[1])
        return None if part is None else (whole[0], part.up_to(self.today))

    @staticmethod
    def _half_of(month: Period, half: int) -> Period:
        middle = month.start + 14 * DAY
        return Period(month.start, middle) if half == 1 else Period(middle + DAY, month.end)

    def _part_of(self, whole: Period, nth: int, count: int, unit: Unit) -> Period | None:
        """Cut units off the start (the nth of them) or off the end (0) of a whole unit."""
        if unit not in ("day", "week") or (count > 1 and nth > 1):
            return None
        if whole.is_cut and nth == 0:
            return None
        size = (7 if unit == "week" else 1) * count
        if nth == 0:
            return Period(whole.end - (size - 1) * DAY, whole.end)
        start = whole.start + (nth - 1) * size * DAY
        return Period(start, start + (size - 1) * DAY)

    def _unit_with(self, at: int) -> Step | None:
        """`the month of march`, `the year 2025`, `the week of 3 march`."""
        unit = self.unit(at)
        if unit is None or unit[1] == "day":
            return None
        place = self.over(unit[0])
        readings = (
            self._plain_year,
            lambda at: self.month(at, None),
            lambda at: self.date(at, None),
        )
        point = self.longest(place, readings)
        if point is None or not isinstance(point[1], Period):
            return None
        if point[1].unit == unit[1]:
            return point
        if unit[1] == "week" and point[1].days == 1:
            return point[0], days.calendar_unit(point[1].start, "week", 0).up_to(self.today)
        return None

    def _plain_year(self, at: int) -> Step | None:
        word = self.word(at)
        if not YEAR.fullmatch(word):
            return None
        start = date(int(word), 1, 1)
        return at + 1, Period(start, start.replace(month=12, day=31), "year").up_to(self.today)

    def _written(self, at: int) -> Step | None:
        """`2026-03-31`, `2026-03`, `31.03.2026`; `3/4/2026` only where it can mean one day."""
        word = self.word(at)
        if match := _ISO.fullmatch(word):
            year, month, day = int(match[1]), int(match[2]), int(match[3] or 0)
            if not match[3] and 1 <= month <= 12:
                return at + 1, days.named_month(self.today, month, year).up_to(self.today)
        elif match := _DOTTED.fullmatch(word):
            year, month, day = int(match[3]), int(match[2]), int(match[1])
        elif match := _SLASHED.fullmatch(word):
            year, month, day = int(match[3]), int(match[1]), int(match[2])
            if month <= 12 and day <= 12 and month != day:
                return at + 1, Unclear(f"Is {word} day/month or month/day? Write it as 2026-03-31.")
            month, day = (day, month) if month > 12 else (month, day)
        else:
            return None
        found = days.named_day(self.today, day, month, year) if 1 <= month <= 12 and day else None
        return at + 1, found or Unclear(f"There is no day {word}. Which day do you mean?")


_TO_DATE: dict[str, Unit] = {"ytd": "year", "qtd": "quarter", "mtd": "month", "wtd": "week"}
