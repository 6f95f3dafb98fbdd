"""Metrics of money that Amazon moves: refunds, returns, fees, payouts."""

from __future__ import annotations

from typing import Any

from data.catalogue.rows import row
from data.catalogue.sources import (
    MONEY,
    MONEY_LAG,
    ORDERS,
    RETURNS,
    RETURNS_LAG,
    SETTLEMENT_LAG,
    SETTLEMENTS,
)
from data.metric import Metric, Unit

FEES = (
    "commission_amount",
    "fulfilment_fee_amount",
    "closing_fee_amount",
    "refund_fee_amount",
    "storage_fee_amount",
    "subscription_amount",
    "other_fee_amount",
)

# All that moves the balance with Amazon: the amounts of a transaction are one of these each.
BALANCE = (
    "charged_amount",
    "-refund_amount",
    *(f"-{name}" for name in FEES),
    "-advertising_amount",
    "reimbursement_amount",
    "other_amount",
)


def _money(*told: Any, **more: Any) -> Metric:
    return row(*told, **{"is_good": False, "sources": MONEY, "lag": MONEY_LAG, **more})


def _held(*told: Any, unit: Unit, synonyms: tuple[str, ...] = ()) -> Metric:
    return _money(*told, unit=unit, is_good=None, additivity="latest", synonyms=synonyms)


ROWS = (
    _money("refund_amount", "Refunds",
           "What was given back to buyers, with shipping and tax inside the price, on the day of "
           "the refund. Sales tax that Amazon hands on does not count.",
           ("refund_amount",), synonyms=("refunds", "refunded amount", "money refunded")),
    _money("refund_units", "Refunded units",
           "Pieces that were refunded, on the day of the refund.", ("refund_units",), unit="count",
           synonyms=("units refunded",)),
    _money("refund_rate", "Refund rate",
           "Refunded units divided by units ordered in the same period.",
           ("refund_units",), ("units",), unit="share", sources=(*MONEY, *ORDERS),
           synonyms=("rate of refunds",)),
    _money("order_refund_units", "Refunded of these orders",
           "Pieces of the orders placed in the period that were refunded until now, whenever the "
           "refund came.", ("order_refund_units",), unit="count", sources=(*MONEY, *ORDERS),
           synonyms=("refunds by order date", "refunded units by order date")),
    _money("order_refund_rate", "Refunded so far",
           "Of the pieces ordered in the period, the share that was refunded until now, whenever "
           "the refund came. Of new orders it still rises, for about two months.",
           ("order_refund_units",), ("units",), unit="share", sources=(*MONEY, *ORDERS),
           synonyms=("refund rate by order date", "share refunded so far")),
    _money("refund_amount_rate", "Refunds of revenue", "Refunds divided by revenue.",
           ("refund_amount",), ("revenue_amount",), unit="share", sources=(*MONEY, *ORDERS),
           synonyms=("refund share of revenue",)),
    _money("returned_units", "Returned units",
           "Pieces sent back: to Amazon on the day its warehouse took them in, to you on the "
           "day the buyer asked for it.", ("returned_units",), unit="count",
           sources=RETURNS, lag=RETURNS_LAG, synonyms=("returns", "units returned")),
    _money("sellable_returned_units", "Returned and sellable",
           "Returned pieces that went back into stock and can be sold again.",
           ("sellable_returned_units",), unit="count", is_good=True, sources=RETURNS,
           lag=RETURNS_LAG),
    _money("return_rate", "Return rate",
           "Returned units divided by units ordered in the same period.",
           ("returned_units",), ("units",), unit="share", sources=(*RETURNS, *ORDERS),
           lag=RETURNS_LAG, synonyms=("rate of returns",)),
    _money("fees", "Amazon fees",
           "All that Amazon takes for selling, sending and storing: the kinds below added up. "
           "What is given back with a refund is taken off; advertising is not in it.",
           FEES, synonyms=("amazon charges", "total fees", "selling fees")),
    _money("commission", "Referral fees",
           "Amazon's share of each sale, less what refunds give back.",
           ("commission_amount",), synonyms=("referral fee", "commissions")),
    _money("fba_fees", "FBA fulfilment fees", "Picking, packing and sending by Amazon.",
           ("fulfilment_fee_amount",), synonyms=("fulfilment fees", "fulfillment fees", "fba fee")),
    _money("closing_fees", "Closing fees", "Amazon's fixed fee on some categories.",
           ("closing_fee_amount",)),
    _money("refund_fees", "Refund fees", "What Amazon keeps of the referral fee at a refund.",
           ("refund_fee_amount",), synonyms=("refund administration fee",)),
    _money("storage_fees", "Storage fees", "What Amazon charges for the room that stock takes.",
           ("storage_fee_amount",), synonyms=("storage cost", "fba storage")),
    _money("storage_by_product", "Storage by product",
           "What each product's room costs, as Amazon's monthly report tells it: it stands on the "
           "first day of its month. It explains storage fees and is not added to them.",
           ("storage_charged_amount",), sources=("storage_fees",),
           lag="Amazon tells it in the middle of the next month.",
           synonyms=("storage fees by product", "storage cost by product")),
    _money("subscription_fees", "Selling plan", "The monthly fee of the selling plan.",
           ("subscription_amount",), synonyms=("subscription", "plan fee")),
    _money("other_fees", "Other fees", "Fees of Amazon of no kind named here.",
           ("other_fee_amount",)),
    _money("fee_rate", "Fees of revenue", "Amazon fees divided by revenue.",
           FEES, ("revenue_amount",), unit="share", sources=(*MONEY, *ORDERS),
           synonyms=("fee share", "fees percentage")),
    _money("fba_fee_rate", "FBA fees of revenue", "FBA fulfilment fees divided by revenue.",
           ("fulfilment_fee_amount",), ("revenue_amount",), unit="share",
           sources=(*MONEY, *ORDERS), synonyms=("fba fee share",)),
    _money("reimbursements", "Reimbursements",
           "What Amazon paid for stock that it lost or damaged.", ("reimbursement_amount",),
           is_good=True, synonyms=("reimbursed amount",)),
    _money("charged", "Paid by buyers",
           "What buyers were charged as orders were shipped, with shipping and tax inside the "
           "price, less discounts, on the day Amazon booked it.",
           ("charged_amount",), is_good=True, synonyms=("settled sales", "shipped sales")),
    _money("advertising_charged", "Advertising taken off payouts",
           "Advertising that Amazon took off the balance instead of a credit card. Profit counts "
           "ad spend, not this.", ("advertising_amount",)),
    _money("other_movements", "Other movements",
           "Money of a kind that is not known here. It is not part of profit.", ("other_amount",),
           is_good=None),
    _money("balance_change", "Moved on the balance",
           "What the balance with Amazon gained, on the day Amazon first told of it: paid by "
           "buyers and reimbursed, less refunds, fees and advertising taken off, with all else.",
           BALANCE, is_good=True, synonyms=("balance movement", "change of the balance")),
    _money("net_proceeds", "Net proceeds",
           "All lines of settlements added up, on the day each was booked: sales and refunds, less "
           "fees and all else.", ("net_proceeds_amount",), is_good=True, sources=SETTLEMENTS,
           lag=SETTLEMENT_LAG, synonyms=("proceeds", "settlement total")),
    _money("payout", "Payouts", "What Amazon paid out to the bank, on the day it did.",
           ("payout_amount",), is_good=True, sources=SETTLEMENTS, lag=SETTLEMENT_LAG,
           synonyms=("payouts", "disbursements", "deposits", "bank transfer")),
    _held("held_back", "Held back by Amazon",
          "What Amazon has booked and keeps for now, until some days after delivery: it is part of "
          "a later payout. As it is now, whatever the period.", ("held_back_amount",),
          unit="money", synonyms=("deferred", "reserve", "deferred money")),
    _held("held_back_payments", "Payments held back",
          "How many payments Amazon keeps for now. As it is now, whatever the period.",
          ("held_back_payments",), unit="count"),
)  # fmt: skip
