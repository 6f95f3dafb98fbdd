"""The person's conversations with Ask: kept as they go, and listed beside the newest answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from data.conversations import (
    LONGEST_NAME,
    Conversation,
    delete_conversation,
    keep_conversation,
    load_conversations,
    pin_conversation,
    rename_conversation,
)
from ui.ask_address import address_of
from ui.ask_talk import Talk, begin_anew
from ui.formats import beside, plain, shorten
from ui.registry import page_entry, streamlit_page
from ui.session import Viewer
from ui.view_changes import done, show_told

_KEPT, _ALL = "ask_conversation", "ask_all"
# More are listed only when somebody asks for all of them.
_MOST_LISTED = 12
_LONGEST_LABEL = 40


@dataclass(frozen=True)
class Kept:
    """Which conversation this tab goes on with, and what was asked when it was last kept."""

    account_id: int
    number: int
    questions: tuple[str, ...]
    begins_with: str


def keep_talk(talk: Talk, owner_id: int) -> int | None:
    """Keep what is new in the conversation; return its number, None where nothing was asked.

    Who goes back to an earlier question loses nothing that is kept, until something else is asked.
    """
    if not talk.turns:
        st.session_state.pop(_KEPT, None)
        return None
    known = _known(talk)
    if known is not None and known.questions[: len(talk.turns)] == talk.questions:
        return known.number
    number = keep_conversation(
        talk.account_id,
        owner_id,
        talk.questions,
        talk.begins_with,
        goes_on=known.number if known is not None else None,
    )
    st.session_state[_KEPT] = Kept(talk.account_id, number, talk.questions, talk.begins_with)
    return number


def _known(talk: Talk) -> Kept | None:
    """Return what was kept last if the conversation goes on from it; None if it is another one."""
    known = st.session_state.get(_KEPT)
    if not isinstance(known, Kept):
        return None
    if (known.account_id, known.begins_with) != (talk.account_id, talk.begins_with):
        return None
    before = talk.questions[:-1]
    if not before:
        return known if known.questions[:1] == talk.questions else None
    # The oldest question may have gone: an address has room for so many.
    goes_on = before in (known.questions[: len(before)], known.questions[1:])
    return known if goes_on else None


def show_conversations(viewer: Viewer, number: int | None) -> None:
    """Draw the list; `number` is the conversation that is open."""
    owner_id = viewer.person.user_id
    found = load_conversations(viewer.account_id, owner_id)
    with st.container(border=True, key="ask_conversations"):
        st.subheader("Your conversations", anchor=False)
        show_told()
        if not found:
            st.caption("What you ask is kept here, for you alone.")
            return
        shows_all = bool(st.session_state.get(_ALL))
        for one in found if shows_all else found[:_MOST_LISTED]:
            _show_conversation(viewer, one, is_open=one.conversation_id == number)
        if len(found) > _MOST_LISTED:
            st.toggle(f"Show all {len(found)}", key=_ALL)


def _show_conversation(viewer: Viewer, one: Conversation, *, is_open: bool) -> None:
    label = plain(beside(shorten(one.name, _LONGEST_LABEL)))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.page_link(
            streamlit_page(page_entry("ask")),
            label=f"**{label}**" if is_open else label,
            icon=":material/keep:" if one.is_pinned else ":material/chat_bubble:",
            help=_help(one.questions),
            query_params=address_of(one.questions, one.begins_with),
            width="stretch",
        )
        more = st.popover(
            "More",
            type="tertiary",
            help="Pin, rename or delete it.",
            key=_more(one.conversation_id),
            on_change="rerun",
        )
    if more.open:
        with more:
            _show_changes(viewer.account_id, viewer.person.user_id, one, is_open=is_open)


def _help(questions: Sequence[str]) -> str:
    return f"Asks it anew, of the data as it is now: {plain('; '.join(questions))}"


def _show_changes(account_id: int, owner_id: int, one: Conversation, *, is_open: bool) -> None:
    number = one.conversation_id
    with st.form(f"ask_rename_{number}", border=False):
        st.text_input("Name", one.name, max_chars=LONGEST_NAME, key=f"ask_name_{number}")
        st.form_submit_button(
            "Rename",
            key=f"ask_rename_{number}_do",
            on_click=_rename,
            args=(account_id, owner_id, number),
        )
    pin = partial(pin_conversation, account_id, owner_id, number, is_pinned=not one.is_pinned)
    st.button(
        "Pin no more" if one.is_pinned else "Pin above the others",
        icon=":material/keep_off:" if one.is_pinned else ":material/keep:",
        type="tertiary",
        key=f"ask_pin_{number}",
        on_click=_change,
        args=(number, pin, "Pinned no more." if one.is_pinned else "Pinned."),
    )
    st.button(
        "Delete",
        icon=":material/delete:",
        type="tertiary",
        key=f"ask_delete_{number}",
        on_click=_delete,
        args=(account_id, owner_id, number, is_open),
    )


def _more(number: int) -> str:
    return f"ask_kept_{number}"


def _change(number: int, change: partial[None], told: str) -> None:
    """Do what was asked, and close what it was asked in."""
    if done(change, told):
        st.session_state[_more(number)] = False


def _rename(account_id: int, owner_id: int, number: int) -> None:
    name = str(st.session_state.get(f"ask_name_{number}") or "")
    _change(number, partial(rename_conversation, account_id, owner_id, number, name), "Renamed.")


def _delete(account_id: int, owner_id: int, number: int, is_open: bool) -> None:
    deleting = partial(delete_conversation, account_id, owner_id, number)
    if done(deleting, "Deleted.") and is_open:
        # The page would keep it anew.
        begin_anew()
