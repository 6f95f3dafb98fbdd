"""How often Amazon lets each of its operations be called: its published usage plans.

The sync keeps to them, the simulator refuses by them and Data health shows them. Each stands in
the description of its operation in Amazon's models (amzn/selling-partner-api-models, 2026-08-05);
tests/contracts holds them against it. Advertising has no published rates.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.settings import Settings

TRAFFIC_QUOTA = "createReport GET_SALES_AND_TRAFFIC_REPORT"


@dataclass(frozen=True)
class Plan:
    """Calls a second, how many may come at once, and how the operation is called."""

    rate: float
    burst: float
    method: str = "GET"


PUBLISHED: dict[str, Plan] = {
    "searchOrders": Plan(0.0056, 20),
    "getOrder": Plan(0.5, 30),
    "searchCatalogItems": Plan(2, 2),
    "getCatalogItem": Plan(2, 2),
    "getInventorySummaries": Plan(2, 2),
    "getMarketplaceParticipations": Plan(0.016, 15),
    "getOrderMetrics": Plan(0.5, 15),
    "listTransactions": Plan(0.5, 10),
    "createReport": Plan(0.0167, 15, "POST"),
    "getReport": Plan(2, 15),
    "getReports": Plan(0.0222, 10),
    "cancelReport": Plan(0.0222, 10, "DELETE"),
    "getReportDocument": Plan(0.0167, 15),
    "createRestrictedDataToken": Plan(1, 10, "POST"),
    # A rate of its own beside createReport's, for each seller: one in 15 minutes, 96 a day.
    # Source: Amazon's support in selling-partner-api-models issue 5210 (since 2026-04-24).
    TRAFFIC_QUOTA: Plan(1 / 900, 1, "POST"),
}


def rate_factor(settings: Settings) -> float | None:
    """Return how many times Amazon's published rates apply; None: nobody waits for anything.

    Only the simulator can be told another rate plan than the real one.
    """
    if not settings.is_demo or settings.simulator_rate_plan == "real":
        return 1.0
    if settings.simulator_rate_plan == "off":
        return None
    return float(settings.simulator_rate_plan)
