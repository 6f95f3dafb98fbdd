"""How reports say what the Orders API says in capitals."""

from __future__ import annotations

from simulator.shop.order import CANCELLED, PARTIALLY_SHIPPED, PENDING, SHIPPED, UNSHIPPED

STATUS_WORDS = {
    PENDING: "Pending",
    UNSHIPPED: "Unshipped",
    PARTIALLY_SHIPPED: "Shipping",
    SHIPPED: "Shipped",
    CANCELLED: "Cancelled",
}
CHANNELS = {True: "Amazon", False: "Merchant"}
SERVICE_LEVELS = {
    "EXPEDITED": "Expedited",
    "SECOND_DAY": "SecondDay",
    "NEXT_DAY": "NextDay",
    "STANDARD": "Standard",
}
