"""The page the others are measured against: nothing but one word."""

import streamlit as st

st.write("Empty")
