"""Ten thousand statements that nobody wrote: none of them shows a row of another shop.

Attacks and honest statements are cut up and put together anew, along the grammar (a subquery for a
subquery, a function for a function, a name for a name) and against it (words dropped, doubled,
swapped; brackets and quotes moved). Each goes to the guard; what is let through is run; and some
are run on the role alone, without the guard. The same seed makes the same statements: a failure
names its own.

`python -m pytest -m soak tests/integration/ask_guard/test_mutated_sql.py` tries the ten thousand:
twelve minutes on two cores that had much else to do (27 Nov 2026).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from ask import free_sql
from ask.free_sql import run_guarded, run_on_role_alone
from ask.guard import check
from core.database import Role, account_transaction
from core.errors import QueryError
from tests.support.account_rows import rows_by_table
from tests.support.installation import Installation
from tests.support.sql_corpora import attacks, benign, in_table_names

from .conftest import OTHER, OWN, gives_away

_NAMES = (
    "orders", "report.orders", "seller.orders", "app.users", "pg_class", "account_id", "order_id",
    "set_config", "pg_sleep", "title", "o", "users", "pg_stat_activity", "app.account_id", "ctid",
)  # fmt: skip
_PIECES = (
    "set_config('app.account_id', '2', true)", "(SELECT 1)", "'2'", "$$2$$", "U&\"o\"", "/*", "*/",
    "--", ";", "'", '"', "(", ")", "LATERAL", "UNION ALL",
    "WITH orders AS (SELECT * FROM seller.orders)",
    "account_id = 2", "OR true", "::regclass", "::text", "FOR UPDATE", "INTO x", "\0",
    "\u200b", ",",
)  # fmt: skip


def mutated(chance: random.Random, parents: list[str]) -> str:
    """One statement made of others."""
    sql = chance.choice(parents)
    for _ in range(chance.randint(1, 3)):
        sql = chance.choice((_graft, _rename, _words, _wrap))(chance, sql, parents)
    return sql


def _graft(chance: random.Random, sql: str, parents: list[str]) -> str:
    """Put a part of another statement in the place of a part of the same kind."""
    try:
        tree = sqlglot.parse_one(sql, dialect="postgres")
        donor = sqlglot.parse_one(chance.choice(parents), dialect="postgres")
    except (SqlglotError, RecursionError):
        return _words(chance, sql, parents)
    kind = chance.choice((exp.Select, exp.Table, exp.Func, exp.Column, exp.Literal, exp.Condition))
    places = [one for one in tree.find_all(kind) if one.parent is not None]
    parts = list(donor.find_all(kind))
    if not places or not parts:
        return _wrap(chance, sql, parents)
    chance.choice(places).replace(chance.choice(parts).copy())
    return tree.sql("postgres")


def _rename(chance: random.Random, sql: str, parents: list[str]) -> str:
    words = sql.split(" ")
    words[chance.randrange(len(words))] = chance.choice(_NAMES)
    return " ".join(words)


def _words(chance: random.Random, sql: str, parents: list[str]) -> str:
    words = sql.split(" ")
    at = chance.randrange(len(words))
    what = chance.randrange(4)
    if what == 0:
        del words[at]
    elif what == 1:
        words.insert(at, chance.choice(_PIECES))
    elif what == 2:
        other = chance.randrange(len(words))
        words[at], words[other] = words[other], words[at]
    else:
        words[at:at] = words[max(0, at - 3) : at]
    return " ".join(words)


def _wrap(chance: random.Random, sql: str, parents: list[str]) -> str:
    inner = sql.rstrip("; ")
    return chance.choice(
        (
            f"SELECT * FROM ({inner}) q",
            f"SELECT count(*) FROM orders WHERE EXISTS ({inner})",
            f"WITH q AS ({inner}) SELECT * FROM q",
            f"({inner}) UNION ALL ({chance.choice(parents)})",
            f"SELECT ({inner})::text",
            f"SELECT * FROM orders o LEFT JOIN LATERAL ({inner}) q ON true",
        )
    )


def _look(seed: int, count: int, every: int) -> tuple[int, int]:
    """Try so many statements, one of `every` also on the role alone.

    Returns how many were let through, and how many ran on the role without an error.
    """
    chance = random.Random(seed)
    # As many honest ones as attacks, so that many of their children are let through and run.
    parents = [*map(in_table_names, attacks().values()), *(list(benign().values()) * 3)]
    passed = ran = 0
    for number in range(count):
        sql = mutated(chance, parents)
        try:
            check(sql)
        except QueryError:
            pass
        else:
            passed += 1
            _run(run_guarded, sql)
        if number % every == 0:
            ran += _run(run_on_role_alone, sql)
    return passed, ran


def _run(run: Callable[..., free_sql.Result], sql: str) -> bool:
    try:
        result = run(OWN, sql, row_cap=500)
    except QueryError as error:
        sentence = error.sentence
        assert not gives_away(sentence), sql
        return False
    assert not gives_away(result.rows), sql
    return True


def _rows() -> dict[int, dict[str, list[str]]]:
    found = {}
    for account in (OWN, OTHER):
        with account_transaction(Role.OWNER, account) as connection:
            found[account] = rows_by_table(connection, account)
    return found


@pytest.mark.parametrize(
    ("seed", "count", "every"),
    [(1, 400, 8), pytest.param(2, 10_000, 2, marks=pytest.mark.soak)],
)
def test_no_mutated_statement_shows_or_changes_a_row_of_another_shop(
    two_shops: Installation,
    tell: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
    count: int,
    every: int,
) -> None:
    monkeypatch.setattr(free_sql, "SECONDS", 1)
    before = _rows()
    started = time.monotonic()
    passed, ran = _look(seed, count, every)
    tell(
        f"Of {count} mutated statements {passed} passed the guard, {ran} of {count // every} ran on"
        f" the role alone, in {time.monotonic() - started:.0f} s"
    )
    assert passed > count / 20
    assert ran > 0
    assert _rows() == before


def test_a_leak_would_be_seen(two_shops: Installation) -> None:
    """The canary is really there: as the other shop, the same statement gives it away."""
    for sql in ("SELECT asin FROM products", "SELECT sum(quantity) FROM order_items"):
        assert gives_away(run_guarded(OTHER, sql).rows)
        assert not gives_away(run_guarded(OWN, sql).rows)
