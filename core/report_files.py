"""The report files that can be brought in by hand: what each is called and where to find it.

The sync reads them (sync/imports/kinds), the pages and the refusals speak of them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ReportFile:
    """One kind of file. `place` says where it is downloaded, and how."""

    name: str
    title: str
    place: str


def _rows(*files: ReportFile) -> dict[str, ReportFile]:
    return {one.name: one for one in files}


# In the order in which pages list them.
REPORT_FILES: dict[str, ReportFile] = _rows(
    ReportFile("all_orders", "All Orders", "Seller Central: Orders, Order Reports, All Orders."),
    ReportFile(
        "business_by_date",
        "Business Report by date",
        "Seller Central: Reports, Business Reports, Sales and Traffic by Date, day by day.",
    ),
    ReportFile(
        "business_by_asin",
        "Business Report by product",
        "Seller Central: Reports, Business Reports, Detail Page Sales and Traffic, for one day."
        " Name that day beside the file.",
    ),
    ReportFile(
        "fba_stock",
        "FBA inventory",
        "Seller Central: Reports, Fulfillment by Amazon, Manage FBA Inventory. Name the"
        " marketplace beside the file.",
    ),
    ReportFile(
        "settlement",
        "Settlement V2",
        "Seller Central: Payments, Reports Repository (All Statements), Download Flat File V2.",
    ),
    ReportFile(
        "fba_returns",
        "FBA customer returns",
        "Seller Central: Reports, Fulfillment by Amazon, FBA customer returns.",
    ),
    ReportFile(
        "merchant_returns",
        "Returns to the seller",
        "Seller Central: Orders, Manage Returns, Return Reports. Name the marketplace beside the"
        " file.",
    ),
    ReportFile(
        "listings",
        "All Listings",
        "Seller Central: Inventory, Inventory Reports, All Listings Report. Name the marketplace"
        " beside the file.",
    ),
    ReportFile(
        "inventory_age",
        "FBA inventory age",
        "Seller Central: Reports, Fulfillment by Amazon, FBA Inventory. Name the marketplace"
        " beside the file.",
    ),
    ReportFile(
        "ad_campaigns",
        "Sponsored Products by campaign",
        "Advertising console: Reports, Sponsored Products, Campaign, time unit Daily.",
    ),
    ReportFile(
        "ad_search_terms",
        "Sponsored Products by search term",
        "Advertising console: Reports, Sponsored Products, Search term, time unit Daily.",
    ),
)
