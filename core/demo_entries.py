"""Enters the demo shop's costs, expenses, lead times and targets, once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, text

from core.database import Role, account_transaction
from core.demo_costs import (
    COSTS,
    COSTS_FROM,
    CURRENCY,
    EXPENSES,
    RAISED_FROM,
    raised,
)
from core.marketplaces import MARKETPLACES
from core.product_clock import get_clock

_COST = """
INSERT INTO seller.product_costs
    (account_id, item_kind, item, valid_from, currency, goods_amount, freight_amount)
VALUES (:account_id, 'sku', :sku, :valid_from, :currency, :goods, :freight)
ON CONFLICT DO NOTHING
"""
_EXPENSE = """
INSERT INTO seller.expenses
    (account_id, name, category, marketplace_id, spread, starts_on, ends_on, amount, currency)
VALUES (:account_id, :name, :category, :place, :spread, :starts_on, :ends_on, :amount, :currency)
"""
_LEAD_TIME = """
INSERT INTO seller.product_settings (account_id, sku, lead_time_days)
VALUES (:account_id, :sku, :days) ON CONFLICT DO NOTHING
"""
_SETTINGS = """
INSERT INTO seller.account_settings (account_id, reporting_currency)
VALUES (:account_id, 'EUR') ON CONFLICT DO NOTHING
"""
_TARGET = """
INSERT INTO seller.targets (account_id, metric, month, target, currency)
VALUES (:account_id, :metric, :month, :target, :currency) ON CONFLICT DO NOTHING
"""
# What a month is meant to bring: a little more than the shop usually does, and ACOS at the most.
_TARGETS = (("revenue", "130000", "EUR"), ("profit", "32000", "EUR"), ("acos", "0.22", None))
_MONTHS_WITH_TARGETS = 3
_DONE = """
INSERT INTO seller.settings_versions (account_id, source, version)
SELECT :account_id, s.source, 1 FROM unnest(CAST(:sources AS text[])) AS s (source)
ON CONFLICT DO NOTHING
"""


def enter_demo_costs(account_id: int) -> bool:
    """Enter costs, expenses, lead times and targets of the demo; False when that was done before.

    What a person has changed or deleted since stays as it is.
    """
    with account_transaction(Role.WEB, account_id) as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(727110, 4)"))
        done = connection.scalar(
            text("SELECT 1 FROM seller.settings_versions WHERE account_id = :a LIMIT 1"),
            {"a": account_id},
        )
        if done:
            return False
        _enter(connection, account_id)
        return True


def _enter(connection: Connection, account_id: int) -> None:
    own = {"account_id": account_id}
    costs = [
        {
            **own,
            "sku": row.sku,
            "valid_from": day,
            "currency": CURRENCY,
            "goods": Decimal(raised(row.goods_cents, day)) / 100,
            "freight": Decimal(row.freight_cents) / 100,
        }
        for row in COSTS
        for day in (COSTS_FROM, RAISED_FROM)
    ]
    connection.execute(text(_COST), costs)
    places = {place.country_code: place.marketplace_id for place in MARKETPLACES.values()}
    expenses = [
        {
            **own,
            "name": row.name,
            "category": row.category,
            "place": places.get(row.country, ""),
            "spread": row.spread,
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "amount": Decimal(row.cents) / 100,
            "currency": row.currency,
        }
        for row in EXPENSES
    ]
    connection.execute(text(_EXPENSE), expenses)
    connection.execute(
        text(_LEAD_TIME), [{**own, "sku": row.sku, "days": row.lead_time_days} for row in COSTS]
    )
    connection.execute(text(_SETTINGS), own)
    connection.execute(
        text(_TARGET), [{**own, **one} for one in _targets(get_clock().now().date())]
    )
    sources = ["costs", "expenses", "reordering", "targets"]
    connection.execute(text(_DONE), {**own, "sources": sources})


def _targets(today: date) -> list[dict[str, object]]:
    """Return the targets of this month and the next ones."""
    first = today.year * 12 + today.month - 1
    months = [divmod(first + n, 12) for n in range(_MONTHS_WITH_TARGETS)]
    return [
        {
            "metric": metric,
            "month": date(year, month + 1, 1),
            "target": Decimal(target),
            "currency": currency,
        }
        for year, month in months
        for metric, target, currency in _TARGETS
    ]
