"""The script that Streamlit runs on every rerun, for every page.

The menu of all pages is registered on every path, also before login: otherwise a deep
link would be lost, and Streamlit would look for page files by itself.
"""

from __future__ import annotations

import streamlit as st

from core.accounts import InstallationRole
from core.errors import SellerMonitorError
from ui.cards import whole_run
from ui.context import open_page
from ui.cookie import write_cookie
from ui.frame import MARK, show_sidebar
from ui.login import show_login
from ui.page_tools import show_page_tools
from ui.registry import REGISTRY, PageEntry, menu
from ui.session import Viewer, may_open, open_session
from ui.states import show_error, told_in_words


def main() -> None:
    """Register the pages, find out who is looking, and run the page they opened."""
    st.set_page_config(
        page_title="Seller Monitor", page_icon=str(MARK), layout="wide", initial_sidebar_state=232
    )
    viewer, problem = _who_is_looking()
    page = st.navigation(
        menu(lambda entry: viewer is not None and _is_for(viewer, entry)),
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


def _is_for(viewer: Viewer, entry: PageEntry) -> bool:
    """Whether a page is in somebody's menu. Only those for maintainers are in some and not others:
    a page of an account says by itself whom it is for.
    """
    return entry.need is not InstallationRole.MAINTAINER or may_open(viewer, entry.key)


def _who_is_looking() -> tuple[Viewer | None, SellerMonitorError | None]:
    try:
        return open_session(), None
    except SellerMonitorError as error:
        return None, error


main()
