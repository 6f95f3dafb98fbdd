"""The same app under the address of another one, where only one port is public."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from tests.integration.proxy.conftest import Gallery
from tests.integration.proxy.picture_host import make_app, png, signed


@pytest.mark.parametrize("base", ["", "/shop"])
def test_pictures_come_from_inside_another_app(gallery: Gallery, base: str) -> None:
    gallery.plant()
    inner = Mount("/images", app=make_app(gallery.host, steady=gallery.steady))
    outer = Mount(base, routes=[inner]) if base else inner
    gallery.proxy.app = Starlette(routes=[outer])
    path = signed("B0PICTURE1", gallery.account_id)
    reply = gallery.proxy.ask(base + path)
    assert reply.body == png()
    assert gallery.proxy.ask(base + path, "POST").status == 405
    assert gallery.proxy.ask(f"{base}/images/x").status == 400
    assert gallery.proxy.ask(f"{base}/other").status == 404
    tag = {"If-None-Match": reply.headers["etag"]}
    assert gallery.proxy.ask(base + path, headers=tag).status == 304
