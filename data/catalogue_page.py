"""The lists of metrics in the docs, written out of the catalogue.

A page holds one of two parts that are written: every metric and dimension, for analysts, or
the metrics that the page itself names, for sellers: `<!-- metrics: revenue units -->`.
"""

from __future__ import annotations

import re

from data.metric import Metric
from data.metrics import DIMENSIONS, GROUPS, METRICS

BEGIN = "<!-- written by `python -m data catalogue`; do not edit by hand -->"
END = "<!-- end of what is written -->"
_CHOSEN = re.compile(r"<!-- metrics: ([\w ]+) -->")
_UNITS = {"money": "money", "count": "number", "share": "share", "days": "days"}
_GOOD = {True: "higher", False: "lower", None: ""}


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


def written_for_sellers(names: list[str]) -> str:
    """Write what the metrics named mean, and when each is known, as Markdown.

    Raises ValueError when the catalogue has no such metric.
    """
    unknown = [name for name in names if name not in METRICS]
    if unknown:
        raise ValueError(f"The catalogue has no metric {', '.join(unknown)}.")
    metrics = [METRICS[name] for name in names]
    lines = ["| Figure | What it means | Better when |", "|---|---|---|"]
    lines += [f"| {one.name} | {one.sentence} | {_GOOD[one.up_is_good]} |" for one in metrics]
    lines += ["", "How new they are:", ""]
    for lag in dict.fromkeys(one.lag for one in metrics):
        of = ", ".join(one.name for one in metrics if one.lag == lag)
        lines.append(f"- {of}: {lag}")
    return "\n".join(lines)


def chosen(page: str) -> list[str]:
    """Return the metrics that a page for sellers names; none when it lists none."""
    found = _CHOSEN.search(page)
    return found[1].split() if found else []


def renewed(page: str) -> str:
    """Return a page with its written part made anew.

    Raises ValueError when the page has no such part, or names a metric that does not exist.
    """
    names = chosen(page)
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("The page has no part that is written out of the catalogue.")
    table = written_for_sellers(names) if names else written()
    return f"{before}{BEGIN}\n\n{table}\n\n{END}{after}"
