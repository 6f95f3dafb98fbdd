"""`python -m sync doctor`: look at everything a sync needs, and say what to do."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from core.ask_rights import open_to_ask, words_of
from core.clock import Clock
from core.database import Role, transaction
from core.errors import (
    EXIT_OK,
    EXIT_PARTIAL,
    ForbiddenError,
    SellerMonitorError,
    ThrottledError,
)
from core.rate_plans import PUBLISHED, rate_factor
from core.settings import Settings
from sync.clients.ads_api import AdsApi
from sync.clients.order_queue import OrderQueue
from sync.clients.sp_api import SpApi
from sync.connections import (
    ACTIVE,
    NEEDS_REAUTH,
    SellerConnection,
    account_names,
    list_connections,
)
from sync.findings import OK, TROUBLE, WARNING, Finding
from sync.mailroom import MOST_MESSAGES
from sync.roles import ROLES, probe_roles, role_words
from sync.runs import FORBIDDEN
from sync.status import going, read_buckets, read_status
from sync.stock_pools import find_pooled_stock

# Opens the APIs of a connection; None where it has no advertising key.
Connected = Callable[[SellerConnection], AbstractContextManager[tuple[SpApi, AdsApi | None]]]
# Amazon refuses windows that end less than two minutes ago; ours end three minutes ago.
MOST_SKEW = timedelta(seconds=60)
OLDEST_SERVER = 15
# Amazon rounds its rates; a little less is no news.
_NOTICEABLY = 0.9


def examine(
    settings: Settings,
    timer: Clock,
    connected: Connected,
) -> Iterator[Finding]:
    """Yield what was found, from the settings to the streams.

    What is an account's names it where there are several.
    """
    names: dict[int, str] = {}
    for one in _examine(settings, timer, connected):
        if one.account_id is not None and not names:
            # Only now: before the first of them it is known that the database answers.
            names = account_names(is_demo=settings.is_demo)
        yield _named(one, names)


def _named(one: Finding, names: dict[int, str]) -> Finding:
    if one.account_id is None or len(names) < 2:
        return one
    return replace(one, what=f"{names.get(one.account_id, 'taken away')}: {one.what}")


def _examine(settings: Settings, timer: Clock, connected: Connected) -> Iterator[Finding]:
    yield _schedules(settings)
    database = list(_database())
    yield from database
    if any(one.level == TROUBLE for one in database):
        return
    sellers = list_connections(is_demo=settings.is_demo, state=ACTIVE)
    refused = list_connections(is_demo=settings.is_demo, state=NEEDS_REAUTH)
    if not sellers and not refused:
        yield Finding(
            WARNING,
            "connections",
            "No Amazon account is connected. Set the SP_API_ keys in .env and run `make up`.",
        )
    for seller in refused:
        yield Finding(
            TROUBLE,
            f"key {seller.region}",
            "Amazon no longer accepts it. Connect the account again and set the new key in .env.",
            seller.account_id,
        )
    for seller in sellers:
        for one in _of_connection(seller, settings, timer, connected):
            yield replace(one, account_id=seller.account_id)
    yield _queue(settings)
    for record in read_status(settings, timer):
        for one in _stream(record, timer):
            yield replace(one, account_id=record["account_id"])


def _of_connection(
    seller: SellerConnection, settings: Settings, timer: Clock, connected: Connected
) -> Iterator[Finding]:
    with connected(seller) as (api, ads):
        yield from _connection(seller, api)
        yield _advertising(seller, ads)
    yield from _rates(seller, settings, timer)
    pooled = find_pooled_stock(seller) if seller.region == "EU" else None
    if pooled is not None:
        yield pooled


def _schedules(settings: Settings) -> Finding:
    if settings.disable_schedules:
        return Finding(WARNING, "schedule", "DISABLE_SCHEDULES is set: nothing syncs by itself.")
    if settings.syncs_by_itself:
        return Finding(OK, "schedule", "The app syncs by itself.")
    return Finding(
        OK, "schedule", "Cron has to call `python -m sync run`, or set ENABLE_AUTO_SYNC=true."
    )


def _database() -> Iterator[Finding]:
    for role in (Role.SYNC, Role.WEB):
        try:
            with transaction(role) as connection:
                version = int(connection.scalar(text("SHOW server_version_num")) or 0) // 10_000
        except SellerMonitorError as error:
            yield Finding(TROUBLE, f"database as {role.value}", error.sentence)
            continue
        if version < OLDEST_SERVER:
            sentence = f"PostgreSQL {version} is too old. Use {OLDEST_SERVER} or newer."
            yield Finding(TROUBLE, f"database as {role.value}", sentence)
        else:
            yield Finding(OK, f"database as {role.value}", f"PostgreSQL {version} answers.")
    yield _free_sql()


def _free_sql() -> Finding:
    """Whether the server lets nobody do more with free SQL than read the own account."""
    try:
        with transaction(Role.WEB) as connection:
            left = open_to_ask(connection)
    except SellerMonitorError as error:
        return Finding(TROUBLE, "free SQL", error.sentence)
    if not left:
        return Finding(OK, "free SQL", "The role ask can only read.")
    return Finding(
        WARNING,
        "free SQL",
        f"It stays off: this server lets the role ask do more than read ({words_of(left)}). "
        "Let a superuser of the server run the statements of docs/operators.md, or leave it off.",
    )


def _connection(seller: SellerConnection, api: SpApi) -> Iterator[Finding]:
    what = f"getMarketplaceParticipations {seller.region}"
    try:
        api.call("getMarketplaceParticipations", "/sellers/v1/marketplaceParticipations")
    except ThrottledError as error:
        yield Finding(WARNING, what, error.sentence)
    except SellerMonitorError as error:
        # Without this one no other call would be answered either.
        yield Finding(TROUBLE, what, error.sentence)
        return
    else:
        yield Finding(OK, what, "Amazon answers.")
    yield _clock(seller, api)
    yield from probe_roles(seller.region, api)


def _advertising(seller: SellerConnection, ads: AdsApi | None) -> Finding:
    what = f"advertising {seller.region}"
    if ads is None:
        return Finding(OK, what, f"Left out. Set ADS_REFRESH_TOKEN_{seller.region} to have it.")
    try:
        profiles = ads.call("adsProfiles", "/v2/profiles")
    except ThrottledError as error:
        return Finding(WARNING, what, error.sentence)
    except ForbiddenError as error:
        return Finding(
            TROUBLE,
            what,
            f"{error.sentence} Check ADS_CLIENT_ID and ADS_CLIENT_SECRET, and that Amazon has given"
            " this app access to the Ads API; then authorise it anew and set"
            f" ADS_REFRESH_TOKEN_{seller.region}.",
        )
    except SellerMonitorError as error:
        return Finding(TROUBLE, what, error.sentence)
    if not profiles:
        sentence = "Amazon answers, and this login has no advertising account in the region."
        return Finding(WARNING, what, f"{sentence} Authorise the app with the login that has one.")
    return Finding(OK, what, "Amazon answers.")


def _clock(seller: SellerConnection, api: SpApi) -> Finding:
    what = f"clock {seller.region}"
    if api.clock_behind is None:
        return Finding(WARNING, what, "Amazon did not say what time it is.")
    skew = abs(api.clock_behind)
    if skew > MOST_SKEW:
        return Finding(
            TROUBLE,
            what,
            f"This machine's clock and Amazon's differ by {round(skew.total_seconds())} seconds."
            " Turn on time synchronisation (NTP).",
        )
    return Finding(OK, what, "It agrees with Amazon's.")


def _rates(seller: SellerConnection, settings: Settings, timer: Clock) -> Iterator[Finding]:
    """Say where Amazon allows less than it publishes, or nothing at all for now."""
    what, factor = f"rates {seller.region}", rate_factor(settings)
    if factor is None:
        yield Finding(OK, what, "The simulator sets no limits.")
        return
    found = False
    for row in read_buckets(seller, timer.now()):
        plan = PUBLISHED.get(row.operation)
        if row.blocked_until is not None:
            found = True
            sentence = (
                f"Amazon allows no call of {row.operation} before {row.blocked_until:%H:%M} UTC."
            )
            yield Finding(WARNING, what, f"{sentence} Nothing to do: a later run goes on.")
        elif row.tokens < 1:
            found = True
            minutes = math.ceil((1 - row.tokens) / row.rate / 60)
            sentence = (
                f"All calls of {row.operation} are used up; the next is in {minutes} minutes."
            )
            yield Finding(WARNING, what, f"{sentence} Does another program use the same key?")
        elif plan is not None and row.rate < plan.rate * factor * _NOTICEABLY:
            found = True
            sentence = (
                f"Amazon allows {row.rate * 3600:.0f} calls of {row.operation} an hour, and usually"
                f" {plan.rate * factor * 3600:.0f}. The sync goes by it and may be late."
            )
            yield Finding(WARNING, what, sentence)
    if not found:
        yield Finding(OK, what, "Every operation has calls left.")


def _queue(settings: Settings) -> Finding:
    what = "order queue"
    if not settings.order_queue_url:
        minutes = settings.sync_every_minutes
        sentence = f"Left out: changed orders are searched for every {minutes} minutes."
        return Finding(OK, what, sentence)
    try:
        waiting = OrderQueue(settings).count_waiting()
    except SellerMonitorError as error:
        return Finding(TROUBLE, what, error.sentence)
    if waiting > MOST_MESSAGES:
        sentence = f"Messages that wait: {waiting}. Is `python -m sync run` or `loop` at work?"
        return Finding(WARNING, what, sentence)
    return Finding(OK, what, f"It answers. Messages that wait: {waiting}.")


def _stream(record: dict[str, Any], timer: Clock) -> Iterator[Finding]:
    what = f"stream {record['stream']} {record['connection']}"
    due, gone = record["next_due_at"], going(record)
    if gone:
        # Said beside whatever else is wrong: it cannot be made good later.
        sentence = f"{record['set_aside']} rows are set aside; {gone}."
        yield Finding(WARNING, what, f"{sentence} Try `python -m sync replay`.")
    if record["state"] == FORBIDDEN and record["stream"] in ROLES:
        yield Finding(WARNING, what, _refused(record))
    elif record["state"] in ("failed", "forbidden", "needs_reauth", "throttled"):
        yield Finding(WARNING, what, record["sentence"] or f"The last run is {record['state']}.")
    elif record["set_aside"] and not gone:
        sentence = f"{record['set_aside']} rows are set aside. Try `python -m sync replay`."
        yield Finding(WARNING, what, sentence)
    elif record["state"] == "partial" and record["sentence"]:
        yield Finding(WARNING, what, record["sentence"])
    elif due is not None and timer.now() - due > timedelta(hours=24):
        yield Finding(WARNING, what, f"It is due since {due:%Y-%m-%d %H:%M} UTC.")
    elif not gone:
        yield Finding(OK, what, str(record["state"]))


def _refused(record: dict[str, Any]) -> str:
    """Say what Amazon said, and which role it is about: only the report itself tells for sure."""
    name = record["stream"]
    return f"{record['sentence'] or 'Amazon refused it.'} {role_words(ROLES[name], (name,))}"


def print_findings(findings: Iterator[Finding]) -> int:
    """Print each finding; 1 when something is wrong, else 0."""
    code = EXIT_OK
    for one in findings:
        print(f"{one.level:5}  {one.what:34} {one.sentence}".rstrip())
        if one.level == TROUBLE:
            code = EXIT_PARTIAL
    return code
