"""Which days a question is about, and which it compares them with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from ask.parse.draft import AskBack, Compared, Draft, InSet
from ask.parse.kinds import Item
from ask.when import calendar as days
from ask.when.calendar import Period
from ask.when.points import Earlier, Unclear
from data.measures import STANDING
from data.metrics import METRICS
from data.periods import range_before
from data.query_model import Comparison, TimeRange

_DAY = timedelta(days=1)


def read_times(items: list[Item], draft: Draft, today: date) -> list[Item]:
    """Fill in period and comparison; return the items without those of time.

    Raises AskBack for days that are not known, that lie ahead, or that are more than two ranges.
    """
    named = [one for one in items if one.kind == "time"]
    for one in named:
        _check(one, today)
    if not named:
        return items
    letters = "".join(one.letter for one in items)
    if _is_set_difference(items, draft, letters):
        dropped = set(_set_difference_words(letters))
        return [one for n, one in enumerate(items) if n not in dropped]
    _check_two_questions(items, letters)
    periods = [one for one in named if isinstance(one.payload, Period)]
    earlier = [one for one in named if isinstance(one.payload, Earlier)]
    if len(periods) > 2 or len(earlier) > 1 or (len(periods) > 1 and earlier):
        raise AskBack(f"More days than two ranges are named: {_listed(named)}. Which do you mean?")
    if len(periods) == 2:
        _two(items, periods, draft, letters, today)
    elif periods:
        draft.period = periods[0].payload
        if _is_only_compared(items, periods[0], letters) and not earlier:
            draft.period, draft.versus = None, periods[0].payload
    draft.has_versus = "v" in letters
    if earlier:
        draft.earlier = earlier[0].payload
        if draft.period is not None and _is_that_day(periods[0], earlier[0], letters):
            moved = days.moved(draft.period.start, draft.earlier.unit or "day", -1)
            draft.period, draft.earlier = days.one_day(moved), None
    return _without(items, letters)


def _is_that_day(day: Item, earlier: Item, letters: str) -> bool:
    """`today a year ago`: that day alone, where nothing is compared."""
    is_beside = 0 <= earlier.start - day.stop <= 1 and "TT" in letters
    is_named = day.payload.days == 1 and earlier.payload.kind == "same"
    return is_beside and is_named and not set("vhud") & {*letters}


def _check(item: Item, today: date) -> None:
    meaning = item.payload
    if isinstance(meaning, Unclear):
        raise AskBack(meaning.sentence)
    if isinstance(meaning, Period) and meaning.start > today:
        raise AskBack(f"“{item.words}” has not been yet, and I know only what has happened.")


def _check_two_questions(items: list[Item], letters: str) -> None:
    """`revenue last month and stock`: the days belong to the first figure alone."""
    at = letters.find("MT&M")
    if at < 0:
        return
    first, second = items[at], items[at + 3]
    stands = [
        all(METRICS[name].facts <= STANDING for name in one.payload) for one in (first, second)
    ]
    if stands[0] != stands[1]:
        raise AskBack(
            f"Ask for {first.words} and {second.words} one after the other: the one is of "
            "days, the other as it stands."
        )


def _listed(items: list[Item]) -> str:
    return ", ".join(f"“{one.words}”" for one in items)


def _without(items: list[Item], letters: str) -> list[Item]:
    """Leave out the items of time, and the `vs` and `and` that only stood beside them."""
    dropped = {n for n, letter in enumerate(letters) if letter == "T"}
    for n, letter in enumerate(letters):
        beside = {n - 1, n + 1} & dropped
        if letter == "v" and (beside or (n == 0 and len(dropped) == 2)):
            dropped.add(n)
        if letter == "t" and letters.count("T") > 1 and n + 1 in dropped:
            dropped.add(n)
        if letter in "&bnH" and {n - 1, n + 1} <= {
            k for k, one in enumerate(letters) if one == "T"
        }:
            dropped.add(n)
    return [one for n, one in enumerate(items) if n not in dropped]


def _is_set_difference(items: list[Item], draft: Draft, letters: str) -> bool:
    """`sold in march but not in april`: what sold in the first days and not in the second."""
    for middle in ("bnT", "nT", "bHT", "&nT", "&HT", "HT", "bzT", "&zT", "zT", "bzMT", "zMT"):
        at = letters.find("T" + middle)
        if at < 0 or letters.count("T") != 2 or not _is_a_list(items):
            continue
        first, second = items[at], items[at + len(middle)]
        if not isinstance(first.payload, Period):
            continue
        before = second.payload
        if isinstance(before, Earlier) and before.kind == "previous":
            # `last week but not the week before`
            before = shifted(first.payload, before)
        if not isinstance(before, Period):
            continue
        draft.period = first.payload
        draft.sets.append(InSet(is_in=False, period=before))
        draft.sells = True
        if "D" not in letters:
            draft.dimensions.append("product")
        return True
    return False


def _set_difference_words(letters: str) -> range:
    """Return the places from the first range to the second: all of it has been used."""
    return range(letters.index("T"), letters.rindex("T") + 1)


def _is_a_list(items: list[Item]) -> bool:
    """Whether products or the like are asked for: named, or as `what sold`, `items sold`."""
    has_figure = any(one.letter in "qQ" or _is_pieces(one) for one in items)
    return any(
        one.letter == "D"
        or (one.letter == "S" and not has_figure)
        or (one.payload == ("units",) and "sold" in one.words.lower() and not _is_pieces(one))
        for one in items
    )


def _is_pieces(item: Item) -> bool:
    """`units sold` are so many; `items sold` may be which."""
    return item.payload == ("units",) and not item.words.lower().startswith("item")


def _is_only_compared(items: list[Item], named: Item, letters: str) -> bool:
    place = items.index(named)
    return place > 0 and letters[place - 1] == "v" and items[place - 1].words.lower() != "compare"


def _two(items: list[Item], periods: list[Item], draft: Draft, letters: str, today: date) -> None:
    """Two ranges: one beside the other, or one after the other without a gap."""
    first, second = (one.payload for one in periods)
    between = letters[items.index(periods[0]) + 1 : items.index(periods[1])]
    if "v" in letters or "h" in letters or "u" in letters or "d" in letters:
        if first == second and (first.unit != "day" or first.counted):
            # `last month vs previous month`, `last 7 days vs previous 7 days`: those before.
            unit = None if first.unit == "day" else first.unit
            draft.period, draft.compare = first, Compared("previous", unit)
            return
        first, second = _told_and_earlier(items, periods)
        later, before = (first, second) if first.end >= second.end else (second, first)
        draft.period, draft.compare = later, _beside(later, before, today)
        return
    low, high = sorted((first, second), key=lambda one: one.start)
    if between in ("", "&") and low.end + _DAY == high.start:
        if low.days == high.days == 1 and "G" not in letters and "g" not in letters:
            raise AskBack(
                f"{_listed(periods)}: both together, or each by itself? Say “by day” for each."
            )
        draft.period = Period(low.start, high.end, "day", high.is_cut)
        return
    if low.start <= high.start and high.end <= low.end and between == "":
        # `black friday 2025`, `last monday of march`: the narrower one says it.
        draft.period = high
        return
    raise AskBack(f"Do you mean {_listed(periods)} together, or one beside the other?")


def _told_and_earlier(items: list[Item], periods: list[Item]) -> tuple[Period, Period]:
    """`in october than in september`, asked in september: both lie a year back.

    The first is the one told; where it has not begun this year, the other is the one before it.
    """
    first, second = (one.payload for one in periods)
    between = items[items.index(periods[0]) + 1 : items.index(periods[1])]
    is_than = any(one.letter == "v" and one.words.lower().startswith("than") for one in between)
    is_named = any(
        word.isdecimal() and len(word) == 4 for one in periods for word in one.words.split()
    )
    is_turned = first.start.month > second.start.month and first.start.year < second.start.year
    if not is_than or is_named or not is_turned or first.unit != second.unit != "day":
        return first, second
    start = days.moved(second.start, "year", first.start.year - second.start.year)
    return first, Period(start, days.unit_end(start, second.unit), second.unit)


def _beside(later: Period, before: Period, today: date) -> Compared:
    """Say how the earlier range lies to the later one; to-date ranges get the same days."""
    if later.start == before.start and later.end == before.end:
        raise AskBack("Both ranges are the same days. Which do you want to compare?")
    unit = later.unit
    if unit != "day" and later.is_cut and before.unit == unit:
        if before == days.calendar_unit(later.start, unit, -1):
            return Compared("previous", unit)
        if before.start == days.moved(later.start, "year", -1):
            return Compared("same_dates_last_year")
    if later.is_cut and before.unit == "year" and before == days.calendar_unit(today, "year", -1):
        return Compared("same_dates_last_year")
    if unit in ("month", "quarter", "week") and before == days.calendar_unit(today, "year", -1):
        return Compared("same_dates_last_year")
    return Compared("custom", None, before.start, before.end)


def settle_versus(draft: Draft, today: date) -> None:
    """Say what a range is compared with where only one was named: `compared to last month`."""
    if draft.earlier is not None:
        _one_earlier(draft.earlier, draft, today)
        draft.earlier = None
    if draft.versus is None:
        return
    if draft.period is not None:
        draft.compare = _beside(draft.period, draft.versus, today)
    else:
        draft.compare = _beside_default(draft, draft.versus, today)
    draft.versus = None


def _beside_default(draft: Draft, before: Period, today: date) -> Compared:
    """Only the earlier range is named: the one that runs now follows from it."""
    if before.unit != "day":
        nearest = days.calendar_unit(today, before.unit, -1)
        if before == nearest:
            draft.period = days.to_date(today, before.unit)
            return Compared("previous", before.unit)
    raise AskBack("Compared with which days? Name both ranges.")


def shifted(period: Period, earlier: Earlier) -> Period:
    """Return the period that lies a unit before: `and the year before?`."""
    kind = "same_dates_last_year" if earlier.unit == "year" else "previous"
    unit = earlier.unit if kind == "previous" else None
    before = range_before(
        TimeRange(start=period.start, end=period.end),
        Comparison(kind=kind, unit=unit),  # type: ignore[arg-type]
    )
    return Period(before.start, before.end, period.unit)


def _one_earlier(earlier: Earlier, draft: Draft, today: date) -> None:
    if earlier.kind == "previous" and earlier.unit is None:
        draft.compare = Compared("previous", None)
        return
    if earlier.kind == "weekdays":
        draft.compare = Compared("same_weekdays_last_year")
        return
    unit = earlier.unit or "day"
    if earlier.of is not None and draft.period is None:
        raise AskBack(
            f"Which days are compared with the same {earlier.of} of that {unit}? Name them: "
            f"“this {earlier.of} vs the same {earlier.of} last year”, or name the days alone."
        )
    if earlier.kind == "same" and unit == "year":
        draft.compare = Compared("same_dates_last_year")
        return
    names = [one for choices in draft.metrics for one in choices]
    if draft.period is None and names and all(METRICS[one].facts <= STANDING for one in names):
        # `stock now vs a month ago`: as it is, and as it was on that day.
        draft.period = days.one_day(today)
        before = days.moved(today, unit, -1)
        draft.compare = Compared("custom", None, before, before)
        return
    if draft.period is None:
        draft.period = days.calendar_unit(today, unit, -1)
        draft.said.append(f"no days were named, so the last full {unit} is meant")
    if earlier.kind == "same":
        start = days.moved(draft.period.start, unit, -1)
        end = days.moved(draft.period.end, unit, -1)
        draft.compare = Compared("custom", None, start, end)
        return
    draft.compare = Compared("previous", unit)


def default_period(today: date) -> Period:
    """Return the days that are meant where none are named: the last 30, up to yesterday."""
    return replace(days.last_n(today, 30, "day"), counted=None)
