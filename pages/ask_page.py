"""Ask: a question in plain words, what was understood, and the figures."""

from __future__ import annotations

import streamlit as st

from data.loaders import load_freshness
from ui.ask_address import questions_asked
from ui.ask_kept import keep_talk, show_conversations
from ui.ask_review import show_review
from ui.ask_sql import show_sql_box
from ui.ask_talk import bring_back, hold_talk
from ui.ask_view import show_field, show_start, show_starters, show_talk
from ui.context import has_orders
from ui.session import guard
from ui.states import show_no_data, told_in_words

viewer = guard("ask")
account_id = viewer.account_id

with told_in_words():
    if has_orders(load_freshness(account_id)):
        bring_back(account_id)
        chat, beside = st.columns([3, 1], gap="small")
        with chat:
            show_field(goes_on=bool(questions_asked()))
            show_start(account_id)
            talk = hold_talk(account_id)
            number = keep_talk(talk, viewer.person.user_id)
            if talk.turns:
                show_talk(talk)
            else:
                show_starters(account_id)
            show_sql_box(viewer)
        with beside:
            show_conversations(viewer, number)
            show_review(viewer)
    else:
        show_no_data()
