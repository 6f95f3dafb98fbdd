"""Profit: what is left of sales after VAT, refunds, fees, goods and advertising, and why."""

from __future__ import annotations

from ui.context import page_context
from ui.figures import show_metric_tiles
from ui.payout_cards import show_payout_bridge_card, show_payouts_card
from ui.profit_cards import show_months_card, show_products_card
from ui.profit_costs import show_missing_costs
from ui.profit_steps import show_account_card, show_change_card
from ui.profit_view import tile_metrics
from ui.session import guard
from ui.sheets import Sheet, show_sheets
from ui.targets_card import show_targets

guard("profit")
context = page_context()

show_missing_costs(context)
show_metric_tiles(context, tile_metrics(context), key="profit_figures")
show_targets(context, ["profit", "net_profit"])
show_sheets(
    context,
    [
        Sheet("Where it goes", show_account_card),
        Sheet("Why it changed", show_change_card),
        Sheet("By month", show_months_card),
        Sheet("By product", show_products_card),
        Sheet("From sales to payout", show_payout_bridge_card),
        Sheet("Payouts", show_payouts_card),
    ],
)
