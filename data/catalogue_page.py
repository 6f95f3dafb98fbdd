"""The list of metrics and dimensions for people, written out of the catalogue."""

from __future__ import annotations

from data.metric import Metric
from data.metrics import DIMENSIONS, GROUPS

BEGIN = "<!-- written by `python -m data catalogue`; do not edit by hand -->"
END = "<!-- end of what is written -->"
_UNITS = {"money": "money", "count": "number", "share": "share", "days": "days"}


def written() -> str:
    """Write the tables of metrics, by subject, and of dimensions, as Markdown."""
    lines: list[str] = []
    for subject, metrics in GROUPS.items():
        lines += [f"### {subject}", "", "| metric | name | unit | what it is | formula |"]
        lines += ["|---|---|---|---|---|", *(_row(one) for one in metrics), ""]
    lines += ["### Dimensions", "", "| dimension | name | what it is |", "|---|---|---|"]
    lines += [f"| `{one.id}` | {one.name} | {one.sentence} |" for one in DIMENSIONS.values()]
    return "\n".join(lines)


def _row(metric: Metric) -> str:
    words = f"{metric.sentence} {metric.lag}"
    return (
        f"| `{metric.id}` | {metric.name} | {_UNITS[metric.unit]} | {words} | `{metric.formula}` |"
    )


def renewed(page: str) -> str:
    """Return a page with its written part made anew.

    Raises ValueError when the page has no such part.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("The page has no part that is written out of the catalogue.")
    return f"{before}{BEGIN}\n\n{written()}\n\n{END}{after}"
