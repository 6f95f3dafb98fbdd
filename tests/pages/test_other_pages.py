"""Data health and Settings: every cell, field and sentence with a number, by plain SQL."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from tests.pages.screen import numbers_in
from tests.pages.true_health import check_health, health_words, on_every_tab, tables_of
from tests.pages.true_settings import check_settings

# The countries' own rates of VAT stand in core/vat.py, and a test there.
_OF_VAT = (
    "Rates that differ from the usual one of a country, which is known: 19 % in Germany, 20 % in "
    "the United Kingdom."
)
_OF_TARGETS = (
    "What a month is meant to bring. ACOS and TACOS are typed as a part of one: 0.22 is 22 %."
)


def test_data_health_shows_what_the_sync_has_written_down(demo, open_page) -> None:
    began = datetime.now(UTC)
    app = open_page("data_health")
    assert not app.exception
    tables, words = {}, set()
    for opened in on_every_tab(app):
        tables |= tables_of(opened)
        words |= numbers_in(opened)
    times = (began, datetime.now(UTC))
    check_health(app, tables, times)
    assert words <= health_words(times)


def test_settings_shows_what_people_have_entered(demo, open_page) -> None:
    app = open_page("settings")
    assert not app.exception
    check_settings(app)
    assert numbers_in(app) == {_OF_VAT, _OF_TARGETS}
    assert not re.search(r"\d", " ".join(one.label for one in app.get("tab")))
