"""Settlements and returns downloaded by hand: right to the cent, or refused with the line."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from core.clock import FakeClock, parse_instant
from core.errors import DataError
from core.marketplaces import MARKETPLACES
from simulator.reports.kinds import KINDS, Wish
from simulator.reports.settlement_file import settlement_file
from simulator.shop.calendar import SHOP_MARKETPLACES, second_of
from simulator.shop.money import money_of, settlement_at
from simulator.world import World
from sync.imports.importer import recognise
from sync.imports.kinds.base import Hints
from sync.imports.reading import read_bytes
from tests.conftest import FROZEN_NOW

US, DE, GB = (MARKETPLACES[one.marketplace_id] for one in SHOP_MARKETPLACES)
JP = MARKETPLACES["A1VC38T7YXB528"]
NOW = second_of(parse_instant(FROZEN_NOW))
FBA = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA"
SELLER = "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE"


@lru_cache(maxsize=8)
def settlement(country: str) -> str:
    """The settlement of the second half of October, as the country writes it."""
    place = next(one for one in SHOP_MARKETPLACES if one.country_code == country)
    return settlement_file(7, settlement_at(place, NOW - 20 * 86400))


@lru_cache(maxsize=4)
def returns(kind: str) -> str:
    world = World(clock=FakeClock(parse_instant(FROZEN_NOW)))
    wish = Wish(world.shop, "NA", (US.marketplace_id,), NOW - 60 * 86400, NOW, NOW, 0)
    made = KINDS[kind].make(wish)
    assert made is not None
    return made.content.decode()


def rows_of(body: str | bytes, *own: Any, name: str = "file.txt") -> list[Any]:
    sheet = read_bytes(name, body.encode() if isinstance(body, str) else body)
    kind, layout = recognise(sheet)
    return list(kind.read(sheet, layout, Hints(own or (US,))).rows)


def outcome(body: str, *own: Any) -> tuple[list[Any], str]:
    """The rows of a file, or the sentence that refuses it."""
    try:
        return rows_of(body, *own), ""
    except DataError as error:
        return [], error.sentence


def refusal(body: str, *own: Any) -> str:
    with pytest.raises(DataError) as error:
        rows_of(body, *own)
    return error.value.sentence


@pytest.mark.parametrize("country", ["US", "DE", "GB"])
def test_a_settlement_of_each_country_is_read_to_the_cent(country: str) -> None:
    place = next(one for one in SHOP_MARKETPLACES if one.country_code == country)
    (one,) = rows_of(settlement(country), US, DE, GB)
    expected = money_of(7).transfer(settlement_at(place, NOW - 20 * 86400))
    assert one.row.total_amount == sum(line.amount for line in one.lines)
    assert one.row.total_amount == Decimal(expected) / 100
    assert one.row.marketplace_id == place.marketplace_id


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_gives_the_same_settlement(charset: str) -> None:
    plain = rows_of(settlement("DE"), DE)
    assert rows_of(settlement("DE").encode(charset), DE) == plain


def test_a_japanese_file_of_returns_is_read() -> None:
    head, line = returns(FBA).split("\r\n")[:2]
    cells = line.split("\t")
    cells[5] = "マットレス用のカバー、ダブルサイズ"
    body = "\r\n".join((head, "\t".join(cells), "")).encode("cp932")
    (row,) = rows_of(body, JP)
    assert row.return_key == cells[11]


def test_several_settlements_in_one_file_are_each_read_whole() -> None:
    one, other = settlement("DE"), settlement("GB")
    both = one + "\r\n".join(other.split("\r\n")[1:])
    # The two countries write cents in two ways.
    assert "two ways" in refusal(both, DE, GB)
    place = SHOP_MARKETPLACES[1]
    before = settlement_file(7, settlement_at(place, NOW - 40 * 86400))
    found = rows_of(one + "\r\n".join(before.split("\r\n")[1:]), DE)
    assert len({row.row.settlement_id for row in found}) == 2


def _as_csv(text: str, separator: str) -> str:
    lines = [
        separator.join(f'"{cell}"' if cell else "" for cell in line.split("\t"))
        for line in text.split("\r\n")
        if line
    ]
    return "\n".join(lines) + "\n"


def test_a_file_that_a_spreadsheet_has_saved_is_the_same() -> None:
    plain = rows_of(settlement("DE"), DE)
    for separator in (",", ";"):
        found = rows_of(_as_csv(settlement("DE"), separator), DE, name="file.csv")
        assert found == plain
    units = rows_of(returns(FBA))
    book = Workbook()
    for line in returns(FBA).split("\r\n")[:-1]:
        book.active.append(line.split("\t"))
    stream = io.BytesIO()
    book.save(stream)
    assert rows_of(stream.getvalue(), name="returns.xlsx") == units


def test_thousands_are_read_and_what_can_be_read_in_two_ways_is_refused() -> None:
    head, *lines = returns(SELLER).split("\r\n")[:-1]
    paid = [line for line in lines if line.split("\t")[-1]]
    cells = paid[0].split("\t")
    cells[-1] = "1,234.50"
    changed = rows_of("\n".join((head, "\t".join(cells))))
    assert changed[0].refunded_amount == Decimal("1234.50")
    cells[-1] = "1,234"
    assert "Line 2 " in refusal("\n".join((head, "\t".join(cells))))
    # The rest of the file says how it writes cents.
    both = rows_of("\n".join((head, "\t".join(cells), *paid[1:])))
    assert Decimal(1234) in {row.refunded_amount for row in both}


def test_a_file_that_does_not_say_its_marketplace_asks_for_it() -> None:
    assert "--marketplace" in refusal(returns(FBA), US, DE)
    assert len(rows_of(returns(FBA), DE, GB)) > 50
    assert len(rows_of(returns(SELLER), US, DE)) > 5


CASES = [
    ("settlement-id", "settlement", "no report we know"),
    ("total-amount\t", "amount\t", "no report we know|twice"),
    ("\tUSD\t", "\t\t", "Line 2 .*currency"),
    ("\tOrder\t", "\t\t", "Line .*transaction type"),
    ("\tPrincipal\t", "\tPrincipal\t\t\t\t\t\t\t\t\t\t\t\tx\t", "Line .*more cells"),
    (" UTC", " XYZ", "Line 2 .*time zone"),
    (" UTC", "", "Line 2"),
    ("2026-", "2026-99-", "Line 2"),
    ("\t1\t\r\n", "\tone\t\r\n", "Line .*number"),
]


@pytest.mark.parametrize(("old", "new", "words"), CASES)
def test_a_mangled_settlement_is_refused_with_its_line(old: str, new: str, words: str) -> None:
    assert re.search(words, refusal(settlement("US").replace(old, new)))


@pytest.mark.parametrize("country", ["US", "DE", "GB"])
def test_a_settlement_without_one_of_its_lines_is_refused(country: str) -> None:
    lines = settlement(country).split("\r\n")
    for gone in (2, 40, len(lines) - 2):
        body = "\r\n".join((*lines[:gone], *lines[gone + 1 :]))
        assert "Line 2 " in (sentence := refusal(body, US, DE, GB))
        assert "add up" in sentence


def _cells() -> st.SearchStrategy[str]:
    return st.one_of(
        st.sampled_from(["", "-", "x", "0", "0,00", "0.00", "1,2", "1.234", "1e9", "'", '"', "NaN",
                         "\u2028", "\xa0", "=1+1", "-0.01", "99999999999999999999,99", "(5.00)",
                         "€ 5,00", "2026-11-02", "11/02/26", "UTC", "\ufeff"]),
        st.decimals(-(10**9), 10**9, places=2).map(lambda one: f"{one:,.2f}"),
        st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8),
    )  # fmt: skip


def _mangled(text: str, data: st.DataObject) -> tuple[str, int, int]:
    lines = text.split("\r\n")[:-1]
    number = data.draw(st.integers(1, len(lines) - 1))
    cells = lines[number].split("\t")
    column = data.draw(st.integers(0, len(cells) - 1))
    cells[column] = data.draw(_cells())
    lines[number] = "\t".join(cells)
    return "\r\n".join((*lines, "")), number + 1, column


@lru_cache(maxsize=4)
def short(country: str) -> str:
    """A settlement of few lines that adds up: the first orders of the month."""
    head, first, *lines = settlement(country).split("\r\n")[:30]
    comma = country == "DE"
    cells = first.split("\t")
    total = sum(Decimal(line.split("\t")[14].replace(",", ".")) for line in lines)
    cells[4] = str(total).replace(".", ",") if comma else str(total)
    return "\r\n".join((head, "\t".join(cells), *lines, ""))


@given(st.data(), st.sampled_from(["US", "DE", "GB"]))
@settings(max_examples=150)
def test_a_settlement_with_one_mangled_cell_is_right_to_the_cent_or_refused_with_a_line(
    data: st.DataObject, country: str
) -> None:
    (good,) = rows_of(short(country), US, DE, GB)
    body, _number, column = _mangled(short(country), data)
    found, sentence = outcome(body, US, DE, GB)
    if sentence:
        assert "Line " in sentence
        assert "Nothing was imported" in sentence
        return
    # It may be another word somewhere; no amount of it is another.
    (one,) = found
    assert [line.amount for line in one.lines] == [line.amount for line in good.lines]
    assert one.row.total_amount == good.row.total_amount or column == 4


@given(st.data(), st.sampled_from([FBA, SELLER]))
@settings(max_examples=150)
def test_a_file_of_returns_with_one_mangled_cell_is_read_whole_or_refused_with_that_line(
    data: st.DataObject, kind: str
) -> None:
    head, *lines = returns(kind).split("\r\n")[:8]
    text = "\r\n".join((head, *lines, ""))
    good = {row.key: row for row in rows_of(text)}
    body, number, _column = _mangled(text, data)
    rows, sentence = outcome(body)
    if sentence:
        is_named = re.search(rf"[Ll]ine {number}\b", sentence) is not None
        assert is_named or "several currencies" in sentence
        return
    found = {row.key: row for row in rows}
    # All lines but the mangled one are as they were.
    changed = [key for key, row in good.items() if found.get(key) != row]
    assert len(changed) <= 1
    assert len(found) >= len(good) - 1


def test_a_unit_that_is_cut_before_its_label_is_refused_and_one_without_comments_is_read() -> None:
    head, first, second = returns(FBA).split("\r\n")[:3]
    label = head.split("\t").index("license-plate-number")
    cut = "\t".join(first.split("\t")[:label])
    _, sentence = outcome("\n".join((head, second, cut)))
    assert "Line 3 " in sentence
    assert "fewer cells" in sentence
    # Some editors take away what is empty at the end of a line.
    short = "\t".join(first.split("\t")[: label + 1])
    assert rows_of("\n".join((head, short, second))) == rows_of("\n".join((head, first, second)))


def _header_cases() -> Iterator[tuple[str, int]]:
    for kind in (FBA, SELLER):
        for column in range(len(returns(kind).split("\r\n")[0].split("\t"))):
            yield kind, column


@pytest.mark.parametrize(("kind", "column"), list(_header_cases()))
def test_a_file_without_one_of_its_columns_is_read_or_refused_but_never_half(
    kind: str, column: int
) -> None:
    lines = [line.split("\t") for line in returns(kind).split("\r\n")[:5]]
    body = "\n".join("\t".join(cells[:column] + cells[column + 1 :]) for cells in lines)
    found, sentence = outcome(body)
    if sentence:
        assert "no report we know" in sentence or "Line 2 " in sentence
        return
    assert len(found) == len(rows_of("\n".join("\t".join(cells) for cells in lines)))
