"""`python -m data query '<MetricQuery as JSON>'`: the numbers of the screen, as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from core.cli import run_command
from core.database import Role, transaction
from core.errors import QueryError
from core.log import configure_logging
from core.settings import get_settings
from data.loaders import load_exact
from data.query_model import parse_query


def main() -> int:
    """Read the command line, answer the question, print JSON."""
    parser = argparse.ArgumentParser(prog="python -m data", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    asking = commands.add_parser("query", help="answer a metric query")
    asking.add_argument("query", help="the query as JSON, or - to read it from standard input")
    asking.add_argument("--sql", action="store_true", help="add the statement that was run")
    asking.add_argument("--account", type=int, help="the account, where there are several")
    arguments = parser.parse_args()
    configure_logging("data", get_settings().log_level)
    question = sys.stdin.read() if arguments.query == "-" else arguments.query
    query = parse_query(question)
    result = load_exact(arguments.account or _only_account(), query)
    answer: dict[str, Any] = {
        "columns": result.columns,
        "rows": result.frame.astype(object).where(result.frame.notna(), None).to_numpy().tolist(),
        "range": result.range.model_dump(mode="json"),
        "before_range": result.before_range.model_dump(mode="json")
        if result.before_range
        else None,
        "freshness": result.freshness.as_dict(),
    }
    if arguments.sql:
        answer["sql"] = result.sql
    print(json.dumps(answer, default=_plain))
    return 0


def _plain(value: Any) -> Any:
    """Write decimals exactly: whole numbers as numbers, the others as text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value.normalize())
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _only_account() -> int:
    # The sync role is the one that may list accounts; nothing else is read as it.
    with transaction(Role.SYNC) as connection:
        accounts = connection.scalars(
            text("SELECT account_id FROM app.accounts WHERE is_demo = :is_demo ORDER BY 1"),
            {"is_demo": get_settings().is_demo},
        ).all()
    if len(accounts) != 1:
        known = ", ".join(str(one) for one in accounts) or "none"
        raise QueryError(f"Say which account: --account ID (there is: {known}).")
    return int(accounts[0])


if __name__ == "__main__":
    run_command(main)
