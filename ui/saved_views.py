"""The button “Views”: this page and its filters under a name, and the way back to them.

What stands inside is loaded when somebody opens it, and not with every run of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from core.accounts import is_allowed
from data.entries import SavedView
from data.saved_views import LONGEST_NAME, SHARES, load_shared_views, load_views, save_view
from ui.context import PageContext
from ui.filters import write_filters
from ui.formats import beside, plain
from ui.registry import REGISTRY, streamlit_page
from ui.session import Viewer, current_viewer
from ui.sheets import PARAMETER
from ui.switches import PARAMETERS as SWITCHES
from ui.view_changes import Change, close_changes, done, show_change, show_told, take_open

_BUTTON, _NAME = "views", "view_name"
# What the address of a page says beside the filters: which product, which tab, which switches.
_OTHERS = ("asin", PARAMETER, *SWITCHES)
_PAGES = {entry.key: entry for entry in REGISTRY}


def show_views(context: PageContext) -> None:
    """Draw the button, and inside it the form, the person's views and those shared with them."""
    popover = st.popover("Views", icon=":material/bookmarks:", key=_BUTTON, on_change="rerun")
    viewer = current_viewer()
    if not popover.open or viewer is None:
        close_changes()
        return
    with popover:
        _show_form(context, viewer.person.user_id)
        _show_lists(context, viewer)


def address_of(context: PageContext) -> str:
    """Write the page's choices as a part of an address that stays right when defaults change."""
    filters = context.filters
    zone = "" if _PAGES[context.page].has_zone else filters.zone
    written = {"period": filters.period, **write_filters(filters, currency="", zone=zone)}
    others = {name: st.query_params[name] for name in _OTHERS if name in st.query_params}
    return urlencode(written | others, doseq=True)


def _show_form(context: PageContext, owner_id: int) -> None:
    with st.form("save_view", border=False):
        st.text_input(
            "Save this view as", key=_NAME, max_chars=LONGEST_NAME, placeholder="Such as: Germany"
        )
        st.form_submit_button(
            "Save",
            icon=":material/bookmark_add:",
            key="view_save",
            on_click=_save,
            args=(context, owner_id, address_of(context)),
        )
    show_told()


def _show_lists(context: PageContext, viewer: Viewer) -> None:
    person_id = viewer.person.user_id
    may_share = is_allowed(viewer.person, viewer.membership, SHARES)
    own = _of_pages(load_views(context.account_id, person_id))
    if not own:
        st.caption("Nothing is saved yet. A view keeps this page with its filters.")
    for view in own:
        help_ = "Everybody in this account sees it." if view.is_shared else "Only you see it."
        _show_view(Change(context.account_id, person_id, view, may_share, is_own=True), help_)
    shared = load_shared_views(context.account_id, person_id)
    names = {one.view.view_id: one.owner_name for one in shared}
    for number, view in enumerate(_of_pages([one.view for one in shared])):
        if number == 0:
            st.markdown("**Shared**", help="Views that others show to everybody in this account.")
        name = plain(beside(names[view.view_id]))
        change = Change(context.account_id, person_id, view, may_share, is_own=False)
        _show_view(change, f"{name} has saved and shared it.")


def _of_pages(views: Sequence[SavedView]) -> list[SavedView]:
    """Leave out views of pages that there are no more."""
    return [view for view in views if view.page in _PAGES]


def _show_view(change: Change, help_: str) -> None:
    view, entry = change.view, _PAGES[change.view.page]
    is_marked = view.is_shared and change.is_own
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.page_link(
            streamlit_page(entry),
            label=f"{plain(beside(view.name))}{' :gray[· shared]' if is_marked else ''}",
            icon=entry.icon,
            help=f"Opens the page {entry.title} as it was saved. {help_}",
            query_params=parse_qsl(view.query_string),
            width="stretch",
        )
        st.button(
            "More",
            key=f"view_{view.view_id}_change",
            type="tertiary",
            help="Copy its address, share, rename or delete it."
            if change.is_own
            else "Copy its address.",
            on_click=take_open,
            args=(view.view_id,),
        )
    show_change(change, entry)


def _save(context: PageContext, owner_id: int, address: str) -> None:
    name = str(st.session_state.get(_NAME) or "")
    saving = partial(save_view, context.account_id, owner_id, name, context.page, address)
    if done(saving, "Saved. You find it here on every page."):
        st.session_state[_NAME] = ""
