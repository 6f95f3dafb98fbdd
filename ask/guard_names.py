"""The guard's look at names: report views, names of WITH by their scope, columns."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from core.errors import QueryError
from core.report_views import SCHEMA, report_views

# PostgreSQL reads these bare words as functions that tell of the session.
_SESSION_WORDS = frozenset(
    {
        "user",
        "current_user",
        "session_user",
        "system_user",
        "current_role",
        "current_catalog",
        "current_schema",
    }
)
# What PostgreSQL calls a column that has no name of its own.
_NAMELESS = "?column?"


def check_names(tree: exp.Query) -> None:
    """Refuse a name that is no report view, and write each view with its schema.

    Raises QueryError. The tree is changed in place.
    """
    for one in tree.find_all(exp.Table):
        _check_table(one)
    for alias in tree.find_all(exp.TableAlias, exp.CTE):
        if alias.name and name_of(alias.args.get("this") or alias).startswith("pg_"):
            raise QueryError("Names that begin with pg_ are not allowed.")
    for column in tree.find_all(exp.Column):
        _check_column(column)
    # Only now: the columns were looked up by the names of WITH, which have no schema.
    for one in tree.find_all(exp.Table):
        if isinstance(one.this, exp.Identifier) and not named_by_with(one):
            one.set("this", exp.to_identifier(name_of(one.this), quoted=True))
            one.set("db", exp.to_identifier(SCHEMA))


def name_of(part: exp.Expr | None) -> str:
    """Return a name as PostgreSQL understands it: in lower case, unless it is quoted."""
    if part is None:
        return ""
    if isinstance(part, exp.Identifier):
        return str(part.this) if part.args.get("quoted") else str(part.this).lower()
    inner = part.args.get("alias") if isinstance(part, exp.CTE) else part.args.get("this")
    return name_of(inner) if isinstance(inner, exp.Expr) else ""


def named_by_with(table: exp.Table) -> exp.CTE | None:
    """Return the part of a WITH that a bare name means at its place, or None.

    Of a WITH around it, a name sees all parts; inside one of its parts, only the earlier ones.
    """
    if table.args.get("db") is not None:
        return None
    wanted, child, node = name_of(table.this), table, table.parent
    came_by: exp.Expr = child
    inside: exp.CTE | None = None
    while node is not None:
        if isinstance(node, exp.CTE):
            inside = node
        elif isinstance(node, exp.Query):
            found = _part(node, wanted, inside if came_by.arg_key in ("with_", "with") else None)
            if found is not None:
                return found
        came_by, node = node, node.parent
    return None


def _part(query: exp.Query, wanted: str, inside: exp.CTE | None) -> exp.CTE | None:
    found = None
    for one in query.ctes:
        if one is inside:
            break
        if name_of(one) == wanted:
            found = one
    return found


def view_of(table: exp.Table) -> str | None:
    """Return the report view that a table in FROM is; None for names of WITH and functions."""
    if not isinstance(table.this, exp.Identifier) or named_by_with(table):
        return None
    return name_of(table.this)


def _check_table(table: exp.Table) -> None:
    if not isinstance(table.this, exp.Identifier):
        return
    schema = name_of(table.args.get("db"))
    if table.args.get("catalog") is not None or schema not in ("", SCHEMA):
        raise QueryError("Only the views of the schema report may be read.")
    name = name_of(table.this)
    if not named_by_with(table) and name not in report_views():
        raise QueryError(f"There is no report view {name[:63]!r}.")


def _check_column(column: exp.Column) -> None:
    if column.args.get("db") is not None:
        raise QueryError("Write a column as view.column, without the schema.")
    table = name_of(column.args.get("table"))
    sources = list(sources_around(column))
    if isinstance(column.this, exp.Star):
        if not isinstance(column.parent, exp.Select):
            raise QueryError("A whole row cannot be used as a value. Name its columns.")
        names = None
    else:
        names = name_of(column.this)
    if table:
        found = [one for alias, one in sources if alias == table]
        if not found:
            raise QueryError(f"There is no {table[:63]!r} at this place.")
        known = columns_of(found[0])
    else:
        known = set().union(*(columns_of(one) for _, one in sources), _aliases(column))
    if names is None or names in known:
        if not table and names in _SESSION_WORDS and not column.this.args.get("quoted"):
            raise QueryError(f"{names} tells of the session, not of the shop.")
        return
    if not table and any(alias == names for alias, _ in sources):
        raise QueryError("A whole row cannot be used as a value. Name its columns.")
    raise QueryError(f"There is no column {names[:63]!r} at this place.")


def sources_around(node: exp.Expr) -> Iterator[tuple[str, exp.Expr]]:
    """Yield (alias, source) of the SELECTs that a node sees, the nearest first.

    A part of WITH sees nothing outside of itself, and a subquery in FROM (unless it is LATERAL)
    nothing of the SELECT that reads it. No part of FROM sees itself: what it calls its columns
    would be there because it says so.
    """
    child, parent, is_hidden = node, node.parent, False
    around = {id(node)}
    while parent is not None:
        around.add(id(parent))
        if isinstance(parent, exp.Select):
            if not is_hidden:
                found = sources_of(parent)
                yield from ((alias, one) for alias, one in found if id(one) not in around)
            is_hidden = False
        elif isinstance(parent, exp.SetOperation):
            is_hidden = False
        is_source = isinstance(parent, exp.From) or (
            isinstance(parent, exp.Join) and child.arg_key == "this"
        )
        if isinstance(parent, exp.CTE) or (is_source and isinstance(child, exp.Subquery)):
            is_hidden = True
        child, parent = parent, parent.parent


def sources_of(select: exp.Select) -> Iterator[tuple[str, exp.Expr]]:
    """Yield (alias, source) of each part of FROM and of the joins of one SELECT."""
    start = select.args.get("from_")
    parts = [start.this] if start is not None else []
    parts += [one.this for one in select.args.get("joins") or ()]
    for part in parts:
        source = part.this if isinstance(part, exp.Lateral) else part
        alias = part.args.get("alias") or source.args.get("alias")
        if isinstance(source, exp.Table) and source.args.get("joins"):
            parts.extend(one.this for one in source.args["joins"])
        named = name_of(alias) if alias is not None else ""
        if not named and isinstance(source, exp.Table):
            named = name_of(source.this)
        yield named, part


def columns_of(source: exp.Expr, depth: int = 0) -> set[str]:
    """Return the names of the columns that a part of FROM offers."""
    if depth > 20:
        return set()
    inner = source.this if isinstance(source, exp.Lateral) else source
    alias = source.args.get("alias") or inner.args.get("alias")
    listed = {name_of(one) for one in (alias.args.get("columns") or ())} if alias else set()
    if isinstance(inner, exp.Table) and isinstance(inner.this, exp.Identifier):
        part = named_by_with(inner)
        if part is None:
            view = report_views().get(name_of(inner.this))
            return listed | (set(view.columns) if view else set())
        own = part.args["alias"].args.get("columns") or ()
        return listed | {name_of(one) for one in own} | outputs_of(part.this, depth + 1)
    if isinstance(inner, exp.Table):
        # A function in FROM: its column is called like its alias, or like itself.
        return listed | {name_of(alias) if alias else "", *_default_names(inner.this)}
    if isinstance(inner, exp.Subquery):
        return listed | outputs_of(inner.this, depth + 1)
    if isinstance(inner, exp.Values):
        return listed | {f"column{number}" for number in range(1, 51)}
    return listed | {name_of(alias) if alias else "", *_default_names(inner)}


def outputs_of(query: exp.Expr, depth: int = 0) -> set[str]:
    """Return the names of the columns that a query gives out."""
    if isinstance(query, exp.Subquery):
        return outputs_of(query.this, depth)
    if isinstance(query, exp.SetOperation):
        return outputs_of(query.this, depth)
    if not isinstance(query, exp.Select):
        return {f"column{number}" for number in range(1, 51)}
    found: set[str] = set()
    for one in query.expressions:
        if isinstance(one, exp.Star):
            found |= set().union(*(columns_of(part, depth + 1) for _, part in sources_of(query)))
        elif isinstance(one, exp.Column) and isinstance(one.this, exp.Star):
            table = name_of(one.args.get("table"))
            for alias, part in sources_of(query):
                found |= columns_of(part, depth + 1) if alias == table else set()
        elif isinstance(one, exp.Alias):
            found.add(name_of(one.args["alias"]))
        else:
            found |= _default_names(one)
    return found


def _default_names(node: exp.Expr) -> set[str]:
    """What PostgreSQL may call a column without a name: its function, its type, its column."""
    if isinstance(node, exp.Column):
        return {name_of(node.this)}
    if isinstance(node, exp.Cast):
        return _default_names(node.this) | {str(node.to.this.value).lower()}
    if isinstance(node, exp.Anonymous):
        return {str(node.this).lower()}
    if isinstance(node, exp.Paren | exp.Filter | exp.Window | exp.WithinGroup):
        return _default_names(node.this)
    if isinstance(node, exp.Subquery):
        return outputs_of(node.this)
    if isinstance(node, exp.Func):
        written = node.sql("postgres").partition("(")[0].lower()
        return {written, node.sql_name().lower()}
    return {_NAMELESS}


def _aliases(column: exp.Column) -> set[str]:
    """The names given in the SELECT around: GROUP BY and ORDER BY may use them."""
    node, found = column.parent, set()
    while node is not None and not isinstance(node, exp.Query):
        if isinstance(node, exp.Group | exp.Order | exp.Distinct):
            found.add("by")
        node = node.parent
    if node is None or not found:
        return set()
    return outputs_of(node)
