"""What people have proposed that Ask should understand: owners and managers accept or refuse it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ask.answers import setting_of
from ask.checked import understood
from ask.memory import memory_of
from ask.parse.echo import echo_of
from data.corrections import Correction, accept, load_corrections, remove
from ui.ask_correct import meaning_words
from ui.formats import beside, plain
from ui.session import Viewer, may_act
from ui.view_changes import done, show_told

_REVIEW = "ask_review"


def show_review(viewer: Viewer) -> None:
    """Draw what waits and what is accepted, for those who decide; nothing for the others."""
    if not may_act("ask"):
        return
    found = load_corrections(viewer.account_id)
    waiting = sum(not one.is_accepted for one in found)
    if not found:
        return
    folded = st.expander(
        "Taught words and questions", icon=":material/school:", key=_REVIEW, on_change="rerun"
    )
    if waiting:
        st.caption(f"{waiting} of them {'waits' if waiting == 1 else 'wait'} for you to decide.")
    if not folded.open:
        return
    with folded:
        show_told()
        for one in found:
            _show(viewer.account_id, viewer.person.user_id, one)


def _show(account_id: int, person_id: int, one: Correction) -> None:
    number = one.correction_id
    st.markdown(f"“{plain(one.said)}” means **{plain(_meaning(one))}**")
    who = one.decided_by if one.is_accepted else one.proposed_by
    verb = "Accepted by" if one.is_accepted else "Proposed by"
    st.caption(f"{verb} {plain(beside(who or 'somebody who has left'))}")
    with st.container(horizontal=True, gap="small"):
        if not one.is_accepted:
            st.button(
                "Accept",
                key=f"ask_accept_{number}",
                on_click=_do,
                args=(partial(_accept, account_id, person_id, one), "Accepted. It is used now."),
            )
        st.button(
            "Use no more" if one.is_accepted else "Refuse",
            key=f"ask_refuse_{number}",
            type="tertiary",
            on_click=_do,
            args=(partial(remove, account_id, person_id, number), "Removed."),
        )


def _do(change: partial[None], told: str) -> None:
    done(change, told)


def _meaning(one: Correction) -> str:
    if one.kind == "question" and one.means == one.said:
        return "what it says"
    return meaning_words(one.kind, one.means, one.field)


def _accept(account_id: int, person_id: int, one: Correction) -> None:
    """Accept a correction; of a question its query of today is kept, to be held against later.

    Raises QueryError where a question is not understood any more.
    """
    if one.kind != "question":
        accept(account_id, person_id, one.correction_id)
        return
    setting = setting_of(account_id)
    built = understood(one.means, setting, memory_of(account_id))
    query = built.query.model_dump(mode="json")
    accept(account_id, person_id, one.correction_id, query, echo_of(built), setting.today)
