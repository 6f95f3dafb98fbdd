"""Rows as a plain table on a terminal, also through a pipe."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from core.errors import EXIT_OK


def show(
    options: argparse.Namespace, heads: Sequence[str], rows: Sequence[Sequence[object]]
) -> int:
    """Print rows as a table, or as JSON objects where `--json` asks for it."""
    if options.json:
        print(json.dumps([dict(zip(heads, row, strict=True)) for row in rows], default=str))
    else:
        print_table(heads, rows)
    return EXIT_OK


def print_table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under their heads; numbers stand to the right."""
    words = [[_word(cell) for cell in row] for row in rows]
    widths = [
        max([len(head), *(len(row[place]) for row in words)]) for place, head in enumerate(heads)
    ]
    is_number = [
        all(isinstance(row[place], int | float) for row in rows) and bool(rows)
        for place in range(len(heads))
    ]
    for line in ([*heads], *words):
        cells = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, is_number, strict=True)
        ]
        print("  ".join(cells).rstrip())


def _word(cell: object) -> str:
    if cell is None:
        return "–"
    return f"{cell:.3g}" if isinstance(cell, float) else str(cell).replace("\n", " ")
