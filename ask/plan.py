"""The plan of a statement, before it runs: what the server would read, and at which cost.

The plan is the server's own reading of the statement. What it would touch must be what the guard
has let through; so a statement that the guard misread would still not run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import psycopg

from core.errors import QueryError

# Units of PostgreSQL's planner. The heaviest of the tests' honest statements over two years of the
# demo shop costs 205,000, the next 28,000 (EXPLAIN, 27 Nov 2026). The planner may guess far too
# low: orders joined with themselves by marketplace are 50,000. Those the role's time limit ends.
COST_CEILING = 20_000_000
# What gathers its rows into one value, all of it in memory, and how much that may be.
_GATHERING = re.compile(r"\b(string_agg|array_agg|jsonb?_agg|jsonb?_object_agg)\(")
MOST_GATHERED_BYTES = 200_000_000
_EACH_BYTES = 24
_SCHEMAS = frozenset({"seller", "report"})
_TABLES = frozenset({"app.fx_rates"})
_FUNCTIONS = frozenset(
    {"generate_series", "unnest", "jsonb_each_text", "jsonb_object_keys", "regexp_match"}
)


def check_plan(cursor: psycopg.Cursor[Any], sql: bytes) -> None:
    """Refuse a statement by its plan. Raises QueryError."""
    found = cursor.execute(b"EXPLAIN (FORMAT JSON, VERBOSE) " + sql, prepare=True).fetchone()
    plan = found[0][0]["Plan"] if found else {}
    if plan.get("Total Cost", COST_CEILING + 1) > COST_CEILING:
        raise QueryError(
            "The statement would read too much. Ask about fewer days, or join by a condition."
        )
    for node in _nodes(plan):
        if _gathered(node) > MOST_GATHERED_BYTES:
            raise QueryError("The statement gathers too much into one value. Ask about fewer days.")
        table, function = node.get("Relation Name"), node.get("Function Name")
        schema = node.get("Schema")
        if table and schema not in _SCHEMAS and f"{schema}.{table}" not in _TABLES:
            raise QueryError("The statement reads something that is no report view.")
        if function and (schema != "pg_catalog" or function not in _FUNCTIONS):
            raise QueryError("The statement calls a function that is not allowed.")


def _gathered(node: dict[str, Any]) -> float:
    """How many bytes a node brings together into single values, as far as the server expects."""
    outputs = " ".join(node.get("Output", ()))
    if node["Node Type"] not in ("Aggregate", "WindowAgg") or not _GATHERING.search(outputs):
        return 0
    below = node.get("Plans", ())
    return max((one["Plan Rows"] * (one["Plan Width"] + _EACH_BYTES) for one in below), default=0)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)
