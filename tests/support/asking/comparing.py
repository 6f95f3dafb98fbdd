"""Whether an answer's rows are the right ones: names and order of columns are free."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.marketplaces import MARKETPLACES
from tests.support.asking.gold import GoldRows

Row = tuple[Any, ...]
_CLOSE = 1e-6


@dataclass(frozen=True)
class Wanted:
    """What of a meaning decides on rows: how many come first, in each of what, in which order."""

    dimensions: int
    fewest: int | None = None
    most: int | None = None
    group: int | None = None
    ascending: bool = False
    is_ranked: bool = False
    # The second figure is the earlier one of a comparison, and may be told as unknown.
    is_before_unknown: bool = False


def wanted_of(
    meaning: Mapping[str, Any], columns: int, *, is_before_unknown: bool = False
) -> Wanted:
    """Read a meaning; `columns` is how many the gold rows have."""
    dimensions = min(len(meaning["dimensions"]), columns)
    accepted = meaning.get("accept", {}).get("limit", meaning["limit"])
    if isinstance(accepted, str):
        fewest, most = (int(one) for one in accepted.split(".."))
    elif isinstance(accepted, list):
        fewest, most = min(one for one in accepted if one), None
    else:
        fewest = most = accepted
    per, order = meaning["limit_per"], meaning["order"]
    group = meaning["dimensions"].index(per) if per else None
    is_up = bool(order) and order[0]["dir"] == "asc"
    return Wanted(dimensions, fewest, most, group, is_up, bool(order), is_before_unknown)


def why_wrong(
    gold: GoldRows, columns: Sequence[str], rows: Sequence[Sequence[Any]], wanted: Wanted
) -> str | None:
    """Return what is wrong with an answer's rows, or None when they are right."""
    right = [tuple(plain(one) for one in row) for row in gold.rows]
    told = [tuple(plain(one) for one in row) for row in rows]
    shown = len(gold.columns) - ("sort" in gold.columns)
    reasons = [f"{len(told)} rows for {len(right)}: {told[:2]} for {right[:2]}"]
    for places in itertools.permutations(range(len(columns)), wanted.dimensions):
        reason = _with_dimensions(right, told, places, shown, wanted)
        if reason is None:
            return None
        reasons.append(reason)
    return max(reasons, key=_tells_most)


def _tells_most(reason: str) -> int:
    """How far a comparison came: the order is looked at last, figures before."""
    marks = ("no such figures", "rows", "figures ", "not in order")
    return max((place for place, mark in enumerate(marks) if mark in reason), default=-1)


def _with_dimensions(
    right: list[Row], told: list[Row], places: Row, shown: int, wanted: Wanted
) -> str | None:
    """Compare with the answer's dimensions taken from these columns."""
    size = wanted.dimensions
    is_cut = wanted.fewest is not None
    # What has an earlier figure alone is not told where the earlier days are not known.
    counted = size + 1 if wanted.is_before_unknown else shown
    right = [row for row in right if _counts(row[:size], row[size:counted], is_cut)]
    others = [place for place in range(len(told[0]) if told else 0) if place not in places]
    if not told:
        return f"no rows for {right[:3]}" if right else None
    for figures in _figures(right, told, places, others, shown, wanted):
        kept = [
            (*(row[place] for place in places), *(row[place] for place in figures)) for row in told
        ]
        kept = [row for row in kept if _counts(row[:size], row[size:], is_cut)]
        return _same_rows(right, kept, wanted, shown)
    return "no such figures"


def _counts(dimensions: Row, figures: Row, is_cut: bool) -> bool:
    """What belongs to nothing named is not compared, nor what is nothing where all are listed."""
    if not dimensions:
        return True
    if any(one is None for one in dimensions):
        return False
    return is_cut or not figures or any(one not in (None, 0) for one in figures)


def _figures(
    right: list[Row], told: list[Row], places: Row, others: list[int], shown: int, wanted: Wanted
) -> Iterator[Row]:
    """Yield the columns of the answer in which the figures of its own rows stand, where they do."""
    size = wanted.dimensions
    known = {row[:size]: row[size:shown] for row in right}
    named = [(tuple(row[place] for place in places), row) for row in told]
    pairs = [(known[name], row) for name, row in named if name in known]
    found: list[int] = []
    for index in range(shown - size):
        column = next(
            (
                place
                for place in others
                if place not in found
                and all(row[place] is None or isinstance(row[place], float) for row in told)
                and all(
                    same(values[index], row[place])
                    or (index == 1 and wanted.is_before_unknown and row[place] is None)
                    for values, row in pairs
                )
            ),
            None,
        )
        if column is None:
            return
        found.append(column)
    yield tuple(found)


def _same_rows(right: list[Row], kept: list[Row], wanted: Wanted, shown: int) -> str | None:
    size = wanted.dimensions
    names = Counter(row[:size] for row in kept)
    if max(names.values(), default=1) > 1:
        return f"rows twice: {names.most_common(1)}"
    known = {row[:size]: row for row in right}
    strangers = [name for name in names if name not in known]
    if strangers:
        return f"rows that do not belong there: {strangers[:3]} of {len(names)}"
    if wanted.fewest is None:
        missing = [name for name in known if name not in names]
        if missing:
            return f"rows missing: {missing[:3]} of {len(known)}"
        return _in_order([known[row[:size]][-1] for row in kept], wanted)
    return _first_ones(right, [known[row[:size]] for row in kept], wanted)


def _in_order(values: list[Any], wanted: Wanted) -> str | None:
    """A ranking stands in its order; unknown figures come last."""
    if not wanted.is_ranked or (wanted.fewest is not None and wanted.group is not None):
        return None
    known = [-math.inf if one is None else one for one in values]
    if wanted.ascending:
        known = [math.inf if one is None else one for one in values]
    is_right = known == sorted(known, reverse=not wanted.ascending)
    return None if is_right else f"not in order: {values[:5]}"


def _first_ones(right: list[Row], kept: list[Row], wanted: Wanted) -> str | None:
    """The answer holds the first of a ranking; which of equal ones does not matter."""
    place = wanted.group
    for group in {None} if place is None else {row[place] for row in right}:
        inside = [row for row in right if place is None or row[place] == group]
        chosen = [row for row in kept if place is None or row[place] == group]
        most = len(inside) if wanted.most is None else wanted.most
        assert wanted.fewest is not None
        if not min(wanted.fewest, len(inside)) <= len(chosen) <= most:
            return f"{len(chosen)} rows of {group or 'all'}, not {wanted.fewest} to {most}"
        ranked = sorted((row[-1] for row in inside if row[-1] is not None),
                        reverse=not wanted.ascending)  # fmt: skip
        best = ranked[: len(chosen)]
        mine = sorted((row[-1] for row in chosen if row[-1] is not None),
                      reverse=not wanted.ascending)  # fmt: skip
        if best != mine:
            return f"not the first ones of {group or 'all'}: figures {mine[:5]} for {best[:5]}"
    return _in_order([row[-1] for row in kept], wanted)


def same(right: Any, told: Any) -> bool:
    """Whether a figure is right: to a millionth; nothing and 0 are the same of what is added up."""
    if right in (None, 0) and told in (None, 0):
        return True
    if isinstance(right, float | int) and isinstance(told, float | int):
        return math.isclose(right, told, rel_tol=_CLOSE, abs_tol=1e-9)
    return bool(right == told)


_COUNTRIES = {"GB": "UK"}
_WORDS: dict[str, str] = {"afn": "afn", "fba": "afn", "amazon": "afn", "mfn": "mfn", "fbm": "mfn",
                          "seller": "mfn"}  # fmt: skip
for _place in MARKETPLACES.values():
    _code = _COUNTRIES.get(_place.country_code, _place.country_code).lower()
    for _name in (_place.marketplace_id, _place.country_code, _place.name, _place.sales_channel):
        _WORDS[_name.lower()] = _code


def plain(value: Any) -> Any:
    """Return a value as it is compared: numbers as such, a marketplace by its country's code."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float | Decimal):
        return float(value)
    if isinstance(value, str):
        number = _number(value)
        return number if number is not None else _WORDS.get(value.strip().lower(), value.lower())
    return value.isoformat()[:10]


def _number(value: str) -> float | None:
    """Numbers may come as text out of JSON, so that no digit is lost."""
    try:
        return float(value)
    except ValueError:
        return None
