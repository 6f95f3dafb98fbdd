# ruff: noqa: E501 - a table reads better with one row on one line
"""What the demo shop pays for its goods, and its other expenses: invented, and the same for ever.

The demo's set-up enters them; the simulator's ledger and the tests read them here to work out
profit by themselves.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class UnitCost(NamedTuple):
    """A SKU: cents of euro for goods and inbound freight at first, and days until goods come."""

    sku: str
    goods_cents: int
    freight_cents: int
    lead_time_days: int


# The first prices, and by how much they rose and when: in hundredths.
COSTS_FROM = date(2023, 1, 1)
RAISED_FROM, RAISED_PERCENT = date(2026, 1, 1), 6
CURRENCY = "EUR"

COSTS = (
    UnitCost("KE-MUG-SND", 260, 35, 45),
    UnitCost("KE-MUG-SLT", 260, 35, 45),
    UnitCost("KE-MUG-FOR", 260, 35, 45),
    UnitCost("KE-MUG-TER", 260, 35, 45),
    UnitCost("KE-PAN-20", 590, 60, 45),
    UnitCost("KE-PAN-26", 715, 60, 45),
    UnitCost("KE-PAN-30", 895, 60, 45),
    UnitCost("KE-KNF-5P", 765, 115, 45),
    UnitCost("KE-KNF-8P", 1145, 115, 45),
    UnitCost("KE-JAR-3P", 415, 95, 45),
    UnitCost("KE-JAR-6P", 705, 95, 45),
    UnitCost("KE-TEA-BLK", 855, 105, 45),
    UnitCost("KE-TEA-BLK-FBM", 855, 105, 45),
    UnitCost("KE-TEA-MOS", 855, 105, 45),
    UnitCost("KE-TEA-MOS-FBM", 855, 105, 45),
    UnitCost("TU-BED-S", 875, 140, 35),
    UnitCost("TU-BED-M", 1170, 140, 35),
    UnitCost("TU-BED-L", 1575, 140, 35),
    UnitCost("TU-LSH-RED", 340, 20, 35),
    UnitCost("TU-LSH-BLU", 340, 20, 35),
    UnitCost("TU-LSH-BLK", 340, 20, 35),
    UnitCost("TU-SCR-GRY-FBM", 815, 245, 35),
    UnitCost("TU-SCR-BGE-FBM", 815, 245, 35),
    UnitCost("TU-BWL-BLU", 290, 25, 35),
    UnitCost("TU-BWL-GRN", 290, 25, 35),
    UnitCost("TU-BWL-PNK", 290, 25, 35),
    UnitCost("MA-GLV-S", 410, 20, 50),
    UnitCost("MA-GLV-M", 410, 20, 50),
    UnitCost("MA-GLV-L", 410, 20, 50),
    UnitCost("MA-PLT-WHT", 565, 70, 50),
    UnitCost("MA-PLT-ANT", 565, 70, 50),
    UnitCost("MA-PLT-TER", 565, 70, 50),
    UnitCost("MA-SOL-4P", 530, 55, 50),
    UnitCost("MA-SOL-8P", 905, 55, 50),
    UnitCost("MA-SOL-12P", 1225, 55, 50),
    UnitCost("MA-ORG-NAT", 680, 90, 30),
    UnitCost("MA-ORG-WAL", 750, 90, 30),
    UnitCost("MA-NTB-NAV", 285, 30, 30),
    UnitCost("MA-NTB-GRN", 285, 30, 30),
    UnitCost("MA-NTB-ROS", 285, 30, 30),
    UnitCost("MA-LMP-WHT", 975, 80, 30),
    UnitCost("MA-LMP-BLK", 975, 80, 30),
    UnitCost("ST-BND-LGT", 295, 25, 40),
    UnitCost("ST-BND-MED", 295, 25, 40),
    UnitCost("ST-BND-HVY", 310, 25, 40),
    UnitCost("ST-MAT-PUR", 645, 70, 40),
    UnitCost("ST-MAT-TEA", 645, 70, 40),
    UnitCost("ST-MAT-CHA", 645, 70, 40),
    UnitCost("ST-BTL-500", 375, 35, 40),
    UnitCost("ST-BTL-750", 420, 35, 40),
    UnitCost("ST-BTL-1L", 480, 35, 40),
    UnitCost("ST-ROL-BLK", 455, 40, 40),
    UnitCost("ST-ROL-ORG", 455, 40, 40),
    UnitCost("ST-CUB-4P", 495, 35, 45),
    UnitCost("ST-CUB-6P", 640, 35, 45),
    UnitCost("ST-CUB-8P", 765, 35, 45),
    UnitCost("ST-PIL-GRY", 530, 30, 45),
    UnitCost("ST-PIL-NAV", 530, 30, 45),
    UnitCost("ST-TAG-STD-FBM", 410, 15, 45),
    UnitCost("KE-CND-LAV", 435, 35, 21),
    UnitCost("KE-CND-VAN", 435, 35, 21),
    UnitCost("KE-CND-CED", 435, 35, 21),
    UnitCost("MA-SEC-STD", 485, 30, 50),
)


class Expense(NamedTuple):
    """An expense of the shop; `country` is empty where it is of all marketplaces."""

    name: str
    category: str
    country: str
    spread: str
    starts_on: date
    ends_on: date | None
    cents: int
    currency: str


EXPENSES = (
    Expense("Office and storage room", "Rent", "", "monthly", date(2024, 1, 1), None, 118_000, "EUR"),
    Expense("Bookkeeping", "Services", "", "monthly", date(2024, 1, 1), None, 29_000, "EUR"),
    Expense("Design and shop software", "Software", "", "monthly", date(2024, 6, 1), None, 8_900, "USD"),
    Expense("Packaging licence", "Fees", "DE", "daily", date(2026, 1, 1), date(2026, 12, 31), 43_800, "EUR"),
    Expense("Liability insurance", "Insurance", "US", "monthly", date(2025, 1, 1), None, 9_500, "USD"),
    Expense("VAT agent", "Services", "GB", "monthly", date(2025, 1, 1), None, 7_500, "GBP"),
    Expense("Photo shoot, autumn range", "Marketing", "", "once", date(2026, 9, 14), None, 184_000, "EUR"),
    Expense("Trade fair", "Marketing", "DE", "once", date(2026, 6, 3), None, 96_000, "EUR"),
)  # fmt: skip


def raised(goods_cents: int, day: date) -> int:
    """Return the price of goods on a day, rounded half up to the cent."""
    if day < RAISED_FROM:
        return goods_cents
    return (goods_cents * (100 + RAISED_PERCENT) + 50) // 100
