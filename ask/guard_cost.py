"""The guard's look at what a statement would cost, as far as its text tells.

The server has the last word (a cost ceiling before it runs, a timeout while it runs); here stands
what would use memory or time before either can help.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sqlglot import exp

from ask.guard_names import columns_of, name_of, named_by_with, outputs_of, sources_of, view_of
from core.errors import QueryError

# A year of minutes is no question about a shop; a series of days over thirty years is 11,000.
_LONGEST_SERIES = 20_000
_LARGEST_EXPONENT = 100
_LONGEST_PATTERN = 200
_LONGEST_REPLACEMENT, _MOST_REPLACINGS = 50, 3
_MOST_SOURCES = 12
# A group that is repeated can make a pattern look at the same text again and again.
_REPEATED_GROUP = re.compile(r"\)\s*[*+{?]")
# Views that are few rows whatever the shop sells: a day or a marketplace beside each row is meant.
_SMALL = frozenset({"calendar", "marketplaces", "products", "listings", "campaigns", "freshness"})
_TIES = exp.EQ | exp.GT | exp.GTE | exp.LT | exp.LTE | exp.Between
_PATTERNS = (
    exp.RegexpLike, exp.RegexpILike, exp.SimilarTo, exp.RegexpReplace, exp.RegexpCount,
)  # fmt: skip


def check_cost(tree: exp.Query) -> None:
    """Refuse what would cost without measure. Raises QueryError."""
    for power in tree.find_all(exp.Pow):
        _check_power(power)
    for series in tree.find_all(exp.GenerateSeries, exp.ExplodingGenerateSeries):
        _check_series(series)
    for pattern in tree.find_all(*_PATTERNS, exp.Anonymous):
        _check_pattern(pattern)
    for replacing in tree.find_all(exp.Replace, exp.RegexpReplace):
        _check_replacing(replacing)
    for select in tree.find_all(exp.Select):
        _check_joins(select)


def _check_power(node: exp.Pow) -> None:
    parts = [node.this, node.expression]
    is_nested = any(one.find(exp.Pow, exp.Exp) for one in parts)
    exponent = _number(node.expression)
    if is_nested or (exponent is not None and abs(exponent) > _LARGEST_EXPONENT):
        raise QueryError(f"Powers above {_LARGEST_EXPONENT}, or of powers, are not allowed.")


def _check_replacing(node: exp.Expr) -> None:
    """A text in which each letter becomes a hundred, three times over, is a million as long."""
    with_what = node.args.get("replacement")
    is_long = with_what is not None and (
        not isinstance(with_what, exp.Literal) or len(str(with_what.this)) > _LONGEST_REPLACEMENT
    )
    depth, parent = 0, node.parent
    while parent is not None:
        depth += isinstance(parent, exp.Replace | exp.RegexpReplace)
        parent = parent.parent
    if is_long or depth >= _MOST_REPLACINGS:
        raise QueryError("A text may be replaced by a short plain text, three times at the most.")


def _check_series(node: exp.Expr) -> None:
    start, end = _number(node.args.get("start")), _number(node.args.get("end"))
    step = _number(node.args.get("step")) if node.args.get("step") is not None else 1.0
    is_of_days = node.args.get("step") is not None and step is None
    if is_of_days:
        _check_step(node.args["step"])
        return
    if start is None or end is None or not step or abs((end - start) / step) > _LONGEST_SERIES:
        raise QueryError(
            f"A series of numbers needs plain ends and at most {_LONGEST_SERIES} of them."
        )


def _check_step(step: exp.Expr) -> None:
    """A series of days steps by whole hours or more: seconds would be millions."""
    word = step.args.get("unit")
    unit = str(word.name).lower().rstrip("s") if isinstance(word, exp.Expr) else ""
    size = _number(step.this) if isinstance(step, exp.Interval) else None
    if unit not in ("hour", "day", "week", "month", "quarter", "year") or not size or size < 1:
        raise QueryError("A series of days needs a plain step, such as interval '1 day'.")


def _check_pattern(node: exp.Expr) -> None:
    if isinstance(node, exp.Anonymous):
        if not str(node.this).lower().startswith("regexp_"):
            return
        pattern = node.expressions[1] if len(node.expressions) > 1 else None
    else:
        pattern = node.args.get("expression")
    if not isinstance(pattern, exp.Literal) or not pattern.is_string:
        raise QueryError("A pattern has to be a plain text.")
    text = str(pattern.this)
    if len(text) > _LONGEST_PATTERN or _REPEATED_GROUP.search(text) or re.search(r"\\\d", text):
        raise QueryError("A pattern may not repeat a group, and not be longer than 200 characters.")


def _check_joins(select: exp.Select) -> None:
    """Every large part of FROM must be joined with the others by something."""
    sources = list(sources_of(select))
    if len(sources) > _MOST_SOURCES:
        raise QueryError(f"More than {_MOST_SOURCES} parts in one FROM are not allowed.")
    groups = {alias: {alias} for alias, _ in sources}
    for aliases in _connections(select, sources):
        merged = set().union(*(groups[one] for one in aliases))
        for one in merged:
            groups[one] = merged
    large = {alias for alias, part in sources if _is_large(part)}
    apart = {frozenset(groups[one]) for one in large}
    others = {frozenset(one) for one in groups.values()} - apart
    if len(apart) > 1 or (apart and len(others) > 2) or len(others) > 3:
        raise QueryError("Each part of FROM must be joined with the others by a condition.")


def _connections(select: exp.Select, sources: list[tuple[str, exp.Expr]]) -> Iterator[set[str]]:
    """Yield the aliases that a condition ties together."""
    known = {alias for alias, _ in sources}
    seen: list[str] = [sources[0][0]] if sources else []
    for join in select.args.get("joins") or ():
        part = join.this
        alias = next((name for name, one in sources if one is part), "")
        if join.args.get("using") or join.args.get("method") == "NATURAL":
            yield {alias, *seen[:1]} - {""}
        if isinstance(part, exp.Lateral | exp.Unnest):
            tied = _aliases_in([part], sources) & known
            yield tied | {alias}
        for condition in _conjuncts(join.args.get("on")):
            yield _aliases_in([condition], sources)
        seen.append(alias)
    where = select.args.get("where")
    for condition in _conjuncts(where.this if where is not None else None):
        yield _aliases_in([condition], sources)


def _conjuncts(condition: exp.Expr | None) -> list[exp.Expr]:
    if condition is None:
        return []
    if isinstance(condition, exp.Paren):
        return _conjuncts(condition.this)
    if isinstance(condition, exp.And):
        return [*_conjuncts(condition.this), *_conjuncts(condition.expression)]
    # An OR holds also where only one of its sides does: it ties nothing together.
    return [condition] if isinstance(condition, _TIES) else []


def _aliases_in(parts: Iterable[exp.Expr], sources: list[tuple[str, exp.Expr]]) -> set[str]:
    found: set[str] = set()
    for column in (one for part in parts for one in part.find_all(exp.Column)):
        table, name = name_of(column.args.get("table")), name_of(column.this)
        if table:
            found |= {alias for alias, _ in sources if alias == table}
        else:
            found |= set([alias for alias, one in sources if name in columns_of(one)][:1])
    return found


def _is_large(part: exp.Expr) -> bool:
    """Whether a part of FROM may have as many rows as the shop has orders."""
    if isinstance(part, exp.Table):
        view = view_of(part)
        if view is not None:
            return view not in _SMALL
        found = _with_part(part)
        return found is not None and _gives_many(found)
    if isinstance(part, exp.Subquery):
        return _gives_many(part.this)
    return False


def _with_part(table: exp.Table) -> exp.Expr | None:
    part = named_by_with(table)
    return part.this if part is not None else None


def _gives_many(query: exp.Expr) -> bool:
    """A query that groups, aggregates or stops early gives few rows; others what they read."""
    if not isinstance(query, exp.Select):
        return True
    if query.args.get("group") or query.args.get("limit") or query.args.get("distinct"):
        return False
    if any(one.find(exp.AggFunc) and not one.find(exp.Window) for one in query.expressions):
        return False
    return any(_is_large(part) for _, part in sources_of(query)) and bool(outputs_of(query))


def _number(node: exp.Expr | None) -> float | None:
    """The number that a node is, with its sign; None for anything else."""
    if isinstance(node, exp.Neg):
        inner = _number(node.this)
        return None if inner is None else -inner
    if isinstance(node, exp.Paren):
        return _number(node.this)
    if isinstance(node, exp.Literal):
        try:
            return float(node.this)
        except ValueError:
            return None
    return None
