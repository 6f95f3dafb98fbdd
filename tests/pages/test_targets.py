"""Targets entered in Settings stand on Overview, Ads and Profit with what came so far."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import text

from core.database import Role, account_transaction
from data.entries import Target, delete_entries, load_entries, save_entries
from data.loaders import load_exact
from data.query_model import Filter, MetricQuery, TimeRange
from data.targets import Progress
from tests.pages.conftest import words_of
from tests.pages.test_figures_on_screen import DE, NOON, US, context_of
from ui.formats import figure
from ui.settings.tables import TARGETS
from ui.targets_card import _words, load_month_so_far, load_target_tiles

ACCOUNT = 1
NOVEMBER = date(2026, 11, 1)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def enter(demo):
    """Enter targets in place of the demo's own, which come back afterwards."""
    before = [
        Target.model_validate(row) for row in load_entries(ACCOUNT, Target).to_dict("records")
    ]

    def entered(*targets: Target) -> None:
        delete_entries(ACCOUNT, Target, [one.model_dump() for one in before])
        save_entries(ACCOUNT, targets)

    yield entered
    with account_transaction(Role.WEB, ACCOUNT) as connection:
        connection.execute(text("DELETE FROM seller.targets"))
    save_entries(ACCOUNT, before)


def target(metric: str, value: str, currency: str | None = None, place: str = "") -> Target:
    return Target(
        metric=metric,
        month=NOVEMBER,
        target=Decimal(value),
        currency=currency,
        marketplace_id=place,
    )


def so_far(metric: str, place: str, currency: str | None = None) -> Decimal:
    """The month so far in Germany, by the command line's way."""
    asked = MetricQuery(
        metrics=[metric],
        filters=[Filter(field="marketplace", value=place)],
        time=TimeRange(start=NOVEMBER, end=NOW.date(), until=datetime(2026, 1, 1, 13, 0).time()),
        currency=currency,
    )
    return load_exact(ACCOUNT, asked).frame[metric].iloc[0]


def test_the_demo_has_targets_on_its_pages(demo, open_page):
    for key, names in (("overview", ("Revenue", "Profit")), ("ads", ("ACOS",)),
                       ("profit", ("Profit",))):  # fmt: skip
        words = words_of(open_page(key))
        assert "**Targets of November**" in words
        assert "of the month is over" in words or "At most" in words
        assert all(name in words for name in names)


def test_a_marketplace_s_target_is_held_against_its_month_so_far(enter, open_page):
    enter(
        target("revenue", "40000", "EUR", DE), target("units", "1000", None, DE),
        target("profit", "9000", "EUR", DE), target("acos", "0.2", None, DE),
        target("revenue", "90000", "USD"),
    )  # fmt: skip
    context = context_of(ACCOUNT, NOON, DE, period="last_7_days", compare="none")
    tiles = {tile.title: tile for tile in load_target_tiles(context, TARGETS)}
    for metric, title, unit in (
        ("revenue", "Revenue", "money"),
        ("units", "Units", "count"),
        ("profit", "Profit", "money"),
        ("acos", "ACOS", "share"),
    ):
        assert tiles[title].value == figure(so_far(metric, DE, "EUR"), unit, "EUR")
        assert tiles[title].place == "Germany"
    assert tiles["Revenue"].bar == pytest.approx(float(so_far("revenue", DE, "EUR")) / 40000)
    app = open_page("overview", market="DE")
    assert not app.exception
    assert "Revenue Germany" in words_of(app)


def test_a_target_of_the_whole_shop_is_shown_while_nothing_is_narrowed(enter, open_page):
    enter(target("revenue", "100000", "EUR"))
    assert "Targets of November" in words_of(open_page("overview"))
    assert "Targets of November" not in words_of(open_page("overview", market="DE"))
    with account_transaction(Role.WEB, ACCOUNT) as connection:
        asin = connection.scalar(text("SELECT min(asin) FROM seller.products"))
    assert "Targets of November" not in words_of(open_page("overview", product=asin))
    # The period of the page is not that of a target.
    assert "Targets of November" in words_of(open_page("overview", period="last_90_days"))


def test_without_targets_nothing_stands_there(enter, open_page):
    enter()
    for key in ("overview", "ads", "profit"):
        assert "Targets of" not in words_of(open_page(key))


def test_at_the_turn_of_the_month_the_old_one_is_whole_where_it_is_over(demo):
    turn = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
    context = context_of(ACCOUNT, turn, DE, US, period="today", compare="none")
    found = load_month_so_far(context, "units", context.places, "EUR")
    october = date(2026, 10, 1), date(2026, 10, 31)
    expected = 0
    for place in (DE, US):
        asked = MetricQuery(
            metrics=["units"],
            filters=[Filter(field="marketplace", value=place)],
            time=TimeRange(start=october[0], end=october[1]),
        )
        expected += int(load_exact(ACCOUNT, asked).frame["units"].iloc[0])
    assert found == expected


def test_two_shares_that_would_read_alike_have_a_digit_more():
    aim = Target(metric="revenue", month=NOVEMBER, target=Decimal(1000), currency="EUR")
    behind = Progress(aim, 887.0, 0.8921)
    assert _words(behind, "€1,000") == "88.7% of €1,000; 89.2% of the month is over. Behind."
    ahead = Progress(aim, 950.0, 0.8921)
    assert _words(ahead, "€1,000") == "95% of €1,000; 89% of the month is over. On course."
