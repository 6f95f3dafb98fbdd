"""The chips below the filter bar: what narrows the page without being seen in the bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from data.periods import PERIODS
from ui.filter_state import choose, leave_days, leave_out
from ui.filters import Choices, Filters, days_of_span
from ui.formats import currency_name, day_range, plain, shorten, zone_name

# So many stand in a line or two; the rest can be seen in the bar's list.
_MOST = 8
_LONGEST = 40
_AS_USUAL = "Take this away and show what the account is set to."


def show_chips(
    filters: Filters,
    product_names: Mapping[str, str],
    choices: Choices,
    offered: Sequence[str],
) -> None:
    """Draw a chip for days that were clicked, and for each choice that stands behind a button.

    A click on one takes it away. Marketplaces have theirs in the bar.
    """
    chips = _chips_of_all(filters, choices, offered) + _chips(filters, product_names)
    if not chips:
        return
    with st.container(horizontal=True, gap="small", key="chips"):
        for key, label, help_, leave in chips[:_MOST]:
            st.button(
                plain(shorten(label, _LONGEST)),
                icon=":material/close:",
                icon_position="right",
                help=help_,
                key=f"chip_{key}",
                on_click=leave,
            )
        if len(chips) > _MOST:
            st.caption(f"and {len(chips) - _MOST} more")


Chip = tuple[str, str, str, Callable[[], None]]


def _chips(filters: Filters, names: Mapping[str, str]) -> list[Chip]:
    chips: list[Chip] = []
    if filters.within and filters.start and filters.end:
        chips.append(
            (
                "days",
                day_range(filters.start, filters.end),
                f"Take this away and show {_back_to(filters.within)} again.",
                lambda: leave_days(filters.within),
            )
        )
    for name, values in (("products", filters.products), ("brands", filters.brands)):
        chips += [
            (
                f"{name}_{value}",
                names.get(value, value) if name == "products" else value,
                "Take this away from the filter.",
                partial(leave_out, name, value),
            )
            for value in values
        ]
    return chips


def _chips_of_all(filters: Filters, choices: Choices, offered: Sequence[str]) -> list[Chip]:
    """Return chips for the currency and the days where they are not what the account wants."""
    chips: list[Chip] = []
    if "currency" in offered and filters.currency != choices.currency:
        name = currency_name(filters.currency) if filters.is_converted else "the currency paid in"
        leave = partial(choose, "currency", choices.currency)
        chips.append(("currency", f"Amounts in {name}", _AS_USUAL, leave))
    if "zone" in offered and filters.zone != choices.zone:
        name = zone_name(filters.zone) if filters.one_zone else "local time"
        leave = partial(choose, "zone", choices.zone)
        chips.append(("zone", f"Days run in {name}", _AS_USUAL, leave))
    return chips


def _back_to(within: str) -> str:
    days = days_of_span(within)
    return day_range(*days) if days else f"“{PERIODS.get(within, within)}”"
