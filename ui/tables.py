"""Tables of products and marketplaces, ready for st.dataframe."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from core.money import amount_format
from ui import paper_mode
from ui.column_choice import chosen_columns
from ui.context import PageContext
from ui.formats import UNKNOWN
from ui.html_tables import PAPER, SHORT, number_words, prefixed_layout, table_html
from ui.pictures import picture_paths, with_host
from ui.registry import open_product
from ui.remember import remembered
from ui.sheets import PARAMETER as TAB
from ui.switches import PARAMETERS as SWITCHES

ROW_HEIGHT = 62
# What an address says of one page alone.
_OF_THE_PAGE = frozenset({"asin", "how", TAB, *SWITCHES})
_HEADER_HEIGHT = 35
_PLAIN_ROW = 33
# Writing cells ourselves takes 12 ms a thousand, and Streamlit draws no more than 262,144 of them
# (pandas' styler.render.max_elements): a longer table keeps Streamlit's own format.
_MOST_WRITTEN = 5000


def money_column(label: str | None, currency: str, **more: Any) -> Any:
    """A column of amounts in one currency, sortable as numbers; None: the frame's own name."""
    sign, digits = amount_format(currency)
    return st.column_config.NumberColumn(
        label, format=f"{sign.replace('%', '%%')}%{digits}", **more
    )


def count_column(label: str, **more: Any) -> Any:
    """A column of whole numbers."""
    return st.column_config.NumberColumn(label, format="%,d", **more)


def change_column(label: str = "Change", **more: Any) -> Any:
    """A column of relative changes, such as +12.3%; the frame holds percentages."""
    return st.column_config.NumberColumn(label, format="%+,.1f%%", **more)


def picture_column() -> Any:
    """The narrow column with the product's picture."""
    return st.column_config.ImageColumn("", width=56, pinned=True)


def open_column(key: str) -> Any:
    """The narrow column with the button that opens a row's product."""
    return st.column_config.ButtonColumn("", key=key, type="tertiary", width=52, pinned=True)


def title_column() -> Any:
    """The column with the product's name. It stays in sight when a wide table is moved.

    It is so narrow that a phone has room for a figure beside it; a row has room for three lines.
    Where pinned columns would take more than 60 % of the table, as on a phone, Streamlit lets
    them move with the others.
    """
    return st.column_config.TextColumn("Product", width=148, pinned=True)


def trend_column(help_: str) -> Any:
    """The column with a row's small trend: what `with_sparklines` has made."""
    return st.column_config.AreaChartColumn("Trend", width=88, y_min=0, help=help_)


def product_links(asins: pd.Series) -> list[str]:
    """Return the addresses of products' own pages, with what is chosen on this page."""
    chosen = [
        (name, value)
        for name in st.query_params
        for value in st.query_params.get_all(name)
        if name not in _OF_THE_PAGE
    ]
    return [f"./product?{urlencode([('asin', asin), *chosen])}" for asin in asins]


def open_clicked_product(context: PageContext, key: str, rows: pd.DataFrame) -> None:
    """Go to the product whose button was clicked, and keep the rows drawn now for the next click.

    A click names a row of the table as it was drawn. By now the order may be another one, so
    the row is looked up in what was drawn then. A row without a button leads nowhere.
    """
    drawn = st.session_state.get(f"{key}_drawn") or ()
    st.session_state[f"{key}_drawn"] = tuple(rows["product"])
    click = st.session_state.get(key)
    if click is None or not 0 <= click["row"] < len(drawn):
        return
    asin = drawn[click["row"]]
    if asin in set(context.products["asin"]):
        open_product(asin)


def height_for(rows: int, most: int = 12, row_height: int = ROW_HEIGHT) -> int:
    """Return the height at which `rows` rows fit, up to a limit."""
    return _HEADER_HEIGHT + row_height * max(1, min(rows, most)) + 2


def with_product_columns(
    account_id: int, frame: pd.DataFrame, products: pd.DataFrame
) -> pd.DataFrame:
    """Add picture (its path), title and brand to a frame that has a `product` column of ASINs.

    A product that the catalogue does not know yet is named by its ASIN.
    """
    known = products[["asin", "title", "brand", "image_version"]]
    merged = frame.merge(known, left_on="product", right_on="asin", how="left")
    merged["asin"] = merged["product"]
    merged["title"] = merged["title"].where(merged["title"].notna(), merged["asin"])
    merged["picture"] = picture_paths(account_id, merged)
    return merged


def with_products(context: PageContext, rows: pd.DataFrame, nobody: str) -> pd.DataFrame:
    """Add what `with_product_columns` does, and the button's word in the column `open`.

    A row of no product is called `nobody` and has no button, as there is no page to open; nor has
    a product of which the account knows nothing but its ASIN.
    """
    known = with_product_columns(context.account_id, rows, context.products)
    return known.assign(
        title=known["title"].where(known["product"].notna(), nobody),
        open=_open_words(context, known),
    )


def _open_words(context: PageContext, rows: pd.DataFrame) -> pd.Series:
    """Return the button's word for each row; nothing where the product has no page."""
    return rows["product"].isin(context.products["asin"]).map({True: "Open", False: ""})


@remembered
def load_with_products(
    context: PageContext, load: Callable[..., pd.DataFrame], *arguments: str
) -> pd.DataFrame:
    """Load rows by a loader that keeps what it makes, as `with_product_columns` makes them.

    Each that has a page has the button's word as well, in the column `open`. Pictures have signed
    addresses, so making them anew costs a rerun some milliseconds.
    """
    rows = load(context, *arguments)
    known = with_product_columns(context.account_id, rows, context.products)
    return known.assign(open=_open_words(context, known))


def with_sparklines(
    frame: pd.DataFrame, by_time: pd.DataFrame, metric: str, grain: str
) -> pd.DataFrame:
    """Add a `trend` column: the metric's values over time, oldest first, gaps as zero.

    What belongs to no product has its own.
    """
    times = sorted(by_time[grain].unique())
    wide = (
        by_time.assign(product=by_time["product"].fillna(""))
        .pivot_table(index="product", columns=grain, values=metric, aggfunc="sum")
        .reindex(columns=times)
        .fillna(0)
        .astype(float)
    )
    lists = dict(zip(wide.index, wide.to_numpy().tolist(), strict=True))
    empty = [0.0] * len(times)
    return frame.assign(trend=[lists.get(asin, empty) for asin in frame["product"].fillna("")])


def percentages(now: pd.Series, before: pd.Series) -> pd.Series:
    """Return the relative change of two columns in percent; unknown where nothing was before."""
    earlier = before.astype(float)
    return (now.astype(float) / earlier.where(earlier != 0) - 1.0) * 100.0


def show_table(
    frame: pd.DataFrame,
    columns: dict[str, Any],
    *,
    alt: str,
    key: str,
    most: int = 12,
    is_whole: bool = False,
    tools: Any = None,
) -> None:
    """Draw a table of the named columns, in their order, without the index.

    With `is_whole` all its rows stand on the page, and nothing is scrolled inside it. `tools` is
    the row above it (see `show_table_head`), into which the choice of columns goes.
    """
    if tools is not None:
        columns = chosen_columns(key, columns, tools)
    shown = frame[list(columns)]
    if "picture" in columns:
        shown = shown.assign(picture=with_host(shown["picture"]))
    if paper_mode.is_on():
        st.html(table_html(shown, columns, alt))
        return
    height: int | Literal["auto"] = "auto"
    if "picture" in columns:
        height = height_for(len(frame), most)
    elif is_whole:
        height = height_for(len(frame), len(frame), _PLAIN_ROW)
    styled, columns = with_minus_before(shown, columns)
    st.dataframe(
        styled,
        column_config=columns,
        hide_index=True,
        row_height=ROW_HEIGHT if "picture" in columns else None,
        height=height,
        placeholder=UNKNOWN,
        alt=alt,
        key=key,
    )


def show_short_table(
    frame: pd.DataFrame, columns: dict[str, Any], *, alt: str, heading: str, caption: str
) -> None:
    """Draw a few rows whole under their heading, as one piece of HTML: see `table_html`."""
    if "picture" in columns:
        frame = frame.assign(picture=with_host(frame["picture"]))
    style = PAPER if paper_mode.is_on() else SHORT
    above = f"<h2>{html.escape(heading)}</h2><p>{html.escape(caption)}</p>"
    st.html(
        f'<section class="list">{above}{table_html(frame, columns, alt, style=style)}</section>'
    )


def with_minus_before(
    frame: pd.DataFrame, columns: Mapping[str, Any]
) -> tuple[Any, dict[str, Any]]:
    """Return a table and its columns so that amounts below zero are written `-$5.00`.

    Streamlit's own format would write `$-5.00`. Only columns with such an amount are written by
    us, as it takes longer; they still sort as numbers. A long table is left to Streamlit.
    """
    if frame.size > _MOST_WRITTEN:
        return frame, dict(columns)
    below = {
        str(name): layout
        for name, one in columns.items()
        if (layout := prefixed_layout(one)) and (pd.to_numeric(frame[name]) < 0).any()
    }
    if not below:
        return frame, dict(columns)
    writers: dict[Any, Any] = {
        name: partial(number_words, layout=layout) for name, layout in below.items()
    }
    plain = {
        name: {**columns[name], "type_config": {**columns[name]["type_config"], "format": None}}
        for name in below
    }
    return frame.style.format(writers, na_rep=UNKNOWN), {**columns, **plain}
