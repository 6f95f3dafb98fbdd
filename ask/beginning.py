"""A first question that begins with the filters of a page: days, places, products, comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ask.parse.draft import Compared, Draft, Narrow
from ask.parse.lexicon import load_lexicon
from ask.parse.parser import parse_question
from ask.parse.setting import Setting
from ask.parse.values import Value
from ask.when.calendar import Period
from core.marketplaces import MARKETPLACES


def beginning(
    period: Period | None = None,
    compare: Compared | None = None,
    filters: Sequence[tuple[str, Sequence[str]]] = (),
    currency: str | None = None,
) -> Draft:
    """Make the draft of a page. `filters`: split and values, marketplaces by their ids."""
    kept = [Narrow(_value(field, tuple(values))) for field, values in filters if values]
    return Draft(filters=kept, period=period, compare=compare, currency=currency, begins=True)


def _value(field: str, values: tuple[str, ...]) -> Value:
    names = [MARKETPLACES[one].name if field == "marketplace" else one for one in values]
    return Value(field, "=" if len(values) == 1 else "in", values, " or ".join(names))


def fitting(question: str, setting: Setting, start: Draft) -> Draft:
    """Leave the page's comparison out where the question has an answer only without it.

    The answer's echo says what it is compared with, so that nothing is left out in silence.
    """
    lexicon = load_lexicon()
    if start.compare is None or parse_question(question, setting, lexicon, start).built:
        return start
    without = replace(start, compare=None)
    return without if parse_question(question, setting, lexicon, without).built else start
