"""The tiles of a page, read off their HTML as a person reads or hears them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from streamlit.testing.v1 import AppTest


@dataclass
class ShownTile:
    """One figure: what it is called, its value, its change, what it is compared with.

    `tone` says whether the change is `good` or `bad`, or `even`.
    """

    label: str
    value: str = ""
    moved: str = ""
    against: str = ""
    tone: str = ""


@dataclass
class _Tile:
    """A tile as it is read: its title, its figures, and what the address asks to explain it."""

    title: str = ""
    how: str = ""
    figures: list[ShownTile] = field(default_factory=list)


def tiles_of(app: AppTest) -> list[ShownTile]:
    """Every figure of every tile on the screen, in their order."""
    return [figure for tile in _read(app) for figure in tile.figures]


def explained_on(app: AppTest) -> list[str]:
    """The names under which the tiles on the screen can be asked how they are made."""
    return [tile.how for tile in _read(app) if tile.how]


def _read(app: AppTest) -> list[_Tile]:
    reader = _TileReader()
    for piece in app.get("html"):
        if 'class="tiles"' in piece.proto.body:
            reader.feed(piece.proto.body)
    return reader.tiles


class _TileReader(HTMLParser):
    """Takes each piece of text to the part of a tile that it stands in."""

    def __init__(self) -> None:
        super().__init__()
        self.tiles: list[_Tile] = []
        self._inside: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._inside.append((tag, given.get("class", "")))
        if tag == "li":
            self.tiles.append(_Tile())
        elif given.get("class") == "figure":
            self.tiles[-1].figures.append(ShownTile(self.tiles[-1].title))
        elif given.get("class") == "how":
            self.tiles[-1].how = given["data-how"]

    def handle_endtag(self, tag: str) -> None:
        assert self._inside.pop()[0] == tag, "A tag of a tile is not closed."

    def handle_data(self, data: str) -> None:
        tag, name = self._inside[-1]
        around = [one for _, one in self._inside]
        tile = self.tiles[-1]
        if tag == "strong":
            tile.title = data
        elif name == "unseen":
            tile.figures[-1].label = data.removesuffix(": ")
        elif "figure" in around:
            tile.figures[-1].value += data
        elif "moved" in around and tag == "i":
            tile.figures[-1].moved, tile.figures[-1].tone = data, name.rpartition(" ")[2]
        elif "moved" in around and tag == "small":
            tile.figures[-1].against = data
