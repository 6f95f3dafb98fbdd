"""A run over all connections: what is due, one thread for each connection, one exit code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

from sqlalchemy import text

from core.clock import Clock
from core.database import Role, account_transaction
from core.errors import (
    EXIT_BUSY,
    EXIT_CONFIGURATION,
    EXIT_FAILED,
    EXIT_OK,
    EXIT_PARTIAL,
    AccountGoneError,
    ConfigurationError,
    DatabaseError,
    ReauthorizeError,
    SellerMonitorError,
)
from core.log import bind_run, get_logger
from core.rate_plans import rate_factor
from core.schedules import Schedule, read_schedules
from core.settings import Settings
from core.streams import planned_every
from sync import notices, replay, runs
from sync.ads_known import knows_profiles
from sync.after_update import is_unread, note_tried
from sync.clients.ads_api import AdsApi
from sync.clients.documents import Documents
from sync.clients.lwa import AccessTokens
from sync.clients.sp_api import SpApi
from sync.clients.transport import Transport
from sync.connections import (
    ACTIVE,
    NEEDS_REAUTH,
    SellerConnection,
    ads_refresh_token_of,
    has_ads_key,
    list_connections,
    refresh_token_of,
    unless_taken_away,
)
from sync.health import Health, note_result, read_health, set_connection_state
from sync.hosts import (
    ads_application_key,
    ads_host,
    application_key,
    lwa_address,
    sp_api_host,
)
from sync.order_changes import on_notice
from sync.progress import Reporter, Silence
from sync.rates import RateLimits
from sync.registry import SOURCES
from sync.runs import BUSY, DONE, PARTIAL, SKIPPED, WAITING, last_done_at
from sync.sources.base import Source, StreamContext
from sync.sources.marketplaces import marketplaces_of
from sync.stopping import Stop
from sync.stream_run import StreamResult, StreamRun, state_of

# A cron that comes a few seconds early still finds its stream due.
_SLACK = timedelta(seconds=30)
# What a stream's first run fills so fast that autovacuum has not measured it when the first
# report is opened: the planner would take it for empty, and a page would wait for many seconds.
_LARGE_TABLES = {
    "orders": ("orders", "order_items", "sales_daily", "sales_hourly", "sales_product_daily"),
    "finances": ("money_daily", "money_product_daily"),
    "ledger_stock": ("inventory_daily",),
}
# What a person or the schedule starts; a history, a replay and a notice are about other things.
_USUAL = ("run", "loop", "asked")
# What ends a stream like this ends all streams of its connection.
_ENDS_ALL = (ReauthorizeError, ConfigurationError, AccountGoneError)
_log = get_logger(__name__)


@dataclass
class RunRequest:
    """What to run: streams by name (empty = those that are due, and those of `also`), and how."""

    streams: Sequence[str] = ()
    also: Sequence[str] = ()
    kind: str = "run"
    is_forced: bool = False
    backfill_days: int | None = None
    # None: the connections of every account.
    account_id: int | None = None
    reporter: Reporter = field(default_factory=Silence)


class Runner:
    """Runs streams for every connection of this installation."""

    def __init__(
        self, settings: Settings, clock: Clock, timer: Clock, stop: Stop, threads: int = 4
    ) -> None:
        self._settings = settings
        self._threads = threads
        self._clock = clock
        self._timer = timer
        self._stop = stop

    def run(self, request: RunRequest) -> list[StreamResult]:
        """Run what is asked for; one connection's or stream's failure never stops another.

        Raises ConfigurationError when there is no connection at all.
        """
        is_demo = self._settings.is_demo
        sellers = _only(request, list_connections(is_demo=is_demo))
        waiting = _only(request, list_connections(is_demo=is_demo, state=NEEDS_REAUTH))
        if request.is_forced:
            sellers, waiting = [*sellers, *waiting], []
        if not sellers and not waiting:
            raise ConfigurationError(
                "No Amazon account is connected. Set the SP_API_ keys in .env and run `make up`,"
                " or bring files in with `python -m sync import`."
            )
        skipped = [
            _waits_for_key(seller, name)
            for seller in waiting
            for name in request.streams or SOURCES
        ]
        work = partial(self._run_connection, request)
        with ThreadPoolExecutor(max_workers=max(1, min(self._threads, len(sellers)))) as pool:
            return [result for results in pool.map(work, sellers) for result in results] + skipped

    @contextmanager
    def connected(self, seller: SellerConnection) -> Iterator[tuple[SpApi, AdsApi | None]]:
        """Open the APIs of a connection, with their keys; None where there is no Ads key."""
        transport = Transport()
        try:
            context = self._context(RunRequest(), seller, transport)
            yield context.api, context.ads
        finally:
            transport.close()

    def _run_connection(self, request: RunRequest, seller: SellerConnection) -> list[StreamResult]:
        bind_run(process="sync", account_id=seller.account_id, region=seller.region)
        transport = Transport()
        try:
            context = self._context(request, seller, transport)
            results: list[StreamResult] = []
            has_profiles = True
            for source in self._to_run(request, seller):
                if self._stop.is_wished:
                    break
                if source.needs_ads and not has_profiles:
                    continue
                results += self._run_with_waiting(request, source, context)
                if isinstance(results[-1].error, _ENDS_ALL):
                    # The key opens nothing more for the other streams either.
                    break
                if source.name == "marketplaces" and not self._knows_marketplaces(
                    seller, results[-1]
                ):
                    break
                if source.name == "ads_profiles":
                    has_profiles = results[-1].state in (DONE, SKIPPED) or knows_profiles(seller)
            return results
        finally:
            transport.close()

    def _to_run(self, request: RunRequest, seller: SellerConnection) -> list[Source]:
        """Return the sources to run, in their order; marketplaces first where none is known."""
        if request.streams:
            chosen = [source for source in SOURCES.values() if source.name in request.streams]
        else:
            chosen = self._due(request, seller)
        first = SOURCES["marketplaces"]
        if first not in chosen and any(source.needs_marketplaces for source in chosen):
            with account_transaction(Role.SYNC, seller.account_id) as connection:
                if not marketplaces_of(connection, seller):
                    chosen.insert(0, first)
        profiles, ads = SOURCES["ads_profiles"], [one for one in chosen if one.needs_ads]
        if ads and profiles not in chosen and not knows_profiles(seller):
            chosen.insert(chosen.index(ads[0]), profiles)
        return chosen

    def _due(self, request: RunRequest, seller: SellerConnection) -> list[Source]:
        """Return what is due by its schedule, and not left alone after failures."""
        schedules = read_schedules(Role.SYNC, seller.account_id)
        health = read_health(seller)
        has_key = has_ads_key(seller)
        now = self._timer.now()
        due = []
        for source in SOURCES.values():
            schedule = schedules.get(source.name, Schedule())
            until = health.get(source.name, Health()).left_alone_until
            if schedule.is_paused or (until is not None and now < until):
                continue
            is_left_out = source.needs_ads and not has_key
            if source.name in request.also or self._is_due(source, seller, schedule, is_left_out):
                due.append(source)
        return due

    def _is_due(
        self, source: Source, seller: SellerConnection, schedule: Schedule, is_left_out: bool
    ) -> bool:
        """Tell whether a stream is due; one that is left out says so once in its time."""
        every = schedule.every or planned_every(source.name, self._settings)
        last = last_done_at(seller, source.name, or_skipped=is_left_out)
        if last is None or self._timer.now() - last >= every - _SLACK:
            return True
        if source.has_more is None:
            return False
        with account_transaction(Role.SYNC, seller.account_id) as connection:
            days = self._settings.backfill_days
            return source.has_more(connection, seller, self._clock.now(), days)

    def _run_with_waiting(
        self, request: RunRequest, source: Source, context: StreamContext
    ) -> list[StreamResult]:
        """Run a stream; after an update of the program, what it has set aside is read before."""
        if request.kind not in _USUAL or not source.has_replay:
            return [self._run_stream(request, source, context)]
        seller, results, is_tried = context.seller, list[StreamResult](), True
        has_waited = is_unread(seller, source.name)
        if has_waited:
            again = replace(request, kind=replay.KIND)
            results.append(self._run_stream(again, source, context))
            is_tried = results[0].state in (DONE, PARTIAL, WAITING)
        results.append(self._run_stream(request, source, context))
        is_gone = isinstance(results[-1].error, AccountGoneError)
        if is_tried and not is_gone and (has_waited or context.rows_set_aside):
            note_tried(seller, source.name)
        return results

    def _run_stream(
        self, request: RunRequest, source: Source, context: StreamContext
    ) -> StreamResult:
        if request.kind == replay.KIND:
            source = replay.replaying(source)
        if request.kind == notices.KIND:
            source = on_notice(source)
        run = StreamRun(source, context, request.kind, self._stop.check)
        name = f"{source.name} {context.seller.region}"
        context.note_share = lambda share: request.reporter.note(name, share, run.tally.rows_read)
        context.note_share(0.0)
        context.rows_set_aside = 0
        context.not_kept_yet.clear()
        context.shortfalls.clear()
        context.rest_until = None
        result = run.run()
        if isinstance(result.error, AccountGoneError):
            return result
        self._note(context, result)
        if result.state == DONE:
            context.note_share(1.0)
        if source.name in _LARGE_TABLES and result.rows_written > 10_000:
            try:
                analyze(context.seller, _LARGE_TABLES[source.name])
            except SellerMonitorError as error:
                # The planner learns it from autovacuum, a little later.
                _log.warning("the tables were not analyzed", cause=error.sentence)
        return result

    def _note(self, context: StreamContext, result: StreamResult) -> None:
        """Remember how the stream fares, and whether the connection's key still works."""
        seller, now = context.seller, self._timer.now()
        needs_ads = result.stream in SOURCES and SOURCES[result.stream].needs_ads
        try:
            with unless_taken_away(seller):
                note_result(
                    seller, result.stream, result.state, result.error, now, context.rest_until
                )
            if result.state == runs.NEEDS_REAUTH:
                set_connection_state(seller, NEEDS_REAUTH)
            elif result.state in (DONE, PARTIAL) and not needs_ads:
                # Advertising has a key of its own: it says nothing of this one.
                set_connection_state(seller, ACTIVE)
        except AccountGoneError as error:
            result.state, result.sentence, result.error = state_of(error), error.sentence, error
        except DatabaseError as error:
            # It fares no better or worse for it: the next run notes it.
            _log.warning("how a stream fares was not saved", cause=error.sentence)

    def _knows_marketplaces(self, seller: SellerConnection, result: StreamResult) -> bool:
        """Whether the other streams can run: they all go by marketplace.

        At the very first start another process may be reading them: it gets a moment.
        """
        for _ in range(20 if result.state == BUSY else 1):
            with account_transaction(Role.SYNC, seller.account_id) as connection:
                if marketplaces_of(connection, seller):
                    return True
            if result.state == BUSY:
                self._timer.sleep(0.5)
        return False

    def _context(
        self, request: RunRequest, seller: SellerConnection, transport: Transport
    ) -> StreamContext:
        settings, wait = self._settings, self._stop.wait
        tokens = AccessTokens(
            transport,
            lwa_address(settings),
            application_key(settings),
            partial(refresh_token_of, seller),
            self._timer,
        )
        limits = RateLimits(seller, rate_factor(settings), self._timer, wait)
        host = sp_api_host(seller.region, settings)
        api = SpApi(transport, host, tokens, limits, wait, self._clock)
        ads = self._ads(seller, transport, limits) if has_ads_key(seller) else None
        return StreamContext(
            seller=seller,
            settings=settings,
            api=api,
            documents=Documents(transport, wait, may_be_plain_http=settings.is_demo),
            clock=self._clock,
            timer=self._timer,
            wait=wait,
            run_id=0,
            is_forced=request.is_forced,
            backfill_days=request.backfill_days,
            ads=ads,
        )

    def _ads(self, seller: SellerConnection, transport: Transport, limits: RateLimits) -> AdsApi:
        settings = self._settings
        key = ads_application_key(settings)
        tokens = AccessTokens(
            transport,
            lwa_address(settings),
            key,
            partial(ads_refresh_token_of, seller),
            self._timer,
            "ADS_CLIENT_ID and ADS_CLIENT_SECRET (or SP_API_CLIENT_ID and SP_API_CLIENT_SECRET)",
        )
        host = ads_host(seller.region, settings)
        return AdsApi(transport, host, key[0], tokens, limits.count, self._stop.wait)


def _only(request: RunRequest, sellers: list[SellerConnection]) -> list[SellerConnection]:
    if request.account_id is None:
        return sellers
    return [one for one in sellers if one.account_id == request.account_id]


def _waits_for_key(seller: SellerConnection, stream: str) -> StreamResult:
    sentence = (
        f"The connection to Amazon {seller.region} waits for a new key. Connect the account again;"
        " --force tries the old one."
    )
    return StreamResult(stream, seller.region, runs.NEEDS_REAUTH, sentence=sentence)


def analyze(seller: SellerConnection, tables: Sequence[str]) -> None:
    """Let the planner know how large the tables are now, where this role may say so.

    PostgreSQL answers a role that may not with a notice; autovacuum does it a little later.
    """
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        connection.execute(text("ANALYZE " + ", ".join(f"seller.{name}" for name in tables)))


def exit_code(results: Sequence[StreamResult]) -> int:
    """Return 0 all done, 1 some not, 2 none done, 75 all held by others, 78 a setting is wrong."""
    if not results:
        return EXIT_OK
    # What is left out, and what Amazon still prepares, is no trouble.
    states = [result.state for result in results if result.state not in (SKIPPED, WAITING)]
    if not states:
        return EXIT_OK
    if all(state == BUSY for state in states):
        return EXIT_BUSY
    if all(state in (DONE, BUSY) for state in states):
        return EXIT_OK
    if DONE in states or PARTIAL in states:
        return EXIT_PARTIAL
    calm = (BUSY, SKIPPED, WAITING)
    failed = [result.error for result in results if result.state not in calm]
    if all(isinstance(error, ConfigurationError) for error in failed):
        return EXIT_CONFIGURATION
    return EXIT_FAILED
