"""The page the others are measured against: one word, and a button that runs it again."""

import streamlit as st

st.write("Empty")
st.button("Again")
