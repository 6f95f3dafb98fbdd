"""The lines of the profit and loss account, in one table that every view of it reads."""

from __future__ import annotations

from dataclasses import dataclass

from data.metrics import METRICS


@dataclass(frozen=True)
class PlLine:
    """One line: a metric, whether it is added (1) or taken off (-1), or a sum so far (0)."""

    metric: str
    sign: int
    name: str = ""

    @property
    def title(self) -> str:
        """The line's name as people read it."""
        return self.name or METRICS[self.metric].name

    @property
    def is_total(self) -> bool:
        """Whether it sums up what stands above it."""
        return self.sign == 0


# From what buyers paid to what is left. Between two sums, the lines add up to the difference.
PL_LINES: tuple[PlLine, ...] = (
    PlLine("revenue", 1),
    PlLine("shipping", 1),
    PlLine("discounts", -1),
    PlLine("vat", -1),
    PlLine("refund_amount", -1),
    PlLine("reimbursements", 1),
    PlLine("net_revenue", 0),
    PlLine("commission", -1),
    PlLine("fba_fees", -1),
    PlLine("closing_fees", -1),
    PlLine("refund_fees", -1),
    PlLine("storage_fees", -1),
    PlLine("subscription_fees", -1),
    PlLine("other_fees", -1),
    PlLine("cogs", -1),
    PlLine("gross_profit", 0),
    PlLine("ad_spend", -1),
    PlLine("profit", 0),
    PlLine("expenses", -1),
    PlLine("net_profit", 0),
)
PL_METRICS = tuple(line.metric for line in PL_LINES)

# What a product's profit is made of, for the bridge: fees as one.
BRIDGE_LINES: tuple[PlLine, ...] = (
    PlLine("revenue", 1, "Price"),
    PlLine("shipping", 1),
    PlLine("discounts", -1),
    PlLine("vat", -1),
    PlLine("refund_amount", -1),
    PlLine("reimbursements", 1),
    PlLine("fees", -1),
    PlLine("cogs", -1),
    PlLine("ad_spend", -1),
)
