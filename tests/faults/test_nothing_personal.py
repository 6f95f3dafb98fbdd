"""Personal data as a property: whatever field a text stands in, it is found nowhere afterwards.

Not in any table, not in what is set aside once it is unsealed, not in the log or what a run says,
and in none of the exports: CSV, Excel, and the answers of `python -m data query`.
"""

from __future__ import annotations

import io
import json
import logging
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from core.crypto import open_sealed
from core.database import Role, engine_for
from core.log import configure_logging
from data import cli
from data.exports import csv_of
from data.loaders import load_exact
from data.query_model import parse_query
from data.workbooks import xlsx_of
from simulator.app import ADS_OPERATIONS, OPERATIONS
from sync.registry import SOURCES
from tests.faults.canaries import (
    BROKEN,
    COLUMNS,
    MARK,
    ONE_LINE,
    PERSONAL,
    UNKNOWN,
    Canaries,
    names_of_amazon_s_models,
)
from tests.faults.shop import Shop
from tests.integration.sync.conftest import read

# Streams by how their answers come: JSON, XML (the history of orders), flat files, Ads.
JSON_STREAMS = ("orders", "inventory", "finances", "products", "sales_traffic")
FLAT_STREAMS = ("returns_fba", "returns_merchant", "reimbursements", "listings",
                "inventory_planning", "stranded_inventory", "storage_fees",
                "fee_estimates")  # fmt: skip
ADS_STREAMS = ("ads_profiles", "ads_campaigns", "ads_sp_products")
# A value that makes no sense is somebody's word as well: it may stay sealed, and nowhere else.
NONSENSE = f"not a date {MARK.lower()}"
_MONTH = {"start": "2026-10-22", "end": "2026-11-20"}
QUESTIONS: tuple[dict[str, Any], ...] = (
    {"metrics": ["revenue", "units"], "dimensions": ["day", "order", "product", "sku"]},
    {"metrics": ["units"], "dimensions": ["brand", "category", "order_status"]},
    {"metrics": ["returned_units"], "dimensions": ["return_reason", "disposition"]},
    {"metrics": ["clicks"], "dimensions": ["campaign", "ad_group"]},
)


class Broken:
    """Lets things make no sense in some answers, so that they are set aside."""

    def __init__(self, fields: frozenset[str], every: int) -> None:
        self.fields, self.every, self.seen = fields, every, 0

    def json(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.json(part) for part in value]
        if not isinstance(value, dict):
            return value
        return {key: self._part(key, part) for key, part in value.items()}

    def _part(self, key: str, part: Any) -> Any:
        if key in self.fields:
            self.seen += 1
            if self.seen % self.every == 0:
                return NONSENSE
        return self.json(part)


@st.composite
def plans(draw: st.DrawFn) -> tuple[Canaries, Broken, tuple[str, ...]]:
    """Which fields are added where, what stands in them, what is spoiled, what is read.

    Spoiled are numbers and times only: a status that nobody knows is stored as it came.
    """
    names = draw(st.sets(st.sampled_from(names_of_amazon_s_models()), max_size=12))
    canaries = Canaries(
        draw(st.lists(st.sampled_from((*ONE_LINE, *BROKEN)), min_size=1, max_size=4)),
        tuple(sorted(names | {draw(st.sampled_from(PERSONAL)), draw(st.sampled_from(UNKNOWN))})),
        tuple(sorted(draw(st.sets(st.sampled_from(COLUMNS), min_size=1)))),
        is_translated=draw(st.booleans()),
    )
    spoiled = draw(st.frozensets(st.sampled_from((
        "lastUpdatedTime", "createdTime", "quantityOrdered", "amount", "postedDate",
         "currencyAmount", "maturityDate", "quantityShipped",
        "fulfillableQuantity", "inventoryDetails", "date", "unitsOrdered", "impressions",
        "startDate"))))  # fmt: skip
    streams = draw(st.sets(st.sampled_from((*JSON_STREAMS, *FLAT_STREAMS)), min_size=2, max_size=5))
    more = ADS_STREAMS if draw(st.booleans()) else ()
    broken = Broken(spoiled, draw(st.integers(1, 7)))
    return canaries, broken, ("marketplaces", *sorted(streams), *more)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The log as a process of the sync writes it, with all that it can say."""
    root, written = logging.getLogger(), io.StringIO()
    before = root.handlers, root.level
    configure_logging("sync", "DEBUG")
    monkeypatch.setattr(cli, "configure_logging", lambda *_: None)
    [handler] = root.handlers
    monkeypatch.setattr(handler, "stream", written)
    yield written
    structlog.reset_defaults()
    root.handlers = before[0]
    root.setLevel(before[1])


@pytest.mark.parametrize(
    "examples", [6, pytest.param(200, marks=pytest.mark.soak)], ids=["few", "many"]
)
def test_a_text_in_a_field_that_nothing_is_read_from_is_found_nowhere(
    shop: Shop, log: io.StringIO, capsys: pytest.CaptureFixture[str], examples: int
) -> None:
    set_aside = 0

    @settings(max_examples=examples, derandomize=examples < 100)
    @given(plans())
    def in_any_mixture(plan: tuple[Canaries, Broken, tuple[str, ...]]) -> None:
        nonlocal set_aside
        canaries, broken, streams = plan
        canaries.planted = broken.seen = 0
        log.truncate(0)
        shop.restore("empty")
        plant(shop, canaries, broken)
        results = shop.run(*streams)
        assert not [one for one in results if one.crash], [one.crash for one in results]
        assert canaries.planted > 0
        look_everywhere(log, capsys, [one.sentence for one in results])
        [(aside,)] = read("SELECT count(*) FROM sync.quarantine")
        set_aside += aside

    in_any_mixture()
    # Otherwise nothing was ever looked for where it is likeliest to be.
    assert set_aside > 50


def test_of_all_streams_at_once_no_canary_is_found_anywhere(
    shop: Shop, log: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    canaries = Canaries(ONE_LINE, (*PERSONAL, *UNKNOWN), COLUMNS)
    plant(shop, canaries, Broken(frozenset({"lastUpdatedTime", "postedDate"}), every=20))
    shop.clock.advance(3600)
    results = shop.run(*SOURCES)
    assert {one.stream for one in results} >= {"orders", "finances", "ads_campaigns"}
    assert not [one for one in results if one.crash], [one.crash for one in results]
    assert canaries.planted > 5000
    [(orders, aside)] = read(
        "SELECT (SELECT count(*) FROM seller.orders), (SELECT count(*) FROM sync.quarantine)"
    )
    assert orders > 50
    assert aside > 3
    assert len(everything_stored()) > 100_000
    look_everywhere(log, capsys, [one.sentence for one in results])


def plant(shop: Shop, canaries: Canaries, broken: Broken) -> None:
    for operation in (*OPERATIONS, *ADS_OPERATIONS):
        change = canaries.answer(operation.name)
        shop.edit(operation.name, lambda value, change=change: broken.json(change(value)))
    shop.edit("document", canaries.document)


def look_everywhere(log: io.StringIO, capsys: pytest.CaptureFixture[str], said: list[str]) -> None:
    """Look for canaries in every place that something can be read from later."""
    find_none(everything_stored(), "the database")
    for (sealed,) in read("SELECT sealed FROM sync.quarantine"):
        opened = open_sealed(bytes(sealed), 1)
        find_none(opened.replace(NONSENSE, ""), "what is set aside")
    for question in QUESTIONS:
        find_none(exported(question), "an export")
    assert cli.main(["query", json.dumps({**QUESTIONS[0], "time": _MONTH})]) == 0
    printed = capsys.readouterr()
    assert '"rows"' in printed.out
    assert "stream ended" in log.getvalue()
    for words in (log.getvalue(), printed.out, printed.err, *said):
        find_none(words, "the log or what was printed")


def find_none(words: str, where: str) -> None:
    """Assert that no canary is in a text, nor a value that made no sense."""
    at = words.upper().find(MARK)
    assert at < 0, f"in {where}: …{words[max(0, at - 200) : at + 100]}…"


def everything_stored() -> str:
    """Return every row of every table and view, as the owner sees them."""
    with engine_for(Role.OWNER).begin() as connection:
        connection.execute(text("SELECT set_config('app.account_id', '1', true)"))
        tables = connection.execute(
            text(
                "SELECT table_schema || '.' || table_name FROM information_schema.tables"
                " WHERE table_schema IN ('seller', 'sync', 'app', 'report')"
            )
        ).scalars()
        return "\n".join(
            row
            for table in tables.all()
            for row in connection.execute(text(f"SELECT t::text FROM {table} t")).scalars()
        )


def exported(question: dict[str, Any]) -> str:
    """Return a question's answer as CSV and as what stands in the sheets of a workbook."""
    frame = load_exact(1, parse_query(json.dumps({**question, "time": _MONTH}))).frame
    with zipfile.ZipFile(io.BytesIO(xlsx_of(frame, "Rows", ["Made for a test"]))) as book:
        sheets = "".join(book.read(name).decode("utf-8") for name in book.namelist())
    return csv_of(frame).decode("utf-8-sig") + sheets
