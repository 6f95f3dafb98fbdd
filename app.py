"""The entry: `streamlit run app.py`. Server, routes, and what the process does beside them.

The script of the screen is `ui/main.py`. It is not this file, because beside a `pages/`
folder Streamlit would serve a page's file to the first deep link of a fresh process,
past the login.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.routing import BaseRoute, Mount

from core.errors import SellerMonitorError
from core.log import configure_logging, get_logger
from core.settings import get_settings
from ui.document import document_routes

# Streamlit's own collection after every rerun is off (.streamlit/config.toml).
COLLECT_SECONDS = 60
# Loaded before the first visitor, who would otherwise wait for it.
HEAVY = (
    "plotly.graph_objects",
    "plotly.io",
    "data.loaders",
    "ui.context",
    "ui.login",
)

log = get_logger("app")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, object]]:
    """Warm up, say what is wrong early, and collect garbage once a minute."""
    await asyncio.to_thread(_warm_up)
    collecting = asyncio.create_task(_collect())
    try:
        yield {}
    finally:
        collecting.cancel()


def _warm_up() -> None:
    for name in HEAVY:
        importlib.import_module(name)
    try:
        from ui.warm import warm_up

        warm_up()
    except SellerMonitorError as error:
        # The pages say the same in words; the app stays up and recovers by itself.
        log.warning("the database cannot be read at start", sentence=error.sentence)


async def _collect() -> None:
    while True:
        await asyncio.sleep(COLLECT_SECONDS)
        await asyncio.to_thread(gc.collect)


def _show_unexpected(error: BaseException) -> bool:
    from ui.states import show_unexpected

    return show_unexpected(error)


def _routes() -> list[BaseRoute]:
    """Serve the pages' document, and the pictures as well where only one port is public."""
    routes = document_routes()
    if get_settings().images_public_url == "/":
        from proxy.asgi import create_app

        routes.append(Mount("/images", app=create_app()))
    return routes


configure_logging("app", get_settings().log_level)
app = st.App(
    Path(__file__).parent / "ui" / "main.py",
    lifespan=lifespan,
    routes=_routes(),
    on_script_error=_show_unexpected,
)
