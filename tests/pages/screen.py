"""What a page shows, read off AppTest: every tile, table and chart, each by its own name."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import words_of
from tests.pages.html_tiles import explained_on, tiles_of
from tests.pages.html_words import paragraphs_in
from ui.formats import is_missing
from ui.sheets import key_of

# The columns of a table that show no figure: pictures, buttons, and Amazon's own words.
NO_FIGURES = {"picture", "open", "reason", "suggested_action", "recommended_action"}
Cell = Callable[[Mapping[str, Any]], Any]
_KINDS = ("title", "header", "subheader", "caption", "markdown", "info", "success", "warning",
          "error")  # fmt: skip
_MARK = re.compile(r"\\|\u2060|:material/\w+:|:(?:red|green|gray|small)\[|\]|\*\*")


@dataclass(frozen=True)
class Screen:
    """Tiles as (name, value, what it is compared with); tables by their words, charts by key.

    `words` are the paragraphs with a digit in them, `asked_how` the metrics that can be explained.
    """

    tiles: list[tuple[str, str, str]]
    tables: dict[str, pd.DataFrame]
    charts: dict[str, list[dict[str, Any]]]
    words: set[str] = field(default_factory=set)
    asked_how: set[str] = field(default_factory=set)


def read_screen(app: AppTest) -> Screen:
    """Read what the last run has drawn. A table without words has no name, and fails."""
    assert not app.exception
    assert not app.error
    tiles = [(one.label, one.value, one.against) for one in tiles_of(app)]
    tables = {one.proto.alt: one.value for one in app.dataframe}
    assert len(tables) == len(app.dataframe), "Two tables have the same words."
    tables |= short_tables(app)
    assert "" not in tables, "A table without words cannot be told from another."
    charts = {
        re.sub(r"_\d+$", "", one.proto.id.rsplit("-", 1)[-1]): json.loads(one.proto.spec)["data"]
        for one in app.get("plotly_chart")
    }
    return Screen(tiles, tables, charts, numbers_in(app), asked_how_in(app))


def asked_how_in(app: AppTest) -> set[str]:
    """What can be explained by a click: on a tile, or on the button above the numbers of Sales."""
    buttons = {str(one.key) for one in app.button if str(one.key).endswith("_how")}
    return {*explained_on(app), *(one.split("_", 1)[1].removesuffix("_how") for one in buttons)}


def numbers_in(app: AppTest) -> set[str]:
    """Every paragraph on the screen with a digit in it, as it is read; no names of tiles."""
    found = set()
    for kind in _KINDS:
        for one in app.get(kind):
            for words in (one.value, getattr(one.proto, "title", "")):
                found |= {" ".join(_MARK.sub("", part).split()) for part in words.split("\n\n")}
    for one in app.get("html"):
        found |= set(paragraphs_in(one.proto.body))
    named = {one.label for one in tiles_of(app)}
    return {words for words in found - named if re.search(r"\d", words)}


def short_tables(app: AppTest) -> dict[str, pd.DataFrame]:
    """Read the tables drawn as HTML: what is written in each cell; of a trend its heights."""
    reader = _TableReader()
    for one in app.get("html"):
        reader.feed(one.proto.body)
    return {
        name: pd.DataFrame([row for row in rows[1:] if row], columns=rows[0], dtype=object).drop(
            columns="",  # The picture has no heading.
            errors="ignore",
        )
        for name, rows in reader.tables.items()
    }


class _TableReader(HTMLParser):
    """Rows of cells by the words of their table; what stands outside of tables is passed over."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[Any]]] = {}
        self._rows: list[list[Any]] = []
        self._is_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "table":
            self._rows = self.tables.setdefault(given["aria-label"] or "", [])
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._rows[-1].append("")
            self._is_cell = True
        elif tag == "img" and self._is_cell and (given["src"] or "").startswith("data:"):
            self._rows[-1][-1] = _heights(given["src"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._is_cell = False

    def handle_data(self, data: str) -> None:
        if self._is_cell:
            self._rows[-1][-1] += data


def _heights(address: str) -> list[str]:
    drawn = base64.b64decode(address.partition(",")[2]).decode()
    points = re.search(r'points="([^"]*)"', drawn)
    assert points is not None
    return [point.partition(",")[2] for point in points[1].split()]


def on_every_tab(app: AppTest, page: str) -> Iterator[AppTest]:
    """Yield the page as it is opened, then with each of its other tabs open; the first comes back.

    Tabs that are drawn whether they are open or not (Settings) are all there from the start.
    """
    key, titles = key_of(page), [tab.label for tab in app.tabs]
    yield app
    if key not in app.session_state:
        return
    assert app.session_state[key] == titles[0]
    for title in titles[1:]:
        app.session_state[key] = title
        yield app.run()
        assert [tab.label for tab in app.tabs] == titles
    app.session_state[key] = titles[0]
    app.run()


def words_of_every_tab(app: AppTest, page: str) -> str:
    """All the text on a page and on its tabs; none of them may have failed."""
    words = []
    for opened in on_every_tab(app, page):
        assert not opened.exception
        assert not opened.error
        words.append(words_of(opened))
    return "\n".join(words)


def read_every_tab(app: AppTest, page: str) -> Screen:
    """Read a page as if all of its tabs were open at once."""
    whole = Screen([], {}, {})
    for opened in on_every_tab(app, page):
        screen = read_screen(opened)
        whole.tiles.extend([one for one in screen.tiles if one not in whole.tiles])
        whole.tables.update(screen.tables)
        whole.charts.update(screen.charts)
        whole.words.update(screen.words)
        whole.asked_how.update(screen.asked_how)
    return whole


def alike(shown: Any, true: Any) -> bool:
    """Whether two cells say the same; a table holds floating-point numbers."""
    if isinstance(shown, list | np.ndarray):
        return len(shown) == len(true) and all(map(alike, shown, true))
    if is_missing(shown) or is_missing(true):
        return is_missing(shown) and is_missing(true)
    if isinstance(true, str):
        return bool(shown == true)
    if hasattr(true, "year"):
        return bool(pd.Timestamp(shown) == pd.Timestamp(true))
    return bool(float(shown) == pytest.approx(float(true), rel=1e-9, abs=2e-6))


def check_table(
    frame: pd.DataFrame,
    rows: Iterable[Mapping[str, Any]],
    cells: Mapping[str, Cell],
    *,
    in_order: bool = False,
) -> None:
    """Hold each row of a table against its true one; a column without a rule fails."""
    assert set(frame.columns) - NO_FIGURES == set(cells)
    shown = [[row[name] for name in cells] for row in frame.to_dict("records")]
    true = [[cell(row) for cell in cells.values()] for row in rows]
    if not in_order:
        shown, true = sorted(shown, key=_rank), sorted(true, key=_rank)
    assert len(shown) == len(true)
    for one, other in zip(shown, true, strict=True):
        wrong = [n for n, a, b in zip(cells, one, other, strict=True) if not alike(a, b)]
        assert not wrong, (wrong, one, other)


def _rank(row: list[Any]) -> tuple[Any, ...]:
    words = [str(one) for one in row if isinstance(one, str)]
    numbers = [
        f"{float(one):.3f}"
        for one in row
        if not isinstance(one, str | list | np.ndarray)
        and not hasattr(one, "year")
        and not is_missing(one)
    ]
    return (words, numbers)
