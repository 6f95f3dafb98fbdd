"""The script that Streamlit runs on every rerun, for every page.

The menu of all pages is registered on every path, also before login: otherwise a deep
link would be lost, and Streamlit would look for page files by itself.
"""

from __future__ import annotations

import streamlit as st

from core.errors import SellerMonitorError
from ui.cards import whole_run
from ui.context import open_page
from ui.cookie import write_cookie
from ui.frame import MARK, show_sidebar
from ui.login import show_login
from ui.page_tools import show_page_tools
from ui.registry import REGISTRY, streamlit_page
from ui.session import Viewer, may_open, open_session
from ui.states import show_error, told_in_words


def main() -> None:
    """Register the pages, find out who is looking, and run the page they opened."""
    st.set_page_config(
        page_title="Seller Monitor", page_icon=str(MARK), layout="wide", initial_sidebar_state=232
    )
    viewer, problem = _who_is_looking()
    page = st.navigation(
        [streamlit_page(entry) for entry in REGISTRY],
        position="sidebar" if viewer else "hidden",
    )
    if problem is not None:
        show_error(problem)
        return
    with told_in_words():
        if viewer is None:
            show_login()
            return
        show_sidebar(viewer)
        entry = next(one for one in REGISTRY if one.url_path == page.url_path)
        # Before the page: a page that stops early must not cost a person their login.
        write_cookie()
        with whole_run():
            if may_open(viewer, entry.key):
                context = open_page(entry, viewer)
                if context is not None:
                    show_page_tools(context)
            page.run()


def _who_is_looking() -> tuple[Viewer | None, SellerMonitorError | None]:
    try:
        return open_session(), None
    except SellerMonitorError as error:
        return None, error


main()
