"""What the language model has used today for an account, and whether there is any left."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text

from ask.model_client import Usage
from core.database import Role, account_transaction

_READ = """
    SELECT coalesce(sum(tokens_in + tokens_out), 0) FROM app.model_usage
    WHERE account_id = :account AND used_on = :day
"""
_ADD = """
    INSERT INTO app.model_usage AS u
        (account_id, used_on, calls, tokens_in, tokens_out, cost_amount, currency)
    VALUES (:account, :day, :calls, :tokens_in, :tokens_out, :dollars, 'USD')
    ON CONFLICT (account_id, used_on) DO UPDATE SET
        calls = u.calls + excluded.calls,
        tokens_in = u.tokens_in + excluded.tokens_in,
        tokens_out = u.tokens_out + excluded.tokens_out,
        cost_amount = u.cost_amount + excluded.cost_amount
"""


def tokens_used(account_id: int, day: date) -> int:
    """Return how many tokens an account has used on a day (UTC)."""
    with account_transaction(Role.WEB, account_id) as connection:
        return int(connection.scalar(text(_READ), {"account": account_id, "day": day}) or 0)


def add_usage(account_id: int, day: date, usage: Usage) -> None:
    """Add what a question has used to the account's day."""
    values = {
        "account": account_id,
        "day": day,
        "calls": usage.calls,
        "tokens_in": usage.tokens_in,
        "tokens_out": usage.tokens_out,
        "dollars": usage.dollars,
    }
    with account_transaction(Role.WEB, account_id) as connection:
        connection.execute(text(_ADD), values)
