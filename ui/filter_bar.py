"""The filter bar: one for all pages, drawn by the frame, bound to the address.

Three places know the filters: the widgets, this tab's session and the address. The
rule: an address that is not the one we wrote last was opened, pasted or reached by
the browser's back button, and wins; otherwise the widgets win and the address
follows. A change of page empties the address, and the session fills it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import streamlit as st

from data.periods import PERIODS
from ui.filters import (
    COMPARISONS,
    FIRST_DAY,
    PARAMETERS,
    Choices,
    Filters,
    only_offered,
    read_filters,
    write_filters,
)

_FILTERS = "filters"
_WRITTEN = "filters_in_address"
_PAGE = "filters_page"
_COMPLAINTS = "filters_complaints"
_ACCOUNT = "filters_account"
_KEYS = {name: f"filter_{name}" for name in (*Filters.__dataclass_fields__, "days")}

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
    with st.container(horizontal=True, vertical_alignment="bottom", key="filter_bar"):
        _pick_period(today)
        _pick_comparison()
        if "marketplace" in offered and len(choices.markets) > 1:
            _pick_markets(choices, market_names)
        if "product" in offered or "brand" in offered:
            _pick_products(offered, choices, product_names)
    chosen = _read_widgets()
    st.session_state[_FILTERS] = chosen
    _write_address(chosen)
    for sentence in _complaints_about(chosen):
        st.warning(sentence, icon=":material/link_off:")
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
    if isinstance(known, Filters) and (is_ours or (is_page_change and not in_address)):
        if is_new_account:
            known, _ = read_filters(_as_lists(write_filters(known)), choices)
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
    st.session_state[_KEYS["period"]] = filters.period
    st.session_state[_KEYS["compare"]] = filters.compare
    st.session_state[_KEYS["markets"]] = list(filters.markets)
    st.session_state[_KEYS["products"]] = list(filters.products)
    st.session_state[_KEYS["brands"]] = list(filters.brands)
    if filters.start and filters.end:
        st.session_state[_KEYS["days"]] = (filters.start, filters.end)


def _read_widgets() -> Filters:
    state = st.session_state
    period = state.get(_KEYS["period"]) or Filters().period
    start = end = None
    if period == "custom":
        chosen: tuple[date, ...] = tuple(state.get(_KEYS["days"]) or ())
        if len(chosen) != 2:
            # The second day is still to be clicked: stay with what was shown before.
            before = state.get(_FILTERS)
            return before if isinstance(before, Filters) else Filters()
        start, end = chosen
    return Filters(
        period=period,
        start=start,
        end=end,
        compare=state.get(_KEYS["compare"]) or Filters().compare,
        markets=tuple(state.get(_KEYS["markets"]) or ()),
        products=tuple(state.get(_KEYS["products"]) or ()),
        brands=tuple(state.get(_KEYS["brands"]) or ()),
    )


def _pick_period(today: date) -> None:
    st.selectbox(
        "Period",
        list(PERIODS),
        format_func=PERIODS.__getitem__,
        key=_KEYS["period"],
        persist_state="session",
        width=148,
    )
    if st.session_state.get(_KEYS["period"]) == "custom":
        st.session_state.setdefault(_KEYS["days"], (today - timedelta(days=29), today))
        st.date_input(
            "Days",
            key=_KEYS["days"],
            max_value=today,
            min_value=FIRST_DAY,
            format="YYYY-MM-DD",
            persist_state="session",
            width=230,
        )


def _pick_comparison() -> None:
    st.selectbox(
        "Compare with",
        list(COMPARISONS),
        format_func=COMPARISONS.__getitem__,
        key=_KEYS["compare"],
        help="Same weekdays last year goes back 364 days, so that a Monday meets a Monday. "
        "A day that is not over is compared with the same hours.",
        persist_state="session",
        width=194,
    )


def _pick_markets(choices: Choices, names: Names) -> None:
    st.multiselect(
        "Marketplaces",
        list(choices.markets),
        format_func=lambda code: names.get(code, code),
        key=_KEYS["markets"],
        placeholder="All marketplaces",
        persist_state="session",
        width=216,
    )


def _pick_products(offered: tuple[str, ...], choices: Choices, names: Names) -> None:
    chosen = len(st.session_state.get(_KEYS["products"]) or ()) + len(
        st.session_state.get(_KEYS["brands"]) or ()
    )
    label = f"Products · {chosen} chosen" if chosen else "Products"
    with st.popover(label, icon=":material/filter_alt:", key="more_filters"):
        if "product" in offered:
            st.multiselect(
                "Products",
                sorted(choices.products, key=lambda asin: names.get(asin, asin)),
                format_func=lambda asin: names.get(asin, asin),
                key=_KEYS["products"],
                placeholder="All products",
                persist_state="session",
                width=320,
            )
        if "brand" in offered:
            st.multiselect(
                "Brands",
                list(choices.brands),
                key=_KEYS["brands"],
                placeholder="All brands",
                persist_state="session",
                width=320,
            )


def _address_parameters() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in PARAMETERS if name in st.query_params}


def _as_lists(written: Mapping[str, str | list[str]]) -> dict[str, list[str]]:
    return {name: [value] if isinstance(value, str) else value for name, value in written.items()}


def _write_address(filters: Filters) -> None:
    """Write the filters into the address, and leave its other parameters alone."""
    wanted = _as_lists(write_filters(filters))
    st.session_state[_WRITTEN] = wanted
    if wanted == _address_parameters():
        return
    others = {
        name: st.query_params.get_all(name) for name in st.query_params if name not in PARAMETERS
    }
    st.query_params.from_dict(others | wanted)
