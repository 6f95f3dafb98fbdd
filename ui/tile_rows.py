"""A row of tiles as one piece of HTML, with what explains each of its figures.

A tile of Streamlit's own is a frame, a metric with its question mark and a button with another:
five parts, and eight tiles of them were a third of what a page took to open. A browser draws the
same as HTML at once. What explains a tile is a link: how.py says where it leads.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from ui.formats import change
from ui.how import address_of
from ui.tiles import Amount, Tile


def show_tiles(
    tiles: Sequence[Tile], *, key: str, columns: int | None = None, narrowest: int = 170
) -> None:
    """Draw tiles beside one another, at most `columns` in a row and none below `narrowest` pixels.

    `key` tells the rows of a page apart.
    """
    st.html(tiles_html(tiles, key=key, columns=columns or len(tiles), narrowest=narrowest))


def show_figures(amounts: Sequence[Amount], *, key: str, columns: int | None = None) -> None:
    """Draw single figures in a row, each in a frame of its own."""
    tiles = [Tile(one.label, "", one.help, (one,), ()) for one in amounts]
    show_tiles(tiles, key=key, columns=columns, narrowest=150)


def tiles_html(tiles: Sequence[Tile], *, key: str, columns: int, narrowest: int) -> str:
    """Write a row of tiles as HTML; whatever is text shows as text."""
    items = "".join(_tile(one, f"{key}-{number}") for number, one in enumerate(tiles))
    style = f"--columns:{columns};--narrowest:{narrowest}px"
    return f'<ul class="tiles" style="{style}">{items}</ul>'


def _tile(tile: Tile, name: str) -> str:
    days = f" <small>{html.escape(tile.days)}</small>" if tile.days else ""
    below = "".join(f"<p>{html.escape(line)}</p>" for line in tile.below)
    return (
        f"<li><div><p><strong>{html.escape(tile.title)}</strong>{days}</p>{_asked(tile, name)}"
        f"</div>{''.join(_amount(one, tile) for one in tile.amounts)}{below}</li>"
    )


def _asked(tile: Tile, name: str) -> str:
    """Write what can be asked of a tile: how it is made, or else what it means.

    What it means shows beside it to whoever points at it or stands on it with the keyboard.
    """
    if not (tile.how or tile.help):
        return ""
    title, told = html.escape(tile.title), f' aria-describedby="{name}"' if tile.help else ""
    if tile.how:
        words = html.escape(tile.how_words)
        asked = (
            f'<a class="how" href="{html.escape(address_of(tile.how))}" target="_self" '
            f'data-how="{html.escape(tile.how)}" aria-label="{words} {title}"{told}>{words}</a>'
        )
    else:
        asked = f'<button type="button" class="help" aria-label="About {title}"{told}></button>'
    tip = f'<span role="tooltip" id="{name}">{html.escape(tile.help)}</span>' if tile.help else ""
    return asked + tip


def _amount(amount: Amount, tile: Tile) -> str:
    # Where the title does not say what the figure is, those who cannot see the tile are told.
    label = html.escape(amount.label)
    named = "" if amount.label == tile.title else f'<span class="unseen">{label}: </span>'
    against = f" <small>{html.escape(amount.against)}</small>" if amount.against else ""
    moved = _moved(amount)
    compared = f'<div class="moved">{moved}{against}</div>' if moved or against else ""
    return f'<div class="figure">{named}<b>{html.escape(amount.value)}</b></div>{compared}'


def _moved(amount: Amount) -> str:
    """Write how a figure has changed; an arrow (styles/tiles.css) and a colour say it as well."""
    moved = amount.change if amount.points is None else amount.points
    if moved is None:
        return ""
    words = change(moved) if amount.points is None else f"{moved:+.1f} pp"
    if words.lstrip("+-") in ("0.0%", "0.0 pp"):
        return f'<i class="even">{words.lstrip("+-")}</i>'
    way = "up" if moved > 0 else "down"
    tone = "even" if amount.is_good is None else "good" if amount.is_good is (moved > 0) else "bad"
    return f'<i class="{way} {tone}">{words}</i>'
