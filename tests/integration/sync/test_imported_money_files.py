"""Settlements and returns by hand: once or twice, before or after Amazon's API, nothing doubled."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.clock import FakeClock, parse_instant
from core.marketplaces import MARKETPLACES
from simulator.reports.settlement_jobs import SETTLEMENT
from simulator.shop.calendar import second_of
from simulator.world import World
from sync.connections import list_connections
from sync.imports.importer import Outcome, import_bytes
from sync.imports.importer import Wish as ImportWish
from tests.conftest import FROZEN_NOW
from tests.integration.sync.conftest import Amazon, read, states
from tests.support.installation import Installation

Make = Callable[..., Amazon]
CLOCK = FakeClock(parse_instant(FROZEN_NOW))
DE, US = MARKETPLACES["A1PA6795UKMFR9"], MARKETPLACES["ATVPDKIKX0DER"]
FBA = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA"
TABLES = ("settlements", "settlement_lines", "returns")


def settlement_files(partner: str = "A1DEMOSELLEREU") -> list[bytes]:
    """The settlements of a seller that Amazon keeps, the newest first."""
    desk = World(clock=CLOCK, seed=7).reports
    jobs = [job for job in desk.jobs_of(partner) if job.kind == SETTLEMENT]
    files = [desk.file(job.document_id) for job in jobs]
    return [gzip.decompress(file.content) for file in files if file]


def returns_file(days: int = 30) -> bytes:
    from simulator.reports.kinds import KINDS, Wish

    world, now = World(clock=CLOCK, seed=7), second_of(CLOCK.now())
    wish = Wish(world.shop, "EU", (DE.marketplace_id,), now - days * 86400, now, now, 0)
    made = KINDS[FBA].make(wish)
    assert made is not None
    return made.content


def bring(body: bytes, **wish: Any) -> Outcome:
    account_id = list_connections(is_demo=True)[0].account_id
    return import_bytes("report.txt", body, ImportWish(account_id, **wish), CLOCK)


def everything() -> dict[str, list[Any]]:
    """Every fact of the three tables, without where it came from."""
    found = {}
    for name in TABLES:
        names = [
            column
            for (column,) in read(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = 'seller'"
                " AND table_name = :name AND column_name NOT IN ('source', 'report_id', 'run_id',"
                " 'fetched_at') ORDER BY ordinal_position",
                name=name,
            )
        ]
        found[name] = read(f"SELECT {', '.join(names)} FROM seller.{name} ORDER BY {names[1]},"
                           f" {names[2]}")  # fmt: skip
    return found


def test_settlements_by_hand_are_those_of_the_api_which_takes_them_over(amazon_of: Make) -> None:
    amazon = amazon_of(days=95)
    amazon.run("marketplaces")
    files = settlement_files()
    for body in files:
        outcome = bring(body)
        assert outcome.sentence == ""
        assert outcome.new > 400
    by_hand = everything()
    assert len(by_hand["settlements"]) == len(files) == 14
    assert states(amazon.run("settlements")) == {"done"}
    assert read("SELECT count(*) FROM seller.settlement_lines WHERE source LIKE 'import %'") == [
        (0,)
    ]
    mine = {row[1] for row in by_hand["settlements"]}
    by_api = everything()
    for name in ("settlements", "settlement_lines"):
        assert [row for row in by_api[name] if row[1] in mine] == by_hand[name]


def test_twice_is_as_good_as_once_and_a_preview_changes_nothing(database: Installation) -> None:
    body = settlement_files()[0]
    preview = bring(body, is_preview=True)
    assert everything() == {name: [] for name in TABLES}
    first = bring(body)
    assert (preview.new, preview.sentence) == (first.new, "")
    assert first.new > 400
    before = everything()
    again = bring(body)
    assert (again.new, again.changed, again.equal) == (0, 0, first.new)
    assert everything() == before


def test_a_shorter_settlement_takes_the_place_of_a_longer_one(database: Installation) -> None:
    body = settlement_files("A1DEMOSELLERNA")[0].decode()
    assert bring(body.encode()).sentence == ""
    [(lines,)] = read("SELECT count(*) FROM seller.settlement_lines")
    head, first, *rest = body.split("\r\n")[:-1]
    cells = first.split("\t")
    gone = rest.pop().split("\t")
    cells[4] = str(round(float(cells[4]) - float(gone[14]), 2))
    outcome = bring("\r\n".join((head, "\t".join(cells), *rest)).encode())
    assert (outcome.sentence, outcome.new) == ("", 0)
    assert outcome.changed == 2
    assert read("SELECT count(*) FROM seller.settlement_lines") == [(lines - 1,)]


def test_a_file_never_changes_a_settlement_of_the_api(amazon_of: Make) -> None:
    amazon = amazon_of(days=30)
    amazon.run("marketplaces", "settlements")
    before = everything()
    body = settlement_files()[0].replace(b"\tAFN\t", b"\tMFN\t")
    outcome = bring(body)
    assert (outcome.new, outcome.changed, outcome.sentence) == (0, 0, "")
    assert outcome.kept > 400
    assert everything() == before


@pytest.mark.parametrize("cut", [2, 200])
def test_a_settlement_that_is_not_whole_leaves_nothing(database: Installation, cut: int) -> None:
    lines = settlement_files()[0].split(b"\r\n")
    outcome = bring(b"\r\n".join(lines[:cut] + lines[cut + 1 :]))
    assert "Line 2 of report.txt" in outcome.sentence
    assert everything() == {name: [] for name in TABLES}
    assert read("SELECT count(*) FROM sync.imports") == [(0,)]


def test_returns_by_hand_get_the_marketplaces_of_known_orders_and_the_api_takes_them_over(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=60)
    amazon.run("marketplaces", "orders")
    outcome = bring(returns_file(), marketplace=DE)
    assert outcome.sentence == ""
    assert outcome.new > 50
    places = dict(read("SELECT marketplace_id, count(*) FROM seller.returns GROUP BY 1"))
    assert {DE.marketplace_id, "A1F83G8C2ARO7P"} <= set(places)
    by_hand = everything()["returns"]
    again = bring(returns_file(), marketplace=DE)
    assert (again.new, again.changed) == (0, 0)
    amazon.run("returns_fba")
    assert read("SELECT count(*) FROM seller.returns WHERE source LIKE 'import %'") == [(0,)]
    mine = {row[2] for row in by_hand}
    assert [row for row in everything()["returns"] if row[2] in mine] == by_hand
    kept = bring(returns_file().replace(b"SELLABLE", b"DEFECTIVE"), marketplace=DE)
    assert (kept.new, kept.changed, kept.kept) == (0, 0, outcome.new)


def test_no_buyer_s_words_come_in_with_a_file(database: Installation) -> None:
    body = returns_file()
    assert b"Please refund" in body
    bring(body, marketplace=DE)
    stored = "\n".join(str(row) for row in read("SELECT r::text FROM seller.returns r"))
    assert "LPN" in stored
    assert "Please refund" not in stored


def test_the_command_names_what_it_has_read(database: Installation, tmp_path: Path) -> None:
    good, odd = tmp_path / "payout.txt", tmp_path / "cut.txt"
    good.write_bytes(settlement_files()[0])
    odd.write_bytes(settlement_files()[1][:20_000])
    database.close()
    finished = database.run("sync", "import", str(good), str(odd))
    assert finished.returncode == 1, finished.stderr
    assert "payout.txt: Settlement V2." in finished.stdout
    assert "of cut.txt cannot be read" in finished.stderr
    assert "Nothing was imported" in finished.stderr
