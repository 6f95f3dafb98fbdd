"""What was understood, as parts: each can be chosen otherwise on the spot.

A choice is a follow-up in words (`only Germany`), so it goes the way of every other question.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from ask.answer import Answer
from core.marketplaces import MARKETPLACES
from data.metrics import METRICS
from ui.ask_talk import ask_next
from ui.formats import plain, shorten

_LONGEST = 48
# What says which rows stay: they go together.
_CONDITIONS = ("having", "set", "reach")
_HOW_MANY = (3, 5, 10, 20, 50)
# What people look at most; any other figure is a follow-up in words.
_FIGURES = (
    "revenue", "units", "orders", "profit", "profit_margin", "ad_spend", "acos", "tacos",
    "sessions", "refund_amount", "stock_units",
)  # fmt: skip
_DAYS = (
    "yesterday", "last 7 days", "last 30 days", "this month", "last month", "this year",
)  # fmt: skip
_SPLITS = ("day", "week", "month", "marketplace", "product", "brand")
_PERIODS = ("the previous period", "the same days last year")


def show_parts(answer: Answer, places: Sequence[str]) -> None:
    """Draw the parts of an answer; `places` are the ids of the account's marketplaces."""
    with st.container(horizontal=True, gap="small", key="ask_parts"):
        _popover(_words(answer, "metric"), "function", _show_figures, "ask_metric")
        _popover(_words(answer, "dates"), "calendar_month", lambda: _show_days(answer), "ask_days")
        _popover(
            _words(answer, "by") or "Split by …",
            "call_split",
            lambda: _show_choices(_splits(answer), "by"),
            "ask_by",
        )
        if len(places) > 1:
            place = _words(answer, "place") or "All marketplaces"
            _popover(place, "public", lambda: _show_places(places), "ask_place")
        _show_filters(answer)
        _show_ranking(answer)
        compared = _words(answer, "compare")
        _popover(
            compared or "Compare with …",
            "compare_arrows",
            lambda: _show_periods(is_compared=bool(compared)),
            "ask_compare",
        )
        if _words(answer, "currency"):
            paid = dict.fromkeys(MARKETPLACES[one].currency for one in places)
            wishes = [(one, f"in {one}") for one in dict.fromkeys([*paid, "EUR", "USD"])]
            words = _words(answer, "currency")
            _popover(words, "payments", lambda: _show_choices(wishes, "in"), "ask_currency")


def _splits(answer: Answer) -> list[tuple[str, str]]:
    """Return other splits, and none where the rest of the question can do without one."""
    choices = [(f"by {one}", f"by {one}") for one in _SPLITS]
    has_figure = answer.draft is not None and bool(answer.draft.metrics)
    can_do = has_figure and _words(answer, "by") and not _words(answer, *_CONDITIONS)
    return [*choices, ("no split", "without split")] if can_do else choices


def _words(answer: Answer, *slots: str) -> str:
    return "; ".join(one.words for one in answer.chips if one.slot in slots)


def _show_filters(answer: Answer) -> None:
    """Draw what narrows the answer, and what rows must be like to stay: each can be left out."""
    filters, conditions = _words(answer, "filter"), _words(answer, *_CONDITIONS)
    if answer.draft is None:
        # A query that questions cannot say has nothing to go on from.
        if words := "; ".join(filter(None, [filters, conditions])):
            st.caption(plain(words))
        return
    narrows = [one.value for one in answer.draft.filters if one.value.field != "marketplace"]
    if filters and narrows:
        choices = [(f"leave out “{one.words}”", f"drop {one.words}") for one in narrows]
        _popover(filters, "filter_alt", lambda: _show_choices(choices, "filter"), "ask_filter")
    if conditions:
        all_rows = [("all rows", "drop the condition")]
        _popover(conditions, "rule", lambda: _show_choices(all_rows, "rows"), "ask_rows")


def _show_ranking(answer: Answer) -> None:
    """Draw how many rows there are, and which come first, where rows are a list."""
    query = answer.query
    assert query is not None
    if not query.dimensions or (query.series is not None and not query.per_group[1]):
        return
    limit = query.per_group[1] or query.limit
    choices = [(f"the first {one}", f"make it {one}") for one in _HOW_MANY if one != limit]
    if limit is None:
        choices = [(f"{end} {one}", f"{end} {one}") for end in ("top", "bottom") for one in (5, 10)]
    elif query.order and query.order[0].by in query.metrics:
        other = "lowest" if query.order[0].dir == "desc" else "highest"
        choices.append((f"{other} first", f"{other} {limit}"))
    words = _words(answer, "order", "limit") or "All rows"
    _popover(words, "format_list_numbered", lambda: _show_choices(choices, "first"), "ask_first")


def _popover(words: str, icon: str, draw: Callable[[], None], key: str) -> None:
    label = plain(shorten(words, _LONGEST))
    with st.popover(label, icon=f":material/{icon}:", key=key):
        draw()


def _show_choices(choices: Sequence[tuple[str, str]], key: str) -> None:
    """Draw buttons, each with its words and the follow-up that it asks."""
    for number, (words, question) in enumerate(choices):
        st.button(
            plain(words[:1].upper() + words[1:]),
            key=f"ask_{key}_{number}",
            type="tertiary",
            on_click=ask_next,
            args=(question,),
        )


def _show_places(places: Sequence[str]) -> None:
    names = [MARKETPLACES[one].name for one in places if one in MARKETPLACES]
    everywhere = ("All marketplaces", "all marketplaces")
    _show_choices([everywhere, *((one, f"only {one}") for one in names)], "place")


def _show_figures() -> None:
    names = [METRICS[one].name for one in _FIGURES]
    _show_choices([(one, f"{one} instead") for one in names], "metric")


def _show_periods(*, is_compared: bool) -> None:
    choices = [(one, f"compared with {one}") for one in _PERIODS]
    nothing = [("nothing", "without comparison")] if is_compared else []
    _show_choices([*choices, *nothing], "compare")


def _show_days(answer: Answer) -> None:
    _show_choices([(one, one) for one in _DAYS], "days")
    assert answer.query is not None
    time = answer.query.time
    with st.form("ask_own_days", border=False):
        st.date_input("From", time.start, key="ask_from")
        st.date_input("To", time.end, key="ask_to")
        st.form_submit_button("Show these days", on_click=_ask_days)


def _ask_days() -> None:
    start, end = sorted((st.session_state["ask_from"], st.session_state["ask_to"]))
    ask_next(f"from {start} to {end}")
