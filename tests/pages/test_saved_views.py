"""Saved views on the page: saved with its filters, listed, opened, shared, renamed, deleted."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from sqlalchemy import text

from core.accounts import AccountRole, add_member, create_person
from core.database import Role, name_account, transaction
from data.saved_views import load_views, rename_view, save_view, share_view
from tests.pages.conftest import words_of

ACCOUNT = 1


@pytest.fixture
def me(demo):
    """The demo seller's number; nothing saved here stays for the other tests."""
    with transaction(Role.OWNER) as connection:
        yield int(connection.scalar(text("SELECT min(user_id) FROM app.users")))
    with transaction(Role.OWNER) as connection:
        name_account(connection, ACCOUNT)
        connection.execute(text("DELETE FROM app.saved_views"))


def opened(open_page, key: str, **parameters):
    """A page whose button “Views” has been clicked."""
    app = open_page(key, **parameters)
    app.session_state["views"] = True
    return app.run()


def save_as(app, name: str):
    app.text_input(key="view_name").set_value(name)
    return app.button(key="view_save").click().run()


def links(app) -> dict[str, dict[str, list[str]]]:
    """What the list offers: each name, and the filters behind it."""
    return {one.proto.label: parse_qs(one.proto.query_string) for one in app.get("page_link")}


def test_a_page_is_saved_with_its_filters_and_listed_on_another(me, open_page):
    app = opened(open_page, "sales", period="last_90_days", market="DE", currency="native")
    assert "Nothing is saved yet" in words_of(app)
    app = save_as(app, "Germany *90*")
    assert not app.exception
    assert [one.value for one in app.success] == ["Saved. You find it here on every page."]
    assert app.text_input(key="view_name").value == ""
    wanted = {
        "period": ["last_90_days"], "market": ["DE"], "currency": ["native"], "zone": ["own"]
    }  # fmt: skip
    assert links(app) == {"Germany \\*90\\*": wanted}
    assert links(opened(open_page, "ads")) == {"Germany \\*90\\*": wanted}


def test_a_view_without_filters_opens_without_those_of_the_page_before(me, open_page):
    save_as(opened(open_page, "overview"), "All")
    (view,) = load_views(ACCOUNT, me)
    parameters = {name: values[0] for name, values in parse_qs(view.query_string).items()}
    assert parameters == {"period": "last_30_days", "currency": "EUR", "zone": "own"}
    app = open_page("sales", period="yesterday", market="DE")
    for name, value in parameters.items():
        app.query_params[name] = value
    del app.query_params["market"]
    app.switch_page("../pages/overview.py").run()
    assert app.session_state["filter_period"] == "last_30_days"
    assert app.session_state["filter_markets"] == []


def test_a_name_that_is_there_is_told_and_nothing_is_lost(me, open_page):
    app = save_as(save_as(opened(open_page, "sales"), "Mine"), "Mine")
    assert "named “Mine” for this page already" in app.error[0].value
    assert app.text_input(key="view_name").value == "Mine"
    assert list(links(app)) == ["Mine"]


def test_a_view_is_renamed_and_deleted_from_the_list(me, open_page):
    app = save_as(opened(open_page, "sales"), "Mine")
    (view,) = load_views(ACCOUNT, me)
    number = view.view_id
    app.button(key=f"view_{number}_change").click().run()
    app.text_input(key=f"view_{number}_name").set_value("Yours")
    app.button(key=f"view_{number}_rename").click().run()
    assert list(links(app)) == ["Yours"]
    app.button(key=f"view_{number}_change").click().run()
    app.button(key=f"view_{number}_delete").click().run()
    assert links(app) == {}
    assert load_views(ACCOUNT, me) == []


def test_a_product_s_view_keeps_its_product(me, open_page):
    with transaction(Role.OWNER) as connection:
        name_account(connection, ACCOUNT)
        asin = connection.scalar(text("SELECT min(asin) FROM seller.products"))
    app = save_as(opened(open_page, "product", asin=asin), "One")
    assert links(app)["One"]["asin"] == [asin]


def test_a_view_keeps_the_open_tab(me, open_page):
    app = save_as(opened(open_page, "profit", tab="By product"), "Products")
    assert links(app)["Products"]["tab"] == ["By product"]
    assert links(opened(open_page, "sales"))["Products"]["tab"] == ["By product"]


def test_nobody_sees_or_changes_another_s_view(me, open_page):
    save_view(ACCOUNT, me, "Mine", "sales", "market=DE")
    with transaction(Role.OWNER) as connection:
        name_account(connection, ACCOUNT)
        other = create_person(connection, "vic", "a long enough password")
        add_member(connection, ACCOUNT, other, AccountRole.VIEWER)
    app = opened(open_page, "sales", username="vic")
    assert links(app) == {}
    app = save_as(app, "Vic's")
    (theirs,) = load_views(ACCOUNT, other)
    # The row goes away while the list is open: the click is answered in a sentence.
    with transaction(Role.OWNER) as connection:
        name_account(connection, ACCOUNT)
        connection.execute(text("UPDATE app.saved_views SET owner_id = :me"), {"me": me})
    app.button(key=f"view_{theirs.view_id}_change").click().run()
    assert not app.exception
    rename_view(ACCOUNT, me, theirs.view_id, "Still mine")
    assert {view.name for view in load_views(ACCOUNT, me)} == {"Mine", "Still mine"}


def test_a_view_is_shared_and_its_address_copied_from_the_list(me, open_page):
    save_view(ACCOUNT, me, "Germany", "sales", "market=DE")
    (view,) = load_views(ACCOUNT, me)
    app = opened(open_page, "ads")
    assert app.get("code") == []
    app.button(key=f"view_{view.view_id}_change").click().run()
    assert [one.value for one in app.get("code")] == [f"/sales?market=DE&account={ACCOUNT}"]
    app.button(key=f"view_{view.view_id}_share").click().run()
    assert [one.value for one in app.success] == ["Shared with everybody here."]
    assert list(links(app)) == ["Germany :gray[· shared]"]
    assert load_views(ACCOUNT, me)[0].is_shared


def test_the_others_see_a_shared_view_as_text_and_only_who_may_share_takes_it_away(me, open_page):
    people = {}
    with transaction(Role.OWNER) as connection:
        name_account(connection, ACCOUNT)
        for name, role in (("boss", AccountRole.MANAGER), ("guest", AccountRole.VIEWER)):
            people[name] = create_person(connection, name, "a long enough password", f"{name} *B*")
            add_member(connection, ACCOUNT, people[name], role)
    save_view(ACCOUNT, people["boss"], "<b>All</b> [x](http://x)", "sales", "market=DE")
    (view,) = load_views(ACCOUNT, people["boss"])
    share_view(ACCOUNT, people["boss"], view.view_id)
    app = opened(open_page, "ads", username="guest")
    assert "**Shared**" in words_of(app)
    (link,) = app.get("page_link")
    assert "<b>" not in link.proto.label
    assert "](" not in link.proto.label
    assert "boss \\*B\\* has saved and shared it." in link.proto.help
    app.button(key=f"view_{view.view_id}_change").click().run()
    assert [one.value for one in app.get("code")] == [f"/sales?market=DE&account={ACCOUNT}"]
    changes = {f"view_{view.view_id}_{name}" for name in ("share", "rename", "delete")}
    assert not {one.key for one in app.button} & changes
    app = opened(open_page, "ads")
    app.button(key=f"view_{view.view_id}_change").click().run()
    assert {one.key for one in app.button} & changes == {f"view_{view.view_id}_share"}
    app.button(key=f"view_{view.view_id}_share").click().run()
    assert [one.value for one in app.success] == ["Shared no more."]
    assert links(app) == {}
    assert len(load_views(ACCOUNT, people["boss"])) == 1


def test_the_switches_of_a_page_stand_in_the_address_and_come_back_with_a_view(me, open_page):
    app = open_page("sales", market="DE")
    assert not {"show", "by", "split"} & set(app.query_params)
    app.segmented_control(key="sales_measure").set_value("units")
    app.segmented_control(key="sales_grain").set_value("week").run()
    app.segmented_control(key="sales_split").set_value("product").run()
    assert not app.exception
    switches = {"show": "units", "by": "week", "split": "product"}
    assert {name: app.query_params.get(name) for name in switches} == switches
    app.session_state["views"] = True
    save_as(app.run(), "Weeks")
    (view,) = load_views(ACCOUNT, me)
    link = {name: values[0] for name, values in parse_qs(view.query_string).items()}
    assert switches.items() <= link.items()
    app = open_page("sales", **link)
    assert [app.segmented_control(key=f"sales_{one}").value for one in
            ("measure", "grain", "split")] == ["units", "week", "product"]  # fmt: skip
    # The browser's back button leads to an address without them.
    for name in switches:
        del app.query_params[name]
    app.run()
    assert [app.segmented_control(key=f"sales_{one}").value for one in
            ("measure", "grain", "split")] == ["revenue", "day", "none"]  # fmt: skip


def test_a_switch_stands_as_it_was_left_on_the_way_back_through_the_menu(me, open_page):
    app = open_page("sales", show="orders", by="nonsense")
    assert app.segmented_control(key="sales_measure").value == "orders"
    assert "by" not in app.query_params
    for page in ("overview", "sales"):
        app.query_params.clear()
        app.switch_page(f"../pages/{page}.py").run()
    assert app.segmented_control(key="sales_measure").value == "orders"
    assert app.query_params["show"] == "orders"


def test_an_untouched_grain_follows_the_length_of_the_period_and_a_chosen_one_stays(me, open_page):
    app = open_page("sales")
    assert app.segmented_control(key="sales_grain").value == "day"
    app.query_params["period"] = "last_12_months"
    app.run()
    assert app.segmented_control(key="sales_grain").value == "week"
    assert "by" not in app.query_params
    app.segmented_control(key="sales_grain").set_value("month").run()
    app.query_params["period"] = "last_30_days"
    app.run()
    assert app.segmented_control(key="sales_grain").value == "month"
