"""What the cards of the pages for maintainers start from."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from cerebro.errors import RepositoryError
from core.errors import SellerMonitorError
from core.settings import ROOT
from ui.cards import is_whole_run
from ui.formats import plain
from ui.session import Viewer, current_viewer
from ui.tables import height_for

_ROW = 35
_HEADS = {"id": "Number", "ms": "Milliseconds"}
# Numbers that name something: they are not counted, so nothing stands between their digits.
_NUMBERED = {"Number", "Line", "Run", "Version"}
_NAME = re.compile(r"`([\w.]+)`")


@dataclass(frozen=True)
class CodeContext:
    """Which repository the page is about, and who looks at it."""

    account_id: int
    page: str
    repository: Path = field(default_factory=lambda: ROOT)

    @property
    def username(self) -> str:
        """Who looks now."""
        viewer = current_viewer()
        return viewer.person.username if viewer else ""


def code_context(viewer: Viewer, page: str) -> CodeContext:
    """Return the context of a page; a maintainer may belong to no account."""
    return CodeContext(viewer.membership.account_id if viewer.membership else 0, page)


def is_analysed(look: Callable[[], object]) -> bool:
    """Whether CEREBRO has a run to show; else draw what to do."""
    try:
        look()
    except RepositoryError as error:
        with st.container(border=True, key="never_analysed"):
            st.header("The code was not analysed yet", anchor=False)
            st.markdown(plain(error.sentence))
            st.caption(
                "It takes a few seconds and reads the Git repository that this installation runs"
                " from. An installation without one has nothing to show here."
            )
        return False
    return True


def head(name: str) -> str:
    """Return the head of a column as pages write it; commands write it small."""
    return _HEADS.get(name, name[:1].upper() + name[1:])


def in_words(text: str) -> str:
    """Return text for Streamlit's Markdown, in which the names of functions stand as code."""
    parts = _NAME.split(text)
    return "".join(f"`{one}`" if place % 2 else plain(one) for place, one in enumerate(parts))


def show_rows(
    heads: Sequence[str], rows: Sequence[Sequence[Any]], key: str, **columns: Any
) -> None:
    """Draw rows as a table; `columns` says how some are shown, by the head as it is drawn."""
    frame = pd.DataFrame([list(row) for row in rows], columns=[head(one) for one in heads])
    counts = {
        name: st.column_config.NumberColumn(format="localized")
        for name in frame.select_dtypes("integer").columns
        if name not in _NUMBERED
    }
    st.dataframe(
        frame,
        hide_index=True,
        key=key,
        column_config={**counts, **columns},
        height=height_for(len(rows), 14, _ROW),
        row_height=_ROW,
    )


def try_to(act: Callable[[], object], done: str) -> bool:
    """Do what a person has asked for and say so; a refusal is told in its own sentence."""
    try:
        act()
    except SellerMonitorError as error:
        st.error(plain(error.sentence))
        return False
    st.toast(plain(done), icon=":material/check:")
    return True


def redraw() -> None:
    """Draw what a decision has changed: its card alone, where that card runs alone."""
    st.rerun(scope="app" if is_whole_run() else "fragment")
