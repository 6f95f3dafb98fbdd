"""Replay: a line that could not be read is asked for anew, with all lines of its time.

Several lines make one row in these reports, so a line alone must never be saved as the row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from core.crypto import open_sealed
from simulator.ads.desk import AdsReportDesk
from simulator.reports.kinds import KINDS, File
from tests.integration.sync.conftest import Amazon, read, states

Make = Callable[..., Amazon]
WAITING = "SELECT count(*) FROM sync.quarantine WHERE replayed_at IS NULL"
DAY = 86400
Cells = dict[str, str]


@dataclass(frozen=True)
class Report:
    """A report of which several lines make one row, and what they add up to.

    `twin` changes the second of two lines that are one thing otherwise; `spoil` is the column in
    which that line makes no sense until Amazon has mended it.
    """

    stream: str
    report_type: str
    spoil: str
    sums: str
    twin: Callable[[Cells], Cells] = dict
    each: Callable[[Cells], Cells] = dict
    more_columns: tuple[str, ...] = ()


REPORTS = (
    Report(
        "reimbursements", "GET_FBA_REIMBURSEMENTS_DATA", "amount-total",
        "SELECT reimbursement_id, line_no, sku, total_amount FROM seller.reimbursements",
        twin=lambda cells: {**cells, "sku": f"zz-{cells['sku']}"},
    ),
    Report(
        "returns_fba", "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA", "quantity",
        "SELECT return_key, amazon_order_id, sku, quantity FROM seller.returns",
        each=lambda cells: {**cells, "license-plate-number": ""},
    ),
    Report(
        "returns_merchant", "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE", "Refunded Amount",
        "SELECT return_key, amazon_order_id, sku, quantity, refunded_amount FROM seller.returns",
        twin=lambda cells: {**cells, "Order Item ID": "another"},
        more_columns=("Order Item ID",),
    ),
    Report(
        "storage_fees", "GET_FBA_STORAGE_FEE_CHARGES_DATA", "estimated_monthly_storage_fee",
        "SELECT marketplace_id, month, fnsku, fulfillment_center, fee_amount"
        " FROM seller.storage_fees",
    ),
    Report(
        "stranded_inventory", "GET_STRANDED_INVENTORY_UI_DATA", "fulfillable-qty",
        "SELECT marketplace_id, sku, fulfillable_units, unfulfillable_units"
        " FROM seller.stranded_inventory",
    ),
)  # fmt: skip


class Files:
    """Lets the simulator tell each line of a report twice, the twin of one of them oddly."""

    def __init__(self, report: Report, patch: pytest.MonkeyPatch) -> None:
        self._report = report
        self._made = KINDS[report.report_type].make
        self.is_odd = True
        self.odd_at = -1
        self.windows: list[tuple[int, int]] = []
        kind = replace(KINDS[report.report_type], make=self.make)
        patch.setitem(KINDS, report.report_type, kind)

    def make(self, wish: Any) -> File | None:
        self.windows.append((wish.first, wish.last))
        file = self._made(wish)
        if file is None:
            return None
        charset = "cp1252" if wish.region == "EU" else "utf-8"
        head, *lines = file.content.decode(charset).rstrip("\r\n").split("\r\n")
        names = [*head.split("\t"), *self._report.more_columns]
        told: list[Cells] = []
        for line in lines:
            cells = dict(zip(names, line.split("\t"), strict=False))
            one = self._report.each(dict.fromkeys(names, "") | cells)
            told += [one, self._report.twin(one)]
        if self.is_odd:
            told[self.odd_at] = {**told[self.odd_at], self._report.spoil: "many"}
        text = "\n".join("\t".join(row) for row in [names, *(one.values() for one in told)])
        return File(text.encode(charset), file.content_type)


def stored(report: Report) -> list[tuple[Any, ...]]:
    return sorted(read(report.sums), key=repr)


@pytest.mark.parametrize("report", REPORTS, ids=[one.stream for one in REPORTS])
def test_a_line_out_of_several_is_asked_for_anew_and_never_saved_as_their_sum(
    report: Report, amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=40)
    amazon.run("marketplaces")
    files = Files(report, monkeypatch)
    assert states(amazon.run(report.stream)) == {"partial"}
    [(odd,)] = read(WAITING)
    assert odd > 0
    assert read("SELECT count(*) FROM sync.quarantine WHERE report_id IS NULL") == [(0,)]
    half, asked = stored(report), len(files.windows)
    # Still odd: it goes on waiting, and what is stored is no better and no worse.
    assert "partial" in states(amazon.run(report.stream, kind="replay", is_forced=True))
    assert (stored(report), read(WAITING)) == (half, [(odd,)])
    files.is_odd = False
    amazon.simulator.world.reports._files.clear()
    assert states(amazon.run(report.stream, kind="replay", is_forced=True)) == {"done"}
    assert read(WAITING) == [(0,)]
    whole = stored(report)
    assert whole != half
    assert len(files.windows) > asked
    # What replay has made of it is what reading everything afresh makes of it.
    again = amazon.run(report.stream, is_forced=True)
    assert (states(again), {one.rows_written for one in again}) == ({"done"}, {0})
    assert stored(report) == whole


def test_a_replay_asks_for_the_days_of_the_lines_and_not_for_the_whole_history(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=50)
    amazon.run("marketplaces")
    files = Files(REPORTS[0], monkeypatch)
    amazon.run("reimbursements")
    files.windows.clear()
    files.is_odd = False
    assert states(amazon.run("reimbursements", kind="replay", is_forced=True)) == {"done"}
    assert {last - first for first, last in files.windows} == {DAY}
    assert len(files.windows) == 2


def test_a_report_that_takes_long_is_read_by_the_next_run_and_ends_the_waiting(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=40)
    amazon.run("marketplaces")
    files = Files(REPORTS[1], monkeypatch)
    assert states(amazon.run("returns_fba")) == {"partial"}
    files.is_odd = False
    amazon.fault("http_error", operation="getReport", count=100, status=503)
    for _ in range(2):
        # Asked for once, however often somebody tries.
        assert states(amazon.run("returns_fba", kind="replay", is_forced=True)) == {"failed"}
        assert read("SELECT count(*) FROM sync.report_jobs WHERE state = 'requested'") == [(2,)]
    amazon.simulator.world.faults.clear()
    amazon.clock.advance(900)
    assert states(amazon.run("returns_fba")) == {"done"}
    assert read(WAITING) == [(0,)]


def test_a_line_that_a_later_run_reads_rightly_waits_no_longer(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=40)
    amazon.run("marketplaces")
    files = [Files(report, monkeypatch) for report in REPORTS[:3]]
    streams = [report.stream for report in REPORTS[:3]]
    for one in files:
        # The newest lines stand first: their days are in the window of each of the next days.
        one.odd_at = 1
    assert states(amazon.run(*streams)) == {"partial"}
    assert read(WAITING) == [(6,)]
    for one in files:
        one.is_odd = False
    amazon.clock.advance(DAY)
    assert states(amazon.run(*streams)) == {"done"}
    assert read(WAITING) == [(0,)]


def test_days_of_advertising_are_asked_for_anew_where_a_row_of_two_made_no_sense(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=12)
    amazon.run("marketplaces", "ads_profiles", "ads_campaigns")
    made, is_odd = AdsReportDesk._rows, [True]

    def told_twice(desk: AdsReportDesk, job: Any) -> list[dict[str, Any]]:
        rows = made(desk, job)
        spoilt = {"clicks": "many", "adNote": "Hans Muster"}
        twins = [{**row, **spoilt} if is_odd[0] else row for row in rows[:1]]
        return [*rows, *twins, *rows[1:]]

    monkeypatch.setattr(AdsReportDesk, "_rows", told_twice)
    sums = "SELECT local_date, campaign_id, clicks, cost_amount FROM seller.ads_daily ORDER BY 1, 2"
    assert states(amazon.run("ads_sp_campaigns")) == {"partial"}
    kept = [open_sealed(bytes(raw), 1) for (raw,) in read("SELECT sealed FROM sync.quarantine")]
    assert all("campaignId" in one and "adNote" not in one for one in kept), kept
    half, jobs = read(sums), read("SELECT max(job_id) FROM sync.report_jobs")[0][0]
    is_odd[0] = False
    results = amazon.run("ads_sp_campaigns", kind="replay", is_forced=True)
    assert states(results) == {"done"}
    assert (read(WAITING), read(sums) == half) == ([(0,)], False)
    days = read(
        "SELECT DISTINCT data_end_at - data_start_at FROM sync.report_jobs WHERE job_id > :jobs",
        jobs=jobs,
    )
    assert [str(one) for (one,) in days] == ["0:00:00"]
    whole = read(sums)
    assert states(amazon.run("ads_sp_campaigns", is_forced=True)) == {"done"}
    assert read(sums) == whole


def test_a_stock_row_and_an_item_of_the_catalog_are_asked_for_anew(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    from simulator.endpoints import catalog, inventory

    amazon = amazon_of(days=2)
    amazon.run("marketplaces", "listings", "inventory", "products")
    facts = ("SELECT marketplace_id, sku, total_units FROM seller.inventory ORDER BY 1, 2",
             "SELECT asin, title FROM seller.products ORDER BY 1")  # fmt: skip
    before = [read(one) for one in facts]
    read("UPDATE seller.inventory SET total_units = 7 RETURNING 1")
    read("UPDATE seller.products SET title = 'old' RETURNING 1")
    with monkeypatch.context() as patch:
        _drop(patch, inventory, "_summary", "asin")
        _drop(patch, catalog, "item_json", "images")
        assert states(amazon.run("inventory", "products", is_forced=True)) == {"partial"}
    kept = dict(read("SELECT stream, count(*) FROM sync.quarantine GROUP BY 1"))
    assert set(kept) == {"inventory", "products"}
    amazon.clock.advance(60)
    results = amazon.run("inventory", "products", kind="replay", is_forced=True)
    assert states(results) == {"done"}
    assert [read(one) for one in facts] == before
    assert read(WAITING) == [(0,)]


def _drop(patch: pytest.MonkeyPatch, module: Any, name: str, field: str) -> None:
    """Let an answer of the simulator say something odd in one field."""
    real = getattr(module, name)

    def odd(*arguments: Any, **named: Any) -> dict[str, Any]:
        return {**real(*arguments, **named), field: [1]}

    patch.setattr(module, name, odd)
