"""The first answer names the large scripts of charts and tables, and nothing else changes."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from ui.preload import _LATE, Preload, late_scripts


def test_every_late_script_is_a_file_of_this_streamlit() -> None:
    static = Path(streamlit.__file__).parent / "static"
    found = late_scripts()
    assert {Path(one).name.split(".")[0] for one in found} == set(_LATE)
    assert all((static / one).is_file() for one in found)


def test_a_page_names_the_scripts_and_other_answers_do_not() -> None:
    page = _head_of(HTMLResponse("<html></html>"))
    assert page["link"].count("rel=modulepreload") == len(late_scripts())
    assert late_scripts()[0] in page["link"]
    assert "link" not in _head_of(JSONResponse({}))


def _head_of(answer: Response) -> dict[str, str]:
    """Send one request through the middleware; return the headers of the answer."""

    async def reply(_request: Any) -> Response:
        return answer

    app = Starlette(routes=[Route("/", reply)], middleware=[Middleware(Preload)])
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
    # In a thread of its own: a browser test of the same process may have left a loop running.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, app(scope, receive, send)).result()
    head = next(one for one in sent if one["type"] == "http.response.start")
    return {name.decode(): value.decode() for name, value in head["headers"]}
