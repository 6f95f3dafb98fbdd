"""Numbers, days and times as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from core.marketplaces import MARKETPLACES
from ui import formats

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "currency", "words"),
    [
        (Decimal("12.5"), "USD", "$12.50"),
        (Decimal("1234.5"), "EUR", "€1,234"),
        (Decimal("-3"), "GBP", "-£3.00"),
        (0, "USD", "$0.00"),
        (None, "USD", "–"),
        (float("nan"), "EUR", "–"),
    ],
)
def test_money(value, currency, words):
    assert formats.money(value, currency) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.1234, "+12.3%"), (-0.04, "-4.0%"), (0.0, "0.0%"), (-0.0001, "0.0%"), (12.0, "+1,200%"),
     (None, "–"), (float("nan"), "–")],
)  # fmt: skip
def test_change(value, words):
    assert formats.change(value) == words


def test_change_is_unknown_when_there_was_nothing_before():
    assert formats.change_of(5, 0) is None
    assert formats.change_of(5, None) is None
    assert formats.change_of(float("nan"), 3) is None
    assert formats.change_of(6, 4) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(seconds=70), "a minute ago"),
        (timedelta(minutes=14), "14 minutes ago"),
        (timedelta(minutes=70), "an hour ago"),
        (timedelta(hours=7), "7 hours ago"),
        (timedelta(days=3), "3 days ago"),
    ],
)
def test_ago(passed, words):
    assert formats.ago(NOW - passed, NOW) == words


def test_never_read_is_said():
    assert formats.ago(None, NOW) == "never"
    assert formats.exact_time(None, ZoneInfo("UTC")) == "–"


def test_times_are_written_in_the_zone():
    assert formats.exact_time(NOW, ZoneInfo("Europe/Berlin")) == "20 Nov 2026, 13:00"


def test_day_ranges_say_the_year_once_where_they_can():
    assert formats.day_range(date(2026, 11, 20), date(2026, 11, 20)) == "Fri 20 Nov 2026"
    assert formats.day_range(date(2026, 10, 1), date(2026, 11, 20)) == "1 Oct – 20 Nov 2026"
    assert formats.day_range(date(2025, 10, 1), date(2026, 1, 2)) == "1 Oct 2025 – 2 Jan 2026"


@pytest.mark.parametrize(
    ("locale", "typed"),
    [
        ("en-US", "MM/DD/YYYY"),
        ("en-GB", "DD/MM/YYYY"),
        ("de-DE", "DD.MM.YYYY"),
        ("de", "DD.MM.YYYY"),
        ("nl-NL", "DD-MM-YYYY"),
        ("sv-SE", "YYYY-MM-DD"),
        ("ja-JP", "YYYY/MM/DD"),
        ("ar-AE", "DD/MM/YYYY"),
        ("xx", "MM/DD/YYYY"),
        ("no such thing", "MM/DD/YYYY"),
        (None, "MM/DD/YYYY"),
    ],
)
def test_a_day_is_typed_as_the_readers_country_does(locale, typed):
    assert formats.typed_day(locale) == typed


def test_zones_are_grouped_and_named():
    places = [place for place in MARKETPLACES.values() if place.country_code in ("US", "CA", "DE")]
    assert formats.day_zones(places) == "Pacific Time (US, CA) and Central European Time (DE)"


def test_every_marketplace_has_a_zone_and_a_currency_in_words():
    for place in MARKETPLACES.values():
        assert "Unknown" not in formats.zone_name(place.time_zone)
        assert place.currency in formats.currency_name(place.currency)


def test_hostile_names_are_shown_as_they_are():
    name = "[x](http://evil) <b>$1$</b> :red[a] `c` #h *i* _u_ | ~s~ :material/home:"
    escaped = formats.plain(name)
    for character in "[]()<>$:`#*_|~":
        assert f"\\{character}" in escaped or character not in name


@pytest.mark.parametrize(
    "name",
    ["https://example.invalid", "WWW.example.invalid", "me@example.invalid", ":material/delete:",
     ":streamlit:", "red -> blue", "a -- b", "1. first"],
)  # fmt: skip
def test_what_is_still_read_after_escaping_is_broken_up_and_looks_the_same(name):
    escaped = formats.plain(name)
    words = escaped.replace("\\", "")
    assert name not in words or "1\\." in escaped
    assert words.replace("\u2060", "") == name


def test_a_time_and_a_decimal_number_stay_what_they_are():
    assert formats.plain("13:05, 12.5 kg") == "13\\:05, 12.5 kg"


def test_a_name_from_right_to_left_keeps_its_direction_to_itself():
    assert formats.beside("Kettle, 1.7 l – black") == "Kettle, 1.7 l – black"
    assert formats.beside("כותרת 5") == "\u2068כותרת 5\u2069"
    # Its own marks could end ours early, or turn what stands beside it.
    assert formats.beside("\u202eevil\u2069 é") == "evil é"


def test_a_long_name_keeps_its_end_so_that_sizes_and_colours_stay_apart():
    bed, lamp = "Tuffwick Orthopedic Dog Bed, Washable – ", "Marlow & Pine Desk Lamp, Dimmable, "
    assert formats.shorten(bed + "Medium", 34) == "Tuffwick Orthopedic Dog… Medium"
    assert formats.shorten(bed + "Small", 34) == "Tuffwick Orthopedic Dog… Small"
    assert formats.shorten(lamp + "Black", 30) == "Marlow & Pine Desk… Black"


@pytest.mark.parametrize("most", range(5, 70))
@pytest.mark.parametrize("name", ["A" * 90, "a b " * 30, "word " * 9 + "x" * 40, "– , ; " * 20])
def test_a_shortened_name_is_never_longer_than_it_may_be(name, most):
    short = formats.shorten(name, most)
    assert len(short) <= most
    assert short.count("…") == 1


def test_a_length_in_days_says_its_unit():
    assert formats.figure(49.0, "days") == "49 days"
    assert formats.figure(4.46, "days") == "4.5 days"
    assert formats.figure(1.0, "days") == "1 day"
    assert formats.figure(0.0, "days") == "0 days"
    assert formats.figure(1234.5, "days") == "1,234 days"
    assert formats.figure(None, "days") == "–"


def test_words_are_listed_like_people_do():
    assert formats.joined([]) == ""
    assert formats.joined(["a"]) == "a"
    assert formats.joined(["a", "b", "c"]) == "a, b and c"
    assert formats.plural(1, "order") == "1 order"
    assert formats.plural(1200, "order") == "1,200 orders"
