"""The guide of the first visit: which of its steps are done."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

from core.database import Role
from data.loaders import cached

# A new connection is seen with the first that is read over it.
_SOURCES = ("marketplaces", "orders", "costs")
_LOOK = """
SELECT
    EXISTS (SELECT 1 FROM app.accounts a
        WHERE a.account_id = :account_id AND a.is_demo) AS is_demo,
    EXISTS (SELECT 1 FROM app.connections c WHERE c.account_id = :account_id) AS is_connected,
    EXISTS (SELECT 1 FROM seller.data_versions v WHERE v.account_id = :account_id
        AND v.source = 'orders' AND v.changed_at IS NOT NULL) AS has_orders,
    EXISTS (SELECT 1 FROM seller.product_costs p WHERE p.account_id = :account_id) AS has_costs
"""


@dataclass(frozen=True)
class FirstVisit:
    """How far an account is: a demo or a connection, orders, costs."""

    is_demo: bool
    is_connected: bool
    has_orders: bool
    has_costs: bool

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.has_orders and self.has_costs


def load_first_visit(account_id: int) -> FirstVisit:
    """Look how far the account is; kept until something has been read or entered."""

    def load(connection: Connection) -> FirstVisit:
        row = connection.execute(text(_LOOK), {"account_id": account_id}).one()
        return FirstVisit(*row)

    found: FirstVisit
    found, _ = cached(Role.WEB, account_id, "first_visit", _SOURCES, load)
    return found
