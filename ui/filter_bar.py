"""The filter bar: one for all pages, drawn by the frame, bound to the address.

Three places know the filters: the widgets, this tab's session and the address. The
rule: an address that is not the one we wrote last was opened, pasted or reached by
the browser's back button, and wins; otherwise the widgets win and the address
follows. A change of page empties the address, and the session fills it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import streamlit as st

from data.periods import PERIODS
from ui.chips import show_chips
from ui.filter_state import IS_BACK, KEYS, within_of
from ui.filters import (
    COMPARISONS,
    FIRST_DAY,
    NATIVE,
    OWN_DAYS,
    PARAMETERS,
    Choices,
    Filters,
    only_offered,
    read_filters,
    write_filters,
)
from ui.formats import currency_label, day_range, joined, typed_day, zone_name

_FILTERS = "filters"
_WRITTEN = "filters_in_address"
_PAGE = "filters_page"
_COMPLAINTS = "filters_complaints"
_ACCOUNT = "filters_account"
# Room for the longest name of a comparison in one line, in pixels.
_TWO_LISTS = 380
# A button has room for so many names of marketplaces.
_MOST_NAMED = 2

Names = Mapping[str, str]


def show_filter_bar(
    page: str,
    *,
    offered: Iterable[str],
    choices: Choices,
    product_names: Names,
    market_names: Names,
    account_id: int,
    today: date,
) -> Filters:
    """Draw the bar for a page and return what is chosen; the address follows.

    `offered` names the filters that make sense on this page, `product_names` maps
    ASINs and `market_names` country codes to what people read.
    """
    offered = tuple(offered)
    _take_from_address(page, choices, account_id)
    # Each filter stands behind a button that says what is chosen. Its lists are drawn only while it
    # is open: they cost a page none of its speed, and the browser keeps no choice of a closed one,
    # which it would bring back after a click on a chart or a chip has changed it.
    with st.container(horizontal=True, gap="small", key="filter_bar"):
        if "period" in offered:
            _pick_days_shown(today, has_comparison="compare" in offered)
        if "marketplace" in offered and len(choices.markets) > 1:
            _pick_markets(choices, market_names)
        _pick_more(offered, choices, product_names)
    chosen = _read_widgets(choices)
    st.session_state[_FILTERS] = chosen
    _write_address(chosen, choices)
    show_chips(only_offered(chosen, offered), product_names, choices, offered)
    for sentence in _complaints_about(chosen):
        st.warning(sentence, icon=":material/link_off:")
    if chosen.zone != OWN_DAYS and "period" in offered and "zone" not in offered:
        st.caption(
            "Days on this page stay each marketplace's own: Amazon counts visits, advertising and "
            "money by them only."
        )
    return only_offered(chosen, offered)


def _complaints_about(chosen: Filters) -> list[str]:
    """What was wrong with the address, until the person chooses something else."""
    read, complaints = st.session_state.get(_COMPLAINTS) or (None, [])
    return complaints if read == chosen else []


def _take_from_address(page: str, choices: Choices, account_id: int) -> None:
    """Put into the widgets what the address asks for, when it is not our own writing."""
    in_address = _address_parameters()
    is_ours = in_address == st.session_state.get(_WRITTEN)
    is_page_change = st.session_state.get(_PAGE) not in (None, page)
    st.session_state[_PAGE] = page
    is_new_account = st.session_state.get(_ACCOUNT) not in (None, account_id)
    st.session_state[_ACCOUNT] = account_id
    known = st.session_state.get(_FILTERS)
    st.session_state[IS_BACK] = is_page_change and not in_address
    if isinstance(known, Filters) and (is_ours or (is_page_change and not in_address)):
        if is_new_account:
            known, _ = read_filters(_as_parameters(known, choices), choices)
        elif is_ours and not is_page_change:
            # What a person clicked is in the widgets already.
            return
        _fill_widgets(known)
        st.session_state[_COMPLAINTS] = None
        return
    filters, complaints = read_filters(in_address, choices)
    st.session_state[_COMPLAINTS] = (filters, complaints)
    _fill_widgets(filters)


def _fill_widgets(filters: Filters) -> None:
    st.session_state[KEYS["period"]] = filters.period
    st.session_state[KEYS["compare"]] = filters.compare
    st.session_state[KEYS["markets"]] = list(filters.markets)
    st.session_state[KEYS["products"]] = list(filters.products)
    st.session_state[KEYS["brands"]] = list(filters.brands)
    st.session_state[KEYS["currency"]] = filters.currency
    st.session_state[KEYS["zone"]] = filters.zone
    if filters.start and filters.end:
        st.session_state[KEYS["days"]] = (filters.start, filters.end)
        st.session_state[KEYS["within"]] = (filters.within, (filters.start, filters.end))
    if filters.against_start and filters.against_end:
        st.session_state[KEYS["against_days"]] = (filters.against_start, filters.against_end)


def _read_widgets(choices: Choices) -> Filters:
    state = st.session_state
    period = state.get(KEYS["period"]) or Filters().period
    compare = state.get(KEYS["compare"]) or Filters().compare
    days = _chosen_days("days") if period == "custom" else (None, None)
    against = _chosen_days("against_days") if compare == "custom" else (None, None)
    if days is None or against is None:
        # The second day is still to be clicked: stay with what was shown before.
        before = state.get(_FILTERS)
        return before if isinstance(before, Filters) else Filters()
    return Filters(
        period=period,
        start=days[0],
        end=days[1],
        compare=compare,
        against_start=against[0],
        against_end=against[1],
        markets=tuple(state.get(KEYS["markets"]) or ()),
        products=tuple(state.get(KEYS["products"]) or ()),
        brands=tuple(state.get(KEYS["brands"]) or ()),
        currency=state.get(KEYS["currency"]) or choices.currency,
        within=within_of(days),
        zone=state.get(KEYS["zone"]) or choices.zone,
    )


def _chosen_days(name: str) -> tuple[date, date] | None:
    """Return the two days of a widget; None while only one of them is chosen."""
    chosen: tuple[date, ...] = tuple(st.session_state.get(KEYS[name]) or ())
    return (chosen[0], chosen[1]) if len(chosen) == 2 else None


def _pick_days_shown(today: date, *, has_comparison: bool) -> None:
    for name, start in (("days", 29), ("against_days", 59)):
        first = today - timedelta(days=start)
        st.session_state.setdefault(KEYS[name], (first, first + timedelta(days=29)))
    popover = _filter_button(_days_label(has_comparison), "calendar_month", "pick_days")
    if not popover.open:
        return
    with popover:
        if has_comparison:
            left, right = st.columns([2, 3], width=_TWO_LISTS)
            with left:
                _pick_period()
            with right:
                _pick_comparison()
        else:
            _pick_period()
        # Below the lists: two days need more room than one of them has.
        if st.session_state.get(KEYS["period"]) == "custom":
            _pick_days("Days", "days", today)
        if has_comparison and st.session_state.get(KEYS["compare"]) == "custom":
            _pick_days("Compared days", "against_days", today)


def _filter_button(label: str, icon: str, key: str) -> Any:
    return st.popover(label, icon=f":material/{icon}:", key=key, on_change="rerun")


def _days_label(has_comparison: bool) -> str:
    """Write what is chosen: `Last 30 days, against period before`."""
    state = st.session_state
    period = PERIODS[state.get(KEYS["period"]) or Filters().period]
    days = tuple(state.get(KEYS["days"]) or ())
    if state.get(KEYS["period"]) == "custom" and len(days) == 2:
        period = day_range(*days)
    compare = state.get(KEYS["compare"]) or Filters().compare
    if not has_comparison or compare == "none":
        return period
    against = COMPARISONS[compare].lower()
    days = tuple(state.get(KEYS["against_days"]) or ())
    if compare == "custom" and len(days) == 2:
        against = day_range(*days)
    return f"{period}, against {against}"


def _pick_period() -> None:
    st.radio(
        "Period",
        list(PERIODS),
        format_func=PERIODS.__getitem__,
        key=KEYS["period"],
        persist_state="session",
    )


def _pick_days(label: str, name: str, today: date) -> None:
    st.date_input(
        label,
        key=KEYS[name],
        max_value=today,
        min_value=FIRST_DAY,
        format=typed_day(st.context.locale),
        persist_state="session",
        width=230,
    )


def _pick_comparison() -> None:
    st.radio(
        "Compare with",
        list(COMPARISONS),
        format_func=COMPARISONS.__getitem__,
        key=KEYS["compare"],
        help="Same weekdays last year goes back 364 days, so that a Monday meets a Monday. "
        "A day that is not over is compared with the same hours.",
        persist_state="session",
    )


def _pick_markets(choices: Choices, names: Names) -> None:
    chosen = [names.get(one, one) for one in st.session_state.get(KEYS["markets"]) or ()]
    label = f"{len(chosen)} marketplaces" if len(chosen) > _MOST_NAMED else joined(chosen)
    popover = _filter_button(label or "All marketplaces", "public", "pick_markets")
    if not popover.open:
        return
    with popover:
        st.pills(
            "Marketplaces",
            list(choices.markets),
            selection_mode="multi",
            format_func=lambda code: names.get(code, code),
            key=KEYS["markets"],
            help="None chosen means all of them.",
            persist_state="session",
        )


def _pick_more(offered: tuple[str, ...], choices: Choices, names: Names) -> None:
    """Draw what is chosen less often behind one button."""
    has_currency = "currency" in offered and bool(choices.currencies)
    has_zone = "zone" in offered and bool(choices.zones)
    if not (has_currency or has_zone or {"product", "brand"} & set(offered)):
        return
    popover = _filter_button("More filters", "filter_alt", "more_filters")
    if not popover.open:
        return
    with popover:
        if "product" in offered:
            _pick_products(choices, names)
        if "brand" in offered:
            _pick_brands(choices)
        if has_currency:
            _pick_currency(choices)
        if has_zone:
            _pick_zone(choices)


def _pick_products(choices: Choices, names: Names) -> None:
    st.multiselect(
        "Products",
        sorted(choices.products, key=lambda asin: names.get(asin, asin)),
        format_func=lambda asin: names.get(asin, asin),
        key=KEYS["products"],
        placeholder="All products",
        persist_state="session",
        width=320,
    )


def _pick_brands(choices: Choices) -> None:
    st.multiselect(
        "Brands",
        list(choices.brands),
        key=KEYS["brands"],
        placeholder="All brands",
        persist_state="session",
        width=320,
    )


def _pick_currency(choices: Choices) -> None:
    st.selectbox(
        "Currency",
        [NATIVE, *choices.currencies],
        format_func=lambda code: "As paid" if code == NATIVE else currency_label(code),
        key=KEYS["currency"],
        help="As paid: each marketplace in its own currency, nothing is converted. A currency: "
        "every amount at the European Central Bank's rate of its own day.",
        persist_state="session",
        width=320,
    )


def _pick_zone(choices: Choices) -> None:
    chosen = st.session_state.get(KEYS["zone"]) or OWN_DAYS
    by_name = {} if chosen == OWN_DAYS else {zone_name(chosen): chosen}
    for zone in choices.zones:
        # Berlin and Paris have one name and one time: one of them is enough.
        by_name.setdefault(zone_name(zone), zone)
    st.selectbox(
        "Days run in",
        [OWN_DAYS, *by_name.values()],
        format_func=lambda one: "Local time" if one == OWN_DAYS else zone_name(one),
        key=KEYS["zone"],
        help="Local time: from midnight to midnight where each marketplace is, as in Seller "
        "Central. A time zone: the same hours everywhere, counted from the instant of each order.",
        persist_state="session",
        width=320,
    )


def _address_parameters() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in PARAMETERS if name in st.query_params}


def _as_parameters(filters: Filters, choices: Choices) -> dict[str, list[str]]:
    written = write_filters(filters, choices.currency, choices.zone)
    return {name: [value] if isinstance(value, str) else value for name, value in written.items()}


def _write_address(filters: Filters, choices: Choices) -> None:
    """Write the filters into the address, and leave its other parameters alone."""
    wanted = _as_parameters(filters, choices)
    st.session_state[_WRITTEN] = wanted
    if wanted == _address_parameters():
        return
    others = {
        name: st.query_params.get_all(name) for name in st.query_params if name not in PARAMETERS
    }
    st.query_params.from_dict(others | wanted)
