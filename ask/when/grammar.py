"""The grammar of time: finds phrases of time in words and says which days they mean.

A pure function of words and a day. The words stand in the lexicon; the order of words is that of
English and its neighbours. What is found is a period, an earlier period that only makes sense
beside another one, or a phrase whose days are not known and must be asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ask.when import calendar as days
from ask.when.calendar import DAY, Period
from ask.when.words import TimeWords
from data.query_model import Unit

_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_YEAR = re.compile(r"20\d\d")
_PART = re.compile(r"([qh])([1-4])")
_SHORT_SPAN = re.compile(r"(\d{1,4})([dwmy])")
_DAY_OF_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_LONGEST_COUNT = 4000
_SHORT_UNITS: dict[str, Unit] = {"d": "day", "w": "week", "m": "month", "y": "year"}


@dataclass(frozen=True)
class Earlier:
    """A period that is named by another one: `the month before`, `the same week last year`."""

    kind: str
    unit: Unit | None = None


@dataclass(frozen=True)
class Unclear:
    """A phrase of time whose days cannot be known; `sentence` asks for them."""

    sentence: str


Meaning = Period | Earlier | Unclear


@dataclass(frozen=True)
class Found:
    """A phrase: its first word, the word after its last, what it means."""

    start: int
    stop: int
    meaning: Meaning


_Step = tuple[int, Meaning]


def find_times(
    words: Sequence[str], today: date, lexicon: TimeWords, first_day: date | None = None
) -> list[Found]:
    """Return the phrases of time in order, each as long as it can be.

    `words` are in lower case. `first_day` is the first day of the data, for `all time`.
    """
    reader = _Reader(tuple(words), today, lexicon, first_day)
    found: list[Found] = []
    place = 0
    while place < len(words):
        step = reader.any_at(place)
        if step is None:
            place += 1
            continue
        found.append(Found(place, step[0], step[1]))
        place = step[0]
    return found


@dataclass(frozen=True)
class _Reader:
    words: tuple[str, ...]
    today: date
    lexicon: TimeWords
    first_day: date | None

    def any_at(self, at: int) -> _Step | None:
        """Return the longest phrase that begins here."""
        if self._word(at) in self.lexicon.fillers:
            return None
        readings = (self._between, self._since, self._moment, self._earlier, self._point)
        return self._longest(at, readings, joins=True)

    def _longest(
        self, at: int, readings: Sequence[Callable[[int], _Step | None]], *, joins: bool = False
    ) -> _Step | None:
        steps = [step for read in readings if (step := read(at)) is not None]
        best = max(steps, key=lambda step: step[0], default=None)
        if best is None or not joins or not isinstance(best[1], Period):
            return best
        return self._with_ending(at, best)

    def _with_ending(self, at: int, first: _Step) -> _Step:
        """Read on where a second end follows: `january to march`, `last month including today`."""
        stop, period = first
        assert isinstance(period, Period)
        joined = self._phrase(stop, "to")
        if joined is not None and (second := self._point(self._over(joined))) is not None:
            return self._span(at, stop, first, second) or first
        after = self._phrase(stop, "including_today")
        if after is not None and period.end == self.today - DAY:
            return after, replace(period, start=period.start + DAY, end=self.today)
        after = self._phrase(stop, "so_far")
        if after is not None:
            return after, period.up_to(self.today)
        return first

    # Pieces

    def _word(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) else ""

    def _phrase(self, at: int, meaning: str) -> int | None:
        """Return the place after a phrase of that meaning; None where there is none."""
        for length in range(self.lexicon.longest, 0, -1):
            words = self.words[at : at + length]
            if len(words) == length and meaning in self.lexicon.phrases.get(words, ()):
                return at + length
        return None

    def _over(self, at: int) -> int:
        """Skip the small words inside a phrase: `the first week of the year`."""
        while self._word(at) in self.lexicon.fillers:
            at += 1
        return at

    def _number(self, at: int) -> tuple[int, int] | None:
        word = self._word(at)
        if word.isascii() and word.isdecimal():
            count = int(word)
            return (at + 1, count) if 0 < count <= _LONGEST_COUNT else None
        count = self.lexicon.numbers.get(word, 0)
        return (at + 1, count) if count else None

    def _unit(self, at: int) -> tuple[int, Unit] | None:
        unit = self.lexicon.units.get(self._word(at))
        return None if unit is None else (at + 1, unit)

    def _year(self, at: int) -> tuple[int, int | None]:
        """Read a year behind a month: a number, `last year`, `this year`; else None."""
        place = self._over(at)
        if _YEAR.fullmatch(self._word(place)):
            return place + 1, int(self._word(place))
        for which, offset in (("last", -1), ("this", 0)):
            after = self._phrase(place, which)
            unit = None if after is None else self._unit(after)
            if unit is not None and unit[1] == "year":
                return unit[0], self.today.year + offset
        return at, None

    # Ranges

    def _between(self, at: int) -> _Step | None:
        for opening, joining in (("between", "and"), ("from", "to")):
            begun = self._phrase(at, opening)
            if begun is None:
                continue
            place = self._over(begun)
            first = self._point(place)
            if first is None:
                span = self._days_of_a_month(place, joining)
                if span is not None:
                    return span
                continue
            joined = self._phrase(first[0], joining)
            second = None if joined is None else self._point(self._over(joined))
            if second is not None:
                return self._span(place, first[0], first, second)
            if opening == "from" and self._word(place) in self.lexicon.months:
                name = " ".join(self.words[place : first[0]])
                return first[0], Unclear(f"Do you mean in {name} alone, or since {name}?")
        return None

    def _span(self, at: int, stop: int, first: _Step, second: _Step) -> _Step | None:
        """Join two ends. Where only the second names a year, the first has the same."""
        begin, end = first[1], second[1]
        if not isinstance(begin, Period) or not isinstance(end, Period):
            return None
        begin = self._before(at, stop, begin, end)
        if begin.start > end.end:
            return second[0], Unclear(
                f"The range would end on {end.end} and begin on {begin.start}. Which days?"
            )
        unit = begin.unit if begin.unit == end.unit else "day"
        return second[0], Period(begin.start, end.end, unit).up_to(self.today)

    def _before(self, at: int, stop: int, begin: Period, end: Period) -> Period:
        if begin.start <= end.start and end.start.year - begin.start.year <= 1:
            named = any(_YEAR.fullmatch(one) for one in self.words[at:stop])
            if named or begin.start.year == end.start.year:
                return begin
        earlier = [self._point_in(at, year) for year in (end.start.year, end.start.year - 1)]
        fitting = [one for one in earlier if one is not None and one.start <= end.start]
        return fitting[0] if fitting else begin

    def _point_in(self, at: int, year: int) -> Period | None:
        """Read the same words as if they named the year."""
        for step in (self._date(at, year), self._month(at, year), self._part(at, year)):
            if step is not None and isinstance(step[1], Period):
                return step[1]
        return None

    def _days_of_a_month(self, at: int, joining: str) -> _Step | None:
        """`1 to 15 march`, `1 and 15 march 2026`."""
        first = _DAY_OF_MONTH.fullmatch(self._word(at))
        joined = self._phrase(at + 1, joining)
        last = None if joined is None else self._date(joined, None)
        if first is None or last is None or not isinstance(last[1], Period):
            return None
        end = last[1].end
        start = int(first[1])
        if not 1 <= start <= end.day:
            return None
        return last[0], Period(end.replace(day=start), end)

    def _since(self, at: int) -> _Step | None:
        begun = self._phrase(at, "since")
        point = None if begun is None else self._point(self._over(begun))
        if point is None or not isinstance(point[1], Period):
            return None
        if point[1].start > self.today:
            return point
        return point[0], Period(point[1].start, self.today, "day")

    def _moment(self, at: int) -> _Step | None:
        for meaning in ("as_of", "end_of", "start_of"):
            begun = self._phrase(at, meaning)
            point = None if begun is None else self._point(self._over(begun))
            if point is None or not isinstance(point[1], Period):
                continue
            period = point[1].up_to(self.today)
            day = period.start if meaning == "start_of" else period.end
            return point[0], Period(day, day, is_moment=True)
        return None

    def _earlier(self, at: int) -> _Step | None:
        """`same month last year`, `the week before`, `the previous period`."""
        same = self._phrase(at, "same")
        if same is not None:
            unit = self._unit(same)
            place = same if unit is None else unit[0]
            place = self._phrase(same, "period") or place
            after = self._phrase(self._over(place), "last") or self._phrase(place, "previous")
            of = None if after is None else self._unit(after)
            if of is not None:
                return of[0], Earlier("same", of[1])
            return None
        after = self._phrase(at, "previous")
        whole = None if after is None else self._phrase(after, "period")
        if whole is not None:
            return whole, Earlier("previous")
        unit = self._unit(at)
        before = None if unit is None else self._phrase(unit[0], "before")
        if unit is not None and before is not None:
            return before, Earlier("previous", unit[1])
        for size, kind in _AGO.items():
            after = self._phrase(at, f"{size}_ago")
            if after is not None:
                return after, Earlier(kind, size)
        return None

    # Points

    def _point(self, at: int) -> _Step | None:
        readings = (
            self._fixed, self._day_words, self._counted, self._relative_unit, self._ago,
            lambda place: self._date(place, None), lambda place: self._month(place, None),
            lambda place: self._part(place, None), self._weekday, self._weekend, self._first_days,
            self._plain_year, self._written, self._unit_with,
        )  # fmt: skip
        return self._longest(at, readings)

    def _fixed(self, at: int) -> _Step | None:
        for meaning, unit in _TO_DATE.items():
            after = self._phrase(at, meaning)
            if after is not None:
                return after, days.to_date(self.today, unit)
        after = self._phrase(at, "all_time")
        if after is not None:
            start = self.first_day or self.today
            return after, Period(start, max(start, self.today), begins_unknown=True)
        for meaning, move in (("black_friday", 0), ("cyber_monday", 3)):
            after = self._phrase(at, meaning)
            if after is not None:
                return self._feast(after, move)
        after = self._phrase(at, "unknown_feast")
        if after is not None:
            name = " ".join(self.words[at:after])
            return after, Unclear(f"The days of “{name}” are not known here. Which days do you mean?")
        return None

    def _feast(self, after: int, move: int) -> _Step:
        stop, year = self._year(after)
        if year is not None:
            return stop, days.one_day(days.black_friday(year) + move * DAY)
        years = range(self.today.year - 1, self.today.year + 1)
        known = {one: days.black_friday(one) + move * DAY for one in years}
        return stop, days.one_day(days.most_recent(self.today, known))

    def _day_words(self, at: int) -> _Step | None:
        for meaning, back in (("today", 0), ("yesterday", 1), ("day_before_yesterday", 2)):
            after = self._phrase(at, meaning)
            if after is not None:
                return after, days.one_day(self.today - back * DAY)
        return None

    def _counted(self, at: int) -> _Step | None:
        """`last 30 days`, `past 12 complete weeks`, `last 90d`."""
        after = self._phrase(at, "last") or self._phrase(at, "past") or self._phrase(at, "previous")
        if after is None:
            return None
        place = self._over(after)
        short = _SHORT_SPAN.fullmatch(self._word(place))
        if short is not None and 0 < int(short[1]) <= _LONGEST_COUNT:
            return place + 1, self._n(int(short[1]), _SHORT_UNITS[short[2]], whole=False)
        number = self._number(place)
        if number is None:
            return None
        whole = self._phrase(number[0], "complete")
        unit = self._unit(number[0] if whole is None else whole)
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

    def _relative_unit(self, at: int) -> _Step | None:
        """`last month`, `this week so far`, `the past year`, `the month before last`."""
        for meaning in ("last", "this", "past", "previous"):
            after = self._phrase(at, meaning)
            if after is None:
                continue
            whole = self._phrase(after, "complete")
            unit = self._unit(after if whole is None else whole)
            if unit is None:
                continue
            stop = self._phrase(unit[0], "to_date")
            if stop is not None and meaning in ("last", "previous"):
                start = days.calendar_unit(self.today, unit[1], -1).start
                return stop, Period(start, days.moved(self.today, unit[1], -1), unit[1])
            return stop or unit[0], self._of_unit(meaning, unit[1])
        unit = self._unit(at)
        after = None if unit is None else self._phrase(unit[0], "before_last")
        if unit is not None and after is not None:
            return after, days.calendar_unit(self.today, unit[1], -2)
        after = None if unit is None else self._phrase(unit[0], "to_date")
        if unit is not None and after is not None:
            return after, days.to_date(self.today, unit[1])
        return None

    def _of_unit(self, meaning: str, unit: Unit) -> Period:
        if meaning == "this":
            return days.to_date(self.today, unit)
        if meaning == "past":
            return days.last_n(self.today, 1, unit)
        return days.calendar_unit(self.today, unit, -1)

    def _ago(self, at: int) -> _Step | None:
        number = self._number(at)
        unit = None if number is None else self._unit(number[0])
        after = None if unit is None else self._phrase(unit[0], "ago")
        if number is None or unit is None or after is None or number[1] > 500:
            return None
        return after, days.calendar_unit(self.today, unit[1], -number[1])

    def _date(self, at: int, year: int | None) -> _Step | None:
        """`3 march 2026`, `march 3rd`, `the 3rd of march`."""
        for first, second in ((0, 1), (1, 0)):
            place = at
            values: dict[str, int] = {}
            for slot in (first, second):
                if slot == 0 and (match := _DAY_OF_MONTH.fullmatch(self._word(place))):
                    values["day"] = int(match[1])
                elif slot == 1 and self._word(place) in self.lexicon.months:
                    values["month"] = self.lexicon.months[self._word(place)]
                else:
                    break
                place = self._over(place + 1) if slot == 0 else place + 1
            if len(values) < 2 or not 1 <= values["day"] <= 31:
                continue
            stop, own = self._year(place)
            day = days.named_day(self.today, values["day"], values["month"], own or year)
            if day is None:
                name = " ".join(self.words[at:stop])
                return stop, Unclear(f"There is no day “{name}”. Which day do you mean?")
            return stop, day
        return None

    def _month(self, at: int, year: int | None) -> _Step | None:
        which = self._phrase(at, "last") or self._phrase(at, "this")
        month = self.lexicon.months.get(self._word(at if which is None else which))
        if month is None:
            return None
        stop, own = self._year((at if which is None else which) + 1)
        if which is not None and own is None:
            found = days.named_month(self.today, month, None)
            is_last = self._phrase(at, "last") is not None
            if is_last and found.end >= self.today:
                found = days.named_month(self.today, month, self.today.year - 1)
            elif not is_last:
                found = days.named_month(self.today, month, self.today.year)
            return stop, found.up_to(self.today)
        return stop, days.named_month(self.today, month, own or year).up_to(self.today)

    def _part(self, at: int, year: int | None) -> _Step | None:
        """`q1`, `q3 2025`, `first quarter of 2025`, `second half of last year`, `h1`."""
        match = _PART.fullmatch(self._word(at))
        ordinal = self.lexicon.ordinals.get(self._word(at))
        if match is not None:
            kind, number, place = match[1], int(match[2]), at + 1
        elif ordinal and self._unit(at + 1) == (at + 2, "quarter"):
            kind, number, place = "q", ordinal, at + 2
        elif ordinal and (after := self._phrase(at + 1, "half")) is not None:
            kind, number, place = "h", ordinal, after
        else:
            return None
        if number > (4 if kind == "q" else 2):
            return None
        stop, own = self._year(place)
        if kind == "h" and match is None and own is None:
            return None  # `first half of march` is not half a year.
        make = days.named_quarter if kind == "q" else days.named_half
        return stop, make(self.today, number, own or year).up_to(self.today)

    def _weekday(self, at: int) -> _Step | None:
        for which in ("last", "this", ""):
            place = self._phrase(at, which) if which else at
            if place is None or self._word(place) not in self.lexicon.weekdays:
                continue
            day = days.weekday_of(self.today, self.lexicon.weekdays[self._word(place)], which)
            return place + 1, day
        return None

    def _weekend(self, at: int) -> _Step | None:
        for which in ("last", "this", "past", ""):
            place = self._phrase(at, which) if which else at
            after = None if place is None else self._phrase(place, "weekend")
            if after is not None:
                return after, days.weekend(self.today, which).up_to(self.today)
        return None

    def _first_days(self, at: int) -> _Step | None:
        """`the first 10 days of march`, `last week of june`, `first half of march`."""
        ordinal = self.lexicon.ordinals.get(self._word(at))
        is_last = self._phrase(at, "last") is not None
        if not is_last and ordinal is None:
            return None
        half = self._phrase(at + 1, "half")
        number = self._number(at + 1) or (at + 1, 1)
        unit = self._unit(number[0])
        stop = half if half is not None else unit[0] if unit else None
        if stop is None or self._phrase(stop, "of") is None:
            return None
        whole = self._point(self._over(stop + 1))
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

    def _unit_with(self, at: int) -> _Step | None:
        """`the month of march`, `the year 2025`, `the week of 3 march`."""
        unit = self._unit(at)
        if unit is None or unit[1] == "day":
            return None
        place = self._over(unit[0])
        readings = (self._plain_year, lambda at: self._month(at, None), lambda at: self._date(at, None))
        point = self._longest(place, readings)
        if point is None or not isinstance(point[1], Period):
            return None
        if point[1].unit == unit[1]:
            return point
        if unit[1] == "week" and point[1].days == 1:
            return point[0], days.calendar_unit(point[1].start, "week", 0).up_to(self.today)
        return None

    def _plain_year(self, at: int) -> _Step | None:
        word = self._word(at)
        if not _YEAR.fullmatch(word):
            return None
        start = date(int(word), 1, 1)
        return at + 1, Period(start, start.replace(month=12, day=31), "year").up_to(self.today)

    def _written(self, at: int) -> _Step | None:
        """`2026-03-31`, `2026-03`, `31.03.2026`; `3/4/2026` only where it can mean one day."""
        word = self._word(at)
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


# A day or a month of a year ago is the same one of last year; a week or a month ago is the one before.
_AGO: dict[Unit, str] = {"year": "same", "quarter": "previous", "month": "previous", "week": "same"}
_TO_DATE: dict[str, Unit] = {"ytd": "year", "qtd": "quarter", "mtd": "month", "wtd": "week"}
