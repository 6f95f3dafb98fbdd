"""`python -m sync import FILE…`."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from core.clock import Clock
from core.database import Role, transaction
from core.errors import EXIT_FAILED, EXIT_OK, EXIT_PARTIAL, ConfigurationError
from core.marketplaces import MARKETPLACES, Marketplace
from sync.imports.importer import Outcome, Wish, import_file

if TYPE_CHECKING:
    from core.settings import Settings


def add_parser(commands: Any) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "import", help="bring in report files downloaded from Seller Central"
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--account", type=int, help="the account's number, where there are several")
    parser.add_argument(
        "--marketplace", type=_marketplace, help="where the file does not say it: US, DE, UK, …"
    )
    parser.add_argument("--day", type=_day, help="the day of a report by product: 2026-11-23")
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would change, and change nothing"
    )
    parser.add_argument("--json", action="store_true", help="one line of JSON for each file")


def _marketplace(code: str) -> Marketplace:
    wanted = {"UK": "GB"}.get(code.upper(), code.upper())
    for place in MARKETPLACES.values():
        if wanted in (place.country_code, place.marketplace_id):
            return place
    raise argparse.ArgumentTypeError(f"{code!r} is no marketplace; write US, DE, UK, …")


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise argparse.ArgumentTypeError("write the day as 2026-11-23") from None


def run_import(options: argparse.Namespace, settings: Settings, clock: Clock) -> int:
    """Import the files one by one; 0 all in, 1 some refused, 2 all refused."""
    wish = Wish(
        _account(options.account, is_demo=settings.is_demo),
        options.marketplace,
        options.day,
        options.dry_run,
    )
    outcomes = []
    for path in options.files:
        outcomes.append(import_file(path, wish, clock))
        _print(outcomes[-1], as_json=options.json, is_preview=options.dry_run)
    refused = sum(bool(one.sentence) for one in outcomes)
    if not refused:
        return EXIT_OK
    return EXIT_FAILED if refused == len(outcomes) else EXIT_PARTIAL


def _account(wanted: int | None, *, is_demo: bool) -> int:
    with transaction(Role.SYNC) as connection:
        known = connection.scalars(
            text("SELECT account_id FROM app.accounts WHERE is_demo = :demo ORDER BY 1"),
            {"demo": is_demo},
        ).all()
    if wanted is None and len(known) == 1:
        return int(known[0])
    if wanted is None or wanted not in known:
        numbers = ", ".join(str(one) for one in known) or "none"
        raise ConfigurationError(f"Name the account with --account; there are: {numbers}.")
    return wanted


def _print(outcome: Outcome, *, as_json: bool, is_preview: bool) -> None:
    if as_json:
        print(json.dumps(outcome.as_line()))
    elif outcome.sentence:
        print(outcome.sentence, file=sys.stderr)
    else:
        verb = "would be" if is_preview else "were"
        told = (
            f"{outcome.file}: {outcome.title}. {outcome.new:,} rows {verb} new,"
            f" {outcome.changed:,} changed, {outcome.equal:,} stay as they are."
        )
        words = [told]
        if outcome.kept:
            words.append(f"{outcome.kept:,} are known from Amazon's API, which counts.")
        if outcome.left_out:
            words.append(f"{outcome.left_out:,} lines are of other channels and left out.")
        print(" ".join(words))
