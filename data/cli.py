"""The command line of the metrics: a question as JSON in, its answer as JSON out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.account_choice import account_or_only
from core.database import Role
from core.errors import QueryError
from core.log import configure_logging
from core.product_clock import get_clock
from core.settings import get_settings
from data import catalogue_page
from data.freshness import read_pending_orders, read_versions
from data.metrics import GRAINS, METRICS
from data.query import Answer, metric_of, run_query, sources_of
from data.query_model import TimeRange, parse_query
from data.reading import reading
from data.settling import settling_of


def main(arguments: list[str] | None = None) -> int:
    """Read the command line, answer the question, print JSON.

    Raises QueryError when the question is not right; the exit code is 2 then.
    """
    given = _parser().parse_args(arguments)
    configure_logging("data", get_settings().log_level)
    if given.command == "catalogue":
        return _print_catalogue(given.write)
    query = parse_query(_question(given.query, given.file))
    account_id = account_or_only(given.account)
    with reading(Role.WEB, account_id) as connection:
        answer = run_query(connection, account_id, query)
        versions = read_versions(connection, account_id)
        pending = read_pending_orders(connection, account_id)
    printed = {
        "columns": answer.columns,
        "rows": _json_rows(answer),
        "range": _json_range(answer.range),
        "before_range": _json_range(answer.before_range),
        "notes": list(answer.notes),
        "not_compared": {name: gap.words for name, gap in answer.gaps.items()},
        "not_complete": dict(answer.incomplete),
        "rates": [one.as_dict() for one in answer.rates],
        "freshness": replace(
            versions.freshness(pending, sources_of(query)),
            settling=settling_of(query, answer.range, get_clock().now().date(), answer.pending),
        ).as_dict(),
    }
    if given.sql:
        printed |= {"sql": answer.sql, "parameters": answer.values}
    print(json.dumps(printed, default=_plain, ensure_ascii=False))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    asking = commands.add_parser("query", help="answer a metric query")
    asking.add_argument("query", nargs="?", help="the query as JSON; - reads standard input")
    asking.add_argument("--file", help="read the query from a file; - reads standard input")
    asking.add_argument("--sql", action="store_true", help="add the statement and its values")
    asking.add_argument("--account", type=int, help="the account, where there are several")
    listing = commands.add_parser("catalogue", help="list every metric and dimension")
    listing.add_argument("--write", type=Path, nargs="+", help="renew the list inside these pages")
    return parser


def _print_catalogue(pages: list[Path] | None) -> int:
    if pages is None:
        print(catalogue_page.written())
    for page in pages or ():
        page.write_text(catalogue_page.renewed(page.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


def _question(given: str | None, file: str | None) -> str:
    if (given is None) == (file is None):
        raise QueryError("Write the question as JSON, or name its file with --file.")
    if "-" in (given, file):
        return sys.stdin.read()
    if file is None:
        return given or ""
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise QueryError(f"The file {file} cannot be read.") from None


def _json_rows(answer: Answer) -> list[list[Any]]:
    """Money as exact text (`"1234.50"`), counts as whole numbers, days as text."""
    writers = [_writer(name) for name in answer.columns]
    return [
        [
            value if value is None or write is None else write(value)
            for write, value in zip(writers, row, strict=True)
        ]
        for row in answer.rows
    ]


def _writer(column: str) -> Callable[[Any], Any] | None:
    metric = metric_of(column)
    if metric is None:
        return _plain if column.removesuffix("_before") in GRAINS else None
    is_share = column.removesuffix("_before").endswith("_share")
    if METRICS[metric].unit == "money" and not is_share:
        return exact_text
    return None if METRICS[metric].is_whole and not is_share else float


def exact_text(value: Decimal) -> str:
    """Write an amount with all its digits, and two decimals at the least."""
    digits = format(value, "f")
    if "." not in digits:
        return f"{digits}.00"
    whole, _, rest = digits.partition(".")
    return f"{whole}.{rest.rstrip('0').ljust(2, '0')}"


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _json_range(range_: TimeRange | None) -> dict[str, Any] | None:
    return range_.model_dump(mode="json") if range_ is not None else None
