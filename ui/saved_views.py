"""The button “Views”: this page and its filters under a name, and the way back to them.

What stands inside is loaded when somebody opens it, and not with every run of the page.
"""

from __future__ import annotations

from functools import partial
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from core.errors import AccessDenied, QueryError
from data.entries import SavedView
from data.saved_views import LONGEST_NAME, delete_view, load_views, rename_view, save_view
from ui.context import PageContext
from ui.filters import write_filters
from ui.formats import plain
from ui.registry import REGISTRY, PageEntry, streamlit_page
from ui.session import current_viewer

_BUTTON, _NAME, _EDITED, _TOLD = "views", "view_name", "view_edited", "view_told"
_PAGES = {entry.key: entry for entry in REGISTRY}


def show_views(context: PageContext) -> None:
    """Draw the button, and inside it the form and the person's views of this account."""
    popover = st.popover("Views", icon=":material/bookmarks:", key=_BUTTON, on_change="rerun")
    viewer = current_viewer()
    if not popover.open or viewer is None:
        st.session_state.pop(_EDITED, None)
        return
    owner_id = viewer.person.user_id
    with popover:
        _show_form(context, owner_id)
        views = load_views(context.account_id, owner_id)
        if not views:
            st.caption("Nothing is saved yet. A view keeps this page with its filters.")
        for view in views:
            if view.page in _PAGES:
                _show_view(context, view, _PAGES[view.page])


def address_of(context: PageContext) -> str:
    """Write the page's choices as a part of an address that stays right when defaults change."""
    filters = context.filters
    zone = "" if _PAGES[context.page].has_zone else filters.zone
    written = {"period": filters.period, **write_filters(filters, currency="", zone=zone)}
    asin = st.query_params.get("asin")
    return urlencode({**written, **({"asin": asin} if asin else {})}, doseq=True)


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
    sentence, is_done = st.session_state.pop(_TOLD, ("", True))
    if sentence and is_done:
        st.success(plain(sentence), icon=":material/check:")
    elif sentence:
        st.error(plain(sentence), icon=":material/info:")


def _show_view(context: PageContext, view: SavedView, entry: PageEntry) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.page_link(
            streamlit_page(entry),
            label=plain(view.name),
            icon=entry.icon,
            help=f"Opens the page {entry.title} as it was saved.",
            query_params=parse_qsl(view.query_string),
            width="stretch",
        )
        st.button(
            "Change",
            key=f"view_{view.view_id}_change",
            type="tertiary",
            help="Rename or delete this view.",
            on_click=_edit,
            args=(view.view_id,),
        )
    if st.session_state.get(_EDITED) == view.view_id:
        _show_change(context, view, entry)


def _show_change(context: PageContext, view: SavedView, entry: PageEntry) -> None:
    number, owner_id = view.view_id or 0, view.owner_id
    with st.form(f"change_view_{number}", border=True):
        st.text_input(
            f"New name for this view of {entry.title}",
            view.name,
            max_chars=LONGEST_NAME,
            key=f"view_{number}_name",
        )
        with st.container(horizontal=True):
            st.form_submit_button(
                "Rename",
                key=f"view_{number}_rename",
                on_click=_rename,
                args=(context.account_id, owner_id, number),
            )
            st.form_submit_button(
                "Delete",
                key=f"view_{number}_delete",
                icon=":material/delete:",
                on_click=_delete,
                args=(context.account_id, owner_id, number),
            )


def _edit(view_id: int) -> None:
    is_open = st.session_state.get(_EDITED) == view_id
    st.session_state[_EDITED] = None if is_open else view_id


def _save(context: PageContext, owner_id: int, address: str) -> None:
    name = str(st.session_state.get(_NAME) or "")
    saving = partial(save_view, context.account_id, owner_id, name, context.page, address)
    if _is_done(saving, "Saved. You find it here on every page."):
        st.session_state[_NAME] = ""


def _rename(account_id: int, owner_id: int, number: int) -> None:
    name = str(st.session_state.get(f"view_{number}_name") or "")
    _is_done(partial(rename_view, account_id, owner_id, number, name), "Renamed.")


def _delete(account_id: int, owner_id: int, number: int) -> None:
    _is_done(partial(delete_view, account_id, owner_id, number), "Deleted.")


def _is_done(change: partial[None], done: str) -> bool:
    """Do what was asked; the sentence about it stands above the list in the run that follows."""
    try:
        change()
    except (QueryError, AccessDenied) as error:
        st.session_state[_TOLD] = (error.sentence, False)
        return False
    st.session_state.pop(_EDITED, None)
    st.session_state[_TOLD] = (done, True)
    return True
