"""The commands of CEREBRO. Exit codes: 0 all well, 1 the gate or a stage failed, 2 an error."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from cerebro import pipeline, views
from cerebro.cli_board import add_board
from cerebro.errors import RepositoryError
from cerebro.stages.checks import CHECK_NAMES
from cerebro.tables import print_table, show
from core.errors import EXIT_OK, EXIT_PARTIAL
from core.log import configure_logging
from core.settings import get_settings

# How far back one steps whom others go before (nice).
_LAST = 10
_Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code."""
    options = parser().parse_args(arguments)
    configure_logging("cerebro", get_settings().log_level)
    work: _Command = options.work
    return work(options)


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    whole = argparse.ArgumentParser(prog="python -m cerebro", description=__doc__)
    commands = whole.add_subparsers(required=True)

    def add(name: str, work: _Command, words: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=words, description=words)
        one.add_argument("--repo", type=Path, default=Path(), help="the repository (here)")
        one.add_argument("--json", action="store_true", help="answer as JSON")
        one.set_defaults(work=work)
        return one

    _add_judging(add)
    _add_views(add)
    _add_others(add)
    add_board(add)
    return whole


_Add = Callable[[str, _Command, str], argparse.ArgumentParser]


def _add_judging(add: _Add) -> None:
    for name, work, words in (
        ("run", _run, "Analyse a commit and keep what is found."),
        ("gate", _gate, "Analyse a commit and say whether the change may go in."),
    ):
        one = add(name, work, words)
        one.add_argument("--commit", default="HEAD", help="the commit (HEAD)")
        one.add_argument("--base", help="what new code is counted from (where main parts)")
        one.add_argument("--sarif", type=Path, help="write the open findings to this file")
        if name == "run":
            one.add_argument("--last", action="store_true", help="let other programs go first")


def _add_views(add: _Add) -> None:
    one = add("hotspots", _hotspots, "Where bugs land, or what to read first.")
    one.add_argument("--by", choices=sorted(views.RANKS), default="land")
    one.add_argument("--limit", type=int, default=20)
    one = add("explain", _explain, "Say what is the matter with a file, and what to do.")
    one.add_argument("path")
    add("coupling", _coupling, "Files that change together, with or without an import.")
    add("owners", _owners, "Who knows which file, and which nobody knows any more.")
    one = add("findings", _findings, "List findings, or accept one until a day.")
    one.add_argument("--status", default="open", choices=views.STATUSES)
    one.add_argument("--least", default="minor", help="the least severity that is listed")
    one.add_argument("--accept", type=int, metavar="ID", help="accept this finding")
    one.add_argument("--false-positive", type=int, metavar="ID", help="say that it is none")
    one.add_argument("--until", type=date.fromisoformat, help="the last day of the waiver")
    one.add_argument("--reason", default="", help="why; it is kept with your name")


def _add_others(add: _Add) -> None:
    for name, work, words in (
        ("import-sarif", _import_sarif, "Take in the findings of another tool (SARIF 2.1.0)."),
        ("import-coverage", _import_coverage, "Take in a report of `coverage json`."),
    ):
        one = add(name, work, words)
        one.add_argument("file", type=Path)
        one.add_argument("--commit", default="HEAD", help="the commit it tells of (HEAD)")
    one = add("check", _check, "Run the checks that take longer, over a commit.")
    one.add_argument("names", nargs="*", help=f"which of: {', '.join(CHECK_NAMES)} (all)")
    one.add_argument("--commit", default="HEAD", help="the commit to check (HEAD)")
    add("backtest", _backtest, "Does the rank find next year's fixes? On the own history.")
    add("doctor", _doctor, "Say which tools are there.")
    one = add("context", _context, "Write a short map of the codebase.")
    one.add_argument("--write", type=Path, help="the file to write (else it is printed)")


def _run(options: argparse.Namespace) -> int:
    if options.last:
        os.nice(_LAST)
    done = pipeline.run(options.repo, options.commit, options.base)
    _write_sarif(options)
    if options.json:
        print(json.dumps({**done._asdict(), "stages": [one._asdict() for one in done.stages]}))
    elif not done.is_new:
        print(f"Nothing has changed since run {done.run_id}.")
    else:
        rows = [(one.name, one.state, f"{one.milliseconds:.0f}", one.reason) for one in done.stages]
        print_table(("stage", "state", "ms", "why"), rows)
    return EXIT_OK if done.status == "ok" else EXIT_PARTIAL


def _gate(options: argparse.Namespace) -> int:
    done = pipeline.run(options.repo, options.commit, options.base)
    _write_sarif(options)
    verdict = views.gate(options.repo)
    if options.json:
        print(json.dumps(verdict))
    else:
        known = sum(one["status"] != "not computed" for one in verdict["conditions"])
        of_all = f"{known} of {len(verdict['conditions'])} conditions could be looked at"
        print(f"The gate: {verdict['status']} ({of_all}).")
        for one in verdict["conditions"]:
            print(f"  {one['status']:<13}{one['name']}: {one['sentence']}")
            for culprit in one["culprits"][:10]:
                print(f"    {culprit}")
    failed = verdict["status"] == "failed" or done.status != "ok"
    return EXIT_PARTIAL if failed else EXIT_OK


def _write_sarif(options: argparse.Namespace) -> None:
    if options.sarif:
        from cerebro.exchange.sarif import as_sarif

        log = as_sarif(views.findings(options.repo, "open", "info"))
        options.sarif.write_text(json.dumps(log, indent=1) + "\n", encoding="utf-8")


def _hotspots(options: argparse.Namespace) -> int:
    return show(options, *views.hotspots(options.repo, options.by, options.limit))


def _coupling(options: argparse.Namespace) -> int:
    return show(options, *views.coupling(options.repo))


def _owners(options: argparse.Namespace) -> int:
    return show(options, *views.owners(options.repo))


def _explain(options: argparse.Namespace) -> int:
    from cerebro.explain.notes import explain_file

    note = explain_file(options.repo, options.path)
    if options.json:
        print(json.dumps(note))
        return EXIT_OK
    print(f"{note['summary']}\n\nWhy: {note['cause']}")
    for number, step in enumerate(note["steps"], 1):
        print(f"  {number}. {step}")
    for one in note["evidence"]:
        print(f"  {one['path']}:{one['line']}  {one['quote']}")
    by = "worded by a language model" if note["source"] == "openai" else "worded by rules"
    print(f"({by}{': ' + note['why'] if note['why'] else ''})")
    return EXIT_OK


def _findings(options: argparse.Namespace) -> int:
    from cerebro import decisions

    if options.accept is not None:
        decisions.accept(
            options.repo, options.accept, options.until, options.reason, getpass.getuser()
        )
        print(f"Finding {options.accept} is accepted until {options.until}.")
        return EXIT_OK
    if options.false_positive is not None:
        decisions.reject(options.repo, options.false_positive, options.reason, getpass.getuser())
        print(f"Finding {options.false_positive} is no finding.")
        return EXIT_OK
    found = views.findings(options.repo, options.status, options.least)
    heads = ("id", "severity", "place", "rule", "minutes", "message")
    rows = [
        (one.finding_id, one.severity, f"{one.path}:{one.line}", one.rule, one.minutes, one.message)
        for one in found
    ]
    return show(options, heads, rows)


def _import_sarif(options: argparse.Namespace) -> int:
    from cerebro.exchange.sarif_in import import_sarif

    count = import_sarif(options.repo, options.file, options.commit)
    print(f"{count} findings came in. The next run takes them up.")
    return EXIT_OK


def _import_coverage(options: argparse.Namespace) -> int:
    from cerebro.exchange.coverage_in import import_coverage

    count = import_coverage(options.repo, options.file, options.commit)
    print(f"The coverage of {count} files came in. The next run takes it up.")
    return EXIT_OK


def _check(options: argparse.Namespace) -> int:
    from cerebro.checks.command import run_checks

    if unknown := set(options.names) - set(CHECK_NAMES):
        raise RepositoryError(
            f"There is no check {sorted(unknown)}. There are: {', '.join(CHECK_NAMES)}."
        )
    found = run_checks(options.repo, options.commit, options.names)
    show(options, ("check", "state", "why", "findings"), found)
    return EXIT_PARTIAL if any(state == "failed" for _, state, _, _ in found) else EXIT_OK


def _backtest(options: argparse.Namespace) -> int:
    from cerebro.backtest.command import backtest

    return show(options, *backtest(options.repo))


def _doctor(options: argparse.Namespace) -> int:
    from cerebro.doctor import examine

    return show(options, ("what", "state", "about"), examine(options.repo))


def _context(options: argparse.Namespace) -> int:
    from cerebro.codebase_map import write_map

    text = write_map(options.repo)
    if not options.write:
        sys.stdout.write(text)
        return EXIT_OK
    try:
        options.write.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RepositoryError(f"{options.write} cannot be written: {error.strerror}.") from error
    return EXIT_OK
