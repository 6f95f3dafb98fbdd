"""The grammar of time: finds phrases of time in words and says which days they mean.

A pure function of words and a day. The words stand in the lexicon; the order of words is that of
English and its neighbours. What is found is a period, an earlier period that only makes sense
beside another one, or a phrase whose days are not known and must be asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ask.when import calendar as days
from ask.when.calendar import DAY, Period
from ask.when.points import DAY_OF_MONTH, ORDINAL_DAY, YEAR, Earlier, Points, Step, Unclear
from ask.when.words import TimeWords
from data.query_model import Unit


@dataclass(frozen=True)
class Found:
    """A phrase: its first word, the word after its last, what it means."""

    start: int
    stop: int
    meaning: Period | Earlier | Unclear


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
    following = [*found[1:], None]
    return [reader.in_the_year_of(*pair) for pair in zip(found, following, strict=False)]


# A day of a year or a week ago is the same day then; a month or a quarter ago is the one before.
_AGO: dict[Unit, str] = {"year": "same", "quarter": "previous", "month": "previous", "week": "same"}


# So many words may stand between the two sides of a comparison: `h1 compared with h2 2025`.
_BESIDE = 2


class _Reader(Points):
    def in_the_year_of(self, one: Found, after: Found | None) -> Found:
        """`h1 vs h2 last year`: a year that is named once, at the end, holds for both."""
        if after is None or not 0 < after.start - one.stop <= _BESIDE or self._has_year(one):
            return one
        if not isinstance(after.meaning, Period) or not self._has_year(after):
            return one
        moved = self._point_in(one.start, after.meaning.start.year)
        if moved is None or moved == after.meaning or after.meaning.unit == "year":
            return one
        return replace(one, meaning=moved)

    def _has_year(self, one: Found) -> bool:
        places = range(one.start + 1, one.stop)
        return any(self.year(place)[1] is not None for place in places)

    def any_at(self, at: int) -> Step | None:
        """Return the longest phrase that begins here."""
        if self.word(at) in self.lexicon.fillers:
            return None
        readings = (self._between, self._since, self._moment, self._earlier, self.point)
        best = self.longest(at, readings)
        if best is None or not isinstance(best[1], Period):
            return best
        return self._with_ending(at, best)

    def _with_ending(self, at: int, first: Step) -> Step:
        """Read on where a second end follows: `january to march`, `last month including today`."""
        stop, period = first
        assert isinstance(period, Period)
        joined = None if self._is_compared(at - 1) else self.phrase(stop, "to")
        if joined is not None and (second := self.point(self.over(joined))) is not None:
            return self._span(at, stop, first, second) or first
        after = self.phrase(stop, "including_today")
        if after is not None and period.end == self.today - DAY:
            if period.days == 1 and period.counted is None:
                return first  # `yesterday and today` are two days.
            return after, replace(period, start=period.start + DAY, end=self.today)
        after = self.phrase(stop, "so_far")
        if after is not None:
            return after, period.up_to(self.today)
        return first

    # Ranges

    def _between(self, at: int) -> Step | None:
        if self._is_compared(at):
            return None
        for opening, joining in (("between", "and"), ("from", "to")):
            begun = self.phrase(at, opening)
            if begun is None:
                continue
            place = self.over(begun)
            first = self.point(place)
            if first is None:
                span = self._days_of_a_month(place, joining)
                if span is not None:
                    return span
                continue
            joined = self.phrase(first[0], joining)
            second = None if joined is None else self.point(self.over(joined))
            if second is not None:
                return self._span(place, first[0], first, second)
            if opening == "from" and self.word(place) in self.lexicon.months:
                name = " ".join(self.words[place : first[0]])
                return first[0], Unclear(f"Do you mean in {name} alone, or since {name}?")
        return None

    def _is_compared(self, at: int) -> bool:
        """`the difference between March and April`: two ranges side by side, not one."""
        if not any(self.phrase(place, "comparing") for place in range(max(at, 0))):
            return False
        opening = self.phrase(at, "between") or self.phrase(at, "from")
        first = None if opening is None else self.point(self.over(opening))
        if first is None or not isinstance(first[1], Period):
            return False
        return first[1].unit != "day" or self.phrase(at, "between") is not None

    def _span(self, at: int, stop: int, first: Step, second: Step) -> Step | None:
        """Join two ends. Where only the second names a year, the first has the same."""
        begin, end = first[1], second[1]
        if not isinstance(begin, Period) or not isinstance(end, Period):
            return None
        written = begin
        begin = self._before(at, stop, begin, end)
        is_turned = written.start > end.start and begin.start.month == end.start.month
        if is_turned and written.days == 1:
            # `from 15 October to 1 October` does not cross New Year.
            begin = written
        if begin.start > end.end:
            return second[0], Unclear(
                f"The range would end on {end.end} and begin on {begin.start}. Which days?"
            )
        unit = begin.unit if begin.unit == end.unit else "day"
        return second[0], Period(begin.start, end.end, unit).up_to(self.today)

    def _before(self, at: int, stop: int, begin: Period, end: Period) -> Period:
        if begin.start <= end.start and end.start.year - begin.start.year <= 1:
            named = any(YEAR.fullmatch(one) for one in self.words[at:stop])
            if named or begin.start.year == end.start.year:
                return begin
        earlier = [self._point_in(at, year) for year in (end.start.year, end.start.year - 1)]
        fitting = [one for one in earlier if one is not None and one.start <= end.start]
        return fitting[0] if fitting else begin

    def _point_in(self, at: int, year: int) -> Period | None:
        """Read the same words as if they named the year."""
        for step in (self.date(at, year), self.month(at, year), self.part(at, year)):
            if step is not None and isinstance(step[1], Period):
                return step[1]
        return None

    def _days_of_a_month(self, at: int, joining: str) -> Step | None:
        """`1 to 15 march`, `1 and 15 march 2026`."""
        first = DAY_OF_MONTH.fullmatch(self.word(at))
        joined = self.phrase(at + 1, joining)
        last = None if joined is None else self.date(joined, None)
        if first is None or last is None or not isinstance(last[1], Period):
            return None
        end = last[1].end
        start = int(first[1])
        if not 1 <= start <= end.day:
            return None
        return last[0], Period(end.replace(day=start), end)

    def _since(self, at: int) -> Step | None:
        begun = self.phrase(at, "since")
        if begun is None:
            return None
        place = self.over(begun)
        point = self.point(place) or self._moment(place) or self._day_alone(place)
        if point is None or not isinstance(point[1], Period):
            return None
        if point[1].start > self.today:
            return point
        return point[0], Period(point[1].start, self.today, "day")

    def _day_alone(self, at: int) -> Step | None:
        """`the 1st`: of this month, or of the last one; `the start of the quarter`."""
        begun = self.phrase(at, "start_of")
        unit = None if begun is None else self.unit(self.over(begun))
        if unit is not None and unit[1] != "day":
            return unit[0], days.to_date(self.today, unit[1])
        match = ORDINAL_DAY.fullmatch(self.word(at))
        if match is None or not 1 <= int(match[1]) <= 28:
            return None
        day = self.today.replace(day=int(match[1]))
        if day > self.today:
            day = days.moved(day, "month", -1)
        return at + 1, days.one_day(day)

    def _moment(self, at: int) -> Step | None:
        for meaning in ("as_of", "end_of", "start_of"):
            begun = self.phrase(at, meaning)
            point = None if begun is None else self.point(self.over(begun))
            if point is None or not isinstance(point[1], Period):
                continue
            period = point[1].up_to(self.today)
            day = period.start if meaning == "start_of" else period.end
            return point[0], Period(day, day, is_moment=True)
        return None

    def _same(self, at: int) -> Step | None:
        """`month last year`, `period a year ago`, behind `same`."""
        unit = self.unit(at)
        weekdays = self.phrase(at, "weekdays")
        place = weekdays or self.phrase(at, "period") or (None if unit is None else unit[0])
        if place is None:
            return None
        place = self.over(place)
        if weekdays is not None:
            return self._same_weekdays(place)
        for size in _AGO:
            after = self.phrase(place, f"{size}_ago")
            if after is not None:
                return after, Earlier("same", size, None if unit is None else unit[1])
        after = self.phrase(place, "last") or self.phrase(place, "previous")
        of = None if after is None else self.unit(after)
        named = None if unit is None else unit[1]
        return None if of is None else (of[0], Earlier("same", of[1], named))

    def _same_weekdays(self, at: int) -> Step | None:
        """`last year`, `a year ago`, behind `same weekdays`: 52 weeks before."""
        after = self.phrase(at, "year_ago")
        if after is None:
            which = self.phrase(at, "last") or self.phrase(at, "previous")
            unit = None if which is None else self.unit(which)
            after = unit[0] if unit is not None and unit[1] == "year" else None
        return None if after is None else (after, Earlier("weekdays", "year"))

    def _earlier(self, at: int) -> Step | None:
        """`same month last year`, `the week before`, `the previous period`."""
        same = self.phrase(at, "same")
        if same is not None:
            return self._same(same)
        after = self.phrase(at, "previous")
        whole = None if after is None else self.phrase(after, "period")
        if whole is not None:
            return whole, Earlier("previous")
        period = self.phrase(at, "period")
        before = None if period is None else self.phrase(period, "before")
        if before is not None and self.point(self.over(before)) is None:
            # `the period before`, `the one before`.
            return before, Earlier("previous")
        number = self.number(at)
        is_counted = number is not None and self.word(at) in self.words[:at]
        unit = self.unit(number[0] if number is not None and is_counted else at)
        before = None if unit is None else self.phrase(unit[0], "before")
        if unit is not None and before is not None:
            # `the last 30 days and the 30 days before`: as many, right before.
            return before, Earlier("previous", None if is_counted else unit[1])
        weekend = self.phrase(at, "weekend")
        before = None if weekend is None else self.phrase(weekend, "before")
        if before is not None:
            return before, Earlier("previous", "week")
        for size, kind in _AGO.items():
            after = self.phrase(at, f"{size}_ago")
            if after is not None:
                return self._that_day(after, size) or (after, Earlier(kind, size))
        return None

    def _that_day(self, at: int, size: Unit) -> Step | None:
        """`a year ago today`, `a week ago yesterday`: one day."""
        day = self._day_words(at)
        if day is None or not isinstance(day[1], Period):
            return None
        return day[0], days.one_day(days.moved(day[1].start, size, -1))
