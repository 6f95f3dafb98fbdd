"""The guard of free SQL: lets through one SELECT of the report views, as it has understood it.

SQL comes from people and from models. It is read as a tree, and everything in the tree must be
something that is known to do no harm: kinds of nodes, functions, types, views, columns. What is
let through is written out of that tree again, with each view named in full: the server never sees
a text that was not understood. The server itself holds the second line (core/ask_rights.py).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from ask.guard_cost import check_cost
from ask.guard_growth import check_growth
from ask.guard_names import check_names
from ask.guard_parts import check_parts
from ask.guard_text import check_text
from core.errors import QueryError

DIALECT = "postgres"
# It would write statements that it does not know into the log.
logging.getLogger("sqlglot").setLevel(logging.ERROR)


@dataclass(frozen=True)
class Checked:
    """A statement that may run: its tree, and the SQL that is sent to the server."""

    tree: exp.Query
    sql: str


def check(sql: str) -> Checked:
    """Return what may run of a text.

    Raises QueryError with a sentence of fixed words (and names out of the text alone) that says
    what is not allowed.
    """
    check_text(sql)
    tree = _single_query(sql)
    check_parts(tree)
    check_names(tree)
    check_cost(tree)
    check_growth(tree)
    written = tree.sql(DIALECT, comments=False)
    if _single_query(written).sql(DIALECT, comments=False) != written:
        raise QueryError("The statement cannot be read without doubt. Write it more plainly.")
    return Checked(tree, written)


def _single_query(sql: str) -> exp.Query:
    try:
        found = [one for one in sqlglot.parse(sql, dialect=DIALECT) if one is not None]
    except (SqlglotError, RecursionError, ValueError):
        raise QueryError("The statement cannot be read as SQL of PostgreSQL.") from None
    if len(found) != 1:
        raise QueryError("Write one statement, and no more than one.")
    tree = found[0]
    while isinstance(tree, exp.Subquery) and tree.alias == "":
        tree = tree.this
    if not isinstance(tree, exp.Select | exp.SetOperation):
        raise QueryError("Only SELECT is allowed: nothing can be changed here.")
    return tree
