"""What many open Overviews cost while nothing happens: each asks every two seconds.

Speaks Streamlit's own messages over WebSockets, so that thirty tabs need no thirty browsers.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import dataclass

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

SESSIONS = 30
SECONDS = 20.0
# A whole page, on a machine that is busy with thirty of them.
_DRAWN_SECONDS = 60.0


@dataclass(frozen=True)
class Load:
    """CPU of the app in cores, and how long a look takes in milliseconds (median, 95 %)."""

    cores: float
    median_ms: float
    p95_ms: float
    looks: int


@dataclass
class _Tab:
    """An open page: its line, the page's hash, and its parts that run by themselves."""

    line: ClientConnection
    page: str
    parts: dict[str, float]


def measure(address: str, cookie: str, app_pid: int, sessions: int = SESSIONS) -> Load:
    """Open the Overview in so many sessions, leave them alone, and measure."""
    return asyncio.run(_measure(address, cookie, psutil.Process(app_pid), sessions))


async def _measure(address: str, cookie: str, app: psutil.Process, sessions: int) -> Load:
    tabs = [await _open(address, cookie) for _ in range(sessions)]
    try:
        began, before = time.perf_counter(), sum(app.cpu_times()[:2])
        watched = await asyncio.gather(
            *(_watch(tab, began + SECONDS, number / sessions) for number, tab in enumerate(tabs))
        )
        cores = (sum(app.cpu_times()[:2]) - before) / (time.perf_counter() - began)
    finally:
        await asyncio.gather(*(tab.line.close() for tab in tabs))
    looks = sorted(1000 * one for took in watched for one in took)
    p95 = looks[int(0.95 * (len(looks) - 1))]
    return Load(cores, statistics.median(looks), p95, len(looks))


async def _open(address: str, cookie: str) -> _Tab:
    """Open a tab and wait until its page is drawn."""
    line = await connect(
        f"{address.replace('http', 'ws', 1)}/_stcore/stream",
        origin=address,
        subprotocols=["streamlit"],
        additional_headers={"Cookie": cookie},
        max_size=None,
    )
    tab = _Tab(line, "", {})
    await _send(tab)
    async with asyncio.timeout(_DRAWN_SECONDS):
        await _until_finished(tab)
    assert tab.parts, "the Overview has no live part"
    return tab


async def _watch(tab: _Tab, until: float, offset: float) -> list[float]:
    """Let the live parts run at their pace, as a browser does; return how long each look took.

    People open their tabs at different moments: `offset` is a share of the pace.
    """
    took = []
    await asyncio.sleep(offset * min(tab.parts.values()))
    while time.perf_counter() < until:
        await asyncio.sleep(min(tab.parts.values()))
        for fragment in tuple(tab.parts):
            began = time.perf_counter()
            await _send(tab, fragment)
            await _until_finished(tab)
            took.append(time.perf_counter() - began)
    return took


async def _send(tab: _Tab, fragment: str = "") -> None:
    message = BackMsg()
    message.rerun_script.page_script_hash = tab.page
    if fragment:
        message.rerun_script.fragment_id = fragment
        message.rerun_script.is_auto_rerun = True
    await tab.line.send(message.SerializeToString())


async def _until_finished(tab: _Tab) -> None:
    """Read messages until a run has ended, and note what they say of the page."""
    while True:
        message = ForwardMsg.FromString(await tab.line.recv())
        kind = message.WhichOneof("type")
        if kind == "auto_rerun":
            tab.parts[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "new_session":
            tab.page = message.new_session.page_script_hash
        elif kind == "script_finished":
            return
