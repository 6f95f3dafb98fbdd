"""Report files of six kinds, hand-made and mangled: right to the cent, or refused.

Those of the other kinds have tests of their own, named in ELSEWHERE.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DataError
from core.settings import ROOT
from sync.imports.importer import recognise
from sync.imports.kinds import KINDS
from sync.imports.kinds.base import Prepared
from sync.imports.reading import ExactNumber, Sheet, read_bytes
from tests.support.report_cases import CASES, DAY_ONE, FIGURES, Case
from tests.support.report_files import Dress, text_file


def prepared(case: Case, body: bytes | None = None) -> Prepared:
    """Read a case's file. Raises DataError as the command would say it."""
    sheet = read_bytes(case.file, case.body if body is None else body)
    kind, layout = recognise(sheet)
    assert kind.name == case.kind
    return kind.read(sheet, layout, case.hints)


# The kinds whose files are mangled in tests of their own.
ELSEWHERE = {
    "settlement": "tests/unit/sync/test_import_of_money_files.py",
    "fba_returns": "tests/unit/sync/test_import_of_money_files.py",
    "merchant_returns": "tests/unit/sync/test_import_of_money_files.py",
    "listings": "tests/integration/sync/test_imported_stock_files.py",
    "inventory_age": "tests/integration/sync/test_imported_stock_files.py",
}
GOOD = [case for case in CASES if not case.refused]
BAD = [case for case in CASES if case.refused]


@pytest.mark.parametrize("case", GOOD, ids=lambda case: f"{case.kind} {case.name}")
def test_a_file_is_read_to_the_cent_in_whatever_dress_it_comes(case: Case) -> None:
    assert FIGURES[case.kind](prepared(case)) == case.told


@pytest.mark.parametrize("case", BAD, ids=lambda case: f"{case.kind} {case.name}")
def test_a_mangled_file_is_refused_in_a_sentence_that_names_the_line(case: Case) -> None:
    with pytest.raises(DataError) as refusal:
        prepared(case)
    assert re.search(case.refused, refusal.value.sentence), refusal.value.sentence


def test_more_than_a_hundred_files_are_tried_over_the_kinds_that_are_not_tried_elsewhere(
    capsys: pytest.CaptureFixture[str],
) -> None:
    counted = Counter(case.kind for case in CASES)
    assert set(counted) == set(FIGURES) == {kind.name for kind in KINDS} - set(ELSEWHERE)
    assert set(ELSEWHERE) <= {kind.name for kind in KINDS}
    assert all((ROOT / file).is_file() for file in ELSEWHERE.values())
    assert min(counted.values()) >= 10
    assert len(CASES) >= 100
    assert len(BAD) >= 40
    with capsys.disabled():
        told = ", ".join(f"{kind} {count}" for kind, count in sorted(counted.items()))
        print(f"\n{len(CASES)} report files, {len(BAD)} of them mangled: {told}")


def cells_of(sheet: Sheet) -> list[list[str]]:
    return [list(line.cells) for line in (sheet.header, *sheet.lines)]


@given(st.data())
def test_a_file_with_a_broken_cell_tells_the_same_or_is_refused_or_only_that_cell_changed(
    data: st.DataObject,
) -> None:
    """One cell of any file is replaced by rubbish: nothing else may change by it."""
    case = data.draw(st.sampled_from(GOOD))
    lines = cells_of(read_bytes(case.file, case.body))
    if any(isinstance(cell, ExactNumber) for line in lines for cell in line):
        return  # a workbook's numbers are no text
    line = data.draw(st.integers(1, len(lines) - 1))
    column = data.draw(st.integers(0, len(lines[0]) - 1))
    rubbish = data.draw(
        st.sampled_from(["", "-", "x", "1", "1,2", "1.234", "1e9", "'", "€", "\u2028", "０", "NaN"])
        | st.text(st.characters(blacklist_characters='\r\n\t,;"\x00', codec="utf-8"), max_size=8)
    )
    was, lines[line][column] = lines[line][column], rubbish
    before = FIGURES[case.kind](prepared(case))
    try:
        found = prepared(Case(**{**case.__dict__, "file": "a.csv"}), text_file(lines))
    except DataError:
        return
    after = FIGURES[case.kind](found)
    changed = [number for number, (one, other) in enumerate(zip(before, after, strict=True))
               if one != other]  # fmt: skip
    # A cell feeds one figure, or decides whether its line is told at all.
    assert len(changed) <= 1 or not was or column in _deciding(case, lines[0])


def _deciding(case: Case, header: list[str]) -> set[int]:
    """Return the columns that decide whether or where a line counts as a whole."""
    kind, layout = recognise(read_bytes(case.file, case.body))
    assert kind.name == case.kind
    fields = ("order_id", "sales_channel", "sku", "asin", "day", "currency", "campaign", "status")
    return {layout.places[field] for field in fields if layout.has(field)}


@given(
    st.lists(
        st.decimals(min_value=0, max_value=10**7, places=2, allow_nan=False), min_size=1, max_size=8
    ),
    st.sampled_from([
        Dress("en", "%m/%d/%Y", ",", ".", "${}"), Dress("en", "%b %d %Y", "", ".", "US${}"),
        Dress("en", "%Y-%m-%d", ",", ".", "{} USD"), Dress("en", "%m/%d/%y", ".", ",", "$ {}"),
        Dress("en", "%Y/%m/%d", "\u00a0", ",", "{}$"),
    ]),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
)  # fmt: skip
def test_whatever_amounts_a_campaign_file_has_their_sum_is_the_file_s(
    amounts: list[Decimal], dress: Dress, separator: str, charset: str
) -> None:
    template = next(case for case in GOOD if case.name == "US utf-8")
    lines: list[list[Any]] = [cells_of(read_bytes(template.file, template.body))[0]]
    day, cost, sales = (lines[0].index(name) for name in ("Date", "Spend", "7 Day Total Sales"))
    first = cells_of(read_bytes(template.file, template.body))[1]
    for number, amount in enumerate(amounts):
        row = list(first)
        row[lines[0].index("Campaign Name")] = f"campaign {number}"
        row[lines[0].index("Cost Per Click (CPC)")] = ""
        row[lines[0].index("Impressions")] = "5"
        row[lines[0].index("Clicks")] = "1"
        row[day] = dress.write(DAY_ONE, is_money=False)
        row[cost] = dress.write(amount, is_money=True)
        row[sales] = dress.write(amount * 3, is_money=True)
        lines.append(row)
    body = text_file(lines, separator, charset)
    _, _, told_cost, told_sales, _ = FIGURES["ad_campaigns"](prepared(template, body))
    assert (told_cost, told_sales) == (sum(amounts), 3 * sum(amounts))
