"""A conversation in an address: its questions, and the filters of the page it began on."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from ui.filters import PARAMETERS as FILTERS

PARAMETER = "q"
# Longer conversations begin to forget: an address has no room for more.
MOST_QUESTIONS = 20
LONGEST_QUESTION = 500


def questions_asked() -> list[str]:
    """Return the questions that the address names, the oldest first."""
    given = (one.strip()[:LONGEST_QUESTION] for one in st.query_params.get_all(PARAMETER))
    return [one for one in given if one][-MOST_QUESTIONS:]


def filters_named() -> str:
    """Return the filters that the address names, as it names them."""
    named = {one: st.query_params.get_all(one) for one in FILTERS if one in st.query_params}
    return urlencode(named, doseq=True)


def address_of(questions: Sequence[str], begins_with: str) -> list[tuple[str, str]]:
    """Write a conversation as the parameters of an address."""
    return [*parse_qsl(begins_with), *((PARAMETER, one) for one in questions[-MOST_QUESTIONS:])]
