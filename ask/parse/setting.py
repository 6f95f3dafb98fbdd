"""What an account brings to every question: its day, its names, its currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from ask.parse.values import AccountWords


@dataclass(frozen=True)
class Setting:
    """`first_day` is the first day of its sales, for `all time`; None where there are none.

    `clock` is the time of today up to which it is known, in `zone`; None where today is a day that
    was named, which then counts as a whole.
    """

    account_id: int
    today: date
    words: AccountWords
    currency: str | None = None
    first_day: date | None = None
    clock: time | None = None
    zone: str | None = None
