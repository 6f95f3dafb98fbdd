"""Tiles: one period each, with its money per currency and what it is compared to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from ui.formats import (
    change,
    change_of,
    currency_name,
    is_missing,
    money,
    plain,
    plural,
)
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
    """One bordered tile: a title, the days it covers, its figures, and lines below."""

    title: str
    days: str
    help: str
    amounts: tuple[Amount, ...]
    below: tuple[str, ...]


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


def show_tile(tile: Tile) -> Any:
    """Draw one tile, and return its container for what else belongs into it."""
    container = st.container(border=True, height="stretch", gap="xsmall")
    with container:
        # On a line of their own, so that the figures of several tiles stand beside one another.
        days = f"  \n:small[:gray[{tile.days}]]" if tile.days else ""
        st.markdown(f"**{tile.title}**{days}", help=tile.help)
        for amount in tile.amounts:
            show_amount(amount)
        if tile.below:
            # One text of several paragraphs: each part of a page costs some of its speed.
            st.caption("\n\n".join(plain(line) for line in tile.below))
    return container


def show_amount(amount: Amount, *, name: str = "", sentence: str = "") -> None:
    """Draw a figure of a tile under its `name`, with what it means behind a question mark.

    Without a name the tile above says it; the label is there for those who cannot see the tile.
    """
    st.metric(
        f"**{name}**" if name else amount.label,
        amount.value,
        _delta(amount),
        delta_color=_COLORS[amount.is_good],
        delta_description=amount.against or None,
        help=sentence or None,
        label_visibility="visible" if name else "collapsed",
        width="content" if name else "stretch",
    )


# More is green, more is red, or neither.
_COLORS: dict[bool | None, Any] = {True: "normal", False: "inverse", None: "off"}


def _delta(amount: Amount) -> Any:
    """Return the change as st.metric wants it: text with a sign, or the number zero for grey."""
    if amount.points is not None:
        return f"{amount.points:+.1f} pp" if abs(amount.points) >= 0.05 else 0
    if amount.change is None:
        return None
    text = change(amount.change)
    return 0 if text == "0.0%" else text


def show_figures(amounts: Sequence[Amount], columns: int | None = None) -> None:
    """Draw single figures in a row, each in a frame of its own."""
    with st.grid(columns or len(amounts), min_column_width=150, gap="small"):
        for amount in amounts:
            st.metric(
                amount.label,
                amount.value,
                _delta(amount),
                delta_color=_COLORS[amount.is_good],
                delta_description=amount.against or None,
                help=amount.help,
                border=True,
                height="stretch",
            )
