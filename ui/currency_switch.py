"""The switch between currencies inside a card, where a page shows several."""

from __future__ import annotations

from ui.context import PageContext
from ui.switches import CURRENCY, pick


def pick_currency(context: PageContext, key: str) -> str:
    """Draw the switch between currencies where there are several, and return the chosen one."""
    currencies = list(context.currencies)
    if len(currencies) == 1:
        return currencies[0]
    return pick("Currency", CURRENCY, currencies, currencies[0], key=key)
