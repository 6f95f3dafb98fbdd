"""The HTML document in which Streamlit's front end starts, served by us for every page.

Streamlit serves one document for all addresses. Its front end then guesses where its server
is: for `/sales` it first asks below that path, is told 404 twice, and leaves two errors in the
console of every deep link. Our document tells it where the server is, and carries our styles, so
that nothing moves when they arrive. And it names the large scripts of charts and tables,
which Streamlit fetches only when the first of them arrives over its socket: the browser gets
them while the server is still at work on the page.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Route
from streamlit import config, file_util

from ui.registry import REGISTRY

# What Streamlit's front end else asks its server before it connects, one answer after the other:
# where the server is, and who may embed the page. The first is the folder that the page's address
# is in; the document's own files are named relative to it as well, so it also holds behind a proxy
# that serves us below a path.
_START = """<script>window.__streamlit={
      BACKEND_BASE_URL: new URL("./", location.href).href, HOST_CONFIG: %s}</script>"""
# What the theme cannot say, and how pages look on paper; how a finger scrolls over charts.
_STYLES = ("screen.css", "paper.css")
_TOUCH = "touch.js"
# The parts of Streamlit's browser code that come late, by what needs them; the names of their
# files carry a hash.
LATE_SCRIPTS = (
    *("PlotlyChart", "withFullScreenWrapper"),
    *("DataFrame", "arrowFormatUtils", "recordbatch", "serialization", "moment", "Quiver"),
    *("reactJsonViewCompat", "Metric", "CustomTheme", "numbro", "Button", "ButtonGroup"),
    *("Selectbox", "Multiselect", "WidgetLabel", "useMenuTrigger", "useFormValidation"),
    *("useSyncComboBoxEnterTargetFocus", "useTextField"),
)
_HEAD, _END_OF_HEAD, _TITLE = "<head>", "</head>", "<title>Streamlit</title>"


def document_routes() -> list[BaseRoute]:
    """Return a route for the address of every page; all answer with the same document."""
    return [Route(f"/{entry.url_path}", _answer) for entry in REGISTRY]


@lru_cache(maxsize=1)
def document() -> str:
    """Return Streamlit's document with the place of its server, our name, looks and scripts."""
    text = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    for mark in (_HEAD, _END_OF_HEAD, _TITLE):
        if text.count(mark) != 1:
            raise LookupError(f"Streamlit's document has no {mark} of its own.")
    named = text.replace(_TITLE, "<title>Seller Monitor</title>")
    start = _START % json.dumps(_host())
    begun = named.replace(_HEAD, f"{_HEAD}\n    {start}\n    <style>{style()}</style>")
    links = "\n".join(
        f'    <link rel="modulepreload" crossorigin href="./static/js/{name}">'
        for name in late_scripts()
    )
    touch = (Path(__file__).parent / "assets" / _TOUCH).read_text(encoding="utf-8")
    script = f"    <script>\n{touch}    </script>"
    return begun.replace(_END_OF_HEAD, f"{links}\n{script}\n  {_END_OF_HEAD}")


def _host() -> dict[str, object]:
    """Return what Streamlit's server answers when its front end asks who may embed the page."""
    return {
        "allowedOrigins": config.get_option("client.allowedOrigins"),
        "useExternalAuthToken": False,
        "enableCustomParentMessages": False,
        "blockErrorDialogs": False,
        "enforceDownloadInNewTab": False,
        "metricsUrl": "",
    }


def style() -> str:
    """Return our own styles, without the comments in them."""
    folder = Path(__file__).parent / "styles"
    text = "".join((folder / name).read_text(encoding="utf-8") for name in _STYLES)
    return re.sub(r"/\*.*?\*/\s*", "", text, flags=re.DOTALL)


def late_scripts() -> list[str]:
    """Return the file names of the late scripts.

    Those that this version of Streamlit names in another way are left out: the browser fetches
    them when they are needed, as it always could.
    """
    folder = Path(file_util.get_static_dir()) / "static" / "js"
    return [path.name for part in LATE_SCRIPTS for path in sorted(folder.glob(f"{part}.*.js"))]


async def _answer(_request: Request) -> HTMLResponse:
    # Like Streamlit's own: the browser asks again, as the files it names change with a release.
    return HTMLResponse(document(), headers={"Cache-Control": "no-cache"})
