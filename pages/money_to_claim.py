"""Money to claim: what Amazon may owe, why, until when, and how to ask for it."""

from __future__ import annotations

from ui.claims_cards import (
    show_claim_tiles,
    show_damaged_card,
    show_fees_card,
    show_missing_card,
    show_stock_card,
)
from ui.claims_view import as_of_now
from ui.context import page_context
from ui.session import guard
from ui.sheets import Sheet, show_sheets

guard("money_to_claim")
context = as_of_now(page_context())

show_claim_tiles(context)
show_sheets(
    context,
    [
        Sheet("Fees too high", show_fees_card),
        Sheet("Never returned", show_missing_card),
        Sheet("Returned broken", show_damaged_card),
        Sheet("Lost or damaged", show_stock_card),
    ],
)
