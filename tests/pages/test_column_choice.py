"""The columns of a table: chosen, kept for the next visit, and for nobody else."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from core.accounts import AccountRole, add_member, create_person
from core.database import Role, name_account, transaction
from data.preferences import save_preference
from ui import downloads

ACCOUNT = 1


@pytest.fixture(autouse=True)
def _nothing_chosen_before(demo):
    yield
    with transaction(Role.OWNER) as connection:
        name_account(connection, ACCOUNT)
        connection.execute(text("DELETE FROM app.preferences"))


def shown(app) -> list[str]:
    return list(next(one.value for one in app.dataframe if "picture" in one.value))


def choose(app, *left_out: str):
    app.session_state["products_columns"] = True
    app.run()
    pills = next(one for one in app.get("button_group") if one.key == "products_columns_shown")
    pills.set_value([name for name in pills.value if name not in left_out])
    return app.run()


def test_columns_are_taken_away_kept_and_brought_back(demo, open_page):
    app = open_page("products")
    whole = shown(app)
    assert {"sessions", "brand", "title"} <= set(whole)
    app = choose(app, "sessions", "brand")
    assert not app.exception
    assert shown(app) == [name for name in whole if name not in ("sessions", "brand")]
    # Another visit, in a tab that has seen nothing of it.
    later = open_page("products")
    assert shown(later) == shown(app)
    later.session_state["products_columns"] = True
    later.run()
    pills = next(one for one in later.get("button_group") if one.key == "products_columns_shown")
    pills.set_value([*pills.value, "sessions", "brand"])
    later.run()
    assert shown(later) == whole


def take_away(*columns: str, table: str) -> None:
    """Keep a choice as the button does, for everybody in the account."""
    with transaction(Role.OWNER) as connection:
        people = connection.scalars(
            text("SELECT user_id FROM app.memberships WHERE account_id = :account"),
            {"account": ACCOUNT},
        ).all()
    for user_id in people:
        save_preference(ACCOUNT, user_id, f"columns_{table}", list(columns))


@pytest.mark.parametrize(
    ("page", "more", "file", "table", "columns", "headings"),
    [
        ("products", {"market": "DE"}, "products", "products",
         ("change", "days_of_cover", "profit_EUR", "refunded", "product"),
         {"Units then", "Days of cover", "Profit EUR", "Refunded so far", "ASIN"}),
        ("sales", {"market": "DE", "tab": "The numbers"}, "sales", "sales_table",
         ("Revenue then", "Units"), {"Revenue then", "Units"}),
        ("profit", {"market": "DE", "tab": "By product"}, "profit_by_product_EUR",
         "profit_products", ("margin", "units", "fees"),
         {"Margin", "Margin then", "Units", "Units then", "Amazon fees", "Amazon fees then"}),
        ("inventory", {"market": "DE"}, "reorder", "inventory_reorder",
         ("sku", "lead_days", "velocity"), {"SKU", "Lead time, days", "Units a day in stock"}),
    ],
)  # fmt: skip
def test_the_files_hold_no_column_that_was_taken_away(
    demo, open_page, monkeypatch, page, more, file, table, columns, headings
):
    saved = {}
    draw = downloads.download_buttons

    def seen(heading, name, load, notes):
        saved[name] = load
        return draw(heading, name, load, notes)

    monkeypatch.setattr(downloads, "download_buttons", seen)
    assert not open_page(page, **more).exception
    whole = list(saved[file]())
    assert headings <= set(whole)
    take_away(*columns, table=table)
    assert not open_page(page, **more).exception
    assert list(saved[file]()) == [name for name in whole if name not in headings]


def test_what_names_a_row_cannot_be_taken_away(demo, open_page):
    app = open_page("products")
    app.session_state["products_columns"] = True
    app.run()
    pills = next(one for one in app.get("button_group") if one.key == "products_columns_shown")
    assert not {"picture", "open", "title"} & set(pills.value)
    pills.set_value([])
    app.run()
    assert shown(app) == ["picture", "open", "title"]


def test_another_person_s_columns_stay_as_they_are(demo, open_page):
    whole = shown(open_page("products"))
    choose(open_page("products"), "brand")
    with transaction(Role.OWNER) as connection:
        name_account(connection, ACCOUNT)
        other = create_person(connection, "col", "a long enough password")
        add_member(connection, ACCOUNT, other, AccountRole.VIEWER)
    assert shown(open_page("products", username="col")) == whole
