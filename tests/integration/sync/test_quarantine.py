"""The quarantine: closed by what is read rightly since, and never forgotten without a word."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import structlog

from core.database import Role, account_transaction, engine_for
from core.marketplaces import MARKETPLACES
from sync.connections import SellerConnection, list_connections
from sync.doctor import WARNING, examine
from sync.quarantine import (
    Covered,
    SetAside,
    Span,
    close_covered,
    close_named,
    keep,
    missing_spans,
    waiting,
)
from sync.registry import SOURCES
from sync.runner import Runner
from sync.sources import finances
from sync.sources.base import Page, StreamContext
from sync.status import print_status, read_status
from sync.stopping import Stop
from sync.store import Stamp
from sync.transaction_rows import OneTransaction, parse_transaction
from sync.transactions_store import save_transactions
from tests.integration.sync.conftest import Amazon, read, states
from tests.unit.sync.test_transactions_out_of_the_api import entry, money, part

Make = Callable[..., Amazon]
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
US = MARKETPLACES["ATVPDKIKX0DER"]


def put(seller: SellerConnection, name: str | None, stream: str = "orders", **more: object) -> None:
    one = SetAside("thing", name, "It is odd.", f"raw of {name}", NOW)
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        keep(connection, seller, stream, 1, replace(one, **more))  # type: ignore[arg-type]


def waits(seller: SellerConnection, stream: str = "orders") -> list[str]:
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        return [row.raw for row in waiting(connection, seller, stream)]


def test_what_was_read_by_its_name_since_waits_no_longer(seller: SellerConnection) -> None:
    put(seller, "111-1")
    put(seller, "111-2")
    put(seller, "111-1", stream="finances")
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        # What was fetched before it was set aside says nothing new.
        close_named(connection, seller, "orders", ["111-1"], NOW - HOUR)
        assert len(waiting(connection, seller, "orders")) == 2
        close_named(connection, seller, "orders", ["111-1"], NOW + HOUR)
    assert waits(seller) == ["raw of 111-2"]
    assert waits(seller, "finances") == ["raw of 111-1"]


def test_a_report_ends_the_waiting_of_what_lies_within_its_time(seller: SellerConnection) -> None:
    inside: Span = (NOW - 3 * DAY, NOW - 2 * DAY)
    for name, about, report in (
        ("inside", inside, "R1"), ("ahead", (NOW - 9 * DAY, NOW - 2 * DAY), "R1"),
        ("its own", inside, "R2"), ("of no time", None, "R1"),
    ):  # fmt: skip
        put(seller, name, raw=name, about=about, report_id=report)
    put(seller, "another", raw="another", what="elsewhere", about=inside, report_id="R1")
    window = (NOW - 5 * DAY, NOW)
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        told = Covered("thing", "R2", window)
        close_covered(connection, seller, "orders", told, NOW - HOUR)
        assert len(waiting(connection, seller, "orders")) == 5
        close_covered(connection, seller, "orders", told, NOW + HOUR)
    assert waits(seller) == ["ahead", "its own", "of no time", "another"]
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        # A picture of the present tells all of it.
        close_covered(connection, seller, "orders", Covered("thing", "R3"), NOW + HOUR)
    assert waits(seller) == ["another"]


@pytest.mark.parametrize(
    ("wanted", "under_way", "spans"),
    [
        ([], [], []),
        ([(0, 1), (0, 1)], [], [(0, 1)]),
        # Together as long as one report may be, and no longer.
        ([(5, 6), (0, 1), (9, 10)], [], [(0, 10)]),
        ([(0, 1), (9, 11)], [], [(0, 1), (9, 11)]),
        ([(0, 8), (2, 3), (9, 10), (11, 12)], [], [(0, 10), (11, 12)]),
        ([(0, 30)], [], [(0, 30)]),
        ([(0, 1), (5, 6)], [(4, 8)], [(0, 1)]),
    ],
)
def test_as_few_reports_as_can_be_are_asked_for_anew(wanted, under_way, spans) -> None:
    def days(pairs: list[tuple[int, int]]) -> list[Span]:
        return [(NOW + one * DAY, NOW + other * DAY) for one, other in pairs]

    assert missing_spans(days(wanted), days(under_way), 10 * DAY) == days(spans)


def test_the_same_line_of_two_days_is_two_things_and_seen_again_it_is_one(
    seller: SellerConnection,
) -> None:
    for day in (1, 2, 2):
        put(seller, None, about=(NOW - day * DAY, NOW - (day - 1) * DAY), report_id=f"R{day}")
    assert len(waits(seller)) == 2


def sale(total: float, *parts: float) -> OneTransaction:
    breakdowns = [part(f"Part{number}", amount) for number, amount in enumerate(parts)]
    return parse_transaction(entry(total, breakdowns=[part("Sales", total, *breakdowns)]), 1, US)


def test_money_of_then_takes_nothing_away_from_what_is_known_today(
    seller: SellerConnection,
) -> None:
    new, old = sale(10.0, 4.0, 3.0, 3.0), sale(9.0, 9.0)
    stamp = Stamp(seller.account_id, "finances-2024-06-19", 1, NOW)
    then = replace(stamp, fetched_at=NOW - DAY, is_replay=True)
    stored = ("SELECT t.total_amount, a.amount FROM seller.transactions t"
              " JOIN seller.transaction_amounts a USING (account_id, transaction_id)"
              " ORDER BY a.line_no")  # fmt: skip
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        save_transactions(connection, [new], stamp)
        assert save_transactions(connection, [old], then) == 0
    assert read(stored) == [(Decimal(10), Decimal(amount)) for amount in (4, 3, 3)]


def test_a_transaction_that_is_read_equal_ends_the_waiting_of_an_older_word(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=3)
    amazon.run("marketplaces", "finances")
    [(number, total)] = read(
        "SELECT transaction_id, total_amount FROM seller.transactions ORDER BY 1 LIMIT 1"
    )
    [(connection_id,)] = read(
        "SELECT connection_id FROM seller.transactions WHERE transaction_id = :number",
        number=number,
    )
    odd = {**entry(7.0), "transactionId": number, "totalAmount": money(7.0)}
    owner = next(
        one for one in list_connections(is_demo=True) if one.connection_id == connection_id
    )
    put(owner, number, "finances", raw=json.dumps(odd), fetched_at=amazon.clock.now())
    amazon.clock.advance(3600)
    # It says the same as before, so not one row is written: and yet it was read.
    amazon.run("finances", is_forced=True)
    assert waits(owner, "finances") == []
    amazon.run("finances", kind="replay", is_forced=True)
    told = "SELECT total_amount FROM seller.transactions WHERE transaction_id = :number"
    assert read(told, number=number) == [(total,)]


def test_a_page_ends_no_waiting_of_its_own(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same thing twice in a page, once odd: which of the two is newer nobody knows."""
    amazon = amazon_of(days=3)
    amazon.run("marketplaces")

    def fetch(context: StreamContext) -> Iterator[Page]:
        context.set_aside("It is odd.", "transaction", "{}", "T1")
        yield Page([], 0, context.stamp("test"), names=["T1", "T2"])

    monkeypatch.setitem(SOURCES, "finances", replace(finances.SOURCE, fetch=fetch))
    assert states(amazon.run("finances")) == {"partial"}
    names = "SELECT DISTINCT natural_key FROM sync.quarantine WHERE replayed_at IS NULL"
    assert read(names) == [("T1",)]


def test_what_nobody_could_read_is_named_before_and_when_it_is_forgotten(
    amazon_of: Make, seller: SellerConnection, capsys: pytest.CaptureFixture[str]
) -> None:
    amazon = amazon_of(days=3)
    amazon.run("marketplaces")
    for name, days in (("young", 1), ("going", 25), ("gone", 31), ("gone too", 40)):
        put(seller, name)
        with engine_for(Role.OWNER).begin() as connection:
            connection.exec_driver_sql("SELECT set_config('app.account_id', '1', true)")
            connection.exec_driver_sql(
                f"UPDATE sync.quarantine SET set_aside_at = now() - interval '{days} days'"
                f" WHERE natural_key = '{name}'"
            )
    records = {(one["stream"], one["connection"]): one
               for one in read_status(amazon.settings, amazon.clock)}  # fmt: skip
    orders = records["orders", "NA"]
    assert (orders["set_aside"], orders["forgotten_soon"]) == (4, 3)
    assert records["orders", "EU"]["forgotten_soon"] == 0
    capsys.readouterr()
    print_status(amazon.settings, amazon.clock, as_json=False, with_usage=False)
    assert "4 rows set aside · 3 of them are forgotten within 7 days" in capsys.readouterr().out
    runner = Runner(amazon.settings, amazon.clock, amazon.clock, Stop(amazon.clock))
    told = [one for one in examine(amazon.settings, amazon.clock, runner.connected)
            if one.what == "stream orders NA"]  # fmt: skip
    assert [one.level for one in told] == [WARNING]
    assert "3 of them are forgotten within 7 days" in told[0].sentence
    # Other tests of the process may have sent the log elsewhere.
    with structlog.testing.capture_logs() as log:
        north, europe = amazon.run("marketplaces")
    assert (north.state, north.forgotten, europe.forgotten) == ("done", 2, 0)
    assert "forgotten now: 2 of orders" in north.sentence
    assert north.as_line()["forgotten"] == 2
    assert any("forgotten unread" in one["event"] for one in log)
    assert [row.split()[-1] for row in waits(seller)] == ["young", "going"]
    [(sentence,)] = read(
        "SELECT error_sentence FROM sync.runs WHERE stream = 'marketplaces'"
        " AND error_sentence IS NOT NULL"
    )
    assert sentence == north.sentence
