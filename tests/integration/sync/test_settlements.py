"""Stream `settlements`: found and never asked for, exact to the cent, replaced as a whole."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from core.clock import parse_instant
from core.database import Role, account_transaction, engine_for
from simulator.reports import kinds
from simulator.reports.settlement_jobs import MADE_AFTER, settlements_of
from simulator.shop.calendar import second_of
from simulator.shop.money import money_of
from sync.connections import list_connections
from sync.quarantine import SetAside, keep
from tests.conftest import FROZEN_NOW
from tests.integration.sync.conftest import Amazon, read, states

Make = Callable[..., Amazon]
SUMS = ("SELECT s.settlement_id, s.marketplace_id, s.currency, s.total_amount, sum(l.amount)"
        " FROM seller.settlements s JOIN seller.settlement_lines l"
        " USING (account_id, settlement_id) GROUP BY 1, 2, 3, 4 ORDER BY 1")  # fmt: skip


def truth(amazon: Amazon, days: int = 95) -> list[tuple[Any, ...]]:
    """Every settlement that Amazon lists, made since `days` before the start, with its payout."""
    now = second_of(amazon.clock.now())
    since = second_of(parse_instant(FROZEN_NOW)) - days * 86400
    return sorted(
        (one.settlement_id, one.place.marketplace_id, one.place.currency, total, total)
        for partner in ("A1DEMOSELLERNA", "A1DEMOSELLEREU")
        for one in settlements_of(7, partner, now - 3600)
        if one.ends + MADE_AFTER >= since
        for total in [Decimal(money_of(7).transfer(one)) / 100]
    )


def without_a_line(real: Callable[..., str]) -> Callable[..., str]:
    """Return what makes a settlement's file as `real` does, one line short of its total."""

    def short(*arguments: Any) -> str:
        lines = real(*arguments).split("\r\n")
        return "\r\n".join([*lines[:30], *lines[31:]])

    return short


def test_every_settlement_is_there_its_lines_make_its_total_and_nothing_is_asked_for(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=95)
    assert states(amazon.run("marketplaces", "settlements")) == {"done"}
    assert len(truth(amazon)) >= 18
    assert read(SUMS) == truth(amazon)
    served = amazon.simulator.world.rates.served
    assert served["createReport"] == 0
    found = {kind for (kind,) in read("SELECT DISTINCT kind FROM seller.settlement_lines")}
    assert found >= {"sales", "shipping", "tax", "promotion", "tax_withheld", "referral_fee",
                     "fulfilment_fee", "refund_fee", "subscription", "reimbursement",
                     "reserve"}  # fmt: skip
    assert not found & {"other", "other_fee"}
    documents = served["getReportDocument"]
    again = amazon.run("settlements")
    assert all(one.rows_read == one.rows_written == 0 for one in again)
    assert served["getReportDocument"] == documents
    forced = amazon.run("settlements", is_forced=True)
    assert all(one.rows_read > 1_000 and one.rows_written == 0 for one in forced)


def test_no_older_settlement_is_fetched_than_was_asked_for_until_somebody_does(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=20)
    amazon.run("marketplaces", "settlements")
    first = {row[0] for row in read(SUMS)}
    newest = sorted(row[0] for row in truth(amazon))
    assert 0 < len(first) < len(newest)
    amazon.clock.advance(30 * 86400)
    amazon.run("settlements")
    grown = {row[0] for row in read(SUMS)}
    # Nothing in between is missing, however long nobody looked.
    assert first < grown
    assert grown - first == {row[0] for row in truth(amazon)} - set(newest)
    amazon.run("settlements", kind="backfill", backfill_days=90)
    assert {row[0] for row in read(SUMS)} >= {row[0] for row in truth(amazon)}


def test_a_settlement_s_lines_are_the_movements_of_money_that_name_it(amazon_of: Make) -> None:
    amazon = amazon_of(days=48)
    amazon.run("marketplaces", "settlements", "finances")
    by_kind = (
        "SELECT {id}, a.kind, sum(a.amount) FROM {tables} WHERE {id} = ANY(:ids)"
        " AND a.kind <> 'reserve' GROUP BY 1, 2 ORDER BY 1, 2"
    )
    ended = [
        key
        for (key,) in read(
            "SELECT settlement_id FROM seller.settlements"
            " WHERE starts_at > cast(:now AS timestamptz) - interval '34 days'",
            now=amazon.clock.now(),
        )
    ]
    assert len(ended) == 6
    lines = read(
        by_kind.format(id="a.settlement_id", tables="seller.settlement_lines a"), ids=ended
    )
    moved = read(
        by_kind.format(
            id="t.settlement_id",
            tables="seller.transactions t JOIN seller.transaction_amounts a"
            " USING (account_id, transaction_id)",
        ).replace("WHERE", "WHERE t.is_counted AND"),
        ids=ended,
    )
    assert len(lines) > 25
    assert lines == moved


def test_a_new_settlement_comes_with_a_later_run(amazon_of: Make) -> None:
    amazon = amazon_of(days=30)
    amazon.run("marketplaces", "settlements")
    before = {row[0] for row in read(SUMS)}
    amazon.clock.advance(14 * 86400)
    assert states(amazon.run("settlements")) == {"done"}
    after = {row[0] for row in read(SUMS)}
    # What Amazon no longer keeps stays with us.
    assert after > before
    assert len(after - before) == 3
    assert {row[0] for row in truth(amazon, 30)} <= after


def test_a_settlement_that_does_not_add_up_is_set_aside_whole_and_read_again_later(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=30)
    amazon.run("marketplaces")
    monkeypatch.setattr(kinds, "settlement_file", without_a_line(kinds.settlement_file))
    assert states(amazon.run("settlements")) == {"partial"}
    assert read("SELECT count(*) FROM seller.settlements") == [(0,)]
    assert read("SELECT count(*) FROM seller.settlement_lines") == [(0,)]
    waiting = read("SELECT reason, sealed FROM sync.quarantine WHERE replayed_at IS NULL")
    assert len(waiting) == len(truth(amazon, 30))
    assert all("add up to" in reason and b"settlement-id" not in bytes(raw)
               for reason, raw in waiting)  # fmt: skip
    # Amazon mends its files: the same reports are fetched anew, and none is asked for.
    monkeypatch.undo()
    amazon.simulator.world.reports._files.clear()
    assert states(amazon.run("settlements", kind="replay", is_forced=True)) == {"done"}
    assert read(SUMS) == truth(amazon, 30)
    assert read("SELECT count(*) FROM sync.quarantine WHERE replayed_at IS NULL") == [(0,)]
    assert amazon.simulator.world.rates.served["createReport"] == 0
    assert {one.rows_written for one in amazon.run("settlements", is_forced=True)} == {0}


def test_a_settlement_that_was_forgotten_unread_is_looked_for_as_long_as_amazon_lists_it(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=30)
    amazon.run("marketplaces")
    monkeypatch.setattr(kinds, "settlement_file", without_a_line(kinds.settlement_file))
    assert states(amazon.run("settlements")) == {"partial"}
    documents = amazon.simulator.world.rates.served["getReportDocument"]
    assert states(amazon.run("settlements")) == {"done"}
    assert amazon.simulator.world.rates.served["getReportDocument"] == documents
    with engine_for(Role.OWNER).begin() as connection:
        connection.exec_driver_sql("SELECT set_config('app.account_id', '1', true)")
        connection.exec_driver_sql(
            "UPDATE sync.quarantine SET set_aside_at = now() - interval '31 days'"
        )
    assert any(one.forgotten for one in amazon.run("settlements"))
    # Amazon's file makes sense now, and nothing but its list says that it was never read.
    monkeypatch.undo()
    amazon.simulator.world.reports._files.clear()
    assert states(amazon.run("settlements")) == {"done"}
    assert read(SUMS) == truth(amazon, 30)


def test_a_settlement_that_another_report_has_told_stays_as_that_one_told_it(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=30)
    amazon.run("marketplaces", "settlements")
    told = read(SUMS)
    # An older file of the same settlements waits, as it could not be read then.
    seller = list_connections(is_demo=True)[0]
    [(report_id, number)] = read(
        "SELECT j.report_id, s.settlement_id FROM sync.report_jobs j JOIN seller.settlements s"
        " ON s.report_id = j.report_id WHERE j.connection_id = :key LIMIT 1",
        key=seller.connection_id,
    )
    read("UPDATE seller.settlements SET report_id = 'a later one' RETURNING 1")
    aside = SetAside("settlements", report_id, "It was odd.", "{}", amazon.clock.now(), report_id)
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        keep(connection, seller, "settlements", 1, aside)
    changed = "UPDATE seller.settlement_lines SET sku = 'mended' WHERE settlement_id = :number"
    read(f"{changed} RETURNING 1", number=number)
    results = amazon.run("settlements", kind="replay", is_forced=True)
    assert (states(results), {one.rows_written for one in results}) == ({"done"}, {0})
    assert read(SUMS) == told
    assert read("SELECT count(*) FROM sync.quarantine WHERE replayed_at IS NULL") == [(0,)]


def test_a_settlement_that_has_become_shorter_loses_its_last_lines(amazon_of: Make) -> None:
    amazon = amazon_of(days=30)
    amazon.run("marketplaces", "settlements")
    [(key, lines)] = read("SELECT settlement_id, count(*) FROM seller.settlement_lines"
                          " GROUP BY 1 ORDER BY 1 LIMIT 1")  # fmt: skip
    read("INSERT INTO seller.settlement_lines (account_id, settlement_id, line_no,"
         " transaction_type, kind, currency, amount, source, fetched_at) SELECT account_id,"
         " settlement_id, 999999, 'Order', 'sales', currency, 1, source, fetched_at"
         " FROM seller.settlements WHERE settlement_id = :key RETURNING 1", key=key)  # fmt: skip
    results = amazon.run("settlements", is_forced=True)
    assert sum(one.rows_written for one in results) == 1
    assert read("SELECT count(*) FROM seller.settlement_lines WHERE settlement_id = :key",
                key=key) == [(lines,)]  # fmt: skip


def test_a_document_that_cannot_be_had_is_found_again_by_the_next_run(amazon_of: Make) -> None:
    amazon = amazon_of(days=30)
    amazon.run("marketplaces")
    amazon.fault("truncate_document", operation="document", count=1000)
    results = amazon.run("settlements")
    assert states(results) == {"failed"}
    assert "settlements" in results[0].sentence
    amazon.simulator.world.faults.clear()
    amazon.clock.advance(900)
    assert states(amazon.run("settlements")) == {"done"}
    assert read(SUMS) == truth(amazon, 30)
    assert amazon.simulator.world.rates.served["createReport"] == 0


def test_a_run_that_was_cut_off_fetches_only_what_is_left(amazon_of: Make) -> None:
    amazon = amazon_of(days=30)
    amazon.run("marketplaces", "settlements")
    gone = read("DELETE FROM seller.settlements WHERE settlement_id IN (SELECT settlement_id FROM"
                " seller.settlements ORDER BY 1 LIMIT 2) RETURNING report_id")  # fmt: skip
    read("UPDATE sync.report_jobs SET state = 'ready' WHERE report_id = ANY(:ids) RETURNING 1",
         ids=[key for (key,) in gone])  # fmt: skip
    served = amazon.simulator.world.rates.served
    before = served["getReportDocument"]
    assert states(amazon.run("settlements")) == {"done"}
    assert served["getReportDocument"] == before + 2
    assert read(SUMS) == truth(amazon, 30)
