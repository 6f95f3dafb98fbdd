"""Products: every product with picture, trend, sales, stock, profit and visits."""

from __future__ import annotations

import streamlit as st

from ui.context import page_context
from ui.downloads import show_downloads, shown_only
from ui.formats import plural
from ui.product_table import (
    export_rows,
    file_names,
    load_product_table,
    search,
    show_product_table,
)
from ui.session import guard
from ui.states import show_nothing_found

guard("products")
context = page_context()

rows = load_product_table(context)
text = st.text_input(
    "Search",
    key="search",
    placeholder="Title, ASIN, SKU or brand",
    icon=":material/search:",
    persist_state="session",
    live=True,
    width=420,
)
found = search(rows, text or "", context.products)
if found.empty:
    show_nothing_found("No product fits what is written above.")
    st.stop()
with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    st.caption(
        f"{plural(len(found), 'product')}. “Open” shows a product's own page; "
        "“Columns” chooses what is shown."
    )
    load = shown_only("products", lambda: export_rows(context, found), file_names(context))
    tools = show_downloads(context, "Products", "products", load)
show_product_table(context, found, tools)
