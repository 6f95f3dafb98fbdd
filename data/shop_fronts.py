"""The marketplaces that Amazon names for an account, and since when each of them sells."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Connection, text

from core.database import Role
from data.loaders import cached
from data.report_rows import MARKETPLACE_SOURCES

_SHOP_FRONTS = """
SELECT m.marketplace_id, c.region, c.state, m.name, m.country_code, m.currency, m.time_zone,
    m.language_tag, m.is_participating, (
        SELECT d.local_date FROM seller.sales_daily d
        WHERE d.account_id = :account_id AND d.marketplace_id = m.marketplace_id
        ORDER BY d.local_date LIMIT 1) AS sells_since
FROM seller.marketplaces m
JOIN app.connections c ON c.account_id = :account_id AND c.connection_id = m.connection_id
WHERE m.account_id = :account_id
ORDER BY c.connection_id, m.is_participating DESC, m.name, m.marketplace_id
"""


def load_shop_fronts(account_id: int) -> pd.DataFrame:
    """Return every marketplace that Amazon names for the account's connections.

    Columns: marketplace_id, region, state (of the connection), name, country_code, currency,
    time_zone, language_tag, is_participating, sells_since (the first day with an order, None
    without any).
    """
    found: tuple[pd.DataFrame, Any] = cached(
        Role.WEB,
        account_id,
        "shop fronts",
        (*MARKETPLACE_SOURCES, "orders"),
        lambda connection: _read(connection, account_id),
    )
    return found[0].copy(deep=False)


def _read(connection: Connection, account_id: int) -> pd.DataFrame:
    rows: Any = connection.execute(text(_SHOP_FRONTS), {"account_id": account_id})
    return pd.DataFrame(rows.fetchall(), columns=list(rows.keys()))
