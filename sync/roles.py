"""The roles that a seller's app needs in Seller Central, by stream, and a cheap call for each.

Sources: Amazon's pages report-type-values-inventory, -settlement, -analytics,
returns-reports-attributes and fba-sales-reports-attributes, and the roles in the models of the
other APIs. Where several roles open the same thing, the one that is named here is enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from core.errors import ForbiddenError, RejectedError, SellerMonitorError, ThrottledError
from core.streams import STREAMS
from sync.clients.sp_api import SpApi
from sync.findings import OK, TROUBLE, WARNING, Finding

_ORDERS = "Inventory and Order Tracking"
_LISTING = "Product Listing"
_FULFILLMENT = "Amazon Fulfillment"
_FINANCE = "Finance and Accounting"
_PRICING = "Pricing"
_BRAND = "Brand Analytics"
# Streams that read no API of the seller's: every app may read them.
FREE = ("marketplaces", "fx_rates")
ROLES: dict[str, str] = {
    "orders": _ORDERS,
    "sales_control": _PRICING,
    "sales_traffic": _BRAND,
    "listings": _LISTING,
    "products": _LISTING,
    "inventory": _FULFILLMENT,
    "ledger_stock": _FULFILLMENT,
    "ledger_events": _FULFILLMENT,
    "inventory_planning": _FULFILLMENT,
    "stranded_inventory": _FULFILLMENT,
    "finances": _FINANCE,
    "returns_fba": _FULFILLMENT,
    "returns_merchant": _ORDERS,
    "reimbursements": _FULFILLMENT,
    "settlements": _FINANCE,
    "storage_fees": _FULFILLMENT,
    "fee_estimates": _FULFILLMENT,
}
# The doctor does not wait for a quota: whoever asks twice in a row is told so.
_PATIENCE_SECONDS = 5.0


@dataclass(frozen=True)
class Probe:
    """A cheap call that needs the role of some streams. `what` is how the doctor calls it."""

    what: str
    operation: str
    path: str
    streams: tuple[str, ...]
    query: dict[str, str] = field(default_factory=dict)

    @property
    def role(self) -> str:
        """The role that it needs, and each of its streams."""
        return ROLES[self.streams[0]]


def _reports(what: str, report_type: str, *streams: str) -> Probe:
    query = {"reportTypes": report_type, "pageSize": "1"}
    return Probe(what, "getReports", "/reports/2021-06-30/reports", streams, query)


# What does not exist, or was not asked for as Amazon wants it, is as good as what does: whoever
# may not ask gets a 403 before.
PROBES: tuple[Probe, ...] = (
    Probe("getOrder", "getOrder", "/orders/2026-01-01/orders/000-0000000-0000000", ("orders",)),
    Probe("getInventorySummaries", "getInventorySummaries", "/fba/inventory/v1/summaries",
          ("inventory",)),
    Probe("searchCatalogItems", "searchCatalogItems", "/catalog/2022-04-01/items", ("products",)),
    Probe("listTransactions", "listTransactions", "/finances/2024-06-19/transactions",
          ("finances",)),
    Probe("getOrderMetrics", "getOrderMetrics", "/sales/v1/orderMetrics", ("sales_control",)),
    _reports("reports of orders", "GET_XML_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL",
             "orders", "returns_merchant"),
    _reports("reports of listings", "GET_MERCHANT_LISTINGS_ALL_DATA", "listings"),
    _reports("reports of FBA", "GET_FBA_INVENTORY_PLANNING_DATA", "inventory_planning",
             "stranded_inventory", "returns_fba", "reimbursements", "storage_fees",
             "fee_estimates", "ledger_stock", "ledger_events"),
    _reports("reports of payouts", "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2", "settlements"),
    _reports("reports of visits", "GET_SALES_AND_TRAFFIC_REPORT", "sales_traffic"),
)  # fmt: skip


def probe_roles(region: str, api: SpApi) -> Iterator[Finding]:
    """Yield how each role stands."""
    for one in PROBES:
        what = f"{one.what} {region}"
        try:
            api.call(one.operation, one.path, query=one.query, patience=_PATIENCE_SECONDS)
        except ForbiddenError as error:
            yield Finding(TROUBLE, what, f"{error.sentence} {role_words(one.role, one.streams)}")
        except RejectedError:
            # Amazon has understood who asks, and knows no such order: the role is there.
            yield Finding(OK, what, "Amazon answers.")
        except ThrottledError as error:
            yield Finding(WARNING, what, error.sentence)
        except SellerMonitorError as error:
            yield Finding(TROUBLE, what, error.sentence)
        else:
            yield Finding(OK, what, "Amazon answers.")


def role_words(role: str, streams: tuple[str, ...]) -> str:
    """Say which role is missing, what is missed without it, and how to add it."""
    titles = ", ".join(STREAMS[name].title for name in streams)
    return (
        f"The role is called {role}. Without it this does not come in: {titles}. With the role,"
        " authorise the app anew and set the new refresh token in .env."
    )
