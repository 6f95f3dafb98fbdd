"""How long a page's script takes while many people walk through all pages at once.

Each opens a page, thinks for two seconds, and opens the next. While they think, the live
parts of the page they look at run, as in a browser.
"""

from __future__ import annotations

import asyncio
import time

from tests.benchmarks.tabs import Tab, close_tabs, open_tab, p95

SESSIONS = 30
THINK_SECONDS = 2.0
# Enough for each session to see each page once.
STEPS = 10
# These need a product, or are no report.
_LEFT_OUT = ("product", "settings")


def p95_ms(address: str, cookie: str, sessions: int) -> float:
    """Return the time in milliseconds that 95 of 100 runs of a page's script do not exceed."""
    return asyncio.run(_measure(address, cookie, sessions))


async def _measure(address: str, cookie: str, sessions: int) -> float:
    tabs = [await open_tab(address, cookie) for _ in range(sessions)]
    try:
        walked = await asyncio.gather(
            *(_walk(tab, number, number / sessions) for number, tab in enumerate(tabs))
        )
    finally:
        await close_tabs(tabs)
    return 1000 * p95([one for took in walked for one in took])


async def _walk(tab: Tab, first: int, offset: float) -> list[float]:
    """Open one page after the other, beginning with another one in each tab."""
    pages = [hashed for path, hashed in tab.pages.items() if path not in _LEFT_OUT]
    took = []
    await asyncio.sleep(offset * THINK_SECONDS)
    for step in range(STEPS):
        began = time.perf_counter()
        await tab.show(pages[(first + step) % len(pages)])
        took.append(time.perf_counter() - began)
        await _think(tab)
    return took


async def _think(tab: Tab) -> None:
    """Do nothing for two seconds, in the middle of which the live parts look for news."""
    await asyncio.sleep(THINK_SECONDS / 2)
    for part in tuple(tab.parts):
        await tab.look(part)
    await asyncio.sleep(THINK_SECONDS / 2)
