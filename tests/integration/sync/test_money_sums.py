"""Daily sums of money: equal to the transactions behind them, in whatever order these arrive."""

from __future__ import annotations

import threading
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.database import Role, account_transaction
from sync.connections import SellerConnection
from sync.rollups import money_days, recompute_money
from sync.store import Stamp
from sync.transaction_rows import AmountRow, OneTransaction, TransactionRow
from sync.transactions_store import save_transactions
from tests.integration.sync.conftest import read

US, DE = "ATVPDKIKX0DER", "A1PA6795UKMFR9"
BASE = datetime(2026, 11, 1, 12, tzinfo=UTC)
# Which sum a kind of a leaf goes into, and with which sign; buyers' money depends on the type.
SUMS = {
    "referral_fee": ("commission_amount", -1), "fulfilment_fee": ("fulfilment_fee_amount", -1),
    "closing_fee": ("closing_fee_amount", -1), "refund_fee": ("refund_fee_amount", -1),
    "storage_fee": ("storage_fee_amount", -1), "subscription": ("subscription_amount", -1),
    "other_fee": ("other_fee_amount", -1), "reimbursement": ("reimbursement_amount", 1),
    "advertising": ("advertising_amount", -1), "other": ("other_amount", 1),
}  # fmt: skip
BUYERS = ["sales", "shipping", "gift_wrap", "tax", "tax_withheld", "promotion"]


def stamp(seller: SellerConnection) -> Stamp:
    return Stamp(seller.account_id, "test", 1, BASE)


def transaction(
    number: int,
    *,
    day: int = 0,
    place: str | None = US,
    kind: str = "Shipment",
    leaves: tuple[tuple[str, int, int], ...] = (("sales", 1000, 1),),
    releases: int | None = None,
    released_by: int | None = None,
) -> OneTransaction:
    """A movement of money; a leaf is (kind, cents, number of the product; 0 for none)."""
    key, posted = f"t{number}", BASE + timedelta(days=day)
    currency = "EUR" if place == DE else "USD"
    total = sum((Decimal(cents) / 100 for _, cents, _ in leaves), Decimal(0))
    row = TransactionRow(
        key, 1, place, kind, "RELEASED", None, posted, posted.date(), currency, total, None, None,
        None, None, f"t{releases}" if releases else None,
        f"t{released_by}" if released_by else None, None, None,
    )  # fmt: skip
    amounts = tuple(
        AmountRow(key, line, word, word, f"B{product}" if product else None,
                  f"S{product}" if product else None, 2 if product else 0, currency,
                  Decimal(cents) / 100)
        for line, (word, cents, product) in enumerate(leaves)
    )  # fmt: skip
    return OneTransaction(row, amounts)


def save(seller: SellerConnection, *found: OneTransaction) -> None:
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        save_transactions(connection, list(found), stamp(seller))


def plain_sums(found: dict[str, OneTransaction]) -> dict[Any, dict[str, Decimal]]:
    """Sum by hand: a pair stands on the day of what was held back, with the release's amounts."""
    sums: dict[Any, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    release_of = {}
    for key, one in found.items():
        held = one.row.deferred_transaction_id
        if held in found and held != key:
            release_of[held] = key
        by = one.row.release_transaction_id
        if by in found and by != key:
            release_of[key] = by
    for key, one in found.items():
        if key in release_of.values():
            continue
        source = found[release_of.get(key, key)]
        is_sale = source.row.transaction_type == "Shipment"
        for leaf in source.amounts:
            into = sums[(one.row.marketplace_id or "", one.row.local_date, leaf.asin or "",
                         leaf.currency)]  # fmt: skip
            if leaf.kind in SUMS:
                name, sign = SUMS[leaf.kind]
                into[name] += sign * leaf.amount
            else:
                into["charged_amount" if is_sale else "refund_amount"] += (
                    leaf.amount if is_sale else -leaf.amount
                )
            if leaf.kind == "sales" and not is_sale:
                into["refund_units"] += leaf.quantity
    return sums


def stored_sums() -> dict[Any, dict[str, Decimal]]:
    names = [*(name for name, _ in SUMS.values()), "charged_amount", "refund_amount",
             "refund_units"]  # fmt: skip
    rows = read(
        f"SELECT marketplace_id, local_date, asin, currency, {', '.join(names)}"
        " FROM seller.money_product_daily"
    )
    return {tuple(row[:4]): dict(zip(names, map(Decimal, row[4:]), strict=True)) for row in rows}


def same(found: dict[Any, Any], expected: dict[Any, Any]) -> None:
    assert set(found) == set(expected)
    for key, sums in found.items():
        assert {name: value for name, value in sums.items() if value} == {
            name: value for name, value in expected[key].items() if value
        }


LEAVES = st.lists(
    st.tuples(
        st.sampled_from([*SUMS, *BUYERS]), st.integers(-500, 500), st.sampled_from([0, 1, 2])
    ),
    min_size=1,
    max_size=3,
).map(tuple)


@st.composite
def histories(draw: Any) -> list[list[OneTransaction]]:
    """Pages of movements: some alone, some held back and released, in any order."""
    told = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        shape = {
            "place": draw(st.sampled_from([US, DE, None])),
            "kind": draw(st.sampled_from(["Shipment", "Refund", "ServiceFee"])),
            "leaves": draw(LEAVES),
        }
        day = draw(st.integers(0, 3))
        if draw(st.booleans()):
            told.append(transaction(number, day=day, **shape))
            continue
        names_it = draw(st.booleans())
        told.append(transaction(number, day=day, **shape))
        told.append(
            transaction(number, day=day, released_by=number + 50 if names_it else None, **shape)
        )
        shape["leaves"] = draw(st.sampled_from([shape["leaves"], draw(LEAVES)]))
        told.append(transaction(number + 50, day=day + draw(st.integers(0, 2)),
                                releases=None if names_it else number, **shape))  # fmt: skip
    order = draw(st.permutations(told))
    return [order[n : n + 2] for n in range(0, len(order), 2)]


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(pages=histories())
def test_sums_equal_the_transactions_after_any_order_of_arrival(seller, pages) -> None:
    read("DELETE FROM seller.transactions RETURNING 1")
    for name in ("money_daily", "money_product_daily"):
        read(f"DELETE FROM seller.{name} RETURNING 1")
    known: dict[str, OneTransaction] = {}
    for page in pages:
        save(seller, *page)
        known |= {one.row.transaction_id: one for one in page}
        same(stored_sums(), plain_sums(known))
    by_day: dict[Any, Decimal] = defaultdict(Decimal)
    for (place, day, _, currency), sums in stored_sums().items():
        by_day[(place, day, currency)] += sums["commission_amount"]
    assert by_day == {
        tuple(row[:3]): row[3]
        for row in read(
            "SELECT marketplace_id, local_date, currency, commission_amount FROM seller.money_daily"
        )
    }


def test_what_is_released_later_stays_on_its_first_day(seller) -> None:
    save(seller, transaction(1, day=0))
    save(seller, transaction(2, day=9, releases=1))
    assert [key[1] for key in stored_sums()] == [BASE.date()]
    assert [sums["charged_amount"] for sums in stored_sums().values()] == [10]


def test_transactions_from_before_there_were_sums_are_summed_by_the_next_page(seller) -> None:
    save(seller, transaction(1, day=0), transaction(2, day=5, place=None))
    before = stored_sums()
    for name in ("money_daily", "money_product_daily"):
        read(f"DELETE FROM seller.{name} RETURNING 1")
    save(seller, transaction(1, day=0))
    assert stored_sums() == before


def test_two_writers_on_one_day_lose_none_of_each_other_s_money(seller) -> None:
    start, errors = threading.Barrier(2), []

    def write(first: int) -> None:
        try:
            start.wait(timeout=30)
            for number in range(first, first + 10):
                save(seller, transaction(number))
        except BaseException as error:  # noqa: BLE001 - shown by the test
            errors.append(error)

    threads = [threading.Thread(target=write, args=(first,)) for first in (1, 101)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []
    assert [sums["charged_amount"] for sums in stored_sums().values()] == [200]


def test_sums_made_anew_for_all_days_change_nothing(seller) -> None:
    save(seller, transaction(1), transaction(2, day=4, releases=1), transaction(3, place=None))
    ids = [key for (key,) in read("SELECT transaction_id FROM seller.transactions")]
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        days = money_days(connection, seller.account_id, ids)
        assert recompute_money(connection, seller.account_id, days) == 0
