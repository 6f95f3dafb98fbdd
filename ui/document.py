"""The HTML document in which Streamlit's front end starts, served by us for every page.

Streamlit serves one document for all addresses. Its front end then guesses where its server
is: for `/sales` it first asks below that path, is told 404 twice, and leaves two errors in the
console of every deep link. Our document tells it where the server is, and carries our styles, so
that nothing moves when they arrive. And it starts the scripts of a page's charts, tables and
widgets, which Streamlit fetches only when the first of them arrives over its socket: the browser
gets and reads them while the server is still at work on the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
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
# What the theme cannot say, and how pages look on paper; how a finger scrolls over charts, how
# the keyboard gets into a filter's list, and how a click on a figure asks how it is made.
_STYLES = ("screen.css", "tiles.css", "paper.css")
_SCRIPTS = ("touch.js", "keys.js", "how.js")
# The parts of Streamlit's browser code that come late and that every page needs. The large ones
# are each page's own (ui/registry.py).
_PARTS = ("Html", "Button", "ButtonGroup")
# How one script names another that it needs: import{a as b}from"./merge.UVaQM33U.js".
_NEEDS = re.compile(r'\b(?:import|from)"\./([^"/]+\.js)"')
# All that a script needs is named at its beginning; the largest has 5 MB.
_BEGINNING = 16_000
_HEAD, _END_OF_HEAD, _TITLE = "<head>", "</head>", "<title>Streamlit</title>"


def document_routes() -> list[BaseRoute]:
    """Return a route for the address of every page; all answer with the same document."""
    return [Route(f"/{entry.url_path}", _answer(entry.draws)) for entry in REGISTRY]


@cache
def document(draws: tuple[str, ...]) -> str:
    """Return Streamlit's document with the place of its server, our name, looks and scripts.

    `draws` names the large parts of Streamlit that a page opens with.
    """
    text = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    for mark in (_HEAD, _END_OF_HEAD, _TITLE):
        if text.count(mark) != 1:
            raise LookupError(f"Streamlit's document has no {mark} of its own.")
    named = text.replace(_TITLE, "<title>Seller Monitor</title>")
    start = _START % json.dumps(_host())
    begun = named.replace(_HEAD, f"{_HEAD}\n    {start}\n    <style>{style()}</style>")
    parts = (*draws, *_PARTS)
    links = "\n".join(
        f'    <link rel="modulepreload" crossorigin href="./static/js/{name}">'
        for name in late_scripts(parts, known=text)
    )
    assets = Path(__file__).parent / "assets"
    own = "".join((assets / name).read_text(encoding="utf-8") for name in _SCRIPTS)
    early = "".join(f'import("./static/js/{name}");' for name in files_of(parts))
    script = f'    <script>\n{own}    </script>\n    <script type="module">{early}</script>'
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


def files_of(parts: Sequence[str]) -> list[str]:
    """Return the file names of these parts, which carry a hash.

    A part that this version of Streamlit names in another way is left out: the browser fetches it
    when it is needed, as it always could.
    """
    return [path.name for part in parts for path in sorted(_scripts().glob(f"{part}.*.js"))]


def late_scripts(parts: Sequence[str], known: str) -> list[str]:
    """Return the file names of these parts and of all they need, but for those `known` names."""
    waiting = files_of(parts)
    found: dict[str, None] = {}
    while waiting:
        name = waiting.pop(0)
        if name in found or f"./static/js/{name}" in known:
            continue
        found[name] = None
        with (_scripts() / name).open(encoding="utf-8") as script:
            waiting += _NEEDS.findall(script.read(_BEGINNING))
    return list(found)


def _scripts() -> Path:
    return Path(file_util.get_static_dir()) / "static" / "js"


def _answer(draws: tuple[str, ...]) -> Callable[[Request], Awaitable[HTMLResponse]]:
    async def answer(_request: Request) -> HTMLResponse:
        # Like Streamlit's own: the browser asks again, as the files it names change with a release.
        return HTMLResponse(document(draws), headers={"Cache-Control": "no-cache"})

    return answer
