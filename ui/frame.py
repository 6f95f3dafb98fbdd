"""What surrounds every page: logo, menu, account, and the way out."""

from __future__ import annotations

import streamlit as st

from ui.formats import beside, plain
from ui.login import LOGO, log_out
from ui.session import Viewer, choose_account

MARK = LOGO.with_name("mark.svg")


def show_sidebar(viewer: Viewer) -> None:
    """Draw the sidebar below the menu: which account, who, and the way out."""
    st.logo(LOGO, size="large", icon_image=MARK)
    with st.sidebar:
        _pick_account(viewer)
        st.caption(f"Logged in as {plain(beside(viewer.person.display_name))}")
        st.button(
            "Log out", icon=":material/logout:", on_click=log_out, type="tertiary", key="log_out"
        )


def _pick_account(viewer: Viewer) -> None:
    if viewer.membership is None or len(viewer.memberships) < 2:
        return
    names = {one.account_id: one.account_name for one in viewer.memberships}
    st.selectbox(
        "Account",
        list(names),
        index=list(names).index(viewer.account_id),
        format_func=names.__getitem__,
        key="account",
        on_change=_account_chosen,
    )


def _account_chosen() -> None:
    choose_account(int(st.session_state["account"]))
