"""The commands: run, backfill, replay, status, doctor, check, loop, requests, import."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
import threading
from collections.abc import Sequence
from types import FrameType

from core.clock import Clock, SystemClock
from core.errors import EXIT_OK, EXIT_PARTIAL, AlreadyRunningError, SellerMonitorError
from core.log import configure_logging
from core.product_clock import get_clock
from core.settings import Settings, get_settings
from sync.check import print_check
from sync.doctor import examine, print_findings
from sync.imports.command import add_parser as add_import_parser
from sync.imports.command import run_import
from sync.listening import Listener, fetch_noticed
from sync.loop import run_loop
from sync.mailroom import Mailroom
from sync.progress import Bars, Reporter, Silence
from sync.registry import SOURCES
from sync.request_service import RequestService, serve_requests
from sync.requests import RequestDesk
from sync.runner import Runner, RunRequest, exit_code
from sync.status import print_status
from sync.stopping import Stop
from sync.stream_run import StreamResult

#: Streams that Amazon tells the past of, so that a person can ask for more days than before.
HISTORIES = (
    "orders", "finances", "sales_traffic", "settlements", "storage_fees", "returns_fba",
    "returns_merchant", "reimbursements", "ledger_events", "ledger_stock", "ads_sp_campaigns",
    "ads_sb_campaigns", "ads_sd_campaigns", "ads_sp_products", "ads_sp_targets",
    "ads_sp_search_terms",
)  # fmt: skip
REREADABLE = [name for name, source in SOURCES.items() if source.has_replay]
# After SIGTERM a page may take this long to end; then the process goes without it.
_GRACE_SECONDS = 8.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code."""
    options = _parser().parse_args(arguments)
    settings = get_settings()
    has_bars = sys.stderr.isatty() and options.command in ("run", "backfill") and not options.json
    configure_logging("sync", "WARNING" if has_bars else settings.log_level)
    timer: Clock = SystemClock()
    if options.command == "import":
        return run_import(options, settings, get_clock())
    if options.command == "check":
        return print_check(settings, as_json=options.json)
    if options.command == "status":
        return print_status(
            settings, timer, as_json=options.json, with_usage=options.usage or not options.json
        )
    stop = Stop(timer)
    _end_on_signal(stop)
    if options.command == "doctor":
        connected = Runner(settings, get_clock(), timer, stop).connected
        return print_findings(examine(settings, timer, connected))
    runner = Runner(settings, get_clock(), timer, stop)
    desk = RequestDesk(runner, settings, get_clock(), stop)
    if options.command == "requests":
        return serve_requests(desk, stop)
    if options.command == "run" and not options.streams and not options.all:
        # What people have asked for is done first, also where no schedule runs.
        desk.drain()
    if settings.disable_schedules and not options.force:
        print(
            "Nothing was synced: DISABLE_SCHEDULES is set. "
            "To sync by hand: python -m sync run --force"
        )
        return EXIT_OK
    mailroom = Mailroom(settings, get_clock()) if settings.order_queue_url else None
    if options.command == "loop":
        listener = Listener(runner, mailroom, stop) if mailroom else contextlib.nullcontext()
        with RequestService(desk, stop), listener:
            return run_loop(runner, settings, stop)
    with_queue = mailroom if options.command == "run" and not options.streams else None
    trouble = _drained(with_queue)
    with Bars() if has_bars else contextlib.nullcontext(Silence()) as reporter:
        results = runner.run(_request(options, reporter))
    if with_queue is not None and not stop.is_wished:
        results += fetch_noticed(runner, with_queue)
    _print_results(results, as_json=options.json)
    crash = next((result.crash for result in results if result.crash), None)
    if crash is not None:
        raise crash
    code = EXIT_PARTIAL if stop.is_wished else _explain(results)
    if trouble:
        print(trouble, file=sys.stderr)
    return EXIT_PARTIAL if trouble and code == EXIT_OK else code


def _drained(mailroom: Mailroom | None) -> str:
    """Take in what waits in the order queue; return what was wrong, as the streams go on."""
    try:
        if mailroom is not None:
            mailroom.drain()
    except SellerMonitorError as error:
        return error.sentence
    return ""


def _request(options: argparse.Namespace, reporter: Reporter) -> RunRequest:
    if options.command == "backfill":
        settings: Settings = get_settings()
        return RunRequest(
            streams=(options.stream,),
            kind="backfill",
            is_forced=options.force,
            backfill_days=options.days or settings.backfill_days,
            reporter=reporter,
        )
    if options.command == "replay":
        return RunRequest(
            streams=tuple(options.streams) or tuple(REREADABLE),
            kind="replay",
            is_forced=True,
            reporter=reporter,
        )
    streams = tuple(SOURCES) if options.all else tuple(options.streams)
    return RunRequest(streams=streams, is_forced=options.force, reporter=reporter)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sync", description="Bring Amazon's data into the database."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="read what is due, or the streams named")
    run.add_argument(
        "streams", nargs="*", type=_stream, metavar="STREAM", help=f"one of {', '.join(SOURCES)}"
    )
    run.add_argument("--all", action="store_true", help="read every stream, due or not")
    backfill = commands.add_parser("backfill", help="fetch a longer history of a stream")
    backfill.add_argument("stream", nargs="?", choices=HISTORIES, default="orders")
    backfill.add_argument("--days", type=_days, help="how far back, at most 730")
    replay = commands.add_parser("replay", help="read again what was set aside")
    replay.add_argument("streams", nargs="*", type=_rereadable, metavar="STREAM")
    replay.set_defaults(force=True)
    loop = commands.add_parser("loop", help="read what is due again and again, until stopped")
    loop.set_defaults(force=False)
    commands.add_parser("requests", help="do only what people ask for on the Data health page")
    check = commands.add_parser("check", help="compare our sums with Amazon's own count of a day")
    status = commands.add_parser("status", help="show how each stream stands")
    status.add_argument("--usage", action="store_true", help="also with --json: calls and rates")
    commands.add_parser("doctor", help="look at all that a sync needs, and say what to do")
    add_import_parser(commands)
    for command in (run, backfill):
        command.add_argument(
            "--force",
            action="store_true",
            help="also where DISABLE_SCHEDULES is set; look back a day to be sure",
        )
    for command in (run, backfill, replay, status, check):
        command.add_argument("--json", action="store_true", help="one line of JSON for each stream")
    return parser


def _rereadable(text: str) -> str:
    if text not in REREADABLE:
        raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(REREADABLE)}")
    return text


def _stream(text: str) -> str:
    if text not in SOURCES:
        raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(SOURCES)}")
    return text


def _days(text: str) -> int:
    try:
        days = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days") from None
    if not 1 <= days <= 730:
        raise argparse.ArgumentTypeError("Amazon serves 1 to 730 days")
    return days


def _end_on_signal(stop: Stop) -> None:
    """On SIGTERM or Ctrl-C: end in order, and after a grace period in any case."""

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.wish()
        # What hangs in a call is rolled back by the database when we are gone, and the
        # next run marks its row as abandoned.
        timer = threading.Timer(_GRACE_SECONDS, os._exit, args=(EXIT_PARTIAL,))
        timer.daemon = True
        timer.start()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)


def _print_results(results: Sequence[StreamResult], *, as_json: bool) -> None:
    for result in results:
        if as_json:
            print(json.dumps(result.as_line()))
        else:
            print(
                f"{result.stream:13} {result.connection:3} {result.state:12}"
                f" {result.rows_read:>9,} read {result.rows_written:>9,} written"
                f" {result.calls:>5} calls {result.seconds:>8.1f} s"
            )


def _explain(results: Sequence[StreamResult]) -> int:
    """Say each trouble once, and return the exit code."""
    code = exit_code(results)
    if not results:
        print("Nothing is due.", file=sys.stderr)
    if code == AlreadyRunningError.exit_code:
        print("Another process is syncing all of it. Nothing is lost.", file=sys.stderr)
    else:
        for sentence in dict.fromkeys(one.sentence for one in results if one.sentence):
            print(sentence, file=sys.stderr)
    return code
