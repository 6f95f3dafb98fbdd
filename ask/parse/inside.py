"""Days of a follow-up that lie in those of the question before: `last week of it`, `of 2024`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ask.parse.draft import AskBack, Draft
from ask.parse.lexicon import Lexicon
from ask.parse.tokens import Token, tokens_of
from ask.when.calendar import Period, moved, unit_end
from ask.when.points import Earlier

# The longest that one of these can be.
_LONGEST = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
_NAMED = ("month", "quarter")


def with_range(tokens: Sequence[Token], previous: Draft, lexicon: Lexicon) -> list[Token]:
    """`the last week of it`: write the days of the question before in the place of `it`.

    Raises AskBack where these have no name.
    """
    words = tuple(one.text for one in tokens)
    ends = [one for one in lexicon.follow_up["of_it"] if words[-len(one) :] == one]
    units = {*lexicon.time.units, *lexicon.time.phrases} & {*words, *((one,) for one in words)}
    if not ends or not units or len(words) == max(map(len, ends)):
        return list(tokens)
    name = _name_of(previous.period)
    if name is None:
        raise AskBack("Which days do you mean? Name them, such as “1 to 7 october”.")
    return [*tokens[: len(words) - max(map(len, ends))], *tokens_of(f"of {name}")]


def _name_of(period: Period | None) -> str | None:
    if period is None:
        return None
    start = period.start
    if period.unit == "month" and start.day == 1 and (period.days > 27 or period.is_cut):
        return f"{start:%B %Y}"
    if period.unit == "quarter":
        return f"q{(start.month + 2) // 3} {start.year}"
    return None


def in_that_year(previous: Draft, new: Draft, tokens: Sequence[Token], lexicon: Lexicon) -> Draft:
    """`orders in october`, then `of last year`: October of that year.

    Raises AskBack for `in 2024`, which may be the whole year.
    """
    before, year = previous.period, new.period
    if before is None or year is None or before.unit not in _NAMED or year.unit != "year":
        return new
    words = tuple(one.text for one in tokens)
    is_of = any(words[: len(one)] == one for one in lexicon.follow_up["of_a_year"])
    is_number = any(one == str(year.start.year) for one in words)
    # `this year` by itself is the whole of it, as on the page's buttons.
    is_number = is_number or words[:1] in lexicon.follow_up["add"]
    if year.start.month != 1 or not (is_of or is_number) or year.start.year == before.start.year:
        return new
    start = moved(before.start, "year", year.start.year - before.start.year)
    there = Period(start, unit_end(start, before.unit), before.unit)
    if is_of:
        return replace(new, period=there)
    name = _name_of(there)
    choices = (name, f"1 january {start.year} to 31 december {start.year}") if name else ()
    raise AskBack(f"{start.year} as a whole, or only {name or 'the same days of it'}?", choices)


def check_length(period: Period, earlier: Earlier) -> None:
    """Raise AskBack for `the day before` behind a month: of the last of its days, or of all?"""
    if earlier.kind == "previous" and earlier.unit and _LONGEST[earlier.unit] < period.days:
        raise AskBack(
            f"The {earlier.unit} before {period.days} days: which days do you mean?",
            ("the period before",),
        )
