"""A page that writes every hostile title in every way that ours write names into text."""

from __future__ import annotations

import streamlit as st

from tests.support.hostile import TITLES
from ui.formats import beside, plain

for number, title in enumerate(TITLES):
    words = plain(beside(title))
    with st.container(key=f"title_{number}"):
        st.title(words, anchor=False)
        st.markdown(words)
        st.caption(f":gray[Brand] {words}")
        st.markdown(f"**{words}** 12")
        st.warning(f"Not read: {words}", title=words)
