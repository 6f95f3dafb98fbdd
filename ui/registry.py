"""Every page of the product, in one table.

A new page is a file in `pages/` and a row here. The role it needs stands in this row
and nowhere else: the menu, the guard and the tests read it from here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from core.accounts import AccountRole, InstallationRole, Need

PAGES_FOLDER = Path(__file__).resolve().parent.parent / "pages"


@dataclass(frozen=True)
class PageEntry:
    """One page: its file in `pages/`, what the menu shows, its address, whom it is for."""

    key: str
    title: str
    icon: str
    help: str
    need: Need
    url_path: str = ""
    is_in_menu: bool = True
    # Who may change something here, where that is not everybody who may open it.
    act: Need | None = None
    # Drawn only when there are orders; a page that is not has empty states of its own.
    needs_orders: bool = True
    filters: tuple[str, ...] = (
        "period", "compare", "marketplace", "product", "brand", "currency",
    )  # fmt: skip
    # Whether all of its figures are sales, which can be counted in any time zone.
    has_zone: bool = False
    # What large parts it opens with, as Streamlit names them; the document fetches them early.
    draws: tuple[str, ...] = ("PlotlyChart",)
    # Its file's name where that is not the key: Streamlit looks into `pages/` before all else, so a
    # file there hides a package of its name.
    script: str = ""

    @property
    def offered(self) -> tuple[str, ...]:
        """The filters of its bar."""
        return (*self.filters, "zone") if self.has_zone else self.filters

    @property
    def file(self) -> Path:
        """The page's script."""
        return PAGES_FOLDER / f"{self.script or self.key}.py"


# In the order of the menu; the first page is the one that opens.
REGISTRY: tuple[PageEntry, ...] = (
    PageEntry(
        key="overview",
        title="Overview",
        icon=":material/space_dashboard:",
        help="Today, yesterday and this month at a glance: sales, best and falling products.",
        need=AccountRole.VIEWER,
        has_zone=True,
    ),
    PageEntry(
        key="sales",
        title="Sales",
        icon=":material/trending_up:",
        help="Sales by day, week or month, by marketplace and product, and by hour of the week.",
        need=AccountRole.VIEWER,
        url_path="sales",
        has_zone=True,
    ),
    PageEntry(
        key="ads",
        title="Ads",
        icon=":material/campaign:",
        help="What advertising cost and brought, where it was wasted, what products can bear.",
        need=AccountRole.VIEWER,
        url_path="ads",
    ),
    PageEntry(
        key="profit",
        title="Profit",
        icon=":material/savings:",
        help="What is left after VAT, refunds, fees, goods and advertising, and why it changed.",
        need=AccountRole.VIEWER,
        url_path="profit",
    ),
    PageEntry(
        key="money_to_claim",
        title="Money to claim",
        icon=":material/assignment_return:",
        help="Fees above what Amazon expects, returns that never came or came broken.",
        need=AccountRole.VIEWER,
        url_path="money-to-claim",
        filters=("marketplace", "product", "brand"),
        draws=("DataFrame",),
    ),
    PageEntry(
        key="inventory",
        title="Inventory",
        icon=":material/warehouse:",
        help="How long stock lasts, what to order again, what is old or stranded, what was lost.",
        need=AccountRole.VIEWER,
        url_path="inventory",
        draws=("DataFrame",),
    ),
    PageEntry(
        key="products",
        title="Products",
        icon=":material/inventory_2:",
        help="All products with picture, sales, trend and stock. Open one to see more.",
        need=AccountRole.VIEWER,
        url_path="products",
        draws=("DataFrame",),
    ),
    PageEntry(
        key="product",
        title="Product",
        icon=":material/package_2:",
        help="One product: trend, marketplaces, SKUs and stock.",
        need=AccountRole.VIEWER,
        url_path="product",
        is_in_menu=False,
        filters=("period", "compare", "marketplace", "currency"),
    ),
    PageEntry(
        key="ask",
        title="Ask",
        icon=":material/forum:",
        help="A question in plain words, what was understood, and the figures.",
        need=AccountRole.VIEWER,
        act=AccountRole.MANAGER,
        url_path="ask",
        needs_orders=False,
        filters=(),
        draws=(),
        script="ask_page",
    ),
    PageEntry(
        key="data_health",
        title="Data health",
        icon=":material/monitor_heart:",
        help="What was read from Amazon and when, what is wrong, and files brought in by hand.",
        need=AccountRole.VIEWER,
        act=AccountRole.MANAGER,
        url_path="data-health",
        needs_orders=False,
        filters=(),
        draws=("DataFrame",),
    ),
    PageEntry(
        key="settings",
        title="Settings",
        icon=":material/settings:",
        help="What you enter yourself: costs, expenses, VAT, days to deliver, targets, currency.",
        need=AccountRole.VIEWER,
        act=AccountRole.MANAGER,
        url_path="settings",
        needs_orders=False,
        filters=(),
        draws=("DataFrame",),
    ),
    PageEntry(
        key="code_health",
        title="Code health",
        icon=":material/health_metrics:",
        help="For those who maintain Seller Monitor: how well the code is, where bugs land.",
        need=InstallationRole.MAINTAINER,
        url_path="code-health",
        needs_orders=False,
        filters=(),
        draws=(),
    ),
    PageEntry(
        key="code_work",
        title="Code work",
        icon=":material/checklist:",
        help="For those who maintain Seller Monitor: what to do next, findings, budgets, rivals.",
        need=InstallationRole.MAINTAINER,
        url_path="code-work",
        needs_orders=False,
        filters=(),
        draws=(),
    ),
)

_BY_KEY = {entry.key: entry for entry in REGISTRY}


def page_entry(key: str) -> PageEntry:
    """Return the row of a page. Raises KeyError when there is no such page."""
    return _BY_KEY[key]


def menu(may_open: Callable[[PageEntry], bool]) -> list[st.Page]:
    """Return the pages of the menu, in its order.

    A page that is not for whoever looks is in no menu, but known: its address says so. There are no
    sections: Streamlit 1.67 writes them as lists that screen readers cannot read.
    """
    return [streamlit_page(entry, is_open=may_open(entry)) for entry in REGISTRY]


def streamlit_page(entry: PageEntry, *, is_open: bool = True) -> st.Page:
    """Return the page as Streamlit knows it. Paths are absolute: they hold from anywhere."""
    return st.Page(
        entry.file,
        title=entry.title,
        icon=entry.icon,
        url_path=entry.url_path or None,
        default=entry is REGISTRY[0],
        visibility="visible" if entry.is_in_menu and is_open else "hidden",
        help=entry.help,
    )


def open_product(asin: str) -> None:
    """Go to a product's page."""
    st.switch_page(streamlit_page(page_entry("product")), query_params={"asin": asin})
