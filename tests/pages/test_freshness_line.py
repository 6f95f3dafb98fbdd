"""The line under a page's title, on the page: an account with one marketplace and no sales."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from core.database import Role, name_account, transaction
from tests.pages.conftest import words_of

SEED = """INSERT INTO seller.data_versions
    (account_id, source, connection_id, version, changed_at, synced_at)
    SELECT 1, source, min(connection_id), 1, at, at
    FROM app.connections, (VALUES ('orders', CAST('2026-11-20T12:00Z' AS timestamptz)),
        ('ads_sp_campaigns', '2026-11-20T04:00Z'), ('finances', '2026-11-18T12:00Z'),
        ('returns_fba', '2026-11-17T12:00Z')) told (source, at)
    WHERE account_id = 1 GROUP BY source, at"""

MARKET = """INSERT INTO seller.marketplaces (account_id, marketplace_id, connection_id, name,
    country_code, currency, time_zone, language_tag, is_participating, source, fetched_at)
    SELECT 1, '{id}', min(connection_id), 'Amazon', '{country}', '{currency}', 'Europe/Berlin',
        'en_US', true, 'test', now()
    FROM app.connections WHERE account_id = 1"""
GERMANY = MARKET.format(id="A1PA6795UKMFR9", country="DE", currency="EUR")
AMERICA = MARKET.format(id="ATVPDKIKX0DER", country="US", currency="USD")
RATE = """INSERT INTO app.fx_rates (rate_on, currency, per_euro, source, fetched_at)
    VALUES ('2026-11-19', 'USD', 1.25, 'test', now())"""


def prepare(*statements: str) -> None:
    with transaction(Role.OWNER) as connection:
        name_account(connection, 1)
        for statement in (SEED, GERMANY, *statements):
            connection.execute(text(statement))


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("sales", "Orders read just now"),
        ("ads", "Advertising read 8 hours ago · Orders read just now"),
        (
            "products",
            "Stock and visits not read yet · Fees read 2 days ago · Advertising read 8 hours ago",
        ),
        ("money_to_claim", "Returns read 3 days ago · Fees read 2 days ago · Orders read just now"),
    ],
)
def test_each_page_names_its_own_sources(database, open_page, page, told):
    prepare()
    app = open_page(page)
    assert not app.exception
    assert told in words_of(app)


def test_converted_amounts_name_the_newest_rate_and_its_day(database, open_page):
    prepare(AMERICA, RATE)
    app = open_page("sales", currency="EUR")
    assert not app.exception
    assert "1 USD = 0.8000 EUR (19 Nov)" in words_of(app)
    assert "1 USD" not in words_of(open_page("sales", currency="native"))
    # This page shows every amount as it was paid.
    assert "1 USD" not in words_of(open_page("money_to_claim", currency="EUR"))
    # Nothing of what is chosen has to be converted.
    assert "1 USD" not in words_of(open_page("sales", currency="EUR", market="DE"))


READ_BACK = """INSERT INTO sync.cursors (account_id, connection_id, stream, cursor_at, position)
    SELECT 1, min(connection_id), 'finances', now(), '{"history_from": "2026-11-09T23:00:00Z"}'
    FROM app.connections WHERE account_id = 1"""


def test_money_that_is_still_read_back_is_said_on_the_line_and_on_every_tile_it_is_in(
    database, open_page
):
    prepare(READ_BACK)
    app = open_page("profit", period="last_30_days", compare="none")
    assert not app.exception
    told = words_of(app)
    assert "**Not complete:** fees before 10 Nov 2026 are still being read" in told
    missing = "fees and refunds before 10 Nov 2026 are not read yet"
    # Net revenue, fees, both profits, margin and ROI; not what goods and advertising cost.
    assert told.splitlines().count(f"Not complete: {missing}.") == 6
    assert f"F{missing[1:]}; until then nothing counts for those days." in told
    whole = open_page("profit", period="last_7_days", compare="none")
    assert "ot complete" not in words_of(whole)
