"""How Amazon writes instants and money, from the shop's seconds and cents."""

from __future__ import annotations

from datetime import UTC, datetime


def iso(second: int) -> str:
    """Write UTC epoch seconds as the APIs do: 2026-11-23T08:00:00Z."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def report_time(second: int) -> str:
    """Write UTC epoch seconds as reports do: 2026-11-23T08:00:00+00:00."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")


def cents(amount: int) -> str:
    """Write cents as a decimal text."""
    return f"{amount // 100}.{amount % 100:02d}"
