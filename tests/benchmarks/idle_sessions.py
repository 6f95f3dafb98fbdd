"""What many open Overviews cost while nothing happens: each asks every two seconds."""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import dataclass

import psutil

from tests.benchmarks.tabs import Tab, close_tabs, open_tab, p95

SESSIONS = 30
SECONDS = 20.0


@dataclass(frozen=True)
class Load:
    """CPU of the app in cores, and how long a look takes in milliseconds (median, 95 %)."""

    cores: float
    median_ms: float
    p95_ms: float
    looks: int


def measure(address: str, cookie: str, app_pid: int, sessions: int = SESSIONS) -> Load:
    """Open the Overview in so many sessions, leave them alone, and measure."""
    return asyncio.run(_measure(address, cookie, psutil.Process(app_pid), sessions))


async def _measure(address: str, cookie: str, app: psutil.Process, sessions: int) -> Load:
    tabs = [await open_tab(address, cookie) for _ in range(sessions)]
    assert all(tab.parts for tab in tabs), "the Overview has no live part"
    try:
        began, before = time.perf_counter(), sum(app.cpu_times()[:2])
        watched = await asyncio.gather(
            *(_watch(tab, began + SECONDS, number / sessions) for number, tab in enumerate(tabs))
        )
        cores = (sum(app.cpu_times()[:2]) - before) / (time.perf_counter() - began)
    finally:
        await close_tabs(tabs)
    looks = [1000 * one for took in watched for one in took]
    return Load(cores, statistics.median(looks), p95(looks), len(looks))


async def _watch(tab: Tab, until: float, offset: float) -> list[float]:
    """Let the live parts run at their pace, as a browser does; return how long each look took.

    People open their tabs at different moments: `offset` is a share of the pace.
    """
    took = []
    await asyncio.sleep(offset * min(tab.parts.values()))
    while time.perf_counter() < until:
        await asyncio.sleep(min(tab.parts.values()))
        for part in tuple(tab.parts):
            began = time.perf_counter()
            await tab.look(part)
            took.append(time.perf_counter() - began)
    return took
