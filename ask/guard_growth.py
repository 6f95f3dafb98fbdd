"""The guard's look at how long a value can become.

A text that is joined to itself in one part of WITH after another, or gathered from many rows and
gathered again, is a gigabyte after a few lines. PostgreSQL bounds what it sorts and hashes
(`work_mem`), and not one value. So a value is counted here by how many names or titles it can
hold, from the views up through every subquery.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlglot import exp

from ask.guard_names import name_of, named_by_with, sources_around, sources_of
from core.errors import QueryError

# One is a text of a column: some hundred characters, seldom a thousand.
_MOST = 100_000
# What an aggregate gathers of a shop's rows.
_GATHERED = 1_000
# A number has up to 131,072 digits before the point, and as a text as many characters.
_OF_A_NUMBER = 131
_POWER = 100
_LETTERS_OF_ONE = 1_000
# Each level takes five or six of Python's thousand; nobody writes deeper by hand.
_DEEPEST = 80
_GATHERING = (
    exp.GroupConcat,
    exp.ArrayAgg,
    exp.JSONArrayAgg,
    exp.JSONObjectAgg,
    exp.JSONBObjectAgg,
)
_GATHERING_NAMES = frozenset(
    {"string_agg", "json_agg", "jsonb_agg", "json_object_agg", "jsonb_object_agg", "array_agg"}
)
# What lies beside one another in these is as long as all of it together.
_JOINING = (
    exp.DPipe, exp.Concat, exp.ConcatWs, exp.Array, exp.ArrayAppend, exp.ArrayConcat, exp.Overlay,
    exp.Tuple,
)  # fmt: skip
_JOINING_NAMES = frozenset(
    {"array_append", "array_cat", "json_build_object", "jsonb_build_object", "to_json", "to_jsonb"}
)
_REPLACING = (exp.Replace, exp.RegexpReplace)
# What may have as many digits as all of its parts together, or as a number can have at all.
_MULTIPLYING = (exp.Mul, exp.Div)
_WITH_EXPONENT = re.compile(r"[\d.]+e\+?(\d+)", re.IGNORECASE)


def check_growth(tree: exp.Query) -> None:
    """Refuse a value that could become endless. Raises QueryError."""
    lengths = _Lengths()
    for select in tree.find_all(exp.Select):
        for one in select.expressions:
            lengths.of(one)
    for one in tree.find_all(*_JOINING, *_GATHERING, *_REPLACING, exp.Anonymous):
        lengths.of(one)


class _Lengths:
    """How many texts of a column each value of a statement can hold; each is worked out once."""

    def __init__(self) -> None:
        self._known: dict[int, float] = {}
        self._depth = 0

    def of(self, node: exp.Expr) -> float:
        """Return the length of a value. Raises QueryError where it could become endless."""
        known = self._known.get(id(node))
        if known is not None:
            return known
        # A part that names itself is one that the server refuses: it adds nothing here.
        self._known[id(node)] = 0.0
        self._depth += 1
        length = self._of(node) if self._depth <= _DEEPEST else _MOST + 1
        self._depth -= 1
        if length > _MOST:
            raise QueryError(
                "A value of the statement could become endless: it is joined or gathered too often."
            )
        self._known[id(node)] = length
        return length

    def _of(self, node: exp.Expr) -> float:
        if isinstance(node, exp.Literal):
            return _of_literal(str(node.this))
        if isinstance(node, exp.Column):
            return self._of_column(node)
        if isinstance(node, exp.Star):
            return self._of_star(node)
        if isinstance(node, exp.Subquery):
            return self._longest(_outputs(node.this))
        if isinstance(node, exp.Cast):
            return self._of_cast(node)
        if isinstance(node, _REPLACING):
            return self._of_replaced(node)
        return self._of_parts(node)

    def _longest(self, nodes: Iterable[exp.Expr]) -> float:
        return max((self.of(one) for one in nodes), default=0.0)

    def _of_cast(self, node: exp.Cast) -> float:
        """A text that was put together can be any number."""
        is_number = node.to.this == exp.DataType.Type.DECIMAL
        is_built = is_number and node.this.find(exp.DPipe, exp.Concat, exp.ConcatWs) is not None
        return max(self.of(node.this), _OF_A_NUMBER if is_built else 0.0)

    def _of_parts(self, node: exp.Expr) -> float:
        parts, is_joined = _parts(node)
        lengths = [self.of(one) for one in parts]
        if isinstance(node, exp.Exp):
            return _OF_A_NUMBER
        if isinstance(node, exp.Pow):
            return max(lengths, default=0.0) * _POWER
        if isinstance(node, _GATHERING) or _is_named(node, _GATHERING_NAMES):
            return max(1.0, sum(lengths)) * _GATHERED
        return sum(lengths) if is_joined else max(lengths, default=0.0)

    def _of_replaced(self, node: exp.Expr) -> float:
        """Each letter can become the new text; a pattern also fits between two letters."""
        old, new = node.args.get("expression"), node.args.get("replacement")
        longest = len(str(new.this)) if isinstance(new, exp.Literal) else 0
        if isinstance(node, exp.Replace) and isinstance(old, exp.Literal):
            times = longest / max(1, len(str(old.this)))
        else:
            times = longest + 1
        return self.of(node.this) * max(1.0, times)

    def _of_column(self, node: exp.Column) -> float:
        wanted, table = name_of(node.this), name_of(node.args.get("table"))
        if isinstance(node.this, exp.Star):
            return self._of_star(node.this)
        for alias, source in sources_around(node):
            outputs = _named_outputs(source, wanted) if table in ("", alias) else []
            if outputs:
                return self._longest(outputs)
        return 1

    def _of_star(self, node: exp.Star) -> float:
        select = node.find_ancestor(exp.Select)
        queries = [_query_of(part) for _, part in sources_of(select)] if select else []
        return max(1.0, *(self._longest(_outputs(one)) for one in queries if one), 1.0)


def _of_literal(text: str) -> float:
    found = _WITH_EXPONENT.fullmatch(text.strip())
    digits = min(int(found[1][:7]), _OF_A_NUMBER * _LETTERS_OF_ONE) if found else 0
    return (len(text) + digits) / _LETTERS_OF_ONE


def _named_outputs(source: exp.Expr, wanted: str) -> list[exp.Expr]:
    """What a column of a subquery can be; nothing where the part of FROM has no such column."""
    query = _query_of(source)
    outputs = _outputs(query) if query is not None else []
    found = [one for one in outputs if _is_star(one) or _is_called(one, wanted)]
    # A list of names beside an alias calls the columns as it likes: it can be each of them.
    return outputs if _renames(source) else found


def _query_of(source: exp.Expr) -> exp.Expr | None:
    inner = source.this if isinstance(source, exp.Lateral) else source
    if isinstance(inner, exp.Table) and isinstance(inner.this, exp.Identifier):
        part = named_by_with(inner)
        return part.this if part is not None else None
    return inner.this if isinstance(inner, exp.Subquery) else None


def _renames(source: exp.Expr) -> bool:
    inner = source.this if isinstance(source, exp.Lateral) else source
    part = named_by_with(inner) if isinstance(inner, exp.Table) else None
    holders = [source, inner, *([part] if part is not None else [])]
    aliases = [one.args.get("alias") for one in holders]
    return any(isinstance(one, exp.TableAlias) and one.args.get("columns") for one in aliases)


def _outputs(query: exp.Expr) -> list[exp.Expr]:
    if isinstance(query, exp.Subquery):
        return _outputs(query.this)
    if isinstance(query, exp.SetOperation):
        return [*_outputs(query.this), *_outputs(query.expression)]
    if isinstance(query, exp.Select):
        return list(query.expressions)
    return list(query.find_all(exp.Literal))


def _is_star(one: exp.Expr) -> bool:
    return isinstance(one, exp.Star) or isinstance(one.this, exp.Star)


def _is_called(one: exp.Expr, wanted: str) -> bool:
    if isinstance(one, exp.Alias):
        return name_of(one.args["alias"]) == wanted
    if isinstance(one, exp.Column):
        return name_of(one.this) == wanted
    # Without a name of its own it is called like its function, its type, or its column.
    return True


def _is_named(node: exp.Expr, names: frozenset[str]) -> bool:
    return isinstance(node, exp.Anonymous) and str(node.this).lower() in names


def _parts(node: exp.Expr) -> tuple[list[exp.Expr], bool]:
    """What a value is made of, and whether its parts lie side by side in it.

    A chain of operators is one list, however long: it is no deeper than its parts.
    """
    chain: list[exp.Expr | None] = []
    is_joined = isinstance(node, _JOINING) or _is_named(node, _JOINING_NAMES)
    while isinstance(node, exp.Binary):
        is_joined = is_joined or isinstance(node, (*_JOINING, *_MULTIPLYING))
        chain.append(node.args.get("expression"))
        node = node.this
    if chain:
        # A function such as `div` may have been given too little.
        return [one for one in (*chain, node) if one is not None], is_joined
    kept = (one for one in node.iter_expressions() if not isinstance(one, exp.DataType))
    return list(kept), is_joined
