"""The guard's look at the parts of a statement: kinds of nodes, functions and types that are known.

What is not listed here is refused, also what PostgreSQL may bring in the future.
"""

from __future__ import annotations

import re

from sqlglot import exp

from core.errors import QueryError


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NODES = _listed(
    """
    Add Alias Aliases All Any AtTimeZone Between BitwiseAnd BitwiseOr Boolean Bracket CTE
    Column Cube DPipe DataType DataTypeParam Distinct Div EQ Escape Except Fetch Filter From GT
    GTE Group GroupingSets Having ILike Identifier In IntDiv Intersect Interval IntervalSpan Is
    JSONPath JSONPathKey JSONPathRoot JSONPathSubscript Join Kwarg LT LTE Lateral Like Limit
    LimitOptions Literal Mod Mul NEQ Neg Not Null NullSafeEQ NullSafeNEQ Offset Order Ordered
    Paren Rollup Select Slice SimilarTo Star Sub Subquery Table TableAlias Tuple Union Values
    Var Where Window WindowSpec With WithinGroup
    """
)
# The functions that the reader of SQL knows by a class of their own.
_FUNCTIONS = _listed(
    """
    Abs And AnyValue Array ArrayAgg ArrayAppend ArrayConcat ArrayRemove
    ArrayContains ArrayContainsAll ArrayLength ArrayOverlaps
    ArrayPosition ArraySize ArrayToString Ascii Avg BitwiseAndAgg BitwiseOrAgg Case Cast Cbrt
    Ceil Chr Coalesce Concat ConcatWs Corr Count CovarPop CovarSamp CumeDist CurrentDate
    CurrentTimestamp CurrentTime DateBin DateFromParts DenseRank Exists Exp
    ExplodingGenerateSeries Extract FirstValue Floor GenerateSeries Greatest GroupConcat
    Grouping If Initcap JSONArrayAgg JSONBExtract JSONBExtractScalar JSONBObjectAgg JSONExtract
    JSONExtractScalar JSONObjectAgg JustifyDays JustifyHours JustifyInterval Lag LastValue Lead
    Least Left Length Ln Localtime Localtimestamp Log LogicalAnd LogicalOr Lower MD5
    MakeInterval Max Min Mode NthValue Ntile Nullif Or PercentRank PercentileCont
    PercentileDisc Pi Pow Rand Rank RegexpILike RegexpLike RegexpReplace RegrAvgx RegrAvgy
    RegrCount RegrIntercept RegrR2 RegrSlope RegrSxx RegrSxy RegrSyy Replace Reverse Right
    Round RowNumber Sign SplitPart Sqrt StartsWith Stddev StddevPop StddevSamp StrPosition
    StrToDate StrToTime StringToArray Substring Sum TimeToStr TimestampTrunc ToNumber Translate
    RegexpCount TimestampFromParts UnixToTime
    Trim Trunc Unnest Upper Variance VariancePop WidthBucket Overlay DateTrunc
    """
)
# And those that it knows only by name.
_NAMES = _listed(
    """
    age all array_length array_remove array_to_string btrim cardinality date_part div every
    isfinite json_agg json_build_object jsonb_agg jsonb_build_object jsonb_array_length
    jsonb_typeof json_object_agg jsonb_object_agg ltrim make_date make_timestamp max min
    num_nonnulls num_nulls now octet_length regexp_count regexp_match rtrim string_agg strpos
    substr timezone to_char to_date to_number to_timestamp trim_array trunc var_samp
    array_append array_cat array_positions date_trunc percent_rank starts_with stddev_samp
    clock_timestamp statement_timestamp transaction_timestamp mod log power ceiling char_length
    character_length any_value bit_and bit_or bool_and bool_or date_subtract
    jsonb_pretty jsonb_each_text jsonb_object_keys scale min_scale trim_scale to_json to_jsonb
    jsonb_extract_path_text nullif coalesce greatest least quote_literal mode rank dense_rank
    cume_dist
    """
)
_TYPES = _listed(
    """
    ARRAY BIGINT BOOLEAN CHAR DATE DECIMAL DOUBLE FLOAT INT INTERVAL JSON JSONB REAL SMALLINT
    TEXT TIME TIMESTAMP TIMESTAMPTZ VARCHAR BPCHAR
    """
)
# What each of these may hold; anything else (INTO, FOR UPDATE, TABLESAMPLE, ONLY …) is refused.
_MAY_HOLD = {
    exp.Select: "with_ expressions distinct from_ joins laterals where group having windows order "
    "limit offset operation_modifiers",
    exp.Table: "this db alias joins laterals ordinality",
    exp.Join: "this on using side kind method",
    exp.CTE: "this alias materialized",
    exp.With: "expressions",
    exp.Lateral: "this alias ordinality",
    exp.Subquery: "this alias with_ order limit offset joins laterals",
    exp.Column: "this table db catalog",
    exp.Cast: "this to",
    exp.Unnest: "expressions alias offset",
}
_WORD_OF = {
    "locks": "FOR UPDATE or FOR SHARE",
    "into": "INTO",
    "sample": "TABLESAMPLE",
    "recursive": "RECURSIVE",
    "only": "ONLY",
}
_A_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def check_parts(tree: exp.Query) -> None:
    """Refuse every part of a statement that is not known to do no harm. Raises QueryError."""
    for node in tree.walk():
        if isinstance(node, exp.Anonymous):
            _check_name(node)
        elif isinstance(node, exp.Func):
            if type(node).__name__ not in _FUNCTIONS:
                raise QueryError(f"The function {_written(node)} is not allowed.")
        elif isinstance(node, exp.Dot):
            raise QueryError("Functions and columns are named without their schema.")
        elif type(node).__name__ not in _NODES:
            raise QueryError(f"{_words(node)} is not allowed.")
        _check_what_it_holds(node)
        if isinstance(node, exp.Lateral) and not isinstance(node.this, exp.Subquery | exp.Func):
            raise QueryError("After LATERAL stands a subquery or a function.")
        if isinstance(node, exp.DataType):
            _check_type(node)


def _check_name(node: exp.Anonymous) -> None:
    name = node.this if isinstance(node.this, str) else ""
    # A quoted name of a function would be read as it is written.
    if name.lower() not in _NAMES or (name != name.lower() and name != name.upper()):
        raise QueryError(f"The function {name[:63] or 'here'} is not allowed.")


def _check_what_it_holds(node: exp.Expr) -> None:
    listed = next((_MAY_HOLD[kind] for kind in _MAY_HOLD if isinstance(node, kind)), None)
    if listed is None:
        return
    allowed = listed.split()
    for key, value in node.args.items():
        if key not in allowed and value not in (None, False, [], ""):
            raise QueryError(f"{_WORD_OF.get(key, key.strip('_').upper())} is not allowed.")


def _check_type(node: exp.DataType) -> None:
    kind = node.this
    name = kind.value if isinstance(kind, exp.DataType.Type) else "?"
    if name not in _TYPES:
        raise QueryError(f"The type {str(name).lower()} is not allowed.")


def _written(node: exp.Func) -> str:
    found = _A_NAME.match(node.sql("postgres"))
    return found.group().lower() if found else type(node).__name__


def _words(node: exp.Expr) -> str:
    """The name of a kind of node in capitals, as SQL is written: `CurrentUser` → CURRENT USER."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(node).__name__).upper()
