"""Amazon's flat files as lines under a header: separated by tabs, never quoted."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from core.errors import DataError
from sync.imports.headers import Layout, Words, find_layout
from sync.imports.reading import Line, tabbed_lines
from sync.personal import BLANK, is_personal

# The text of a field of one line; empty where the file does not have it.
Cells = Callable[[str], str]


def read_table(
    name: str, text: str, words: Words, required: tuple[str, ...]
) -> tuple[Line, Layout, Iterator[Line]]:
    """Return the header, where each field stands, and the lines below.

    Raises DataError when there is no header or one that lacks a required column.
    """
    lines = tabbed_lines(text)
    header = next(lines, None)
    layout = find_layout(header.cells, words, required) if header else None
    if header is None or layout is None:
        raise DataError(f"The columns of {name} are not those that it should have.")
    return header, layout, lines


def check_width(header: Line, line: Line) -> None:
    """Raise DataError when a line has more cells than the header, or fewer.

    A tab inside a title has moved whatever stands behind it; a line break has cut it off.
    """
    width = len(header.cells)
    if len(line.cells) < width or any(line.cells[width:]):
        raise DataError(f"it has {len(line.cells)} cells, the header has {width}")


def quoted(header: Line, line: Line) -> str:
    """Return one line under its header, without what is about a person."""
    cells = [
        BLANK if cell and is_personal(name) else cell
        for name, cell in zip(header.cells, line.cells, strict=False)
    ]
    return "\t".join(header.cells) + "\n" + "\t".join(cells)
