"""How long pages take in a real browser, beside an empty Streamlit page in the same run."""

from __future__ import annotations

import statistics
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, ViewportSize

from tests.browser.shop import settle

# Streamlit marks the running of a script on its outermost element.
_SCRIPT_DONE = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  return app && app.getAttribute('data-test-script-state') === 'notRunning';
}"""

# Watch the running of the script in the page itself, so that no time goes into talking to
# the browser; the clock starts with the key press.
_WATCH = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  window.rerunTook = new Promise((resolve, reject) => {
    let began = null;
    window.addEventListener('keydown', () => { began = performance.now(); },
      { capture: true, once: true });
    let hasRun = false;
    const watch = new MutationObserver(() => {
      const state = app.getAttribute('data-test-script-state');
      if (state !== 'notRunning') { hasRun = true; }
      if (hasRun && state === 'notRunning') {
        watch.disconnect();
        requestAnimationFrame(() => resolve(performance.now() - began));
      }
    });
    watch.observe(app, { attributes: true, attributeFilter: ['data-test-script-state'] });
    setTimeout(() => reject(new Error('the script did not run again')), 20000);
  });
}"""


# What a page is made of: drawn charts, tables, and figures.
_PARTS = """() => ['.js-plotly-plot .main-svg', '[data-testid="stDataFrame"] canvas',
  '.tiles li', 'h1'].map(one => document.querySelectorAll(one).length)"""
_AS_WHOLE_AS = """parts => ['.js-plotly-plot .main-svg', '[data-testid="stDataFrame"] canvas',
  '.tiles li', 'h1']
  .every((one, at) => document.querySelectorAll(one).length >= parts[at])"""
# The tabs of which only the open one is drawn (ui/sheets.py).
_TABS = '[class*="_sheet"] [role="tab"]'
# A tab's part of the script can be so short that the page never says it runs: what is looked for
# is the open tab with something on it. The clock starts with the click.
_WATCH_TAB = """name => {
  window.tabTook = new Promise((resolve, reject) => {
    let began = null;
    window.addEventListener('pointerdown', () => { began = performance.now(); },
      { capture: true, once: true });
    const look = () => {
      const app = document.querySelector('[data-testid="stApp"]');
      const tab = [...document.querySelectorAll('[class*="_sheet"] [role="tab"]')]
        .find(one => one.innerText === name && one.getAttribute('aria-selected') === 'true');
      const panel = tab && document.getElementById(tab.getAttribute('aria-controls'));
      if (began !== null && panel && panel.querySelector('[data-testid="stElementContainer"]')
          && app.getAttribute('data-test-script-state') === 'notRunning') {
        resolve(performance.now() - began);
      } else { requestAnimationFrame(look); }
    };
    requestAnimationFrame(look);
    setTimeout(() => reject(new Error(`nothing is on the tab ${name}`)), 20000);
  });
}"""


VIEWPORT: ViewportSize = {"width": 1366, "height": 900}
# A browser keeps what it made of a script from the second visit on.
_FIRST_VISITS = 3


class TimedPage:
    """One address in a browser; it is all there when it shows what its first visit showed.

    That is the page as it opens, with its first tab.
    """

    def __init__(
        self,
        context: BrowserContext,
        address: str,
        prepare: Callable[[Page], None] | None = None,
    ) -> None:
        self._page = context.new_page()
        self._address = address
        self._whole = [0, 0, 0, 0]
        if prepare is not None:
            prepare(self._page)
        self.turn_to(address)

    def turn_to(self, address: str) -> list[int]:
        """Measure another address from now on; return how many parts of each kind it has."""
        self._address, self._whole = address, [0, 0, 0, 0]
        # The first visits fill the browser's caches; they are not counted.
        for _visit in range(_FIRST_VISITS):
            self.load()
            self._page.wait_for_load_state("networkidle")
            settle(self._page)
        self._whole = self._page.evaluate(_PARTS)
        return self._whole

    def load(self) -> float:
        """Open the address anew; return milliseconds until all of it is there."""
        self._page.goto("about:blank")
        began = self._now()
        self._page.goto(self._address, wait_until="commit")
        self._page.wait_for_function(_AS_WHOLE_AS, arg=self._whole, polling=20, timeout=60_000)
        self._page.wait_for_function(_SCRIPT_DONE, polling=20, timeout=60_000)
        return self._now() - began

    def weight(self) -> float:
        """Open the address beside; return the kilobytes that the server sends to draw it.

        The program that runs in the browser is the same for every page and stays in its cache. In
        a tab of its own: counting what comes takes time, which is no page's.
        """
        frames: list[int] = []
        beside = self._page.context.new_page()
        beside.on(
            "websocket",
            lambda one: one.on("framereceived", lambda frame: frames.append(len(frame))),
        )
        beside.goto(self._address, wait_until="commit")
        beside.wait_for_function(_AS_WHOLE_AS, arg=self._whole, polling=20, timeout=60_000)
        beside.wait_for_function(_SCRIPT_DONE, polling=20, timeout=60_000)
        beside.wait_for_load_state("networkidle")
        settle(beside)
        beside.close()
        return sum(frames) / 1000

    def rerun(self) -> float:
        """Run the script again (Streamlit's key "r"); return milliseconds until it is drawn."""
        self._page.evaluate(_WATCH)
        self._page.keyboard.press("r")
        return float(self._page.evaluate("() => window.rerunTook"))

    def switch(self, tab: str) -> float:
        """Open a tab of the page; return milliseconds until it is drawn."""
        self._page.evaluate(_WATCH_TAB, tab)
        self._page.locator(_TABS).get_by_text(tab, exact=True).click()
        return float(self._page.evaluate("() => window.tabTook"))

    def slowest_tab(self, rounds: int) -> tuple[str, float] | None:
        """Open each tab so often; return the slowest one and its median; None without tabs."""
        tabs = self._page.locator(_TABS).all_inner_texts()
        took: dict[str, list[float]] = {tab: [] for tab in tabs}
        for _round in range(rounds):
            # The first one is open at first.
            for tab in (*tabs[1:], *tabs[:1]):
                took[tab].append(self.switch(tab))
        medians = {tab: statistics.median(times) for tab, times in took.items()}
        return max(medians.items(), key=lambda one: one[1]) if medians else None

    @staticmethod
    def _now() -> float:
        from time import perf_counter

        return perf_counter() * 1000


def compare(
    measure: Callable[[TimedPage], float], ours: TimedPage, other: TimedPage, rounds: int
) -> tuple[float, float]:
    """Measure two pages in turn (A B A B …); return the two medians in milliseconds."""
    own, against = [], []
    for _round in range(rounds):
        own.append(measure(ours))
        against.append(measure(other))
    return statistics.median(own), statistics.median(against)
