"""Files of costs: read in the ways people write them, or refused with the line."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import QueryError
from data.cost_files import read_costs

TODAY = date(2026, 11, 20)
DE = "A1PA6795UKMFR9"


def read(text: str, encoding: str = "utf-8"):
    return read_costs(text.encode(encoding), "EUR", TODAY)


def test_a_full_line_is_read_as_it_stands() -> None:
    found = read("SKU,Marketplace,Valid from,Currency,Goods,Freight,Other\n"
                 "AB-1,DE,2026-01-31,usd,1.50,0.25,0.1\n")  # fmt: skip
    assert found.faults == []
    (cost,) = found.costs
    assert (cost.item_kind, cost.item, cost.marketplace_id) == ("sku", "AB-1", DE)
    assert (cost.valid_from, cost.currency) == (date(2026, 1, 31), "USD")
    assert (cost.goods_amount, cost.freight_amount, cost.other_amount) == (
        Decimal("1.50"), Decimal("0.25"), Decimal("0.1"),
    )  # fmt: skip


def test_what_a_line_does_not_name_is_the_default() -> None:
    (cost,) = read("asin;goods\nb000000001;2\n").costs
    assert (cost.item_kind, cost.item, cost.marketplace_id) == ("asin", "B000000001", "")
    assert (cost.valid_from, cost.currency) == (TODAY, "EUR")


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1,50", "1.50"), ("1.234,50", "1234.50"), ("1,234.50", "1234.50"), ("€ 3", "3"),
     ("1234.5", "1234.5"), ("2,5 €", "2.5")],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(written, meant) -> None:
    (cost,) = read(f"sku;goods\nA;{written}\n").costs
    assert cost.goods_amount == Decimal(meant)


def test_a_file_from_a_german_spreadsheet_is_read() -> None:
    text = "Artikelnummer;Währung;Einkaufspreis;Gültig ab\r\nÖL-1;EUR;3,20;31.01.2026\r\n"
    (cost,) = read(text, "cp1252").costs
    assert (cost.item, cost.valid_from) == ("ÖL-1", date(2026, 1, 31))
    assert read("\ufeffsku,goods\nA,1\n").costs[0].item == "A"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (",DE,2026-01-01,EUR,1", "names no SKU"),
        ("A,Mars,2026-01-01,EUR,1", "There is no marketplace 'Mars'"),
        ("A,DE,01/02/2026,EUR,1", "is no day"),
        ("A,DE,2026-13-01,EUR,1", "is no day"),
        ("A,DE,2026-01-01,euros,1", "currency"),
        ("A,DE,2026-01-01,EUR,cheap", "is no amount"),
        ("A,DE,2026-01-01,EUR,nan", "is no amount"),
        ("A,DE,2026-01-01,EUR,-1", "goods amount"),
        ("A,DE,2026-01-01,EUR,", "names no cost of goods"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_others_are_kept(line, told) -> None:
    head = "sku,marketplace,valid from,currency,goods\n"
    found = read(f"{head}OK,DE,2026-01-01,EUR,1\n{line}\nOK-2,DE,2026-01-01,EUR,1\n")
    assert [one.item for one in found.costs] == ["OK", "OK-2"]
    (fault,) = found.faults
    assert fault.line == 3
    assert told in fault.sentence


def test_the_same_cost_twice_is_refused_the_second_time() -> None:
    found = read("sku,goods\nA,1\n\nA,2\n")
    assert [(one.line, one.sentence) for one in found.faults] == [
        (4, "The same cost stands in line 2 already.")
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The first line must name"),
        (b"a,b\n1,2\n", "The first line must name"),
        (b"PK\x00\x03", "no text"),
        (b"sku;goods\n" + b"x" * 200_000, "Line 2 cannot be taken"),
        (b"x" * (20 * 1024 * 1024 + 1), "larger than 20 MB"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_of_costs_is_refused_as_a_whole(content, told) -> None:
    with pytest.raises(QueryError, match=told):
        read_costs(content, "EUR", TODAY)


@given(st.binary(max_size=300))
def test_whatever_the_bytes_are_the_answer_is_costs_faults_or_one_sentence(content) -> None:
    for bytes_ in (content, b"sku;goods\n" + content):
        with suppress(QueryError):
            found = read_costs(bytes_, "EUR", TODAY)
            assert all(one.line >= 2 for one in found.faults)
