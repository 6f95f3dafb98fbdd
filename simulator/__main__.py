"""Start the simulator, or print its ledger.

python -m simulator [--port N] [--now ISO] [--seed N] [--months N] [--rate-plan off|real|FACTOR]
python -m simulator ledger --from 2026-11-01 --to 2026-11-30 [--now ISO] [--seed N]
"""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from datetime import date, datetime

from core.cli import run_command
from core.clock import FakeClock, SystemClock, parse_instant
from core.log import configure_logging
from core.settings import get_settings
from simulator.app import create_app
from simulator.ledger import ledger_lines
from simulator.notices import NoticeSender
from simulator.rates import parse_plan
from simulator.server import HOST, bind, make_server
from simulator.shop.calendar import second_of
from simulator.shop.shop import Shop
from simulator.world import World

EXIT_CANNOT_RUN = 2


def _plan(text: str) -> str:
    try:
        parse_plan(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None
    return text


def _instant(text: str) -> datetime:
    try:
        return parse_instant(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None


def _parser() -> argparse.ArgumentParser:
    settings = get_settings()
    now = parse_instant(settings.simulator_now) if settings.simulator_now else None
    parser = argparse.ArgumentParser(
        prog="python -m simulator", description="An Amazon that runs on this machine."
    )
    parser.add_argument("--port", type=int, default=settings.simulator_port)
    parser.add_argument("--months", type=int, default=settings.simulator_months)
    parser.add_argument("--rate-plan", type=_plan, default=settings.simulator_rate_plan)
    commands = parser.add_subparsers(dest="command", metavar="ledger")
    ledger = commands.add_parser("ledger", help="print every order line as JSON, one a line")
    ledger.add_argument("--from", dest="first", type=date.fromisoformat, required=True)
    ledger.add_argument("--to", dest="last", type=date.fromisoformat, required=True)
    for part in (parser, ledger):
        part.add_argument("--now", type=_instant, default=now, help="the clock stands here")
        part.add_argument("--seed", type=int, default=settings.simulator_seed)
    return parser


def _print_ledger(seed: int, first: date, last: date, now: datetime | None) -> int:
    second = second_of(now or SystemClock().now())
    sys.stdout.writelines(ledger_lines(Shop(seed), first, last, second))
    return 0


def _serve(port: int, world: World) -> int:
    try:
        listener = bind(port)
    except OSError:
        sys.stderr.write(
            f"Port {port} on {HOST} is taken. Stop what uses it, or give another with --port.\n"
        )
        return EXIT_CANNOT_RUN
    address = f"http://{HOST}:{listener.getsockname()[1]}"
    sys.stdout.write(f"The simulator answers on {address}\n")
    sys.stdout.flush()
    with suppress(KeyboardInterrupt):
        make_server(create_app(world=world)).run(sockets=[listener])
    return 0


def _tell_of_changes(world: World) -> None:
    """Put notices of changed orders into the queue of the settings, where one is set."""
    settings = get_settings()
    if not settings.order_queue_url:
        return
    # Only who has a queue pays for the import.
    import boto3

    client = boto3.client(
        "sqs",
        region_name=settings.order_queue_region or "us-east-1",
        endpoint_url=settings.order_queue_endpoint or None,
        aws_access_key_id=settings.aws_access_key_id or None,
        aws_secret_access_key=settings.aws_secret_access_key.get_secret_value() or None,
    )
    NoticeSender(world, settings.order_queue_url, client).start()


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    given = _parser().parse_args(arguments)
    if given.command == "ledger":
        return _print_ledger(given.seed, given.first, given.last, given.now)
    configure_logging("simulator")
    clock = FakeClock(given.now) if given.now else SystemClock()
    world = World(clock=clock, seed=given.seed, months=given.months, rate_plan=given.rate_plan)
    _tell_of_changes(world)
    return _serve(given.port, world)


if __name__ == "__main__":
    run_command(main)
