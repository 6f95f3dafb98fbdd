"""The tabs of a page: one is drawn, the address names it, and links and views carry it."""

from __future__ import annotations

from tests.pages.conftest import with_filters_open


def titles(app) -> list[str]:
    return [tab.label for tab in app.tabs]


def tables(app) -> list[str]:
    return [one.proto.alt for one in app.dataframe]


def is_first(app) -> bool:
    return not app.dataframe and len(app.get("plotly_chart")) == 1


def test_only_the_open_tab_is_drawn_and_the_address_names_it(demo, open_page):
    app = open_page("ads")
    assert titles(app) == [
        "Over time",
        "By product",
        "Campaigns",
        "Search terms",
        "Wasted spend",
        "Weekdays",
    ]
    assert is_first(app)
    assert "tab" not in app.query_params
    app.session_state["ads_sheet"] = "Campaigns"
    app.run()
    assert tables(app) == ["Campaigns"]
    assert app.query_params["tab"] == "Campaigns"
    app.session_state["ads_sheet"] = "Over time"
    app.run()
    assert "tab" not in app.query_params


def test_an_address_opens_its_tab_and_a_change_of_filters_keeps_it(demo, open_page):
    app = open_page("ads", tab="Search terms")
    assert tables(app) == ["Search terms"]
    with_filters_open(app).radio(key="filter_period").set_value("last_90_days").run()
    assert tables(app) == ["Search terms"]
    assert app.query_params == {"tab": "Search terms", "period": "last_90_days"}


def test_the_back_button_opens_the_tab_of_the_former_address(demo, open_page):
    app = open_page("ads", tab="Search terms")
    app.query_params["tab"] = "Campaigns"
    assert tables(app.run()) == ["Campaigns"]
    del app.query_params["tab"]
    assert is_first(app.run())


def test_a_tab_that_does_not_exist_is_the_first_one(demo, open_page):
    app = open_page("ads", tab="<b>Nothing</b>")
    assert not app.exception
    assert is_first(app)
    assert "tab" not in app.query_params


def test_a_page_opens_at_its_first_tab_after_another_page(demo, open_page):
    app = open_page("ads", tab="Campaigns")
    app.query_params.clear()
    app.switch_page("../pages/profit.py").run()
    app.switch_page("../pages/ads.py").run()
    assert is_first(app)
    # Back by the browser's button, which brings the address as well.
    app.switch_page("../pages/profit.py").run()
    app.query_params["tab"] = "Campaigns"
    app.switch_page("../pages/ads.py").run()
    assert tables(app) == ["Campaigns"]
