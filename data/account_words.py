"""The account's own names, for questions in words: products, brands, campaigns and the like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from core.database import Role
from data.loaders import cached

# What the names come from; a change of one of these makes them be read anew.
SOURCES = (
    "marketplaces", "products", "orders", "inventory", "listings", "ads_campaigns", "ads_groups",
)  # fmt: skip

_NAMES = """
SELECT 'brand', brand, NULL FROM seller.products WHERE account_id = :account_id
UNION SELECT 'category', category, NULL FROM seller.products WHERE account_id = :account_id
UNION SELECT 'product', asin, title FROM seller.products WHERE account_id = :account_id
UNION SELECT 'product', asin, title FROM seller.listings WHERE account_id = :account_id
UNION SELECT 'parent', parent_asin, NULL FROM seller.products WHERE account_id = :account_id
UNION SELECT 'sku', sku, NULL FROM seller.listings WHERE account_id = :account_id
UNION SELECT 'campaign', name, NULL FROM seller.ad_campaigns WHERE account_id = :account_id
UNION SELECT 'keyword', expression, NULL FROM seller.ad_targets WHERE account_id = :account_id
UNION SELECT 'ad_group', name, NULL FROM seller.ad_groups WHERE account_id = :account_id
UNION SELECT 'marketplace', marketplace_id, currency FROM seller.marketplaces
    WHERE account_id = :account_id AND is_participating
ORDER BY 1, 2, 3
"""
# What people searched for is a long list: those of the last month with the most clicks.
_SEARCH_TERMS = """
SELECT 'search_term', search_term, NULL FROM seller.ad_search_terms
WHERE account_id = :account_id AND local_date > (
    SELECT max(local_date) - 30 FROM seller.ad_search_terms WHERE account_id = :account_id)
GROUP BY search_term ORDER BY sum(clicks) DESC, search_term LIMIT 2000
"""
_FIRST_DAY = "SELECT min(local_date) FROM seller.sales_daily WHERE account_id = :account_id"


@dataclass(frozen=True)
class Name:
    """One name: the dimension it belongs to, its value there, and a title where it has one."""

    field: str
    value: str
    title: str | None


def load_account_names(account_id: int, role: Role = Role.WEB) -> tuple[Name, ...]:
    """Return every name that a question may hold. For `marketplace` the title is its currency."""

    def load(connection: Connection) -> tuple[Name, ...]:
        account = {"account_id": account_id}
        rows = [
            row for sql in (_NAMES, _SEARCH_TERMS) for row in connection.execute(text(sql), account)
        ]
        return tuple(Name(*row) for row in rows if row[1])

    names, _ = cached(role, account_id, "account names", SOURCES, load)
    return tuple(names)


def load_first_day(account_id: int, role: Role = Role.WEB) -> date | None:
    """Return the first day on which anything was sold; None where nothing was."""

    def load(connection: Connection) -> date | None:
        first: date | None = connection.scalar(text(_FIRST_DAY), {"account_id": account_id})
        return first

    first, _ = cached(role, account_id, "first day", ("orders",), load)
    return date.fromisoformat(str(first)) if first else None
