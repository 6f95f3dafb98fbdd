"""Windows of reports by date: they cover all of the time, and never cut a day in two."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.marketplaces import MARKETPLACES
from sync.flat_files import FlatFile
from sync.flat_windows import midnight_before, windows_of
from sync.sources import reimbursements, returns_fba, returns_merchant
from tests.support.flat import document_of
from tests.unit.sync.test_reimbursements_out_of_reports import HEADER, LINE
from tests.unit.sync.test_returns_out_of_reports import (
    FBA_HEADER,
    FBA_LINE,
    SELLER_HEADER,
    SELLER_LINE,
)

US, DE = MARKETPLACES["ATVPDKIKX0DER"], MARKETPLACES["A1PA6795UKMFR9"]
BERLIN, SEATTLE = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Los_Angeles")
# A year with both of its odd days: 23 and 25 hours.
MINUTES = st.integers(0, 366 * 24 * 60)


@given(MINUTES, MINUTES, st.integers(2, 90), st.sampled_from([BERLIN, SEATTLE]))
def test_windows_cover_all_of_the_time_and_are_cut_at_midnight(
    one: int, other: int, longest: int, zone: ZoneInfo
) -> None:
    first = datetime(2026, 1, 1, tzinfo=UTC)
    start, end = (first + timedelta(minutes=minutes) for minutes in sorted((one, other)))
    windows = windows_of(start, end, timedelta(days=longest), zone)
    edges = [edge for window in windows for edge in window]
    assert all(begin < finish <= begin + timedelta(days=longest) for begin, finish in windows)
    inner = [begin for begin, _ in windows[:-1]]
    assert inner == [finish for _, finish in windows[1:]]
    assert not edges or (max(edges), min(edges)) == (end, start)
    for edge in inner:
        assert edge.astimezone(zone).strftime("%H:%M") == "00:00"
    assert start == end or len(windows) <= (end - start) / timedelta(days=longest - 1) + 1


def test_what_fits_into_one_report_is_one() -> None:
    start = datetime(2026, 3, 3, 11, 30, tzinfo=UTC)
    end = start + timedelta(days=60)
    assert windows_of(start, end, timedelta(days=60), SEATTLE) == [(start, end)]


def test_midnight_is_that_of_the_marketplace() -> None:
    moment = datetime(2026, 11, 20, 5, tzinfo=UTC)
    assert midnight_before(moment, SEATTLE) == datetime(2026, 11, 19, 8, tzinfo=UTC)
    assert midnight_before(moment, BERLIN) == datetime(2026, 11, 19, 23, tzinfo=UTC)


WINDOW = (datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 12, 24, 10, tzinfo=UTC))


@pytest.mark.parametrize(
    ("report", "head", "line", "start"),
    [
        (returns_fba.REPORT, FBA_HEADER, FBA_LINE, datetime(2026, 6, 4, 22, tzinfo=UTC)),
        (returns_merchant.REPORT, SELLER_HEADER, SELLER_LINE,
         datetime(2026, 11, 24, 23, tzinfo=UTC)),
        (reimbursements.REPORT, HEADER, LINE, datetime(2026, 5, 12, 22, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_a_line_is_of_its_day_and_where_that_cannot_be_read_of_the_whole_report(
    report, head: str, line: str, start: datetime
) -> None:
    def span(text: str, window=WINDOW):
        file = FlatFile(document_of(f"{head}\n{text}\n"), DE, report.words, report.required)
        [row] = file.rows()
        return report.day_of(row, DE, window)

    day = (start, start + timedelta(days=1))
    assert span(line) == day
    # A day at the edge of a report is known as far as the report goes.
    noon = start + timedelta(hours=12)
    assert span(line, (noon, WINDOW[1])) == (noon, day[1])
    assert span(line, (WINDOW[0], noon)) == (start, noon)
    earlier = (WINDOW[0] - timedelta(days=90), WINDOW[0] - timedelta(days=60))
    assert span(line, earlier) == earlier
    assert span(line.replace("2026", "26")) == WINDOW
    assert span(line + "\tmore") == WINDOW
