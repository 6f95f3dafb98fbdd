"""The page Money to claim: sums are those of its rows, and what is not known is not shown."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import text

from core.database import Role, transaction
from core.money import format_amount
from tests.pages.conftest import with_filters_open
from tests.pages.screen import words_of_every_tab
from tests.pages.test_figures_on_screen import DE, GB, NOON, US, context_of
from ui.claims_view import (
    DAMAGED,
    FEES,
    MISSING,
    STOCK,
    WAIT_FOR_STOCK,
    as_of_now,
    claim_notes,
    load_chosen,
    load_damaged_rows,
    load_fee_rows,
    load_missing_rows,
    load_stock_rows,
    load_sums,
    unread,
)
from ui.formats import plural

# Orders of two units that never came back and were never paid for.
_REFUNDS = """
WITH picked AS (
    SELECT DISTINCT ON (o.amazon_order_id) o.amazon_order_id, i.sku, i.asin, i.quantity,
        o.fulfillment_channel, i.currency
    FROM seller.orders o JOIN seller.order_items i USING (account_id, amazon_order_id)
    WHERE o.account_id = :a AND o.marketplace_id = :place AND o.status = 'Shipped'
      AND o.local_date BETWEEN '2026-07-20' AND '2026-08-31' AND i.quantity = 2
      AND NOT EXISTS (SELECT 1 FROM seller.returns r WHERE r.account_id = :a
          AND r.amazon_order_id = o.amazon_order_id)
      AND NOT EXISTS (SELECT 1 FROM seller.reimbursements r WHERE r.account_id = :a
          AND r.amazon_order_id = o.amazon_order_id)
    ORDER BY o.amazon_order_id
)
SELECT * FROM picked WHERE fulfillment_channel = :channel ORDER BY 1 LIMIT 2
"""
# A unit that broke at Amazon without a payment, of a SKU that Amazon has paid for before.
_BROKEN = """
SELECT r.amazon_order_id, r.sku, r.asin, r.quantity
FROM seller.returns r
WHERE r.account_id = :a AND r.marketplace_id = :place AND r.channel = 'AFN'
  AND r.disposition IN ('DAMAGED', 'CARRIER_DAMAGED')
  AND r.local_date BETWEEN '2026-08-01' AND '2026-11-01'
  AND NOT EXISTS (SELECT 1 FROM seller.reimbursements p WHERE p.account_id = :a
      AND p.amazon_order_id = r.amazon_order_id)
  AND EXISTS (SELECT 1 FROM seller.reimbursements p WHERE p.account_id = :a
      AND p.marketplace_id = :place AND p.sku = r.sku AND p.amount_per_unit > 0)
ORDER BY 1 LIMIT 1
"""
_TRANSACTION = """
INSERT INTO seller.transactions (account_id, transaction_id, connection_id, marketplace_id,
    transaction_type, status, is_counted, posted_at, local_date, currency, amazon_order_id,
    source, fetched_at)
VALUES (:a, :id, 1, :place, :type, 'RELEASED', true, '2026-09-10T12:00:00Z', '2026-09-10', 'USD',
    :order, 'test', '2026-11-20T12:00:00Z')
"""
_AMOUNT = """
INSERT INTO seller.transaction_amounts (account_id, transaction_id, line_no, path, kind, asin, sku,
    quantity, currency, amount, source, fetched_at)
VALUES (:a, :id, :line, :path, :kind, :asin, :sku, :quantity, 'USD', :amount, 'test',
    '2026-11-20T12:00:00Z')
"""


@pytest.fixture(scope="module")
def account_id(demo) -> int:
    with transaction(Role.OWNER) as connection:
        return int(connection.scalar(text("SELECT min(account_id) FROM app.accounts")))


def enter(connection, account_id, order, kind, number, *amounts):
    key = {"a": account_id, "id": f"test-{number}"}
    connection.execute(
        text(_TRANSACTION),
        {**key, "place": US, "type": kind, "order": order.amazon_order_id},
    )
    for line, (path, word, amount) in enumerate(amounts):
        values = {"line": line, "path": path, "kind": word, "amount": Decimal(amount)}
        connection.execute(
            text(_AMOUNT),
            {**key, **values, "asin": order.asin, "sku": order.sku, "quantity": order.quantity},
        )


@pytest.fixture(scope="module")
def refunded(account_id):
    """Four orders refunded on 10 September: (never returned, broken at Amazon).

    The others are one that was paid for, and one that the seller sent.
    """
    with transaction(Role.OWNER) as connection:
        connection.execute(text("SELECT set_config('app.account_id', :a, true)"),
                           {"a": str(account_id)})  # fmt: skip
        found = {
            channel: connection.execute(
                text(_REFUNDS), {"a": account_id, "place": US, "channel": channel}
            ).fetchall()
            for channel in ("AFN", "MFN")
        }
        (lost, paid), own = found["AFN"], found["MFN"][0]
        broken = connection.execute(text(_BROKEN), {"a": account_id, "place": US}).one()
        for number, order in enumerate((lost, paid, own, broken)):
            enter(
                connection, account_id, order, "Refund", number,
                ("Sales/ProductCharges/OurPricePrincipal", "sales", "-40.00"),
                ("Sales/Tax/OurPriceTax", "tax", "-3.10"),
                ("Expenses/TaxWithheld/MarketplaceFacilitatorTax", "tax_withheld", "3.10"),
                ("Expenses/AmazonFees/Commission", "referral_fee", "6.00"),
            )  # fmt: skip
        enter(
            connection, account_id, paid, "Adjustment", 9,
            ("Adjustments/FBAInventoryReimbursement/REVERSAL_REIMBURSEMENT", "reimbursement",
             "24.00"),
        )  # fmt: skip
    return lost, broken


def test_the_page_is_drawn_with_its_four_kinds_and_their_windows(demo, open_page):
    app = open_page("money_to_claim")
    words = words_of_every_tab(app, "money_to_claim")
    assert "Fees too high" in words
    assert "Lost or damaged" in words
    assert "it takes a claim 30 to 60 days after the loss was reported" in words
    assert "The oldest money read is of" in words
    assert not [one for one in with_filters_open(app).radio if one.label == "Period"]


def test_the_tiles_are_the_sums_of_the_rows(account_id, refunded):
    context = as_of_now(context_of(account_id, NOON, US, DE, GB))
    sums = load_sums(context)
    assert set(sums) == {FEES, MISSING, DAMAGED, STOCK}
    for currency in ("USD", "EUR", "GBP"):
        rows = load_fee_rows(context, currency)
        assert len(rows) >= 2
        assert sums[FEES][currency].now == sum(rows["amount"]) > 0
        assert (rows["amount"] == rows["charged"] - rows["expected"]).all()


def test_a_refund_never_returned_stands_with_its_order_and_what_the_buyer_got(account_id, refunded):
    context = as_of_now(context_of(account_id, NOON, US))
    lost, _broken = refunded
    (row,) = load_missing_rows(context, "USD").to_dict("records")
    assert (row["order"], row["sku"], row["units"]) == (
        lost.amazon_order_id, lost.sku, 2,
    )  # fmt: skip
    assert row["amount"] == Decimal("43.10")
    assert row["why"] == "Refunded 71 days ago, not returned and not paid for"
    assert [str(row[name]) for name in ("since", "opens_on", "deadline")] == [
        "2026-09-10", "2026-11-09", "2027-01-08",
    ]  # fmt: skip
    assert load_sums(context)[MISSING]["USD"].now == Decimal("43.10")


def test_a_return_that_broke_at_amazon_is_worth_what_it_last_paid(account_id, refunded):
    _lost, broken = refunded
    context = as_of_now(context_of(account_id, NOON, US))
    (row,) = load_damaged_rows(context, "USD").to_dict("records")
    assert (row["order"], row["sku"]) == (broken.amazon_order_id, broken.sku)
    assert "no payment for this order" in row["why"]
    with transaction(Role.OWNER) as connection:
        paid = connection.scalars(
            text(
                "SELECT amount_per_unit FROM seller.reimbursements WHERE account_id = :a"
                " AND sku = :sku AND marketplace_id = :place AND amount_per_unit > 0"
                " ORDER BY approved_at DESC"
            ),
            {"a": account_id, "sku": broken.sku, "place": US},
        ).first()
    assert row["amount"] == paid * row["units"]


def test_lost_stock_waits_a_month_and_the_tile_is_the_sum_of_what_can_be_claimed(account_id):
    context = as_of_now(context_of(account_id, NOON, US, DE, GB))
    today, waits = NOON.date(), set()
    for currency in ("USD", "EUR", "GBP"):
        rows = load_stock_rows(context, currency).to_dict("records")
        now = [row["amount"] for row in rows if row["opens_on"] <= today]
        later = [row["amount"] for row in rows if row["opens_on"] > today]
        found = load_sums(context)[STOCK][currency]
        assert (found.now, found.later, found.rows) == (sum(now), sum(later), len(now))
        for row in rows:
            age = (today - row["since"]).days
            waits.add(age < 30)
            assert (row["what_to_do"] == WAIT_FOR_STOCK) == (age < 30)
            assert f"in the warehouse {plural(age, 'day')} ago, not paid for" in row["why"]
            assert row["reference"]
            assert row["warehouse"]
    assert waits == {True, False}


def test_the_order_numbers_of_claims_can_be_copied(demo, open_page, account_id, refunded):
    app = open_page("money_to_claim", market="US", tab="Never returned")
    assert not app.code
    app.session_state["claims_missing_copy"] = True
    app.run()
    assert not app.exception
    table = next(one.value for one in app.dataframe if "order" in one.value)
    assert app.code[0].value.split("\n") == list(dict.fromkeys(table["order"]))
    assert refunded[0].amazon_order_id in app.code[0].value


def test_filters_narrow_the_page(account_id):
    context = as_of_now(context_of(account_id, NOON, US))
    first = load_chosen(context).fees[0]
    narrow = replace(context, filters=replace(context.filters, products=(first.asin,)))
    assert {one.asin for one in load_chosen(narrow).fees} == {first.asin}
    nobody = replace(context, filters=replace(context.filters, brands=("No such brand",)))
    assert load_chosen(nobody).fees == ()


def test_without_the_returns_no_refund_is_called_missing(account_id, refunded):
    with transaction(Role.OWNER) as connection:
        change = "UPDATE seller.data_versions SET synced_at = {} WHERE source = 'returns_fba'"
        connection.execute(text(change.format("NULL")))
    try:
        context = as_of_now(context_of(account_id, NOON, US))
        assert unread(context, MISSING) == ["Returns to Amazon"]
        assert set(load_sums(context)) == {FEES, STOCK}
    finally:
        with transaction(Role.OWNER) as connection:
            connection.execute(text(change.format("now()")))


def test_amounts_stay_in_their_own_currency_and_downloads_say_as_of_when(account_id):
    context = as_of_now(context_of(account_id, NOON, US, DE, currency="EUR"))
    assert context.currencies == ("USD", "EUR")
    notes = " ".join(claim_notes(context))
    assert "As of 20 Nov 2026, 12:00 UTC" in notes
    assert "Days:" not in notes
    assert format_amount(load_sums(context)[FEES]["USD"].now, "USD").startswith("$")
