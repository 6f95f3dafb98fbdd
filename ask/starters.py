"""Questions to begin with, made from the account's own names; each is one that gets an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ask.parse.lexicon import load_lexicon
from ask.parse.parser import parse_question
from ask.parse.setting import Setting
from core.marketplaces import MARKETPLACES
from data.account_words import Name

_MOST = 8
# A longer name makes a button of several lines.
_LONGEST_NAME = 40


def starters(names: Sequence[Name], setting: Setting) -> tuple[str, ...]:
    """Return up to eight questions about an account's own products, brands, ads and places.

    Each is tried on the parser, so that a name which cannot be asked for is not offered.
    """
    lexicon = load_lexicon()
    tried = (one for one in _ideas(names) if parse_question(one, setting, lexicon).built)
    return tuple(question for question, _ in zip(tried, range(_MOST), strict=False))


def _ideas(names: Sequence[Name]) -> Iterator[str]:
    places = [MARKETPLACES[one].in_words for one in _values(names, "marketplace")[:2]]
    yield "Revenue by marketplace last month"
    for place in places[:1]:
        yield f"Top 5 products in {place} in the last 30 days"
    for brand in _values(names, "brand")[:2]:
        yield f"{brand} revenue by week in the last 90 days"
    for campaign in _values(names, "campaign")[:1]:
        yield f"ACOS of campaign {campaign} in the last 30 days"
    for asin in _values(names, "product")[:1]:
        yield f"Units of {asin} by day in the last 30 days"
    if len(places) == 2:
        yield f"Products sold in {places[0]} but not in {places[1]}"
    yield "Ad spend and ACOS by campaign in the last 30 days"
    yield "Net profit by month this year"
    yield "Units by product last month"


def _values(names: Sequence[Name], field: str) -> list[str]:
    short = (one.value for one in names if one.field == field and len(one.value) <= _LONGEST_NAME)
    return list(dict.fromkeys(short))
