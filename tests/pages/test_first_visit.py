"""The guide of the first visit: its three steps, closed for good, and back from Settings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from core.accounts import AccountRole, add_member, create_person
from core.database import Role, name_account, transaction
from data.entries import Cost, save_entries
from data.preferences import load_preferences
from tests.pages.conftest import words_of

ACCOUNT = 1
COST = Cost(item_kind="sku", item="S", valid_from=date(2026, 1, 1), currency="EUR",
            goods_amount=Decimal(1))  # fmt: skip


def make_own_shop(*, is_connected: bool = True) -> None:
    """Turn the demo account into a shop of somebody's own, which has read nothing yet."""
    with transaction(Role.OWNER) as connection:
        name_account(connection, ACCOUNT)
        connection.execute(text("UPDATE app.accounts SET is_demo = false"))
        if not is_connected:
            connection.execute(text("DELETE FROM app.connections"))


def make_person(name: str, role: AccountRole) -> int:
    with transaction(Role.OWNER) as connection:
        name_account(connection, ACCOUNT)
        user_id = create_person(connection, name, "a long enough password")
        add_member(connection, ACCOUNT, user_id, role)
        return user_id


def steps_of(app) -> list[bool]:
    """Which of the steps have their tick, in order; empty when there is no guide."""
    marks = [one.value for one in app.markdown if "**" in one.value and ":material/" in one.value]
    return ["check_circle" in one for one in marks if "circle" in one or "radio" in one]


def test_a_demo_is_connected_and_its_costs_are_the_next_step(database, open_page):
    app = open_page("overview")
    assert not app.exception
    assert steps_of(app) == [True, False, False]
    assert "You are looking at a demo shop" in words_of(app)
    # An account without orders is told both: the steps, and what to run.
    assert "No orders here yet" in words_of(app)
    save_entries(ACCOUNT, [COST])
    assert steps_of(open_page("overview")) == [True, True, False]
    assert steps_of(open_page("sales")) == []


@pytest.mark.parametrize(
    ("is_connected", "told"),
    [(False, "bring in report files"), (True, "It is connected; the first orders are still")],
)
def test_a_shop_of_its_own_is_told_how_to_connect(database, open_page, is_connected, told):
    make_own_shop(is_connected=is_connected)
    make_person("ann", AccountRole.OWNER)
    app = open_page("overview", username="ann")
    assert steps_of(app) == [False, False, False]
    assert told in words_of(app)
    labels = [one.proto.label for one in app.get("page_link")]
    assert "Add costs" in labels


def test_who_may_not_enter_costs_is_told_who_may(database, open_page):
    make_person("vic", AccountRole.VIEWER)
    app = open_page("overview", username="vic")
    assert "An owner or manager enters" in words_of(app)
    assert "Add costs" not in [one.proto.label for one in app.get("page_link")]


def test_a_closed_guide_stays_closed_for_that_person_until_settings_show_it(database, open_page):
    other = make_person("vic", AccountRole.VIEWER)
    app = open_page("overview")
    app.button(key="guide_close").click().run()
    assert steps_of(app) == []
    # Another tab, which has seen nothing of the click.
    assert steps_of(open_page("overview")) == []
    assert load_preferences(ACCOUNT, other) == {}
    app.switch_page("../pages/settings.py").run()
    app.button(key="guide_again").click().run()
    assert "The guide stands on the Overview again" in app.success[0].value
    app.switch_page("../pages/overview.py").run()
    assert steps_of(app) == [True, False, False]
