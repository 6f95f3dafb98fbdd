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
    SELECT 1, 'A1PA6795UKMFR9', min(connection_id), 'Amazon.de', 'DE', 'EUR', 'Europe/Berlin',
        'de_DE', true, 'test', now()
    FROM app.connections WHERE account_id = 1"""


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
    with transaction(Role.OWNER) as connection:
        name_account(connection, 1)
        connection.execute(text(SEED))
        connection.execute(text(MARKET))
    app = open_page(page)
    assert not app.exception
    assert told in words_of(app)
