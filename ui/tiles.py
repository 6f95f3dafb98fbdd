"""Tiles: one period each, with its money per currency and what it is compared to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ui.formats import change, change_of, currency_name, is_missing, money, plural
from ui.questions import totals


@dataclass(frozen=True)
class Amount:
    """One figure of a tile with the one it is compared to; both already written.

    `is_good`: whether more is better; None where it is neither. `points`: the change of a
    share, in percentage points.
    """

    label: str
    value: str
    change: float | None
    against: str
    help: str = ""
    is_good: bool | None = True
    points: float | None = None


@dataclass(frozen=True)
class Tile:
    """One bordered tile: a title, the days it covers, its figures, and lines below.

    `how` is the name under which the page explains the tile (see how.py); empty where it cannot.
    `how_words` is what can be clicked for it.
    """

    title: str
    days: str
    help: str
    amounts: tuple[Amount, ...]
    below: tuple[str, ...]
    how: str = ""
    how_words: str = "How?"


def sales_tile(
    title: str,
    days: str,
    against: str,
    amounts: Sequence[Amount],
    lines: Sequence[str],
    converted_into: str | None = None,
) -> Tile:
    """Make a tile of sales; `against` says in words what they are compared to.

    `converted_into` is the currency that amounts were converted into, None where they are as paid.
    """
    money = (
        f"Every amount is converted into {converted_into} at the rate of its own day."
        if converted_into
        else "Each currency stands for itself; nothing is converted."
    )
    return Tile(
        title=title,
        days=days,
        help=f"Ordered product sales by order date, without cancelled orders, compared with "
        f"{against}. {money}",
        amounts=tuple(amounts),
        below=tuple(lines),
    )


def sales_amounts(
    frame: pd.DataFrame, currencies: Sequence[str], *, place: str = ""
) -> list[Amount]:
    """Make one amount per currency from a frame with revenue; a currency without a row is 0.

    `place` names the marketplaces where the same currency stands twice in a tile.
    """
    return [_sales_of(frame, currency, place) for currency in currencies]


def _sales_of(frame: pd.DataFrame, currency: str, place: str) -> Amount:
    rows = frame[frame["currency"] == currency]
    now = rows["revenue"].iloc[0] if len(rows) else 0
    before = rows["revenue_before"].iloc[0] if len(rows) and "revenue_before" in rows else None
    against = "" if is_missing(before) else f"from {money(before, currency)}"
    return Amount(
        label=f"Revenue in {currency_name(currency)}",
        value=money(0 if is_missing(now) else now, currency),
        change=change_of(now, before),
        against=": ".join(word for word in (place, against) if word),
    )


def units_line(frame: pd.DataFrame) -> str:
    """Write orders and units of a frame with their changes, and the units still without a price.

    These are not in the sales above, whose change looks worse for it until Amazon names it.
    """
    sums = totals(frame, "orders", "orders_before", "units", "units_before", "unpriced_units")
    parts = []
    for name in ("orders", "units"):
        difference = change_of(sums[name], sums[f"{name}_before"])
        words = plural(int(sums[name] or 0), name.removesuffix("s"))
        parts.append(words if difference is None else f"{words} ({change(difference)})")
    if sums["unpriced_units"]:
        parts.append(f"{int(sums['unpriced_units']):,} without a price yet")
    return " · ".join(parts)
