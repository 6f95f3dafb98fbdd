"""Tabs of the app without a browser: Streamlit's own messages over a WebSocket.

Thirty tabs then need no thirty browsers, and what is measured is the server's work.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

# A whole page, on a machine that is busy with thirty of them.
_DRAWN_SECONDS = 60.0


@dataclass
class Tab:
    """An open page: its line, its hash, all pages by address, and its parts that run alone."""

    line: ClientConnection
    page: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    parts: dict[str, float] = field(default_factory=dict)

    async def show(self, page: str = "", query: str = "") -> None:
        """Run the whole script of a page, named by its hash; the default page without one.

        `query` is what stands behind the ? of its address.
        """
        self.parts.clear()
        message = BackMsg()
        message.rerun_script.page_script_hash = page
        message.rerun_script.query_string = query
        await self._run(message)

    async def look(self, part: str) -> None:
        """Run one part of the page that runs by itself, as the browser does."""
        message = BackMsg()
        message.rerun_script.page_script_hash = self.page
        message.rerun_script.fragment_id = part
        message.rerun_script.is_auto_rerun = True
        await self._run(message)

    async def _run(self, message: BackMsg) -> None:
        """Send a message and read until its run has ended; note what is told of the page.

        Raises AssertionError when the script ends in an error, TimeoutError when it hangs.
        """
        await self.line.send(message.SerializeToString())
        async with asyncio.timeout(_DRAWN_SECONDS):
            while not self._hear(ForwardMsg.FromString(await self.line.recv())):
                pass

    def _hear(self, message: ForwardMsg) -> bool:
        """Note what a message says; return whether the run has ended."""
        kind = message.WhichOneof("type")
        if kind == "auto_rerun":
            self.parts[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "new_session":
            self.page = message.new_session.page_script_hash
        elif kind == "navigation":
            self.pages = {
                one.url_pathname: one.page_script_hash for one in message.navigation.app_pages
            }
        elif kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
            raise AssertionError(message.delta.new_element.exception.message)
        return kind == "script_finished"


async def open_tab(address: str, cookie: str) -> Tab:
    """Open a tab and wait until the default page is drawn."""
    line = await connect(
        f"{address.replace('http', 'ws', 1)}/_stcore/stream",
        origin=address,
        subprotocols=["streamlit"],
        additional_headers={"Cookie": cookie},
        max_size=None,
    )
    tab = Tab(line)
    await tab.show()
    return tab


async def close_tabs(tabs: Sequence[Tab]) -> None:
    """Close them all."""
    await asyncio.gather(*(tab.line.close() for tab in tabs))


def p95(values: Sequence[float]) -> float:
    """Return the value that 95 of 100 do not exceed."""
    return sorted(values)[int(0.95 * (len(values) - 1))]
