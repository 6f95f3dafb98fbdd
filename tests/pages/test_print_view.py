"""The print view: whole tables, what was chosen in words, and the way back."""

from __future__ import annotations

import pytest

from tests.pages.conftest import words_of
from tests.pages.screen import read_every_tab
from ui.registry import REGISTRY

REPORTS = [entry.key for entry in REGISTRY if entry.needs_orders and entry.is_in_menu]


def html_of(app) -> str:
    return "\n".join(str(one.value if hasattr(one, "value") else one.proto.body)
                     for one in app.get("html"))  # fmt: skip


@pytest.mark.parametrize("key", REPORTS)
def test_a_report_prints_all_its_tabs_whole_and_says_what_was_chosen(demo, open_page, key):
    app = open_page(key, period="last_7_days", market="DE")
    on_screen = [len(one) for one in read_every_tab(app, key).tables.values()]
    before = len(app.dataframe)
    app.button(key="print").click().run()
    assert not app.exception
    assert not app.dataframe
    written = html_of(app)
    assert written.count('class="paper-table"') == len(on_screen)
    assert written.count("<tr>") == sum(on_screen) + len(on_screen)
    assert "Marketplaces: Germany" in written
    assert "Days run in Central European Time (DE)" in written
    assert "Orders read" in words_of(app)
    assert "window.print" in written
    app.run()
    # The dialog opens once, not again with every switch.
    assert "window.print" not in html_of(app)
    app.button(key="print_back").click().run()
    assert len(app.dataframe) == before


def test_another_page_is_shown_as_usual(demo, open_page):
    app = open_page("sales")
    app.button(key="print").click().run()
    app.switch_page("../pages/products.py").run()
    assert app.dataframe
    assert 'class="paper-table"' not in html_of(app)
