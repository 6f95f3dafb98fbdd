"""The demo shop as three processes of its own: app, sidecar, and the simulator's pictures."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import parse_qsl, urlencode, urlsplit

from playwright.sync_api import Page, expect

from core import demo
from core.database import Role, transaction
from core.settings import ROOT
from tests.support.installation import Installation
from tests.support.ready import ReadyProcesses
from tests.support.simulator import free_port, running_simulator, wait_until_answers
from ui.registry import PageEntry

# The first page of a fresh process, on a busy machine.
LOGGED_IN_MILLISECONDS = 30_000


class Shop:
    """A running installation and how a test moves about in it."""

    def __init__(self, address: str) -> None:
        self.address = address

    def open(self, page: Page, path: str = "/") -> None:
        """Open an address and wait until the script has run and nothing is drawn any more."""
        page.goto(f"{self.address}{path}")
        settle(page)

    def visit(self, page: Page, path: str) -> None:
        """Open a page as somebody who is logged in, and wait until it is there as a whole."""
        page.goto(f"{self.address}{path}")
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_be_visible(timeout=LOGGED_IN_MILLISECONDS)
        settle(page)

    def log_in(
        self,
        page: Page,
        path: str = "/",
        username: str = demo.USERNAME,
        password: str = demo.PASSWORD,
    ) -> None:
        """Open an address as a stranger and log in, as the demo seller unless told otherwise."""
        page.goto(f"{self.address}{path}")
        send_login(page, username, password)
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_be_visible(timeout=LOGGED_IN_MILLISECONDS)
        # The cookie is written by a script in the page, a moment after the login.
        page.wait_for_function("() => document.cookie.includes('seller_monitor=')", timeout=20_000)
        settle(page)


def best_asin() -> str:
    """Return the product that sold most."""
    with transaction(Role.OWNER) as connection:
        row = connection.exec_driver_sql(
            "SELECT asin FROM seller.sales_product_daily"
            " GROUP BY 1 ORDER BY sum(units) DESC LIMIT 1"
        )
        return str(row.scalar())


def address(entry: PageEntry, **more: str) -> str:
    """Return the address of a page; a product's page is that of the product that sold most."""
    parameters = {**({"asin": best_asin()} if entry.key == "product" else {}), **more}
    query = urlencode(parameters)
    return f"/{entry.url_path}{'?' if query else ''}{query}"


def drawn_tabs(page: Page) -> Iterator[str]:
    """Open those tabs that the address does not name, all but the first; yield their names."""
    tabs = page.locator('[role="tab"]:not([class*="_sheet"] *)')
    for name in tabs.all_inner_texts()[1:]:
        tabs.get_by_text(name, exact=True).click()
        settle(page)
        yield name


def send_login(page: Page, username: str, password: str) -> None:
    """Fill in the login form and send it."""
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Log in").click()


def other_tabs(page: Page) -> Iterator[str]:
    """Open the tabs of a page one after the other, all but the first; yield their names.

    Tabs that the address does not name (those of Settings, of connections) are not opened.
    """
    tabs = page.locator('[class*="_sheet"] [role="tab"]')
    for name in tabs.all_inner_texts()[1:]:
        tabs.get_by_text(name, exact=True).click()
        page.wait_for_url(
            lambda url, name=name: dict(parse_qsl(urlsplit(url).query)).get("tab") == name
        )
        settle(page)
        yield name


def settle(page: Page) -> None:
    """Wait until the script has run to its end and no placeholder is left."""
    page.wait_for_function(
        """() => {
          const app = document.querySelector('[data-testid="stApp"]');
          return app && app.dataset.testScriptState === 'notRunning'
            && !document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]');
        }""",
        timeout=LOGGED_IN_MILLISECONDS,
    )


@contextmanager
def running_shop(
    installation: Installation, ready: ReadyProcesses, **environment: str
) -> Iterator[Shop]:
    """Run simulator, sidecar and app over the installation's database, on free ports."""
    sidecar, port = free_port(), free_port()
    more = {"SIDECAR_PORT": str(sidecar), **environment}
    with ExitStack() as stack:
        stack.enter_context(running_simulator(installation))
        health = f"http://127.0.0.1:{sidecar}/healthz"
        command = ("proxy", "--port", str(sidecar))
        wait_for_sidecar = stack.enter_context(process(ready, command, installation, more, health))
        wait_for_app = stack.enter_context(app_process(ready, installation, port, **more))
        wait_for_sidecar()
        wait_for_app()
        yield Shop(f"http://127.0.0.1:{port}")


@contextmanager
def app_process(
    ready: ReadyProcesses,
    installation: Installation,
    port: int,
    script: str = "app.py",
    **environment: str,
) -> Iterator[Callable[[], None]]:
    """Start the app, or another script; yield a function that waits until it answers."""
    command = ("streamlit", "run", str(ROOT / script), "--server.port", str(port))
    health = f"http://127.0.0.1:{port}/_stcore/health"
    with process(ready, command, installation, environment, health) as wait:
        yield wait


@contextmanager
def process(
    ready: ReadyProcesses,
    command: tuple[str, ...],
    installation: Installation,
    environment: dict[str, str],
    health: str,
) -> Iterator[Callable[[], None]]:
    """Run `python -m …` for a while; yield a function that waits until it answers."""
    everything = {**os.environ, **installation.environment, **environment}
    running = ready.start(*command, environment=everything)
    try:
        yield lambda: wait_until_answers(health, running)
    finally:
        running.terminate()
        running.wait(timeout=20)
