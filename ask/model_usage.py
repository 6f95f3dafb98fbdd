"""What the language model has used today for an account, and how much is left.

A call is put down at the most it can use before it is made, and at what it did use after it: so
two questions at once cannot both take what is left. A process that dies in between leaves the
larger number behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from ask.usage import Usage
from core.database import Role, account_transaction
from core.settings import Settings

_READ = """
    SELECT calls, tokens_in, tokens_out, seconds, cost_amount FROM app.model_usage
    WHERE account_id = :account AND used_on = :day
"""
# Both the first row of a day and a later one are bounded in the one statement that adds to it.
_RESERVE = """
    INSERT INTO app.model_usage AS u
        (account_id, used_on, calls, tokens_in, tokens_out, seconds, cost_amount, currency)
    SELECT :account, :day, :calls, :tokens_in, :tokens_out, :seconds, :dollars, 'USD'
    WHERE :tokens_in + :tokens_out <= :most_tokens
        AND :seconds <= :most_seconds AND :dollars <= :most_dollars
    ON CONFLICT (account_id, used_on) DO UPDATE SET
        calls = u.calls + excluded.calls,
        tokens_in = u.tokens_in + excluded.tokens_in,
        tokens_out = u.tokens_out + excluded.tokens_out,
        seconds = u.seconds + excluded.seconds,
        cost_amount = u.cost_amount + excluded.cost_amount
    WHERE u.tokens_in + u.tokens_out + :tokens_in + :tokens_out <= :most_tokens
        AND u.seconds + :seconds <= :most_seconds AND u.cost_amount + :dollars <= :most_dollars
    RETURNING calls
"""
_SETTLE = """
    UPDATE app.model_usage SET
        calls = calls + :calls,
        tokens_in = tokens_in + :tokens_in,
        tokens_out = tokens_out + :tokens_out,
        seconds = seconds + :seconds,
        cost_amount = cost_amount + :dollars
    WHERE account_id = :account AND used_on = :day
"""


@dataclass(frozen=True)
class Allowance:
    """What an account has used of its day, and how much it may use at the most."""

    used: Usage
    most_tokens: int
    most_seconds: int
    most_dollars: float

    @property
    def in_words(self) -> str:
        """Say it in a line: `12,204 of 200,000 tokens and 41 of 1,800 seconds used today`."""
        used = self.used
        parts = [
            f"{used.tokens:,} of {self.most_tokens:,} tokens",
            f"{used.seconds:,.0f} of {self.most_seconds:,} seconds",
        ]
        if used.dollars is not None:
            parts.append(f"${used.dollars:.2f} of ${self.most_dollars:,.2f}")
        return f"{', '.join(parts[:-1])} and {parts[-1]} used today"


def allowance_of(account_id: int, day: date, settings: Settings) -> Allowance:
    """Return what an account has used on a day (UTC), beside what it may."""
    with account_transaction(Role.WEB, account_id) as connection:
        row = connection.execute(text(_READ), {"account": account_id, "day": day}).one_or_none()
    has_price = bool(settings.ask_model_price_in or settings.ask_model_price_out)
    used = Usage(dollars=0.0 if has_price else None)
    if row is not None:
        dollars = float(row.cost_amount) if has_price or row.cost_amount else None
        used = Usage(row.calls, row.tokens_in, row.tokens_out, float(row.seconds), dollars)
    return Allowance(
        used,
        settings.ask_model_daily_tokens,
        settings.ask_model_daily_seconds,
        settings.ask_model_daily_dollars,
    )


def reserve(account_id: int, day: date, most: Usage, settings: Settings) -> bool:
    """Put down a call at the most it can use; False, with nothing put down, where less is left."""
    values = _values(account_id, day, most) | {
        "most_tokens": settings.ask_model_daily_tokens,
        "most_seconds": settings.ask_model_daily_seconds,
        "most_dollars": settings.ask_model_daily_dollars,
    }
    with account_transaction(Role.WEB, account_id) as connection:
        return connection.execute(text(_RESERVE), values).one_or_none() is not None


def settle(account_id: int, day: date, reserved: Usage, used: Usage) -> None:
    """Put down what a call has used in the place of what was reserved for it."""
    difference = Usage(
        used.calls - reserved.calls,
        used.tokens_in - reserved.tokens_in,
        used.tokens_out - reserved.tokens_out,
        used.seconds - reserved.seconds,
        (used.dollars or 0.0) - (reserved.dollars or 0.0),
    )
    with account_transaction(Role.WEB, account_id) as connection:
        connection.execute(text(_SETTLE), _values(account_id, day, difference))


def _values(account_id: int, day: date, usage: Usage) -> dict[str, object]:
    return {
        "account": account_id,
        "day": day,
        "calls": usage.calls,
        "tokens_in": usage.tokens_in,
        "tokens_out": usage.tokens_out,
        "seconds": usage.seconds,
        "dollars": usage.dollars or 0.0,
    }
