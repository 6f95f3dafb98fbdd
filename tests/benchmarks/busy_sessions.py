"""How long a page's script takes while many people walk through all pages at once.

Each opens a page, thinks for two seconds, and opens the next. While they think, the live
parts of the page they look at run, as in a browser.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence

from tests.benchmarks.tabs import Tab, close_tabs, open_tab, p95

SESSIONS = 30
THINK_SECONDS = 2.0
# A page by its hash, and what its address asks for.
Step = tuple[str, str]


def p95_ms(address: str, cookie: str, sessions: int, asin: str, rounds: int = 1) -> float:
    """Return the time in milliseconds that 95 of 100 runs of a page's script do not exceed.

    Each session sees every page once a round; the page of a product is that of `asin`.
    """
    return asyncio.run(_measure(address, cookie, sessions, asin, rounds))


def steps_of(pages: Mapping[str, str], asin: str, first: int) -> list[Step]:
    """Return each page once, from another one on for each session. `pages`: hash by address."""
    steps = [(page, f"asin={asin}" if path == "product" else "") for path, page in pages.items()]
    begin = first % len(steps)
    return steps[begin:] + steps[:begin]


async def _measure(address: str, cookie: str, sessions: int, asin: str, rounds: int) -> float:
    tabs = [await open_tab(address, cookie) for _ in range(sessions)]
    try:
        walked = await asyncio.gather(
            *(
                _walk(tab, steps_of(tab.pages, asin, number) * rounds, number / sessions)
                for number, tab in enumerate(tabs)
            )
        )
    finally:
        await close_tabs(tabs)
    return 1000 * p95([one for took in walked for one in took])


async def _walk(tab: Tab, steps: Sequence[Step], offset: float) -> list[float]:
    """Open one page after the other."""
    took = []
    await asyncio.sleep(offset * THINK_SECONDS)
    for page, query in steps:
        began = time.perf_counter()
        await tab.show(page, query)
        took.append(time.perf_counter() - began)
        await _think(tab)
    return took


async def _think(tab: Tab) -> None:
    """Do nothing for two seconds, in the middle of which the live parts look for news."""
    await asyncio.sleep(THINK_SECONDS / 2)
    for part in tuple(tab.parts):
        await tab.look(part)
    await asyncio.sleep(THINK_SECONDS / 2)
