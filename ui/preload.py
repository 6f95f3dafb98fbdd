"""Tell the browser with the first answer which large scripts each report page will need.

Streamlit fetches the code of charts and tables only when the first of them arrives over its
socket, after the page's script has run on the server. Named in a `Link` header they come,
and are compiled, while the server is still at work.
"""

from __future__ import annotations

from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The parts of Streamlit's browser code that come late, by what needs them; the names of their
# files carry a hash.
_LATE = (
    *("PlotlyChart", "withFullScreenWrapper"),
    *("DataFrame", "arrowFormatUtils", "recordbatch", "serialization", "moment", "Quiver"),
    *("reactJsonViewCompat", "Metric", "CustomTheme", "numbro", "Button", "ButtonGroup"),
    *("Selectbox", "Multiselect", "WidgetLabel", "useMenuTrigger", "useFormValidation"),
    *("useSyncComboBoxEnterTargetFocus", "useTextField"),
)


class Preload:
    """ASGI middleware: adds the `Link` header to every HTML page that leaves the server."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._links = ", ".join(f"<{path}>; rel=modulepreload" for path in late_scripts())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; look at the head of HTTP answers only."""
        if scope["type"] != "http" or not self._links:
            await self._app(scope, receive, send)
            return

        async def send_with_links(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("link", self._links)
            await send(message)

        await self._app(scope, receive, send_with_links)


def late_scripts() -> list[str]:
    """Return the addresses of the late scripts, relative to the page's own.

    Empty when this version of Streamlit names its files in another way: then the browser
    fetches them when they are needed, as it always could.
    """
    scripts = Path(streamlit.__file__).parent / "static" / "static" / "js"
    found = [path.name for part in _LATE for path in sorted(scripts.glob(f"{part}.*.js"))]
    return [f"./static/js/{name}" for name in found]
