"""What a test reads off an open page: faults of access, cut words, width, traces."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.browser.shop import settle

# axe-core as the package carries it: nothing is fetched, and no Node is needed.
_AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")

_FIND_FAULTS = """async options => {
  const found = await axe.run(document, {...options, resultTypes: ['violations']});
  const grave = found.violations.filter(one => ['serious', 'critical'].includes(one.impact));
  return grave.flatMap(one => one.nodes.map(node => ({
    rule: one.id, place: node.target.join(' '), html: node.html.slice(0, 160),
    why: node.failureSummary.split('\\n').slice(1, 2).join('').trim()})));
}"""

_CUT = """() => {
  const isSeen = one => one.checkVisibility({visibilityProperty: true, opacityProperty: true})
    && one.getBoundingClientRect().width > 0;
  const holdsWords = one => [...one.childNodes].some(
    node => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
  const cuts = one => {
    for (let box = one; box && box.tagName !== 'SECTION'; box = box.parentElement) {
      const style = getComputedStyle(box);
      // What only those hear who cannot see the page.
      if (style.clipPath === 'inset(50%)') return false;
      if (style.overflowX === 'visible') continue;
      if (['auto', 'scroll'].includes(style.overflowX)) return false;
      return one.getBoundingClientRect().right > box.getBoundingClientRect().right + 1
        || box.scrollWidth > box.clientWidth + 1;
    }
    return false;
  };
  // What a button opens is drawn at the end of the document.
  const inside = [...document.querySelectorAll(
    ':is([data-testid="stMain"], [data-testid="stPopoverBody"]) *')];
  return inside.filter(one => holdsWords(one) && !one.closest('canvas, svg, [inert], style')
    && isSeen(one) && cuts(one)).map(one => one.textContent.trim().slice(0, 80));
}"""

_WIDTH = """() => Math.max(document.documentElement.scrollWidth,
  document.querySelector('[data-testid="stMain"]').scrollWidth)"""

_WIDTH_MILLISECONDS = 5_000

LAPTOP = {"width": 1366, "height": 900}
SMALL_LAPTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
# In the dark only these can be otherwise than in the light.
_OF_COLOURS = ("color-contrast", "link-in-text-block")
_TWO_FRAMES = "() => new Promise(go => requestAnimationFrame(() => requestAnimationFrame(go)))"
_IS_DARK = "() => getComputedStyle(document.querySelector('.stApp')).colorScheme === 'dark'"

# What no seller may ever read: the inside of the program.
_TRACES = ("Traceback (most recent", 'File "/', "psycopg2", "sqlalchemy", "streamlit.errors")


@dataclass(frozen=True)
class Fault:
    """One element that axe-core finds fault with: rule, selector, its HTML and what is wrong."""

    rule: str
    place: str
    html: str
    why: str


@lru_cache(maxsize=1)
def _axe_script() -> str:
    return _AXE.read_text(encoding="utf-8")


def faults_of_access(page: Page, only: tuple[str, ...] = ()) -> list[Fault]:
    """Return what axe-core calls serious or critical, by all its rules or those named."""
    page.evaluate(_axe_script())
    options: dict[str, Any] = {"runOnly": {"type": "rule", "values": list(only)}} if only else {}
    return [Fault(**one) for one in page.evaluate(_FIND_FAULTS, options)]


def cut_words(page: Page) -> list[str]:
    """Return the words on the page that end in a box too narrow for them."""
    found: list[str] = page.evaluate(_CUT)
    return found


def is_too_wide(page: Page) -> bool:
    """Whether the page is wider than the window, so that it scrolls sideways.

    A table takes its new width a moment after the window has: it gets some seconds for that.
    """
    assert page.viewport_size is not None
    fits = f"width => ({_WIDTH})() <= width"
    try:
        page.wait_for_function(fits, arg=page.viewport_size["width"], timeout=_WIDTH_MILLISECONDS)
    except PlaywrightTimeoutError:
        return True
    return False


def traces(page: Page) -> list[str]:
    """Return what of the program's inside can be read on the page."""
    words = page.locator("body").inner_text()
    return [one for one in _TRACES if one in words]


def wrong_in_every_look(page: Page) -> list[str]:
    """Look at an open page on two laptops, on a phone and in the dark; return what is wrong."""
    wrong = []
    for size in (SMALL_LAPTOP, PHONE, LAPTOP):
        resize(page, size)
        found = wrong_in_layout(page) if size is SMALL_LAPTOP else wrong_as_it_is(page)
        wrong += [f"{size['width']} px wide: {one}" for one in found]
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(_IS_DARK)
    wrong += [f"in the dark: {fault}" for fault in faults_of_access(page, _OF_COLOURS)]
    page.emulate_media(color_scheme="light")
    return wrong


def wrong_in_filters(page: Page) -> list[str]:
    """Open each list of the filter bar, on a laptop and on a phone; return what is wrong in it."""
    wrong = []
    for size in (LAPTOP, PHONE):
        resize(page, size)
        for button in page.locator(".st-key-filter_bar button").all():
            button.click()
            opened = page.get_by_test_id("stPopoverBody")
            opened.wait_for()
            settle(page)
            name = f"{size['width']} px wide, {button.inner_text().splitlines()[1]}"
            wrong += [f"{name}: {one}" for one in wrong_as_it_is(page)]
            wrong += [] if _is_inside(page, opened) else [f"{name}: beside the window"]
            page.keyboard.press("Escape")
            opened.wait_for(state="detached")
            settle(page)
    resize(page, LAPTOP)
    return wrong


def _is_inside(page: Page, opened: Locator) -> bool:
    """Whether a list lies in the window, so far as it is not longer than that."""
    box, size = opened.bounding_box(), page.viewport_size
    assert box is not None
    assert size is not None
    return box["x"] >= 0 and box["x"] + box["width"] <= size["width"] and box["y"] >= 0


def wrong_as_it_is(page: Page) -> list[str]:
    """Look at an open page in its present size and colours; return what is wrong."""
    return [*wrong_in_layout(page), *map(str, faults_of_access(page))]


def wrong_in_layout(page: Page) -> list[str]:
    """Return what is cut, too wide, or should not be read by anybody."""
    wrong = [f"cut: {words}" for words in cut_words(page)]
    wrong += ["it scrolls sideways"] if is_too_wide(page) else []
    return [*wrong, *(f"shows {one}" for one in traces(page))]


def resize(page: Page, size: dict[str, int]) -> None:
    """Change the window's size, and wait until the page has been laid out for it."""
    page.set_viewport_size(size)
    page.evaluate(_TWO_FRAMES)
    settle(page)
