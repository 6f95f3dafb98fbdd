"""`python -m ask sql "SELECT …"`: free SQL over the report views, as JSON."""

from __future__ import annotations

import argparse
import json
import sys

from ask.free_sql import ROW_CAP, Result, run_guarded, run_on_role_alone
from core.account_choice import account_or_only
from core.errors import QueryError
from core.log import configure_logging
from core.settings import get_settings


def main(arguments: list[str] | None = None) -> int:
    """Run one statement for one account and print its rows.

    Raises QueryError when the statement is refused or fails; the exit code is 2 then.
    """
    given = _parser().parse_args(arguments)
    settings = get_settings()
    configure_logging("ask", settings.log_level)
    if given.unguarded and settings.app_env == "production":
        raise QueryError("--unguarded is for tests: production does not have it.")
    sql = sys.stdin.read() if given.sql == "-" else given.sql
    account_id = account_or_only(given.account)
    run = run_on_role_alone if given.unguarded else run_guarded
    print(json.dumps(as_json(run(account_id, sql, given.rows)), default=str, ensure_ascii=False))
    return 0


def as_json(result: Result) -> dict[str, object]:
    """What is printed: columns, rows, where they were cut, and the SQL that ran."""
    return {
        "columns": result.columns,
        "rows": [list(row) for row in result.rows],
        "cut_at": result.cut_at,
        "sql": result.sql,
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ask sql", description=__doc__)
    parser.add_argument("sql", help="one SELECT over the report views; - reads standard input")
    parser.add_argument("--account", type=int, help="the account, where there are several")
    parser.add_argument("--rows", type=int, default=ROW_CAP, help="how many rows at the most")
    parser.add_argument(
        "--unguarded", action="store_true", help="no guard: the role alone (for tests)"
    )
    return parser
