"""Which package imports which, and what breaks the repository's own contracts."""

from __future__ import annotations

import streamlit as st

from cerebro import code_views
from ui.brain.context import CodeContext, show_rows
from ui.cards import card
from ui.charts.grid import grid
from ui.charts.style import CONFIG
from ui.formats import plain


def layers(edges: list[code_views.PackageEdge]) -> list[str]:
    """Order packages so that imports point down as far as they do: fewest importers first."""
    names = {one.importer for one in edges} | {one.imported for one in edges}
    above = {
        name: {e.importer for e in edges if e.imported == name != e.importer} for name in names
    }
    ordered: list[str] = []
    while above:
        first = min(above, key=lambda name: (len(above[name] - set(ordered)), name))
        ordered.append(first)
        del above[first]
    return ordered


def _draw(context: CodeContext) -> None:
    edges, breaches, cycles = code_views.packages(context.repository)
    names = layers(edges)
    st.caption(
        "How many imports go from the package on the left to the one above. Below the diagonal an"
        " import points up."
    )
    figure = grid(names, {(one.importer, one.imported): one.imports for one in edges}, "imports")
    st.plotly_chart(figure, config=CONFIG, key="packages", alt="Imports between packages")
    if breaches:
        st.error(f"{len(breaches)} imports break a contract.", icon=":material/block:")
        show_rows(("contract", "importer", "imported", "line"), breaches, "breaches")
    else:
        st.markdown(":green[●] No import breaks a contract.")
    for group in cycles:
        st.markdown(f":red[●] In a circle: {plain(', '.join(group))}")
    if not cycles:
        st.markdown(":green[●] No imports go in a circle.")


show_structure = card(_draw)
