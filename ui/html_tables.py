"""Tables as HTML: all of them on paper, and the short lists on the screen.

The tables of the screen are drawn on a canvas that shows a few rows and scrolls; a printer
would get just these. And a list of five rows needs none of what makes them slow to open:
as HTML it is there at once, reads well on a phone, and a screen reader can walk through it.
What a column is and how it writes its values stays said in one place, its Streamlit
configuration; this file reads that.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from core.money import with_symbol
from ui.formats import UNKNOWN, is_missing

# More rows than this nobody reads on paper; the CSV and the workbook have them all.
MOST_ROWS = 1000
# sprintf as Streamlit's number columns take it, with `,` for thousands: `€%,.2f`, `%+,.1f%%`.
_NUMBER = re.compile(r"%(?P<sign>\+?)(?P<comma>,?)(?:\.(?P<digits>\d+))?(?P<kind>[df])")
# moment.js's words in the formats of day columns, and strftime's.
_DAY_WORDS = {"ddd": "%a", "MMM": "%b", "YYYY": "%Y", "MM": "%m", "DD": "%d"}
_DAY_WORD = re.compile(r"ddd|MMM|YYYY|MM|DD|D")
_WIDE, _HIGH = 72, 18
PAPER, SHORT = "paper-table", "short-table"


def table_html(
    frame: pd.DataFrame, columns: Mapping[str, Any], alt: str, *, style: str = PAPER
) -> str:
    """Write the named columns of a frame as an HTML table; whatever is text shows as text.

    `columns` maps names to Streamlit's column configurations; buttons are left out. A column
    `<name>_link` of the frame holds the addresses that the cells of `<name>` lead to.
    """
    kept = {name: _config(one) for name, one in columns.items() if _kind(_config(one)) != "button"}
    head = "".join(
        f"<th{_align(name, one, frame)}>{html.escape(_label(name, one))}</th>"
        for name, one in kept.items()
    )
    aligned = {name: _align(name, one, frame) for name, one in kept.items()}
    body = "".join(
        f"<tr>{''.join(_td(name, one, row, aligned[name]) for name, one in kept.items())}</tr>"
        for row in frame.head(MOST_ROWS).to_dict("records")
    )
    more = (
        f"<p>The first {MOST_ROWS:,} of {len(frame):,} rows. The CSV has them all.</p>"
        if len(frame) > MOST_ROWS
        else ""
    )
    return (
        f'<table class="{style}" aria-label="{html.escape(alt)}">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
    )


def _config(one: Any) -> Mapping[str, Any]:
    """Return a column's configuration; a column with a button keeps it one step deeper."""
    found = getattr(one, "config", one)
    return found if isinstance(found, Mapping) else {}


def _kind(one: Mapping[str, Any]) -> str:
    return str((one.get("type_config") or {}).get("type", "text"))


def _label(name: str, one: Mapping[str, Any]) -> str:
    label = one.get("label")
    return name if label is None else str(label)


def _align(name: str, one: Mapping[str, Any], frame: pd.DataFrame) -> str:
    kind = _kind(one)
    if kind == "progress" or kind.endswith("_chart"):
        return f' class="{"bar" if kind == "progress" else "trend"}"'
    is_number = kind == "number"
    is_number = is_number or (kind == "text" and pd.api.types.is_numeric_dtype(frame[name]))
    return ' class="right"' if is_number or one.get("alignment") == "right" else ""


def _td(name: str, one: Mapping[str, Any], row: Mapping[Any, Any], aligned: str) -> str:
    written = _cell(one, row[name])
    address = row.get(f"{name}_link")
    if address is not None:
        written = f'<a href="{html.escape(str(address))}" target="_self">{written}</a>'
    return f"<td{aligned}>{written}</td>"


def _cell(one: Mapping[str, Any], value: Any) -> str:
    kind = _kind(one)
    if isinstance(value, list | tuple):
        return _line(value) if kind.endswith("_chart") else html.escape(", ".join(map(str, value)))
    if is_missing(value):
        return "" if kind == "image" else UNKNOWN
    if kind == "image":
        return f'<img src="{html.escape(str(value))}" alt="" width="40" height="40">'
    layout = (one.get("type_config") or {}).get("format")
    if kind in ("number", "progress"):
        words = html.escape(number_words(float(value), layout))
        return f"{_bar(one, float(value))}{words}" if kind == "progress" else words
    if kind == "date":
        return html.escape(day_words(value, layout))
    if kind == "checkbox":
        return "yes" if value else "no"
    return html.escape(str(value))


def _bar(one: Mapping[str, Any], value: float) -> str:
    """Draw how far a value lies between the ends that its column names."""
    kind = one.get("type_config") or {}
    low, high = float(kind.get("min_value") or 0), float(kind.get("max_value") or 1)
    part = min(max((value - low) / (high - low), 0.0), 1.0)
    return f'<i><b style="width:{part:.0%}"></b></i>'


def number_words(value: float, layout: str | None) -> str:
    """Write a number as Streamlit's number column does: `€%,.2f`, `%+,.1f%%`, `percent`.

    What stands before it, such as the sign of a currency, has the minus before it: `-€5.00`.
    """
    if layout == "percent":
        return f"{value:.2%}"
    found = _NUMBER.search(layout or "")
    if layout is None or found is None:
        return f"{value:,.0f}" if value.is_integer() else f"{value:,.2f}"
    digits = "0" if found["kind"] == "d" else found["digits"] or "6"
    before, after = layout[: found.start()], layout[found.end() :]
    if before and value < 0:
        # sprintf would write `$-5`.
        words = with_symbol(value, before, f"{found['comma']}.{digits}f")
        return f"{words}{after}".replace("%%", "%")
    words = f"{value:{found['sign']}{found['comma']}.{digits}f}"
    return f"{before}{words}{after}".replace("%%", "%")


def prefixed_layout(one: Any) -> str:
    """Return the format of a number column that puts something before the number; else nothing."""
    config = _config(one)
    layout = (config.get("type_config") or {}).get("format") or ""
    found = _NUMBER.search(layout)
    return layout if _kind(config) == "number" and found and found.start() > 0 else ""


def day_words(value: Any, layout: str | None) -> str:
    """Write a day as Streamlit's day column does: `ddd D MMM YYYY`, `MMM YYYY`."""
    day = pd.Timestamp(value)

    def written(word: re.Match[str]) -> str:
        return str(day.day) if word[0] == "D" else day.strftime(_DAY_WORDS[word[0]])

    return _DAY_WORD.sub(written, layout or "YYYY-MM-DD")


def _line(values: Sequence[Any]) -> str:
    """Draw a small trend as a line from left to right, from nothing to its highest value."""
    numbers = [0.0 if is_missing(one) else float(one) for one in values]
    if len(numbers) < 2:
        return ""
    top = max(*numbers, 1e-9)
    step = _WIDE / (len(numbers) - 1)
    points = " ".join(
        f"{number * step:.1f},{_HIGH - max(value, 0) / top * (_HIGH - 2) - 1:.1f}"
        for number, value in enumerate(numbers)
    )
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDE}" height="{_HIGH}"><polyline '
        f'points="{points}" fill="none" stroke="#3D85C6" stroke-width="1.4"/></svg>'
    )
    # As a picture: Streamlit takes drawings out of HTML.
    coded = base64.b64encode(drawn.encode()).decode()
    return f'<img src="data:image/svg+xml;base64,{coded}" alt="" width="{_WIDE}" height="{_HIGH}">'
