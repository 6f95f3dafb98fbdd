"""Whom Amazon tells one pan-European stock: known by the numbers, and not by chance."""

from __future__ import annotations

from sync.stock_pools import Picture, find_members

DE, FR, ES = "A1PA6795UKMFR9", "A13V1IB3VIYZZH", "A1RKKUPIHCS9HS"
RANKS = {DE: 1, FR: 2, ES: 4}


def told(
    sku: str, place: str, alike: int = 1, unlike: int = 0, states: int = 1, *, empty: bool = False
) -> Picture:
    return Picture(1, sku, place, RANKS[place], alike, unlike, states, empty)


def members(*pictures: Picture, known: str = "") -> set[tuple[str, str]]:
    """Return (SKU, marketplace); `known` names SKUs that DE and FR have shared so far."""
    before = frozenset((1, sku, place) for sku in known for place in (DE, FR))
    return {(sku, place) for _, sku, place in find_members(pictures, before)}


def pair(sku: str, **more: int) -> list[Picture]:
    return [told(sku, DE, **more), told(sku, FR, **more)]


def test_a_shop_whose_skus_are_told_alike_is_believed_at_its_first_reading() -> None:
    found = members(*pair("A"), *pair("B"), *pair("C"), *pair("D", alike=0, unlike=1))
    assert found == {(sku, place) for sku in "ABC" for place in (DE, FR)}


def test_a_few_that_agree_by_chance_are_not() -> None:
    apart = [one for sku in "DEFG" for one in pair(sku, alike=0, unlike=1)]
    assert members(*pair("A"), *pair("B"), *pair("C"), *apart) == set()
    assert members(*pair("A"), *pair("B")) == set()


def test_one_sku_that_was_alike_in_three_states_is_believed_by_itself() -> None:
    apart = [one for sku in "DEFG" for one in pair(sku, alike=0, unlike=1)]
    assert members(*pair("A", alike=4, states=3), *apart) == {("A", DE), ("A", FR)}


def test_a_piece_sold_between_two_answers_ends_nothing() -> None:
    assert members(*pair("A", alike=0, unlike=1), known="A") == {("A", DE), ("A", FR)}
    assert members(*pair("A", alike=5, unlike=2), known="A") == {("A", DE), ("A", FR)}


def test_a_stock_that_is_plainly_apart_again_ends() -> None:
    assert members(*pair("A", alike=1, unlike=2), known="A") == set()


def test_a_marketplace_that_is_told_nothing_while_others_have_pieces_leaves_alone() -> None:
    found = members(
        told("A", DE, alike=6, unlike=1), told("A", FR, alike=6, unlike=1),
        told("A", ES, alike=6, unlike=1, empty=True), known="A",
    )  # fmt: skip
    assert found == {("A", DE), ("A", FR)}


def test_of_whom_nothing_was_told_lately_stays() -> None:
    assert members(told("A", DE, alike=0), known="A") == {("A", DE), ("A", FR)}
    assert members(known="A") == {("A", DE), ("A", FR)}
