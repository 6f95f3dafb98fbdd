"""From a metric query to one statement: names from the catalogue, values as parameters."""

from data.compiler.statement import Statement, compile_query

__all__ = ["Statement", "compile_query"]
