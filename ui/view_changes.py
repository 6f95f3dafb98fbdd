"""What can be done with a saved view: copy its address, share it, rename it, delete it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from core.errors import AccessDenied, QueryError
from data.entries import SavedView
from data.saved_views import LONGEST_NAME, delete_view, rename_view, share_view, stop_sharing
from ui.formats import plain
from ui.registry import REGISTRY, PageEntry
from ui.session import ADDRESS

_OPEN, _TOLD = "view_edited", "view_told"


@dataclass(frozen=True)
class Change:
    """A view in the list, and what whoever looks at it may do with it."""

    account_id: int
    person_id: int
    view: SavedView
    may_share: bool
    is_own: bool

    @property
    def number(self) -> int:
        """The view's number in its account."""
        return self.view.view_id or 0


def take_open(view_id: int) -> None:
    """Open what can be done with a view, or close it again (called by a click)."""
    is_open = st.session_state.get(_OPEN) == view_id
    st.session_state[_OPEN] = None if is_open else view_id


def close_changes() -> None:
    """Close what was open: the list itself is closed."""
    st.session_state.pop(_OPEN, None)


def show_change(change: Change, entry: PageEntry) -> None:
    """Draw what can be done with the view whose button was clicked; nothing for the others."""
    if st.session_state.get(_OPEN) != change.number:
        return
    with st.container(border=True, gap="small"):
        st.caption("Its address, to send or to bookmark:")
        address = full_address(entry, change.view.query_string, change.account_id)
        st.code(address, language=None, wrap_lines=True)
        if change.is_own:
            _show_name(change, entry)
        if change.view.is_shared and (change.is_own or change.may_share):
            _show_button(change, "Stop sharing", stop_sharing, "Shared no more.")
        elif change.is_own and change.may_share:
            _show_button(
                change, "Share with the account", share_view, "Shared with everybody here."
            )


def full_address(entry: PageEntry, query: str, account_id: int) -> str:
    """Write the whole address of a page with choices, as it begins in this browser.

    It names the account: whoever is sent it may belong to several.
    """
    base = st.context.url or ""
    known = [one.url_path for one in REGISTRY if base.endswith(f"/{one.url_path}")]
    start = base.removesuffix(max(known, key=len, default="")).rstrip("/")
    chosen = "&".join(filter(None, (query, f"{ADDRESS}={account_id}")))
    return f"{start}/{entry.url_path}?{chosen}"


def _show_name(change: Change, entry: PageEntry) -> None:
    number = change.number
    with st.form(f"change_view_{number}", border=False):
        st.text_input(
            f"Name of this view of {entry.title}",
            change.view.name,
            max_chars=LONGEST_NAME,
            key=f"view_{number}_name",
        )
        with st.container(horizontal=True, gap="small"):
            st.form_submit_button(
                "Rename", key=f"view_{number}_rename", on_click=_rename, args=(change,)
            )
            st.form_submit_button(
                "Delete",
                key=f"view_{number}_delete",
                icon=":material/delete:",
                on_click=_do,
                args=(change, delete_view, "Deleted."),
            )


def _show_button(
    change: Change, label: str, act: Callable[[int, int, int], None], told: str
) -> None:
    st.button(
        label,
        icon=":material/group:",
        key=f"view_{change.number}_share",
        help="Everybody in this account sees a shared view. Only you can rename or delete it."
        if change.is_own
        else "It stays with the person who saved it.",
        on_click=_do,
        args=(change, act, told),
    )


def _rename(change: Change) -> None:
    name = str(st.session_state.get(f"view_{change.number}_name") or "")
    done(partial(rename_view, change.account_id, change.person_id, change.number, name), "Renamed.")


def _do(change: Change, act: Callable[[int, int, int], None], told: str) -> None:
    done(partial(act, change.account_id, change.person_id, change.number), told)


def done(change: partial[None], told: str) -> bool:
    """Do what was asked; the sentence about it stands above the list in the run that follows."""
    try:
        change()
    except (QueryError, AccessDenied) as error:
        st.session_state[_TOLD] = (error.sentence, False)
        return False
    close_changes()
    st.session_state[_TOLD] = (told, True)
    return True


def show_told() -> None:
    """Draw the sentence about what was just done."""
    sentence, is_done = st.session_state.pop(_TOLD, ("", True))
    if sentence and is_done:
        st.success(plain(sentence), icon=":material/check:")
    elif sentence:
        st.error(plain(sentence), icon=":material/info:")
