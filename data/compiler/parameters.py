"""The values of a statement: each gets a name, and only the name stands in the SQL."""

from __future__ import annotations

from typing import Any


class Parameters:
    """Collects values under names; equal values share one.

    `needs_rates` is set by a part that reads the exchange rates of the days asked for,
    `needs_cost_rates` by one that reads them for costs. `has_pools`: the account has stock that
    several marketplaces sell from.
    """

    def __init__(self, account_id: int, *, has_pools: bool = False) -> None:
        self.values: dict[str, Any] = {"account_id": account_id}
        self.has_pools = has_pools
        self.needs_rates = False
        self.needs_cost_rates = False

    def add(self, value: Any, kind: str) -> str:
        """Keep a value and return the SQL that stands for it, with its type."""
        for name, known in self.values.items():
            if name.startswith("v") and type(known) is type(value) and known == value:
                return f"CAST(:{name} AS {kind})"
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"CAST(:{name} AS {kind})"
