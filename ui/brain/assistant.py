"""The chat with the assistant: commands in words, replies, and a yes or no before it writes."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cerebro.assistant.actions import ACTIONS, Reply
from cerebro.assistant.talk import answer, carry_out
from cerebro.errors import DecisionRefused, RepositoryError
from ui.brain.context import CodeContext, redraw
from ui.cards import card
from ui.formats import plain

_TALK = "code_talk"
_MOST_KEPT = 40


def _draw(context: CodeContext) -> None:
    talk: list[tuple[str, Reply]] = st.session_state.setdefault(_TALK, [])
    if not talk:
        st.caption("For example: " + " · ".join(f"`{one.usage}`" for one in ACTIONS))
    for number, (asked, reply) in enumerate(talk):
        with st.chat_message("user"):
            st.markdown(plain(asked))
        with st.chat_message("assistant"):
            st.markdown(plain(reply.text).replace("\n", "\n\n"))
            if reply.heads:
                frame = pd.DataFrame([list(row) for row in reply.rows], columns=list(reply.heads))
                st.dataframe(frame, hide_index=True, key=f"reply_{number}")
    if talk and talk[-1][1].proposal is not None:
        _offer(context, talk)
    said = st.chat_input("Say what you want to know or to have done", key="code_ask")
    if said:
        talk.append((said, _answer(context, said)))
        del talk[:-_MOST_KEPT]
        redraw()


def _offer(context: CodeContext, talk: list[tuple[str, Reply]]) -> None:
    proposal = talk[-1][1].proposal
    assert proposal is not None
    with st.container(horizontal=True):
        if st.button("Yes, do it", key="assistant_yes", type="primary"):
            try:
                reply = carry_out(context.repository, proposal, context.username)
            except (DecisionRefused, RepositoryError) as error:
                reply = Reply(error.sentence)
            talk.append(("Yes, do it", reply))
            redraw()
        if st.button("No", key="assistant_no"):
            talk.append(("No", Reply("Then nothing was changed.")))
            redraw()


def _answer(context: CodeContext, asked: str) -> Reply:
    try:
        return answer(context.repository, asked, context.username)
    except (DecisionRefused, RepositoryError) as error:
        return Reply(error.sentence)


show_assistant = card(_draw)
