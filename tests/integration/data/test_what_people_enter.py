"""Costs, expenses, settings and views: saved as one shape, seen at once, and by one account only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.accounts import create_account
from core.database import Role, account_transaction, transaction
from core.errors import QueryError
from data.cost_files import preview_costs, read_costs
from data.entries import (
    AccountSetting,
    Cost,
    Expense,
    ProductSetting,
    SavedView,
    Target,
    TaxRule,
    delete_entries,
    load_account_setting,
    load_entries,
    read_entry,
    save_entries,
)
from data.loaders import load_metrics
from data.query_model import MetricQuery, TimeRange
from tests.integration.data.hand_shop import DE, Shop

A = "B00000000A"
DAYS = TimeRange(start=date(2026, 3, 1), end=date(2026, 3, 31))
COST = Cost(item_kind="sku", item=f"S-{A}", valid_from=date(2026, 1, 1), currency="EUR",
            goods_amount=Decimal("2.50"))  # fmt: skip
RENT = {"name": "Rent", "category": "Rooms", "spread": "monthly", "starts_on": "2026-01-01",
        "amount": "31", "currency": "EUR"}  # fmt: skip


@pytest.fixture
def shop(fresh_shop):
    fresh_shop.open(DE)
    fresh_shop.product(A)
    fresh_shop.order(DE, "2026-03-02T10:00", (A, 4, "119"))
    fresh_shop.close_books()
    return fresh_shop


def figure(metric: str, account_id: int = 1) -> float:
    query = MetricQuery(metrics=[metric], time=DAYS, currency="EUR")
    return float(load_metrics(account_id, query).frame[metric].iloc[0])


def test_a_cost_is_seen_by_the_next_look_and_replaced_by_the_next_one_of_its_day(shop) -> None:
    assert figure("cogs") == 0
    save_entries(1, [COST])
    assert figure("cogs") == 10
    save_entries(1, [COST.model_copy(update={"goods_amount": Decimal(3)})])
    assert figure("cogs") == 12
    assert len(load_entries(1, Cost)) == 1
    assert delete_entries(1, Cost, [COST.model_dump()]) == 1
    assert figure("cogs") == 0
    assert delete_entries(1, Cost, [COST.model_dump()]) == 0


def test_taxes_and_expenses_are_seen_by_the_next_look(shop) -> None:
    assert (figure("vat"), figure("expenses")) == (19, 0)
    save_entries(1, [
        TaxRule(marketplace_id=DE, valid_from=date(2026, 1, 1), rate=Decimal("0.07")),
        Expense(name="Rent", category="Rooms", spread="monthly", starts_on=date(2026, 1, 1),
                amount=Decimal(31), currency="EUR"),
    ])  # fmt: skip
    assert figure("vat") == pytest.approx(119 * 7 / 107)
    assert figure("expenses") == 31
    (row,) = load_entries(1, Expense).to_dict("records")
    save_entries(1, [Expense.model_validate({**row, "amount": Decimal(62)})])
    assert figure("expenses") == 62
    assert len(load_entries(1, Expense)) == 1
    assert delete_entries(1, Expense, [{"expense_id": row["expense_id"]}]) == 1
    assert figure("expenses") == 0


def test_settings_have_defaults_until_they_are_chosen(shop) -> None:
    assert load_account_setting(1) == AccountSetting()
    chosen = AccountSetting(reporting_currency="EUR", roi_metric="roi_all_costs", safety_days=3)
    save_entries(1, [chosen, ProductSetting(sku=f"S-{A}", lead_time_days=9)])
    assert load_account_setting(1) == chosen
    (row,) = load_entries(1, ProductSetting).to_dict("records")
    assert (row["lead_time_days"], row["target_cover_days"]) == (9, None)


def test_views_and_targets_come_back_as_they_were_saved(shop) -> None:
    with transaction(Role.OWNER) as connection:
        owner = connection.scalar(text("SELECT min(user_id) FROM app.users"))
    view = SavedView(name=" Ads in Germany ", page="ads", query_string="market=DE", owner_id=owner)
    target = Target(metric="revenue", month=date(2026, 3, 1), target=Decimal(1000), currency="EUR")
    save_entries(1, [view, target])
    (row,) = load_entries(1, SavedView).to_dict("records")
    assert (row["name"], row["query_string"]) == ("Ads in Germany", "market=DE")
    renamed = SavedView.model_validate({**row, "name": "Ads"})
    save_entries(1, [renamed])
    assert load_entries(1, SavedView)["name"].tolist() == ["Ads"]
    assert load_entries(1, Target)["target"].tolist() == [1000]


def test_all_entries_of_a_save_are_kept_or_none(shop) -> None:
    nobody = SavedView(name="X", page="ads", query_string="", owner_id=4711)
    with pytest.raises(DBAPIError, match="foreign key"):
        save_entries(1, [COST, nobody])
    assert load_entries(1, Cost).empty


def test_the_same_figure_in_another_currency_is_another_answer(shop) -> None:
    shop.rate("2026-03-02", "USD", "1.25")
    native = MetricQuery(metrics=["revenue"], time=DAYS)
    for currency, amount in ((None, 119), ("USD", 148.75), (None, 119)):
        asked = native.model_copy(update={"currency": currency})
        assert float(load_metrics(1, asked).frame["revenue"].iloc[0]) == amount


def test_advertising_and_money_of_another_account_are_never_seen(shop) -> None:
    with transaction(Role.OWNER) as connection:
        other = create_account(connection, "Other", is_demo=True)
    theirs = Shop(other)
    theirs.open(DE)
    theirs.advertise(DE, "2026-03-02", cost_amount="5")
    theirs.money(DE, "2026-03-02", "Refund", ("sales", "-7", A, 1), ("referral_fee", "-2", A, 0))
    theirs.close_books()
    names = ("ad_spend", "refund_amount", "fees")
    assert [figure(name, other) for name in names] == [5, 7, 2]
    assert [figure(name) for name in names] == [0, 0, 0]


def test_another_account_sees_and_changes_nothing_of_it(shop) -> None:
    with transaction(Role.OWNER) as connection:
        other = create_account(connection, "Other", is_demo=True)
    theirs = Shop(other)
    theirs.open(DE)
    theirs.product(A)
    theirs.order(DE, "2026-03-02T10:00", (A, 1, "50"))
    theirs.close_books()
    save_entries(1, [COST])
    assert (figure("cogs"), figure("cogs", other)) == (10, 0)
    assert load_entries(other, Cost).empty
    assert delete_entries(other, Cost, [COST.model_dump()]) == 0
    assert figure("cogs") == 10
    with (
        pytest.raises(DBAPIError, match="row-level security"),
        account_transaction(Role.WEB, other) as connection,
    ):
        connection.execute(
            text("INSERT INTO seller.product_costs (account_id, item_kind, item, valid_from,"
                 " currency) VALUES (1, 'sku', 'x', '2026-01-01', 'EUR')")
        )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        (Role.WEB, "DELETE FROM seller.money_daily"),
        (Role.WEB, "UPDATE seller.data_versions SET version = 1"),
        (Role.SYNC, "DELETE FROM seller.product_costs"),
        (Role.SYNC, "SELECT * FROM app.saved_views"),
    ],
)
def test_only_the_pages_write_what_people_enter_and_nothing_else(shop, role, statement) -> None:
    with (
        pytest.raises(DBAPIError, match="permission denied"),
        account_transaction(role, 1) as connection,
    ):
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("kind", "values", "told"),
    [
        (Cost, {"item_kind": "sku"}, "item: Field required."),
        (Cost, {**COST.model_dump(), "goods_amount": "-1"}, "goods amount: "),
        (Cost, {**COST.model_dump(), "currency": "euro"}, "currency: "),
        (Cost, {**COST.model_dump(), "marketplace_id": "Mars"}, "marketplace id: "),
        (TaxRule, {"marketplace_id": DE, "valid_from": "2026-01-01", "rate": "19"}, "rate: "),
        (Expense, {**RENT, "spread": "daily"}, "The expense 'Rent' is shared out over days"),
        (Expense, {**RENT, "ends_on": "2025-12-31"}, "The expense 'Rent' ends before it starts."),
        (Target, {"metric": "units", "month": "2026-01-02", "target": 1}, "The month of a target"),
        (Target, {"metric": "luck", "month": "2026-01-01", "target": 1}, "metric: "),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(kind, values, told) -> None:
    with pytest.raises(QueryError) as raised:
        read_entry(kind, values)
    assert raised.value.sentence.startswith(told)


def test_a_file_of_costs_shows_what_saving_it_would_change(shop) -> None:
    shop.listing(DE, f"S-{A}", A)
    shop.listing(DE, "other", A)
    shop.move_version("products")
    save_entries(1, [COST, COST.model_copy(update={"item": "other"})])
    text = f"sku;goods;valid from\nS-{A};2,50;2026-01-01\nother;9;2026-01-01\nnew;1;2026-01-01\n"
    found = read_costs(text.encode(), "EUR", date(2026, 3, 1))
    preview = preview_costs(1, found.costs)
    assert ([one.item for one in preview.new], preview.same) == (["new"], 1)
    ((before, after),) = preview.changed
    assert (before.goods_amount, after.goods_amount) == (Decimal("2.5"), Decimal(9))
    assert preview.unknown_items == ["new"]
    save_entries(1, found.costs)
    assert preview_costs(1, found.costs).same == 3
